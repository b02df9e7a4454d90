"""doccano JSON Lines, with relations or spans only.

doccano's editor counts UTF-16 units (doccano#2290; `Text.ts` of v-annotator cuts JavaScript
strings), scripts that fill it often count code points; which of the two a file holds is told by how
many marks begin and end with words. The project option "count grapheme clusters as one character"
must be off. doccano knows no ids of ours, attributes or meta: they are written as further columns,
which it keeps and gives back.
"""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct, field

from annotations.document import Document
from annotations.readers.draft import Draft, gather, writable
from annotations.readers.marks import TaggedSpan, add_spans, marks_of
from annotations.readers.offsets import Units, code_points, utf16
from annotations.readers.result import Problem, ReadResult
from annotations.schema import Schema
from annotations.words import words


def read(path: Path, *, schema: Schema | None = None) -> ReadResult:
    """Documents of a `.jsonl` file; lines that cannot be read are named. Raises `OSError`."""
    lines: list[tuple[int, _Line]] = []
    problems: list[Problem] = []
    for number, line in enumerate(path.read_bytes().split(b"\n"), 1):
        line = line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line
        if line.strip():
            try:
                lines.append((number, _parse(line)))
            except (msgspec.MsgspecError, UnicodeDecodeError) as error:
                what = f"no line of doccano ({error}); left out"
                mend = "export as JSONL once more"
                problems.append(Problem(file=str(path), line=number, what=what, mend=mend))
    in_utf16 = _fits(lines, utf16) >= _fits(lines, code_points)
    drafts = []
    for number, record in lines:
        doc_id = str(number if record.id is None else record.id)
        draft = Draft(str(path), record.doc_id or doc_id, record.text, record.meta, schema=schema)
        if not in_utf16 and any(ord(character) > 0xFFFF for character in record.text):
            what = "offsets are read as code points, not UTF-16 units: so more marks lie on words"
            draft.problem(what, "nothing to mend if the marks are right", line=number)
        units = utf16(record.text) if in_utf16 else code_points(record.text)
        add_spans(draft, record.spans, record.mentions, units, line=number)
        for relation in record.relations:
            ends = str(relation.from_id), str(relation.to_id)
            draft.relation(ends[0], relation.type, ends[1], line=number)
        if record.comments:
            what = f"{len(record.comments)} comments have no place in a document; left out"
            draft.problem(what, "keep them in doccano", line=number)
        drafts.append(draft)
    return gather(drafts, problems)


def write(documents: Iterable[Document], path: Path, schema: Schema) -> list[Problem]:
    """Write a file for doccano's import of relations; what it cannot hold. Raises `OSError`."""
    problems: list[Problem] = []
    lines = []
    number = 0
    for given in documents:
        document, lost = writable(given, str(path))
        problems += lost
        if not document.text:
            what, mend = "the text is empty, which doccano will refuse", "leave the document out"
            problems.append(Problem(file=str(path), doc_id=document.id, what=what, mend=mend))
        marks = marks_of(document, utf16(document.text))
        keys = {mark.id: number + n for n, mark in enumerate(marks)}
        number += len(keys)
        record = {
            "text": document.text,
            "entities": [
                {"id": keys[m.id], "label": m.label, "start_offset": m.start, "end_offset": m.end}
                for m in marks
            ],
            "relations": [
                {"id": n, "from_id": keys[r.head], "to_id": keys[r.tail], "type": r.type}
                for n, r in enumerate(document.relations)
            ],
            "doc_id": document.id,
            "meta": document.meta,
            "mentions": marks,
        }
        lines.append(msgspec.json.encode(record) + b"\n")
    path.write_bytes(b"".join(lines))
    return problems


class _Entity(Struct):
    label: str
    start_offset: int
    end_offset: int
    id: int | str = ""


class _Relation(Struct):
    from_id: int | str
    to_id: int | str
    type: str


_Spans = list[_Entity | tuple[int, int, str]]


class _Record(Struct):
    text: str
    id: int | str | None = None
    doc_id: str | None = None
    entities: _Spans | None = None
    label: _Spans | None = None
    labels: _Spans | None = None
    relations: list[_Relation] | None = None
    meta: Any = None
    mentions: Any = None
    comments: Any = field(default=None, name="Comments")


class _Line(Struct):
    """A line put in order."""

    text: str
    id: int | str | None
    doc_id: str | None
    spans: list[TaggedSpan]
    relations: list[_Relation]
    meta: dict[str, str]
    mentions: Any
    comments: list[Any]


def _parse(line: bytes) -> _Line:
    record = msgspec.json.decode(line, type=_Record)
    meta = record.meta
    if not isinstance(meta, dict):  # another project's columns
        taken = {*_Record.__struct_encode_fields__}
        columns = msgspec.json.decode(line, type=dict[str, Any])
        meta = {name: value for name, value in columns.items() if name not in taken}
    spans = []
    for number, item in enumerate(
        [*(record.entities or []), *(record.label or []), *(record.labels or [])]
    ):
        if not isinstance(item, _Entity):
            start, end, label = item
            item = _Entity(label=label, start_offset=start, end_offset=end, id=f"span {number}")
        spans.append(TaggedSpan(str(item.id), item.label, item.start_offset, item.end_offset))
    return _Line(
        text=record.text,
        id=record.id,
        doc_id=record.doc_id,
        spans=spans,
        relations=record.relations or [],
        meta={
            str(k): v if isinstance(v, str) else str(v) for k, v in meta.items() if v is not None
        },
        mentions=record.mentions,
        comments=record.comments if isinstance(record.comments, list) else [],
    )


def _fits(lines: list[tuple[int, _Line]], count: Callable[[str], Units]) -> int:
    """How many ends of marks lie at ends of words if offsets are counted so."""
    hits = 0
    for _, line in lines:
        units = count(line.text)
        spans = words(line.text)
        starts, ends = {s.start for s in spans}, {s.end for s in spans}
        for span in line.spans:
            hits += (units.point(span.start) in starts) + (units.point(span.end) in ends)
    return hits
