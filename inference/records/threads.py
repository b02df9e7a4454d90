"""Mentions of one thing as one thread, through `same_as`. Knows no types and no rows.

A mention that is `same_as` several threads (`الطرفين`, `الغارات`) is a plural: it stands for its
parts and never makes them one. Where both ends carry a label (the side that an actor is on, say)
and the labels differ, the link is not followed.
"""

from collections.abc import Iterable, Mapping

from inference.records.marks import Marks


class Threads:
    """Threads by their first mention, in text order, which is their name."""

    def __init__(
        self,
        marks: Marks,
        labels: Mapping[str, str] | None = None,
        bound: Iterable[tuple[str, str]] = (),
        sums: Mapping[str, list[str]] | None = None,
    ) -> None:
        """`bound`: pairs that are one thing whatever `same_as` says (a noun and its number).

        `sums`: mentions that stand for several later ones, which do not become one through them.
        """
        self._marks = marks
        self._above = {m.id: m.id for m in marks.mentions}
        self._labels = dict(labels or {})
        links = {m.id: marks.tails(m.id, "same_as") for m in marks.mentions}
        summed = dict(sums or {})
        for name, later in summed.items():
            for part in later:
                links[part] = [tail for tail in links[part] if tail != name]
        for one, other in bound:
            self._unite(one, other)
        for name, earlier in links.items():
            if len(earlier) == 1:
                self._unite(name, earlier[0])
        plural = [name for name, earlier in links.items() if len(earlier) > 1]
        grown = True
        while grown:
            grown = False
            for name in list(plural):
                if len({self.of(tail) for tail in links[name]}) == 1:
                    self._unite(name, links[name][0])
                    plural.remove(name)
                    grown = True
        self._members: dict[str, list[str]] = {}
        for mention in marks.mentions:
            self._members.setdefault(self.of(mention.id), []).append(mention.id)
        self._expanded: dict[str, list[str]] = {}
        self._parts: dict[str, list[str]] = {}
        for name, ends in [(name, links[name]) for name in plural] + list(summed.items()):
            parts = [self.of(end) for end in ends if self.of(end) != self.of(name)]
            if parts:
                self._parts.setdefault(self.of(name), []).extend(parts)

    def of(self, name: str) -> str:
        """The thread of a mention."""
        path = []
        while self._above[name] != name:
            path.append(name)
            name = self._above[name]
        for step in path:
            self._above[step] = name
        return name

    def members(self, thread: str) -> list[str]:
        """The mentions of a thread, in text order."""
        return self._members[thread]

    def roots(self) -> list[str]:
        """All threads, in the order of their first mentions."""
        return list(self._members)

    def is_plural(self, thread: str) -> bool:
        """Whether a thread stands for several others."""
        return thread in self._parts

    def expand(self, names: Iterable[str]) -> list[str]:
        """The threads that some mentions stand for, plurals taken apart, each once."""
        found: list[str] = []
        for name in names:
            thread = self.of(name)
            if thread not in self._expanded:  # asked for again by every row that names it
                inside: list[str] = []
                self._gather(thread, inside, set())
                self._expanded[thread] = list(dict.fromkeys(inside)) or [thread]
            found += self._expanded[thread]
        return list(dict.fromkeys(found))

    def antecedents(self, name: str) -> list[str]:
        """The earlier mentions that a mention leads to one after the other, nearest first."""
        found: list[str] = []
        while len(earlier := self._marks.tails(name, "same_as")) == 1:
            name = earlier[0]
            found.append(name)
        return found

    def _gather(self, thread: str, found: list[str], seen: set[str]) -> None:
        if thread in seen:
            return
        seen.add(thread)
        parts = self._parts.get(thread)
        if not parts:
            found.append(thread)
        for part in parts or ():
            self._gather(part, found, seen)

    def _unite(self, later: str, earlier: str) -> None:
        one, other = self.of(later), self.of(earlier)
        if one == other:
            return
        labels = {self._labels[root] for root in (one, other) if root in self._labels}
        if len(labels) > 1:
            return
        first, second = self._marks.in_order((one, other))
        self._above[second] = first
        if labels:
            self._labels[first] = labels.pop()
