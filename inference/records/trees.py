"""Groups inside groups: parts that add up (`subtotal_of`) and some of them (`among`).

Knows no numbers. What a model links into a circle is cut where the circle closes, in text order.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence

from msgspec import Struct

from inference.records.groups import Groups
from inference.records.marks import Marks

SUBTOTAL, AMONG = "subtotal", "among"


class Link(Struct, frozen=True):
    """`part` lies in `whole`, both names of groups. `head`, `tail`: the mentions that say so."""

    part: str
    whole: str
    relation: str
    head: str
    tail: str

    @property
    def key(self) -> tuple[str, str, str]:
        return self.part, self.whole, self.relation


class Tree:
    """What is part of what. A group may be told as part of several (by side and by place)."""

    def __init__(self, marks: Marks, groups: Groups, named: Iterable[tuple[str, str]] = ()) -> None:
        """`named`: pairs of a person and the group that he is among, beside the relations."""
        self._groups = groups
        self._up: dict[str, list[Link]] = {}
        self._down: dict[str, list[Link]] = {}
        for link in sorted(_links(marks, groups, named), key=lambda item: item[0]):
            self._add(link[1])
        self._parents = {name: self._nearest(name) for name in groups.by_name}
        self._order = self._wholes_first()

    def wholes(self, part: str) -> list[Link]:
        """What a group lies in."""
        return self._up.get(part, [])

    def parts(self, whole: str, relation: str | None = None) -> list[Link]:
        """What lies in a group, in text order."""
        found = self._down.get(whole, [])
        return [link for link in found if relation in (None, link.relation)]

    def parent(self, part: str) -> Link | None:
        """The nearest whole: one that itself lies in another of the group's wholes, else the first.

        Where a group is told as a part and as some of the same whole, it is a part.
        """
        return self._parents[part]

    def _nearest(self, part: str) -> Link | None:
        links = sorted(self.wholes(part), key=lambda link: link.relation != SUBTOTAL)
        for link in links:
            above = self.ancestors(link.whole)
            if any(other.whole in above for other in links):
                return link
        return links[0] if links else None

    def ancestors(self, name: str) -> set[str]:
        """Every group that a group lies in, near or far."""
        return set(_walk(name, lambda n: [link.whole for link in self.wholes(n)]))

    def descendants(self, name: str) -> set[str]:
        """Every group that lies in a group."""
        return set(_walk(name, lambda n: [link.part for link in self.parts(n)]))

    def downwards(self) -> Sequence[str]:
        """All groups, wholes before their parts."""
        return self._order

    def _wholes_first(self) -> list[str]:
        missing = {name: len(self.wholes(name)) for name in self._groups.by_name}
        order = [name for name, wholes in missing.items() if not wholes]
        for name in order:
            for link in self.parts(name):
                missing[link.part] -= 1
                if not missing[link.part]:
                    order.append(link.part)
        return order

    def _add(self, link: Link) -> None:
        known = [old.key for old in self.wholes(link.part)]
        if link.part == link.whole or link.key in known:
            return
        if link.part in self.ancestors(link.whole):
            return
        self._up.setdefault(link.part, []).append(link)
        self._down.setdefault(link.whole, []).append(link)


def _links(
    marks: Marks, groups: Groups, named: Iterable[tuple[str, str]]
) -> Iterator[tuple[tuple[int, int], Link]]:
    said = [
        (mention.id, tail, name)
        for mention in marks.mentions
        for relation, name in (("subtotal_of", SUBTOTAL), ("among", AMONG))
        for tail in marks.tails(mention.id, relation)
    ]
    for head, tail, name in [*said, *((person, group, AMONG) for person, group in named)]:
        for part in groups.of([head]):
            for whole in groups.of([tail]):
                yield (marks.at(head), marks.at(tail)), Link(part, whole, name, head, tail)
    for group in groups.by_name.values():
        for part in groups.parts(group.name):
            place = (marks.at(group.main), marks.at(part))
            head = groups.by_name[part].main
            yield place, Link(part, group.name, SUBTOTAL, head, group.main)


def _walk(name: str, step: Callable[[str], list[str]]) -> Iterator[str]:
    seen = {name}
    waiting = step(name)
    while waiting:
        found = waiting.pop()
        if found not in seen:
            seen.add(found)
            yield found
            waiting += step(found)
