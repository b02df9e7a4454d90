"""From an outcome to the events that brought it about. Knows no rows."""

from inference.records.marks import Marks
from inference.records.threads import Threads


class Causes:
    """`head` is always the mention that has a victim: an outcome, or an event itself."""

    def __init__(self, marks: Marks, threads: Threads) -> None:
        self._marks = marks
        self._threads = threads
        self._mentions: dict[str, list[str]] = {}
        self._caused: dict[str, list[str]] = {}

    def told(self, head: str) -> list[str]:
        """Mentions of the same event or outcome as `head`, which may carry its place and time."""
        return self._threads.members(self._threads.of(head))

    def mentions(self, head: str) -> list[str]:
        """The event mentions that are given as the cause; an event is its own."""
        if head not in self._mentions:
            causes = (c for name in self.told(head) for c in self._marks.tails(name, "cause"))
            event = self._marks.kind(head) == "event"
            self._mentions[head] = [head] if event else self._marks.in_order(causes)
        return self._mentions[head]

    def threads(self, head: str) -> list[str]:
        """The events themselves, by thread; plurals taken apart.

        Of an outcome told several times (`قتل بعملية … داهمت القوات وقتلته`) the first cause counts
        that is a single event, so that a body's is taken before a headline's that sums up several.
        """
        if head not in self._caused:
            self._caused[head] = self._first(head)
        return self._caused[head]

    def _first(self, head: str) -> list[str]:
        if self._marks.kind(head) == "event":
            return self._events([head])
        told = [self._events(self._marks.tails(n, "cause")) for n in (head, *self.told(head))]
        found = [events for events in told if events]
        return next((events for events in found if len(events) == 1), found[0] if found else [])

    def _events(self, names: list[str]) -> list[str]:
        found = self._threads.expand(names)
        return [thread for thread in found if self._marks.kind(thread) == "event"]
