"""New figures and running totals. Knows what is part of what, no sums.

A total is marked `cumulative`; its parts inherit, unless they are told anew as well (`قتل اليوم 4`
and, in the list of the year's dead, the same four). An event that is counted so far (`بلغ عدد
الضربات 42`) is no incident but a running total of incidents.
"""

from inference.records.causes import Causes
from inference.records.fates import Fates
from inference.records.figures import Figures
from inference.records.groups import Groups
from inference.records.marks import Marks
from inference.records.threads import Threads
from inference.records.trees import Tree

NEW, CUMULATIVE = "new", "cumulative"


class Scopes:
    """`of`: new or cumulative. `is_marked`: the text's own total, not a part of one."""

    def __init__(
        self,
        marks: Marks,
        threads: Threads,
        figures: Figures,
        groups: Groups,
        tree: Tree,
        fates: Fates,
        causes: Causes,
    ) -> None:
        self._marks = marks
        self._figures = figures
        self.running = {
            thread
            for thread in threads.roots()
            if marks.kind(thread) == "event" and self._is_running(threads.members(thread))
        }
        self._marked = {
            group.name
            for group in groups.by_name.values()
            if any(marks.attribute(name, "scope") == CUMULATIVE for name in group.mentions)
        }
        self._scopes: dict[str, str] = {}
        for name in tree.downwards():
            link = tree.parent(name)
            within = link is not None and self._scopes[link.whole] == CUMULATIVE
            events = [causes.threads(head) for head in fates.ties(name)]
            summed = bool(events) and all(e and set(e) <= self.running for e in events)
            if name in self._marked or summed or (within and not self._anew(groups, name)):
                self._scopes[name] = CUMULATIVE
            else:
                self._scopes[name] = NEW

    def of(self, name: str) -> str:
        """The scope of a group."""
        return self._scopes[name]

    def is_marked(self, name: str) -> bool:
        """Whether a group itself is marked as a running total."""
        return name in self._marked

    def _is_running(self, mentions: list[str]) -> bool:
        """Whether the first count of an event's thread, or an earlier mention's, is a total."""
        for name in mentions:
            own = self._figures.own(name)
            if own:
                return name == mentions[0] and all(self._is_total(count) for count in own)
        return False

    def _is_total(self, count: str) -> bool:
        seen: set[str] = set()
        waiting = [count]
        while waiting:
            name = waiting.pop()
            if self._marks.attribute(name, "scope") == CUMULATIVE:
                return True
            if name not in seen:
                seen.add(name)
                waiting += self._marks.tails(name, "subtotal_of")
        return False

    def _anew(self, groups: Groups, name: str) -> bool:
        return any(
            self._marks.heads(member, "victim")
            and not self._marks.tails(member, "subtotal_of")
            and not self._marks.tails(member, "among")
            for member in groups.by_name[name].members
        )
