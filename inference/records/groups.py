"""Groups of people: one for each thread of VICTIM, COUNT and PERSON mentions. Knows no outcomes.

A group that is told with two figures keeps the first; the other is its alternative. Two numbers of
one mention (`ارتفع إلى 37 … إلى 28`) are always two figures; a headline's `أكثر من 30` and a body's
`37` are one that grows sharper.
"""

from collections.abc import Iterable, Mapping

from msgspec import Struct

from inference.records.figures import Figure, Figures, agree, written
from inference.records.marks import Marks
from inference.records.threads import Threads
from inference.resolve.counts import CountValue


class Group(Struct, frozen=True, kw_only=True):
    """People told of as one. `name`: its thread; `main`: the mention that bears the figure.

    `members`: mentions of the group without its numbers, `numbers`: those, both in text order.
    `figure`, `other`: what holds and what contradicts it; `said`: all that was said.
    `noun`: told of by a noun or number, not by names alone.
    """

    name: str
    main: str
    members: tuple[str, ...]
    numbers: tuple[str, ...]
    figure: Figure | None = None
    other: Figure | None = None
    said: tuple[Figure, ...] = ()
    noun: bool = True

    @property
    def value(self) -> CountValue | None:
        return self.figure.value if self.figure else None

    @property
    def mentions(self) -> tuple[str, ...]:
        return (*self.members, *self.numbers)


class Groups:
    """The groups of a document by thread, in text order."""

    def __init__(
        self,
        marks: Marks,
        threads: Threads,
        figures: Figures,
        murders: Mapping[str, list[str]],
    ) -> None:
        self._marks = marks
        self._threads = threads
        self.by_name: dict[str, Group] = {}
        struck = {name for people in murders.values() for name in people}
        for thread in threads.roots():
            own = [name for name in threads.members(thread) if marks.type(name) in _PEOPLE]
            members = [name for name in own if name not in figures.owner]
            if not members:
                continue
            said = [figure for name in members for figure in figures.of(name)]
            figure, other = _settled(said)
            figure = _with_noun(marks, figure, said)
            # A plural that only points (`الشهداء` of two groups) is no group of its own.
            if threads.is_plural(thread) and not (figure and figure.firm):
                continue
            unnamed = any(marks.type(name) != "PERSON" for name in members)
            if not (unnamed or struck & set(members) or _suffers(marks, members)):
                continue
            self.by_name[thread] = Group(
                name=thread,
                main=figure.bearer if figure else members[0],
                members=tuple(members),
                numbers=tuple(name for name in own if name in figures.owner),
                figure=figure,
                other=other,
                said=tuple(said),
                noun=unnamed,
            )

    def of(self, names: Iterable[str]) -> list[str]:
        """The groups that some mentions stand for; a plural without a number is its parts."""
        found: list[str] = []
        for name in names:
            thread = self._threads.of(name)
            inside = [thread] if thread in self.by_name else self._threads.expand([name])
            found += [part for part in inside if part in self.by_name]
        return list(dict.fromkeys(found))

    def parts(self, name: str) -> list[str]:
        """The groups that a plural with a number of its own is made of (`الثمانية`)."""
        if not self._threads.is_plural(name):
            return []
        return [part for part in self._threads.expand([name]) if part in self.by_name]


_PEOPLE = ("VICTIM", "COUNT", "PERSON")


def _suffers(marks: Marks, members: Iterable[str]) -> bool:
    """Whether something befalls a person, or a group is said to take him in."""
    return any(
        marks.heads(name, "victim")
        or marks.tails(name, "subtotal_of")
        or marks.tails(name, "among")
        for name in members
    )


def _with_noun(marks: Marks, figure: Figure | None, said: list[Figure]) -> Figure | None:
    """The same figure where it stands with its noun (`10 قتلى`) rather than alone (`10 من …`)."""
    if figure is None or marks.type(figure.bearer) == "VICTIM":
        return figure
    same = (f for f in said if f.value == figure.value and marks.type(f.bearer) == "VICTIM")
    return next(same, figure)


def _settled(said: list[Figure]) -> tuple[Figure | None, Figure | None]:
    """The figure of a group and one that contradicts it."""
    firm = [figure for figure in said if figure.firm]
    if not firm:
        return _sharpest(said), None
    first = firm[0]
    twice = [f for f in firm if f.bearer == first.bearer and f is not first]
    against = [f for f in twice if written(f.value) != written(first.value)]
    against += [f for f in firm if f not in against and not agree(f.value, first.value)]
    if against:
        return first, against[0]
    return _sharpest(firm), None


def _sharpest(said: list[Figure]) -> Figure | None:
    """The first of the narrowest ranges."""

    def width(figure: Figure) -> tuple[float, float]:
        value = figure.value
        spread = float("inf") if value.max is None else value.max - value.min
        return spread + (value.hedge == "about"), -value.min

    return min(said, key=width, default=None)
