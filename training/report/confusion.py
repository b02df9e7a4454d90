"""Which type was given for which. Knows pairs and types, no documents."""

from collections import Counter
from collections.abc import Iterable, Sequence

from msgspec import Struct

from training.report.told import Kind, Pair

Types = tuple[str | None, str | None]


class Confusion(Struct, frozen=True, kw_only=True):
    """Pairs by the type of gold and the type given, None where a side has nothing.

    (type, None): missed. (None, type): made up. A pair of one type whose borders or ends are wrong
    stands on the diagonal and is not in `right`. Rows add up to what gold wants, columns to what
    was given.
    """

    types: tuple[str, ...]
    pairs: Counter[Types]
    right: Counter[str]

    def wanted(self, name: str) -> int:
        """How many of a type gold has."""
        return sum(count for (gold, _), count in self.pairs.items() if gold == name)

    def given(self, name: str) -> int:
        """How many of a type were given."""
        return sum(count for (_, given), count in self.pairs.items() if given == name)


def confusion(pairs: Iterable[Pair], kinds: Sequence[str]) -> Confusion:
    """Count pairs by their labels. Types that were met: those of `kinds` in order, then others."""
    cells: Counter[Types] = Counter()
    right: Counter[str] = Counter()
    for pair in pairs:
        gold, given = (told.label if told else None for told in (pair.gold, pair.given))
        cells[gold, given] += 1
        if pair.kind is Kind.RIGHT and gold is not None:
            right[gold] += 1
    met = {name for types in cells for name in types if name is not None}
    others = sorted(met.difference(kinds))
    return Confusion(
        types=(*(name for name in kinds if name in met), *others), pairs=cells, right=right
    )
