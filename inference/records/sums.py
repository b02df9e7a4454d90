"""Whether parts make up a whole. Pure arithmetic over ranges; knows no text.

Open ranges are respected: what they leave open cannot be told.
"""

from collections.abc import Callable, Sequence

from inference.records.figures import written
from inference.resolve.counts import CountValue

AGREES, DISAGREES, CANNOT_TELL = "agrees", "disagrees", "cannot tell"
Values = Sequence[CountValue | None]


def bounds(values: Values) -> tuple[int, int | None]:
    """The least and the most that parts come to; a part without a number may be any."""
    highs = [value.max if value else None for value in values]
    low = sum(value.min for value in values if value)
    return low, sum(h for h in highs if h is not None) if None not in highs else None


def figures(values: Values) -> int:
    """The sum of the figures as written, of the least number where there is none."""
    known = [value for value in values if value]
    return sum(value.min if written(value) is None else written(value) or 0 for value in known)


def is_exact(whole: CountValue, values: Values) -> bool:
    """Whether parts without any doubt come to the figure of the whole."""
    low, high = bounds(values)
    return low == high == written(whole)


def adds_up(whole: CountValue, values: Values, *, complete: bool) -> str:
    """Verdict on parts that should add up. `complete`: the text gives them as all of them."""
    low, high = bounds(values)
    about = "about" in {value.hedge for value in (whole, *values) if value}
    if whole.max is not None and low > whole.max:
        return CANNOT_TELL if about else DISAGREES
    if high is not None and high < whole.min:
        return DISAGREES if complete and not about else CANNOT_TELL
    if whole.max is None and low >= whole.min:
        return AGREES  # `أكثر من 100` holds whoever else there is
    if low == high:
        return AGREES if complete or low == written(whole) else CANNOT_TELL
    return CANNOT_TELL


def fits(whole: CountValue, values: Values, apart: Callable[[int, int], bool]) -> str:
    """Verdict on some of a whole: they must not exceed it.

    `apart(i, j)`: whether two of them can have nobody in common; where they may (`بينهم 4 نساء و5
    من عائلة واحدة`), more than the whole proves nothing.
    """
    low, high = bounds(values)
    about = whole.hedge == "about"
    most = whole.max
    if most is not None and any(value and value.min > most for value in values):
        return CANNOT_TELL if about else DISAGREES
    if most is not None and low > most:
        pairs = ((i, j) for i in range(len(values)) for j in range(i))
        return DISAGREES if not about and all(apart(i, j) for i, j in pairs) else CANNOT_TELL
    return AGREES if high is not None and high <= whole.min else CANNOT_TELL
