"""How many a mention says: its own number, else its noun. Knows no threads and no sums."""

from collections.abc import Iterator

from msgspec import Struct

from inference.records.marks import Marks
from inference.resolve.counts import CountValue, of_noun, read_count, read_group


class Figure(Struct, frozen=True, kw_only=True):
    """What one mention says of how many. `mentions`: the words that it was read from.

    `firm`: a number is written; else it lies in the noun's form (`طفلان`, `جرحى`).
    """

    value: CountValue
    bearer: str
    mentions: tuple[str, ...]

    @property
    def firm(self) -> bool:
        return not self.value.implied


class Figures:
    """The numbers of a document's mentions."""

    def __init__(self, marks: Marks) -> None:
        self._marks = marks
        self.owner = {
            name: min(heads, key=lambda head: (marks.near(head, name), marks.at(head)))
            for name in (m.id for m in marks.mentions)
            if (heads := marks.heads(name, "count"))
        }
        self._said: dict[str, tuple[Figure, ...]] = {}

    def own(self, name: str) -> list[str]:
        """The COUNT mentions of a group or event; one that two claim is the nearer one's."""
        return [c for c in self._marks.tails(name, "count") if self.owner[c] == name]

    def of(self, name: str) -> tuple[Figure, ...]:
        """What a group's mention says; several where it has several numbers."""
        if name not in self._said:
            self._said[name] = tuple(self._read(name))
        return self._said[name]

    def _read(self, name: str) -> Iterator[Figure]:
        surface, kind = self._marks.surface(name), self._marks.type(name)
        if kind == "PERSON":
            yield Figure(value=_ONE, bearer=name, mentions=(name,))
        elif kind == "COUNT":
            if value := read_count(surface):
                yield Figure(value=value, bearer=name, mentions=(name,))
        elif own := self.own(name):
            for count in own:
                if value := read_count(self._marks.surface(count)):
                    value = of_noun(value, surface)
                    yield Figure(value=value, bearer=name, mentions=(count, name))
        elif value := read_group(surface):
            yield Figure(value=value, bearer=name, mentions=(name,))


def written(value: CountValue | None) -> int | None:
    """The figure as it stands in the text, None where it has none (`العشرات`, `بين 3 و5`)."""
    if value is None or value.hedge in _WITHOUT_FIGURE or value.hedge == "up_to":
        return None
    # `أكثر من 400` means 401 or more; what is written is 400.
    return value.min - 1 if value.hedge == "more_than" else value.min


def agree(one: CountValue, other: CountValue) -> bool:
    """Whether two figures can mean one number; `أكثر من 30`, `نحو 33` and `30` can."""
    figures = [written(one), written(other)]
    if _overlap(one, other) or figures[0] == figures[1]:
        return True
    low, high = sorted(figure or 0 for figure in figures)
    return "about" in (one.hedge, other.hedge) and high - low <= high * ROUNDING


def _overlap(one: CountValue, other: CountValue) -> bool:
    """Whether one number can satisfy both."""
    return (one.max is None or other.min <= one.max) and (other.max is None or one.min <= other.max)


ROUNDING = 0.1  # `نحو 350` is no other figure than 347
_ONE = CountValue(1, 1, "exact", implied=True)
_WITHOUT_FIGURE = frozenset({"dozens", "hundreds", "thousands", "some", "either", "range"})
