"""Who is told of: one row an actor, and the names that other rows use. Knows no events.

A thread of mentions takes the table's row that its clearest name gives; `الطرفين` and the like are
no actors but stand for some. Two threads of one row are one actor.
"""

from collections.abc import Iterable

from inference.records.marks import Marks
from inference.records.names import common_name
from inference.records.rows import ActorRow
from inference.records.threads import Threads
from inference.resolve.actors import ActorMatch, ActorTable

SURE = 0.9  # a match this good says which side somebody is on
SIDELESS = frozenset({"", "none", "unknown", "tribal"})
_TYPES = ("ACTOR", "PERSON")


class ActorNames:
    """The table's rows for single mentions."""

    def __init__(self, marks: Marks, table: ActorTable, *, year: int | None) -> None:
        self.match: dict[str, ActorMatch] = {}
        known: dict[str, ActorMatch | None] = {}
        for mention in marks.mentions:
            if mention.type == "ACTOR":
                surface = marks.surface(mention.id)
                if surface not in known:
                    known[surface] = table.resolve(surface, year=year)
                if match := known[surface]:
                    self.match[mention.id] = match

    def sides(self) -> dict[str, str]:
        """Mention id -> the side that it is certainly on."""
        return {
            name: match.row.side
            for name, match in self.match.items()
            if match.score >= SURE and match.row.side not in SIDELESS
        }


class Actors:
    """The actors of a document by thread."""

    def __init__(self, marks: Marks, threads: Threads, names: ActorNames) -> None:
        self._marks = marks
        self._threads = threads
        self._match: dict[str, ActorMatch] = {}
        self._names: dict[str, str] = {}
        self.threads = [
            thread
            for thread in threads.roots()
            if not threads.is_plural(thread)
            and (marks.type(thread) == "ACTOR" or _acts(marks, threads.members(thread)))
        ]
        for thread in self.threads:
            members = threads.members(thread)
            found = [names.match[name] for name in members if name in names.match]
            if found:
                self._match[thread] = max(found, key=lambda match: match.score)
            own = self._match.get(thread)
            self._names[thread] = own.row.name_ar if own else common_name(marks, members)
        self._friends = self._alliances()

    def id_of(self, thread: str) -> str:
        """The table's actor_id, else the thread's first mention."""
        match = self._match.get(thread)
        return match.actor_id if match else thread

    def value(self, name: str) -> str | None:
        """The actor_id that a mention resolves to; None for plurals and strangers."""
        match = self._match.get(self._threads.of(name))
        return match.actor_id if match else None

    def names(self, mentions: Iterable[str]) -> list[str]:
        """The names of those whom some mentions stand for."""
        threads = self._threads.expand(mentions)
        return list(dict.fromkeys(self._names[t] for t in threads if t in self._names))

    def kind_of(self, thread: str) -> str | None:
        """The table's kind (state_forces, rebel …), None for strangers."""
        match = self._match.get(thread)
        return match.row.kind if match else None

    def are_allied(self, one: str, other: str) -> bool:
        """Whether two threads are one actor, or allied or one's unit by the text's words."""
        return self.id_of(one) == self.id_of(other) or other in self._friends.get(one, ())

    def are_one_side(self, one: str, other: str) -> bool:
        """Whether the table has two threads on one side."""
        sides = [self._match[t].row.side for t in (one, other) if t in self._match]
        return len(sides) == 2 and sides[0] == sides[1] and sides[0] not in SIDELESS

    def rows(self) -> tuple[list[ActorRow], dict[str, list[str]]]:
        """A row an actor in the order of the text, and the mentions that each was read from."""
        by_id: dict[str, list[str]] = {}
        for thread in self.threads:
            by_id.setdefault(self.id_of(thread), []).append(thread)
        rows = []
        evidence = {}
        for actor_id, threads in by_id.items():
            match = self._match.get(threads[0])
            mentions = self._marks.in_order(m for t in threads for m in self._threads.members(t))
            allies = [a for m in mentions for a in self._marks.tails(m, "allied_with")]
            allies += [a for m in mentions for a in self._marks.heads(m, "allied_with")]
            own = self._names[threads[0]]
            rows.append(
                ActorRow(
                    actor_id=actor_id,
                    doc_id=self._marks.document.id,
                    name_ar=own,
                    name_en=(match.row.name_en or None) if match else None,
                    kind=match.row.kind if match else self._stranger(threads[0]),
                    side=(match.row.side or None) if match else None,
                    allied_with=[n for n in self.names(self._marks.in_order(allies)) if n != own],
                    mentions=mentions,
                )
            )
            evidence[actor_id] = mentions
        return rows, evidence

    def _stranger(self, thread: str) -> str:
        types = {self._marks.type(name) for name in self._threads.members(thread)}
        return "person" if "PERSON" in types else "unknown"

    def _alliances(self) -> dict[str, set[str]]:
        friends: dict[str, set[str]] = {}
        for mention in self._marks.mentions:
            for relation in ("allied_with", "member_of"):
                if mention.type not in _TYPES:
                    continue
                tails = self._threads.expand(self._marks.tails(mention.id, relation))
                for one in self._threads.expand([mention.id]):
                    for other in tails:
                        friends.setdefault(one, set()).add(other)
                        friends.setdefault(other, set()).add(one)
        return friends


def _acts(marks: Marks, members: list[str]) -> bool:
    """Whether a person does something or is aimed at; others are told of as victims."""
    return any(
        marks.type(name) == "PERSON" and (marks.heads(name, "agent") or marks.heads(name, "target"))
        for name in members
    )
