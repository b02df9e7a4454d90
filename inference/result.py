"""What reading a document gives, and its JSON. Knows the annotations' words, no model.

A result is the exchange form of `annotations` with a `score` on every mention and relation.
"""

from typing import Any

import msgspec
from msgspec import Struct, field

from annotations.document import Document, Mention, Relation


class ScoredMention(Struct, frozen=True, kw_only=True):
    """A mention at code points `[start, end)`; `score` is the calibrated probability that it holds.

    `value` is what the mention resolves to, None where that cannot be known.
    """

    id: str
    type: str
    start: int
    end: int
    score: float
    attributes: dict[str, str] = field(default_factory=dict)
    value: dict[str, Any] | None = None


class ScoredRelation(Struct, frozen=True, kw_only=True):
    """A relation between mention ids with its calibrated probability."""

    head: str
    type: str
    tail: str
    score: float


class Result(Struct, frozen=True, kw_only=True):
    """One report read: its text unchanged, mentions and relations in text order, records.

    `fault`: why it could not be read, and the mend; then there is nothing else. None if it was.
    """

    id: str
    text: str
    meta: dict[str, str] = field(default_factory=dict)
    mentions: list[ScoredMention] = field(default_factory=list)
    relations: list[ScoredRelation] = field(default_factory=list)
    records: dict[str, list[Any]] = field(default_factory=dict)
    fault: str | None = None

    def document(self) -> Document:
        """The same without scores and records, for comparing with marked documents."""
        return Document(
            id=self.id,
            text=self.text,
            meta=self.meta,
            mentions=[
                Mention(id=m.id, type=m.type, start=m.start, end=m.end, attributes=m.attributes)
                for m in self.mentions
            ],
            relations=[Relation(head=r.head, type=r.type, tail=r.tail) for r in self.relations],
        )


RECORDS = ("events", "casualties", "places", "actors", "checks")


def to_json(result: Result) -> bytes:
    """One JSON line without its line break, UTF-8. Lone surrogates are written as escapes."""
    entities = []
    for m in result.mentions:
        entity: dict[str, Any] = {"id": m.id, "type": m.type, "start": m.start, "end": m.end}
        entity |= m.attributes
        entity["score"] = round(m.score, 4)
        if m.value is not None:
            entity["value"] = m.value
        entities.append(entity)
    relations = [
        {"head": r.head, "type": r.type, "tail": r.tail, "score": round(r.score, 4)}
        for r in result.relations
    ]
    line: dict[str, Any] = {
        "id": result.id,
        "text": result.text,
        "meta": result.meta,
        "entities": entities,
        "relations": relations,
        "records": {name: result.records.get(name, []) for name in RECORDS},
    }
    if result.fault is not None:
        line["fault"] = result.fault
    try:
        return msgspec.json.encode(line)
    except UnicodeEncodeError:
        # msgspec refuses lone surrogates; the standard library writes them as \udXXX, as JSON may.
        import json

        return json.dumps(line, ensure_ascii=True).encode("ascii")
