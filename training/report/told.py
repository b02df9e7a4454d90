"""What gold and a model say, side by side, and how the two differ. Data alone."""

from collections.abc import Iterable
from enum import StrEnum

from msgspec import Struct, field

End = tuple[int, int, str]


class Kind(StrEnum):
    """How two sides differ.

    ENDS: a relation of the right type whose ends lie where they should, but are no right mentions
    themselves. VALUE: an attribute, a value or a row of the same words that says something else.
    """

    RIGHT = "right"
    MISSED = "missed"
    MADE_UP = "made up"
    TYPE = "wrong type"
    BORDER = "wrong border"
    BOTH = "wrong type and border"
    ENDS = "wrong ends"
    SWAPPED = "swapped ends"
    VALUE = "wrong value"


class Told(Struct, frozen=True, kw_only=True):
    """What one side says: a mention, a relation, an attribute, a value or a row.

    `label`: its type, or the attribute's value. `ends`: code points of the text, the end
    exclusive, and the type of the mention there; head and tail of a relation, else one. An end at
    -1 names no mention: its third item is the id that it names. `fields`: what else is told, by
    name. `score`: the model's probability where there is one.
    """

    label: str
    ends: tuple[End, ...]
    fields: dict[str, str] = field(default_factory=dict)
    score: float | None = None


class Pair(Struct, frozen=True, kw_only=True):
    """What gold says and what the model gave for it. MISSED has no `given`, MADE_UP no `gold`."""

    kind: Kind
    gold: Told | None = None
    given: Told | None = None
    notes: tuple[str, ...] = ()

    @property
    def start(self) -> int:
        """The first code point that either side speaks of; 0 where both name no mention."""
        ends = [end[0] for told in (self.gold, self.given) if told for end in told.ends]
        return min((start for start in ends if start >= 0), default=0)


def in_text_order(pairs: Iterable[Pair]) -> list[Pair]:
    """Pairs by where they begin; what begins alike stays in its order."""
    return sorted(pairs, key=lambda pair: pair.start)


def told_by(gold: Told | None, given: Told | None) -> Kind:
    """The kind of a pair whose sides speak of the same words: right, missed, made up or VALUE."""
    if gold is None:
        return Kind.MADE_UP
    if given is None:
        return Kind.MISSED
    return Kind.RIGHT if (gold.label, gold.fields) == (given.label, given.fields) else Kind.VALUE
