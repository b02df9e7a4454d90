"""Prodigy JSON Lines, as `ner.manual`, `spans.manual` and `rel.manual` write them.

Offsets are code points; `token_end` is inclusive; a relation names its ends by `head_span` and
`child_span`, or by the numbers of tokens in them. Ids, attributes and meta are written as further
keys of the task, which Prodigy hands through.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct, field

from annotations.document import Document, Mention
from annotations.readers.draft import Draft, gather, writable
from annotations.readers.marks import TaggedSpan, add_spans, marks_of
from annotations.readers.offsets import code_points
from annotations.readers.result import Problem, ReadResult
from annotations.readers.tokens import covered, cut_words
from annotations.schema import Schema
from annotations.words import Span


def read(path: Path, *, schema: Schema | None = None) -> ReadResult:
    """Documents of a `.jsonl` file. Rejected and ignored tasks and faulty lines are left out and
    named. Raises `OSError`."""
    drafts: list[Draft] = []
    problems: list[Problem] = []
    for number, line in enumerate(path.read_bytes().split(b"\n"), 1):
        line = line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line
        if not line.strip():
            continue
        try:
            task = msgspec.json.decode(line, type=_Task)
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            what, mend = f"no task of Prodigy ({error}); left out", "write it with db-out once more"
            problems.append(Problem(file=str(path), line=number, what=what, mend=mend))
            continue
        doc_id = str(task.doc_id or task.id or f"{path.stem}-{number}")
        if task.answer != "accept":
            what, mend = f"the answer is {task.answer}; left out", "accept it in Prodigy"
            problem = Problem(file=str(path), line=number, doc_id=doc_id, what=what, mend=mend)
            problems.append(problem)
            continue
        meta = {str(k): v if isinstance(v, str) else str(v) for k, v in task.meta.items()}
        draft = Draft(str(path), doc_id, task.text, meta, schema=schema)
        _fill(draft, task, number)
        drafts.append(draft)
    return gather(drafts, problems)


def write(documents: Iterable[Document], path: Path, schema: Schema) -> list[Problem]:
    """Write accepted tasks with tokens; what the form could not hold. Raises `OSError`."""
    problems: list[Problem] = []
    lines = []
    for given in documents:
        document, lost = writable(given, str(path))
        problems += lost
        lines.append(msgspec.json.encode(_task(document)) + b"\n")
    path.write_bytes(b"".join(lines))
    return problems


class _Span(Struct):
    start: int | None = None
    end: int | None = None
    label: str | None = None
    token_start: int | None = None
    token_end: int | None = None


class _Relation(Struct):
    label: str | None = None
    head: int | None = None
    child: int | None = None
    head_span: _Span | None = None
    child_span: _Span | None = None


class _Task(Struct):
    text: str
    id: int | str | None = None
    doc_id: str | None = None
    meta: dict[str, Any] = field(default_factory=dict)
    tokens: list[_Span] = field(default_factory=list)
    spans: list[_Span] = field(default_factory=list)
    relations: list[_Relation] = field(default_factory=list)
    answer: str = "accept"
    mentions: Any = None


def _fill(draft: Draft, task: _Task, line: int) -> None:
    spans: list[TaggedSpan] = []
    for span in task.spans:
        start, end = span.start, span.end
        if start is None or end is None:  # said by tokens alone
            first, last = (_token(task, number) for number in (span.token_start, span.token_end))
            start, end = first.start, last.end
        place = [-1 if edge is None else edge for edge in (start, end)]
        spans.append(TaggedSpan(f"span {len(spans)}", span.label or "", place[0], place[1]))
    add_spans(draft, spans, task.mentions, code_points(task.text), line=line)
    for relation in task.relations:
        head = _end(task, spans, relation.head, relation.head_span)
        child = _end(task, spans, relation.child, relation.child_span)
        if not relation.label:
            what = f"the relation {head} -> {child} has no label; left out"
            draft.problem(what, "give it one", line=line)
        else:
            draft.relation(head, relation.label, child, line=line)


def _token(task: _Task, number: int | None) -> _Span:
    known = number is not None and 0 <= number < len(task.tokens)
    return task.tokens[number] if known and number is not None else _Span()


def _end(task: _Task, spans: list[TaggedSpan], token: int | None, span: _Span | None) -> str:
    """The key of the span that an end of a relation means, else words that say what it means."""
    if span is not None and span.start is not None:
        for one in spans:
            if (one.start, one.end) == (span.start, span.end) and span.label in (one.label, None):
                return one.key
    at = _token(task, token).start
    for one in spans:
        if at is not None and one.start <= at < one.end:
            return one.key
    return f"token {token}"


def _task(document: Document) -> dict[str, Any]:
    tokens = cut_words(document.text, document.mentions)
    places = {mention.id: _place(tokens, mention) for mention in document.mentions}
    return {
        "text": document.text,
        "doc_id": document.id,
        "meta": document.meta,
        "tokens": [
            {
                "text": document.text[token.start : token.end],
                "start": token.start,
                "end": token.end,
                "id": number,
                "ws": document.text[token.end : token.end + 1] == " ",
            }
            for number, token in enumerate(tokens)
        ],
        "spans": list(places.values()),
        "relations": [
            {
                "head": places[r.head].get("token_end"),
                "child": places[r.tail].get("token_end"),
                "head_span": places[r.head],
                "child_span": places[r.tail],
                "label": r.type,
            }
            for r in document.relations
        ],
        "answer": "accept",
        "mentions": marks_of(document, code_points(document.text)),
    }


def _place(tokens: list[Span], mention: Mention) -> dict[str, Any]:
    place: dict[str, Any] = {"start": mention.start, "end": mention.end, "label": mention.type}
    inside = covered(tokens, mention)
    return place if inside is None else {**place, "token_start": inside[0], "token_end": inside[1]}
