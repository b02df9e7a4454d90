"""A document's mentions and relations, looked up both ways. Knows no meaning of any type.

Models and people err: relations that the schema does not allow, that lead nowhere or to themselves
and that stand twice are left out here, so that what builds on this need not ask again.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from itertools import accumulate

from msgspec.structs import replace

from annotations.document import Document, Mention, Relation
from annotations.schema import Schema


class Marks:
    """Lawful relations of a document; lists of mention ids are in text order."""

    def __init__(
        self, document: Document, schema: Schema, scores: Mapping[str, float] | None = None
    ) -> None:
        self.document = document
        self._kinds = schema.kinds
        self._scores = scores or {}
        self.mentions = sorted(
            document.by_id().values(), key=lambda m: (m.start, m.end, m.type, m.id)
        )
        self.by_id = {m.id: m for m in self.mentions}
        self._place = {m.id: number for number, m in enumerate(self.mentions)}
        self._tails: dict[tuple[str, str], list[str]] = {}
        self._heads: dict[tuple[str, str], list[str]] = {}
        for relation in dict.fromkeys(document.relations):
            head, tail = self.by_id.get(relation.head), self.by_id.get(relation.tail)
            if head is None or tail is None or head is tail:
                continue
            if not schema.allows(head.type, relation.type, tail.type):
                continue
            rule = schema.relation[relation.type]
            if rule.symmetric and self._place[head.id] < self._place[tail.id]:
                head, tail = tail, head
            self._tails.setdefault((head.id, relation.type), []).append(tail.id)
            self._heads.setdefault((tail.id, relation.type), []).append(head.id)
        for ends in (self._tails, self._heads):
            for key, ids in ends.items():
                ends[key] = self.in_order(ids)

    def tails(self, head: str, relation: str) -> list[str]:
        """Where a relation leads from a mention."""
        return self._tails.get((head, relation), [])

    def tidy(self) -> Document:
        """The document with its mentions and lawful relations in text order, each once."""
        relations = [
            Relation(head=head, type=name, tail=tail)
            for (head, name), tails in self._tails.items()
            for tail in tails
        ]
        relations.sort(key=lambda r: (self._place[r.head], r.type, self._place[r.tail]))
        return replace(self.document, mentions=self.mentions, relations=relations)

    def heads(self, tail: str, relation: str) -> list[str]:
        """Which mentions a relation leads from."""
        return self._heads.get((tail, relation), [])

    def kind(self, name: str) -> str:
        """The kind (event, outcome, group …) of a mention's type; empty for a foreign type."""
        return self._kinds.get(self.by_id[name].type, "")

    def type(self, name: str) -> str:
        """The type of a mention."""
        return self.by_id[name].type

    def of_kind(self, *kinds: str) -> list[str]:
        """Ids of all mentions of some kinds."""
        return [m.id for m in self.mentions if self._kinds.get(m.type) in kinds]

    def surface(self, name: str) -> str:
        """The characters of a mention."""
        return self.document.surface(self.by_id[name])

    def attribute(self, name: str, attribute: str) -> str | None:
        """An attribute that differs from the schema's default."""
        return self.by_id[name].attributes.get(attribute)

    def in_order(self, names: Iterable[str]) -> list[str]:
        """The same ids, each once, in text order."""
        once = list(dict.fromkeys(names))
        if len(once) > 1:
            once.sort(key=self._place.__getitem__)
        return once

    def at(self, name: str) -> int:
        """The number of a mention in text order."""
        return self._place[name]

    def between(self, left: str, right: str) -> str:
        """The text between two mentions, empty where they touch or stand the other way round."""
        return self.document.text[self.by_id[left].end : self.by_id[right].start]

    def is_joined(self, name: str) -> bool:
        """Whether only blanks or a comma part a mention from one of its kind before it."""
        number = self._place[name]
        if not number:
            return False
        before = self.mentions[number - 1].id
        gap = self.between(before, name)
        return self.kind(before) == self.kind(name) and not gap.strip(' ،,”"»“«')

    def paragraph(self, name: str) -> int:
        """The number of the line that a mention begins in."""
        return bisect_right(self._line_starts, self.by_id[name].start) - 1

    @cached_property
    def lines(self) -> list[str]:
        """The lines of the text, without their breaks."""
        return self.document.text.split("\n")

    def after(self, name: str) -> Iterator[Mention]:
        """The mentions after one in text order."""
        return map(self.mentions.__getitem__, range(self._place[name] + 1, len(self.mentions)))

    def ending_after(self, offset: int) -> Iterator[Mention]:
        """The mentions that end after an offset, in text order."""
        first = bisect_right(self._reach, offset)
        rest = map(self.mentions.__getitem__, range(first, len(self.mentions)))
        return (mention for mention in rest if mention.end > offset)

    @cached_property
    def _line_starts(self) -> list[int]:
        return list(accumulate((len(line) + 1 for line in self.lines[:-1]), initial=0))

    @cached_property
    def _reach(self) -> list[int]:
        """How far the mentions up to each one reach; never falls."""
        return list(accumulate((mention.end for mention in self.mentions), max))

    def near(self, one: str, other: str) -> int:
        """Code points between two mentions, whichever is first."""
        a, b = self.by_id[one], self.by_id[other]
        return max(b.start - a.end, a.start - b.end, 0)

    def span(self, names: Iterable[str]) -> tuple[int, int]:
        """From the first to the last code point of some mentions, end exclusive."""
        found = [self.by_id[name] for name in names]
        return min(m.start for m in found), max(m.end for m in found)

    def score(self, names: Iterable[str]) -> float | None:
        """The least probability of some mentions, None when none is known."""
        return min((self._scores[name] for name in names if name in self._scores), default=None)

    def mention(self, name: str) -> Mention:
        """The mention of an id."""
        return self.by_id[name]
