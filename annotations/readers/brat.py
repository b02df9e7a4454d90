"""brat standoff: `.txt` beside `.ann`, one pair a document, and the collection's `annotation.conf`.

brat counts code points, and in most versions CR LF as one (nlplab/brat#853); the quotes in the
`.ann` file tell. Ids that are not brat's own are kept in notes of the type `MentionId`; meta, for
which brat has no place, in `documents.json` beside the pairs. Knows no other tool.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path

from msgspec import Struct

from annotations.document import Document, Mention
from annotations.readers.draft import Draft, gather, writable
from annotations.readers.offsets import Quote, code_points, fitting, line_feeds, utf16, without_mark
from annotations.readers.result import Problem, ReadResult
from annotations.readers.sidecar import id_of, read_meta, stem_of, write_meta
from annotations.schema import Schema


def read(path: Path, *, schema: Schema | None = None) -> ReadResult:
    """Documents of a pair (either of its files) or of a folder of pairs, with its sub-folders.

    Events become their trigger, with a relation a role; `Equiv` becomes `same_as` from each mention
    to the one before. Raises `OSError`.
    """
    files = sorted(path.rglob("*.txt")) if path.is_dir() else [path.with_suffix(".txt")]
    root = path if path.is_dir() else path.parent
    meta, problems = read_meta(root)
    drafts: list[Draft] = []
    for file in files:
        doc_id = id_of(file.relative_to(root).with_suffix("").as_posix())
        marks = file.with_suffix(".ann")
        if not marks.exists() or not file.exists():
            gone = file if marks.exists() else marks
            what, mend = f"{gone.name} is missing; left out", "put the two files side by side"
            problems.append(Problem(file=str(file), doc_id=doc_id, what=what, mend=mend))
            continue
        try:
            text, lines = file.read_bytes().decode("utf-8"), marks.read_bytes().decode("utf-8")
        except UnicodeDecodeError as error:
            what = f"byte {error.start} is not UTF-8; left out"
            problems.append(Problem(file=str(file), doc_id=doc_id, what=what, mend="save as UTF-8"))
            continue
        draft = Draft(str(marks), doc_id, text, meta.get(doc_id), schema=schema)
        _fill(draft, lines.removeprefix("\ufeff").split("\n"))
        drafts.append(draft)
    return gather(drafts, problems)


def write(documents: Iterable[Document], path: Path, schema: Schema) -> list[Problem]:
    """Write a folder of pairs with `annotation.conf`; what brat cannot hold. Raises `OSError`."""
    path.mkdir(parents=True, exist_ok=True)
    (path / "annotation.conf").write_bytes(configuration(schema).encode())
    problems: list[Problem] = []
    metas: dict[str, dict[str, str]] = {}
    for given in documents:
        file = path / f"{stem_of(given.id)}.ann"
        document, lost = writable(given, str(file))
        draft = Draft(str(file), document.id, document.text)
        lines = _lines(document, draft)
        file.write_bytes("".join(f"{line}\n" for line in lines).encode())
        file.with_suffix(".txt").write_bytes(document.text.encode())
        metas[document.id] = document.meta
        problems += lost + draft.problems
    write_meta(path, metas)
    return problems


def configuration(schema: Schema) -> str:
    """The `annotation.conf` that shows brat a schema."""
    lines = ["[entities]", *schema.types, "", "[relations]"]
    for relation in schema.relations:
        heads, tails = ("|".join(schema.expand(end)) for end in (relation.head, relation.tail))
        lines.append(f"{relation.type}\tArg1:{heads}, Arg2:{tails}")
    lines += ["", "[events]", "", "[attributes]"]
    for attribute in schema.attributes:
        on, values = "|".join(schema.expand(attribute.on)), "|".join(attribute.values)
        lines.append(f"{attribute.name}\tArg:{on}, Value:{values}")
    return "\n".join(lines) + "\n"


_TEXTBOUND = re.compile(r"(\S+) (\d+ \d+(?:;\d+ \d+)*)")
_RELATION = re.compile(r"(\S+) [^\s:]+:(\S+) [^\s:]+:(\S+)")
_ATTRIBUTE = re.compile(r"(\S+) (\S+)(?: (.+))?")
_EVENT = re.compile(r"[^\s:]+:(\S+)((?: [^\s:]+:\S+)*)")
# Where `codecs` and browsers may end a line: a mention over one is written in fragments.
_BREAKS = re.compile("[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]+")


class _Row(Struct):
    number: int
    key: str
    data: str
    tail: str


def _row(number: int, line: str) -> _Row:
    key, data, tail = [*line.rstrip("\r").split("\t", 2), "", ""][:3]
    return _Row(number, key, data.strip(), tail)


def _fill(draft: Draft, lines: list[str]) -> None:
    rows = [_row(number, line) for number, line in enumerate(lines, 1) if line.strip()]
    bounds: dict[str, tuple[_Row, str, Quote]] = {}
    for row in rows:
        match = _TEXTBOUND.fullmatch(row.data) if row.key.startswith("T") else None
        if match and row.key not in bounds:
            spans = [span.split() for span in match[2].split(";")]
            quote = Quote(tuple((int(a), int(b)) for a, b in spans), row.tail)
            bounds[row.key] = (row, match[1], quote)
    text = draft.text
    counts = [line_feeds(text), code_points(text), without_mark(text), utf16(text)]
    units = fitting(text, [quote for _, _, quote in bounds.values() if quote.text], counts)
    for key, (row, kind, quote) in bounds.items():
        points = [(units.point(start), units.point(end)) for start, end in quote.spans]
        gaps = [text[a:b] for (_, a), (b, _) in pairwise(points) if a is not None]
        if any(gap.strip() for gap in gaps):
            what = f"{kind} {key} is in pieces with words between; left out"
            draft.problem(what, "mark one unbroken span", line=row.number)
            continue
        draft.mention(key, kind, points[0][0], points[-1][1], id=key, line=row.number)
    bound_rows = [row for row, _, _ in bounds.values()]
    triggers = {
        row.key: event[1]
        for row in rows
        if row.key.startswith("E") and (event := _EVENT.fullmatch(row.data))
    }
    for row in rows:
        if row in bound_rows or _linked(draft, row, triggers):
            continue
        note = row.data.split()
        if row.key.startswith("#") and note[:1] == ["MentionId"] and len(note) == 2:
            draft.rename(note[1], row.tail.strip())
        else:
            what = f"{row.key} «{row.data} {row.tail}» has no place in a document; left out"
            draft.problem(what, "keep it in brat, or mend the line", line=row.number)


def _linked(draft: Draft, row: _Row, triggers: dict[str, str]) -> bool:
    """Read a relation, attribute, event or equivalence; whether the line was one."""
    key, data, line = row.key, row.data, row.number
    if key.startswith("R") and (match := _RELATION.fullmatch(data)):
        head, tail = (triggers.get(end, end) for end in match.groups()[1:])
        draft.relation(head, match[1], tail, line=line)
    elif key[:1] in ("A", "M") and (match := _ATTRIBUTE.fullmatch(data)):
        draft.attribute(triggers.get(match[2], match[2]), match[1], match[3] or "true", line=line)
    elif key.startswith("E") and (match := _EVENT.fullmatch(data)):
        for argument in match[2].split():
            role, end = argument.split(":", 1)
            role = role.rstrip("0123456789") or role
            draft.relation(match[1], role, triggers.get(end, end), line=line)
    elif key == "*" and data.startswith("Equiv "):
        for before, after in pairwise(data.split()[1:]):
            draft.relation(after, "same_as", before, line=line)
    else:
        return False
    return True


def _lines(document: Document, draft: Draft) -> Iterator[str]:
    """The `.ann` lines of a document; what does not fit is named in the draft."""
    text, units = document.text, line_feeds(document.text)
    own = all(re.fullmatch(r"T\d+", mention.id) for mention in document.mentions)
    if "\r\n" in text:
        what = "the text has CR LF; offsets take it as one character, as brat does"
        draft.problem(what, "convert the line ends first if your brat counts two")
    keys: dict[str, str] = {}
    notes = []
    for number, mention in enumerate(document.mentions, 1):
        spans = _fragments(text, mention)
        name, start, end = f"{mention.type} {mention.id}", mention.start, mention.end
        if not spans or re.search(r"[\s:]", mention.type):
            mend = "mark visible words, with a type without blanks and colons"
            draft.problem(f"{name} cannot be written; left out", mend, start=start, end=end)
            continue
        if (spans[0][0], spans[-1][1]) != (start, end):
            what = f"{name} loses the line break at its edge"
            draft.problem(what, "mark whole words", start=start, end=end)
        keys[mention.id] = mention.id if own else f"T{number}"
        places = ";".join(f"{units.offset(a)} {units.offset(b)}" for a, b in spans)
        quote = " ".join(text[a:b] for a, b in spans)
        yield f"{keys[mention.id]}\t{mention.type} {places}\t{quote}"
        notes += [] if own else [f"#{number}\tMentionId T{number}\t{mention.id}"]
    for number, relation in enumerate(document.relations, 1):
        if relation.head in keys and relation.tail in keys:
            ends = f"Arg1:{keys[relation.head]} Arg2:{keys[relation.tail]}"
            yield f"R{number}\t{relation.type} {ends}"
        else:
            what = f"{relation.head} {relation.type} {relation.tail} lost an end; left out"
            draft.problem(what, "mend the mention")
    said = [(m, *item) for m in document.mentions if m.id in keys for item in m.attributes.items()]
    for number, (mention, name, value) in enumerate(said, 1):
        yield f"A{number}\t{name} {keys[mention.id]} {value}"
    yield from notes


def _fragments(text: str, mention: Mention) -> list[tuple[int, int]]:
    """The pieces of a mention between line breaks; brat's lines cannot quote across one."""
    edges = [mention.start]
    for match in _BREAKS.finditer(text, mention.start, mention.end):
        edges += match.span()
    edges.append(mention.end)
    return [(a, b) for a, b in zip(edges[::2], edges[1::2], strict=True) if a < b]
