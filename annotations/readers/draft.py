"""A document while its file is being read: the one way to put it together. Knows no tool's form.

Whatever a document of ours cannot hold (a span outside the text, a relation to nothing) is left out
and named; whatever it can hold but the guide forbids (overlaps, half words) is kept and named.
"""

from collections.abc import Iterable, Mapping

from msgspec import Struct, field

from annotations.document import Document, Mention, Relation
from annotations.readers.result import Problem, ReadResult
from annotations.schema import Schema
from annotations.words import words


class Draft:
    """A document while its file is being read. Mentions go by the tool's own keys."""

    def __init__(
        self,
        file: str,
        doc_id: str,
        text: str,
        meta: Mapping[str, str] | None = None,
        *,
        schema: Schema | None = None,
    ) -> None:
        self.file = file
        self.doc_id = doc_id
        self.text = text
        self.meta = dict(meta or {})
        self.problems: list[Problem] = []
        self._defaults = {a.name: a.default for a in schema.attributes} if schema else {}
        self._undirected = {
            r.type for r in (schema.relations if schema else ()) if r.symmetric and r.same_type
        }
        self._mentions: dict[str, _Pending] = {}
        self._lost: set[str] = set()
        self._relations: list[tuple[Relation, int | None]] = []

    def problem(
        self,
        what: str,
        mend: str,
        *,
        line: int | None = None,
        start: int | None = None,
        end: int | None = None,
    ) -> None:
        """Name something that did not come through."""
        self.problems.append(
            Problem(
                file=self.file,
                doc_id=self.doc_id,
                what=what,
                mend=mend,
                line=line,
                start=start,
                end=end,
            )
        )

    def mention(
        self,
        key: str,
        mention_type: str,
        start: int | None,
        end: int | None,
        *,
        id: str | None = None,
        attributes: Mapping[str, str] | None = None,
        line: int | None = None,
    ) -> None:
        """Add code points `[start, end)`; None where the tool's offset lies inside a character.

        Without `id` the mention is numbered when the document is finished.
        """
        where = f"{mention_type or 'mention'} {key}"
        at = {"line": line, "start": start, "end": end}
        if start is None or end is None or not 0 <= start < end <= len(self.text):
            what = f"{where} lies at {start}-{end} of a text of {len(self.text)} code points"
            self.problem(f"{what} and is left out", "mark it again inside the text", **at)
            self._lost.add(key)
            return
        if not mention_type:
            self.problem(f"{where} has no type and is left out", "give it a type", **at)
            self._lost.add(key)
            return
        said = dict(attributes or {})
        pending = _Pending(mention_type, start, end, id=id, line=line, attributes=said)
        if key in self._mentions:
            what = f"{where} has an id that stands twice; it is kept under a new one"
            self.problem(what, "give each mention an id of its own", **at)
            pending.id = None
            key = f"{key} {len(self._mentions)}"
        self._mentions[key] = pending

    def rename(self, key: str, id: str) -> None:
        """Give a mention the id it shall have in the document."""
        if key in self._mentions:
            self._mentions[key].id = id

    def attribute(self, key: str, name: str, value: str, *, line: int | None = None) -> None:
        """Set an attribute of a mention already added."""
        if key in self._mentions:
            self._mentions[key].attributes[name] = value
        elif key not in self._lost:
            self.problem(
                f"{name} {value} is said of {key}, which is no mention, and is left out",
                "say it of a mention",
                line=line,
            )

    def relation(self, head: str, relation: str, tail: str, *, line: int | None = None) -> None:
        """Add a relation between two keys; they may be added later."""
        self._relations.append((Relation(head=head, type=relation, tail=tail), line))

    def document(self, *, name_spans: bool = True) -> Document:
        """The document, its mentions in text order, relations in the file's order.

        With a schema, symmetric relations of one type lead from the later mention to the earlier:
        tools draw arrows, and the guide writes such a relation in that one way. With `name_spans`,
        overlaps and half words are named (and kept).
        """
        order = sorted(
            self._mentions, key=lambda k: (self._mentions[k].start, self._mentions[k].end)
        )
        ids = self._numbered(order)
        place = {key: number for number, key in enumerate(order)}
        mentions = [
            Mention(
                id=ids[key],
                type=m.type,
                start=m.start,
                end=m.end,
                attributes={
                    name: value
                    for name, value in m.attributes.items()
                    if self._defaults.get(name) != value
                },
            )
            for key, m in ((key, self._mentions[key]) for key in order)
        ]
        relations = []
        for relation, line in self._relations:
            if relation.head in ids and relation.tail in ids:
                ends = (relation.head, relation.tail)
                if relation.type in self._undirected:
                    ends = max(ends, key=place.__getitem__), min(ends, key=place.__getitem__)
                relations.append(Relation(head=ids[ends[0]], type=relation.type, tail=ids[ends[1]]))
                continue
            gone = relation.tail if relation.head in ids else relation.head
            what = f"{relation.head} {relation.type} {relation.tail}: {gone} is no mention"
            self.problem(f"{what}; the relation is left out", "join two mentions", line=line)
        if name_spans:
            self._name_spans(order)
        return Document(
            id=self.doc_id, text=self.text, meta=self.meta, mentions=mentions, relations=relations
        )

    def _numbered(self, order: list[str]) -> dict[str, str]:
        """Key -> final id; a wanted id that is taken already, or none, becomes a number."""
        ids: dict[str, str] = {}
        taken: set[str] = set()
        for key in order:
            wanted = self._mentions[key].id
            if wanted in taken:
                what = f"id {wanted} stands twice; the second mention gets a new one"
                line = self._mentions[key].line
                self.problem(what, "give each mention an id of its own", line=line)
            elif wanted:
                ids[key] = wanted
                taken.add(wanted)
        number = 0
        for key in order:
            while key not in ids:
                number += 1
                if f"m{number}" not in taken:
                    ids[key] = f"m{number}"
                    taken.add(ids[key])
        return ids

    def _name_spans(self, order: list[str]) -> None:
        spans = words(self.text)
        starts, ends = {s.start for s in spans}, {s.end for s in spans}
        last: _Pending | None = None
        for key in order:
            mention = self._mentions[key]
            surface = self.text[mention.start : mention.end]
            at = {"line": mention.line, "start": mention.start, "end": mention.end}
            if mention.start not in starts or mention.end not in ends:
                what = f"{mention.type} «{surface}» does not begin and end with whole words"
                self.problem(what, "mark whole words", **at)
            if last and mention.start < last.end:
                before = self.text[last.start : last.end]
                what = f"{mention.type} «{surface}» overlaps {last.type} «{before}»"
                self.problem(what, "keep one of them", **at)
            if not last or mention.end > last.end:
                last = mention


def gather(drafts: Iterable[Draft], problems: Iterable[Problem] = ()) -> ReadResult:
    """Finish drafts; document ids that stand twice are named."""
    documents = []
    found = list(problems)
    first: dict[str, str] = {}
    for draft in drafts:
        documents.append(draft.document())
        if draft.doc_id in first:
            draft.problem(
                f"this id stands already in {first[draft.doc_id]}",
                "give one of the documents another id",
            )
        first.setdefault(draft.doc_id, draft.file)
        found += draft.problems
    return ReadResult(documents, found)


def writable(document: Document, file: str) -> tuple[Document, list[Problem]]:
    """A document that every form can take on: mentions inside the text, ids once, relations with
    two ends; and what had to go."""
    draft = Draft(file, document.id, document.text, document.meta)
    for mention in document.mentions:
        draft.mention(
            mention.id,
            mention.type,
            mention.start,
            mention.end,
            id=mention.id,
            attributes=mention.attributes,
        )
    for relation in document.relations:
        draft.relation(relation.head, relation.type, relation.tail)
    return draft.document(name_spans=False), draft.problems


class _Pending(Struct):
    type: str
    start: int
    end: int
    id: str | None
    line: int | None
    attributes: dict[str, str] = field(default_factory=dict)
