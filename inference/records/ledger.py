"""Do the totals add up? Sums held against what is stated. Knows groups as a tree, no outcomes.

Parts `subtotal_of` a total must add up to it; those `among` it must not exceed it. A total that is
broken down twice is checked list by list; so is a list that stands beside what the total grew by.
"""

from collections.abc import Mapping, Sequence

from msgspec import Struct

from inference.records import sums
from inference.records.figures import Figure, written
from inference.records.groups import Group
from inference.records.lists import Lists
from inference.records.rows import CheckRow
from inference.records.scopes import CUMULATIVE
from inference.records.story import Story
from inference.records.traits import UNKNOWN, Traits
from inference.records.trees import AMONG, SUBTOTAL, Link
from inference.resolve.counts import CountValue


class Part(Struct, frozen=True):
    """A group or number of a sum. `at` says that it is a part, of the total's mention `to`."""

    name: str
    id: str
    at: str
    to: str
    text: str
    value: CountValue | None


class Whole(Struct, frozen=True):
    """A total: every mention of it and every figure that these give, the one that holds first."""

    id: str
    row: str | None
    text: str
    mentions: tuple[str, ...]
    values: tuple[CountValue, ...]
    running: bool


class Ledger:
    """The checks of a document."""

    def __init__(self, story: Story, traits: Mapping[str, Traits]) -> None:
        self._marks = story.marks
        self._figures = story.figures
        self._groups = story.groups
        self._tree = story.tree
        self._scopes = story.scopes
        self._fates = story.fates
        self._traits = traits

    def checks(self) -> list[CheckRow]:
        """All checks, totals in the order of the text."""
        found: list[CheckRow] = []
        for group in sorted(self._groups.by_name.values(), key=lambda g: self._marks.at(g.main)):
            if group.figure is None or written(group.figure.value) is None:
                continue
            whole = self._total(group, group.figure)
            parts = [self._part(link) for link in self._tree.parts(group.name, SUBTOTAL)]
            found += self._subtotals("subtotal", whole, parts)
            some = [self._part(link) for link in self._tree.parts(group.name, AMONG)]
            if some and whole.values[0].max != 1:
                values = [part.value for part in some]
                verdict = sums.fits(
                    whole.values[0],
                    values,
                    lambda i, j, some=some: self._apart(some[i], some[j]),  # type: ignore[misc]
                )
                found += self._check("among", whole, whole.values[0], some, verdict)
            if group.other:
                found.append(self._two_figures(group, group.figure, group.other))
        return found + self._strikes()

    def _subtotals(self, kind: str, whole: Whole, parts: list[Part]) -> list[CheckRow]:
        """The lists that make up the whole; where none does, every list that should."""
        if not parts or whole.values[0].max == 1:
            return []
        parts = sorted(parts, key=lambda part: self._marks.at(part.at))
        lists = Lists(self._marks, whole.mentions, [part.at for part in parts])
        by_mention = {part.at: part for part in parts}

        def split(names: Sequence[str], *, by_line: bool = False) -> list[list[Part]]:
            return [[by_mention[n] for n in block] for block in lists.split(names, by_line=by_line)]

        names = list(by_mention)
        right: list[list[Part]] = []
        for tried in (
            [parts],
            split(names),
            split(names, by_line=True),
            self._by_outcome(parts),
            self._tiles(whole, parts),
        ):
            right = [block for block in tried if self._stated(whole, block)]
            if right:
                break
        left = [name for name in names if not any(by_mention[name] in block for block in right)]
        given = [b for b in split(left) if not lists.is_growth([p.at for p in b], b[0].to)]
        rows = [row for b in right for row in self._sum(kind, whole, b, lists)]
        more = [
            row
            for b in given or ([] if right else [parts])
            for row in self._sum(kind, whole, b, lists)
        ]
        # Beside a list that adds up, and of what a total only grew by, only a contradiction counts.
        if right or not given:
            more = [row for row in more if row.verdict == sums.DISAGREES]
        return rows + more

    def _sum(self, kind: str, whole: Whole, parts: list[Part], lists: Lists) -> list[CheckRow]:
        values = [part.value for part in parts]
        stated = self._stated(whole, parts) or whole.values[0]
        names = [part.at for part in parts]
        complete = lists.is_complete(names, running=whole.running) and len(parts) > 1
        if whole.running and lists.is_growth(names, parts[0].to):
            complete = False
        verdict = sums.adds_up(stated, values, complete=complete)
        return self._check(kind, whole, stated, parts, verdict)

    def _stated(self, whole: Whole, parts: Sequence[Part]) -> CountValue | None:
        """The figure of the total that parts come to exactly; a total may be told with two."""
        values = [part.value for part in parts]
        return next((value for value in whole.values if sums.is_exact(value, values)), None)

    def _by_outcome(self, parts: list[Part]) -> list[list[Part]]:
        """Parts with an outcome of their own (`قتل 3 …`) apart from those only listed."""
        blocks: list[list[Part]] = []
        for part in parts:
            own = bool(self._marks.heads(part.at, "victim"))
            if not blocks or own != bool(self._marks.heads(blocks[-1][-1].at, "victim")):
                blocks.append([])
            blocks[-1].append(part)
        return blocks

    def _tiles(self, whole: Whole, parts: list[Part]) -> list[list[Part]]:
        """All parts as runs that each come to the whole (`36: 20 و16 … 4 و2 و30`)."""
        runs: list[list[Part]] = [[]]
        for part in parts:
            runs[-1].append(part)
            if self._stated(whole, runs[-1]):
                runs.append([])
        return [] if runs[-1] else runs[:-1]

    def _check(
        self, kind: str, whole: Whole, stated: CountValue, parts: Sequence[Part], verdict: str
    ) -> list[CheckRow]:
        values = [part.value for part in parts]
        if not any(values):
            return []
        listed = " + ".join(f"{_bounds(part.value)} ({part.id} {part.text})" for part in parts)
        return [
            CheckRow(
                doc_id=self._marks.document.id,
                kind=kind,
                casualty_id=whole.row,
                stated=written(stated),
                computed=sums.figures(values),
                verdict=verdict,
                note=f"{listed}; stated {_bounds(stated)} ({whole.id} {whole.text})",
            )
        ]

    def _two_figures(self, group: Group, first: Figure, other: Figure) -> CheckRow:
        told = f"{_bounds(first.value)} ({first.mentions[0]})"
        return CheckRow(
            doc_id=self._marks.document.id,
            kind="two_figures",
            casualty_id=self._row(group),
            stated=written(first.value),
            computed=written(other.value),
            verdict=sums.DISAGREES,
            note=f"{told} and {_bounds(other.value)} ({other.mentions[0]}) for one group",
        )

    def _strikes(self) -> list[CheckRow]:
        """Counts of events that are broken down (`42 ضربة: 15 … و27 …`)."""
        found = []
        for name, owner in self._figures.owner.items():
            values = tuple(figure.value for figure in self._figures.of(name))
            if self._marks.kind(owner) == "event" and values and written(values[0]) is not None:
                running = self._marks.attribute(name, "scope") == CUMULATIVE
                text = self._marks.surface(name)
                whole = Whole(name, None, text, (name, owner), values, running)
                parts = [self._number(n, name) for n in self._marks.heads(name, "subtotal_of")]
                found += self._subtotals("strikes", whole, parts)
        return found

    def _total(self, group: Group, figure: Figure) -> Whole:
        others = [f.value for f in group.said if f.firm and written(f.value) is not None]
        return Whole(
            id=group.main,
            row=self._row(group),
            text=self._marks.surface(group.main),
            mentions=group.mentions,
            values=(figure.value, *(value for value in others if value != figure.value)),
            running=self._scopes.of(group.name) == CUMULATIVE,
        )

    def _row(self, group: Group) -> str | None:
        """The casualty_id of a group; people whom nothing befell have no row."""
        return group.main if self._fates.of(group.name) else None

    def _part(self, link: Link) -> Part:
        group = self._groups.by_name[link.part]
        text = self._marks.surface(group.main)
        return Part(link.part, group.main, link.head, link.tail, text, group.value)

    def _number(self, name: str, whole: str) -> Part:
        value = next((figure.value for figure in self._figures.of(name)), None)
        return Part(name, name, name, whole, self._marks.surface(name), value)

    def _apart(self, one: Part, other: Part) -> bool:
        """Whether two groups can have nobody in common."""
        a, b = self._traits[one.name], self._traits[other.name]
        pairs = ((a.sex, b.sex), (a.age, b.age), (a.status, b.status))
        return any(x != y and not {x, y} & {UNKNOWN, "mixed"} for x, y in pairs)


def _bounds(value: CountValue | None) -> str:
    if value is None:
        return "?"
    if value.min == value.max:
        return str(value.min) if value.hedge != "about" else f"about {value.min}"
    return f"{value.min}.." if value.max is None else f"{value.min}..{value.max}"
