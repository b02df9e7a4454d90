"""CoNLL columns with IOB2 tags: mentions only. Reads IOB1, IOB2 and BIOES.

The first column is the token, the last the tag, between tabs or blanks; an empty line ends a
sentence. Such a file holds no text: ours says it in a comment, `# marsad = {"id", "meta", "text"}`;
without one, tokens are joined by a blank and sentences by a line break. `-DOCSTART-` and
`# newdoc id = ` begin a document.
"""

import re
from collections.abc import Iterable
from pathlib import Path

import msgspec
from msgspec import Struct, field

from annotations.document import Document
from annotations.readers.draft import Draft, gather, writable
from annotations.readers.result import Problem, ReadResult
from annotations.readers.tokens import covered, cut_words
from annotations.schema import Schema
from annotations.words import Span, paragraphs, words


def read(path: Path, *, schema: Schema | None = None) -> ReadResult:
    """Documents of a file. A file without marks of documents is one. Raises `OSError`."""
    try:
        source = path.read_bytes().decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        what = f"byte {error.start} is not UTF-8"
        return ReadResult([], [Problem(file=str(path), what=what, mend="save it as UTF-8")])
    blocks: list[_Block] = []
    problems: list[Problem] = []
    for number, line in enumerate(source.split("\n"), 1):
        line = line.removesuffix("\r")
        opened = _opening(line)
        columns = line.split("\t") if "\t" in line else line.split()
        if isinstance(opened, _About):
            blocks.append(_Block(about=opened))
        elif opened:
            what = f"the document's comment cannot be read ({opened})"
            problems.append(Problem(file=str(path), line=number, what=what, mend="mend the JSON"))
            blocks.append(_Block())
        elif not columns or not line.strip():
            if blocks and blocks[-1].rows:
                blocks[-1].ended = True
        elif not (line.startswith("# ") and "\t" not in line and not _TAG.fullmatch(columns[-1])):
            if not blocks:
                blocks.append(_Block())
            fits = len(columns) > 1 and columns[0] and _TAG.fullmatch(columns[-1])
            if not fits:
                what = f"{line!r} has no token and tag; the tag is taken as O"
                mend = "write the token first and an IOB tag last"
                problems.append(Problem(file=str(path), line=number, what=what, mend=mend))
            tag = columns[-1] if fits else "O"
            row = _Row(number, columns[0], tag, blocks[-1].ended)
            blocks[-1].rows.append(row)
            blocks[-1].ended = False
    several = len(blocks) > 1
    drafts = []
    for number, block in enumerate(blocks, 1):
        name = f"{path.stem}-{number}" if several else path.stem
        drafts.append(_draft(block, str(path), name, schema))
    return gather(drafts, problems)


def write(documents: Iterable[Document], path: Path, schema: Schema) -> list[Problem]:
    """Write two columns, a paragraph a sentence; relations and attributes are named as lost.

    Mentions without a word, and such as overlap an earlier one, are left out. Raises `OSError`.
    """
    problems: list[Problem] = []
    lines: list[str] = []
    for given in documents:
        document, lost = writable(given, str(path))
        draft = Draft(str(path), document.id, document.text)
        lines += _lines(document, draft)
        attributes = sum(len(mention.attributes) for mention in document.mentions)
        for count, what in ((len(document.relations), "relations"), (attributes, "attributes")):
            if count:
                mend = "use another form to keep them"
                draft.problem(f"{count} {what} are left out: CoNLL holds mentions only", mend)
        problems += lost + draft.problems
    path.write_bytes("".join(f"{line}\n" for line in lines).encode())
    return problems


def holds_tags(head: str) -> bool:
    """Whether the beginning of a file is columns that end in IOB tags: each of its first lines."""
    rows = [line.split() for line in head.splitlines()[:_LOOKED_AT]]
    rows = [row for row in rows if row and not row[0].startswith(("#", "-DOCSTART-"))]
    return len(rows) > 1 and all(len(r) > 1 and _TAG.fullmatch(r[-1]) for r in rows)


_TAG = re.compile(r"O|[BIESLU]-\S+")
_LOOKED_AT = 50


class _About(Struct):
    id: str | None = None
    meta: dict[str, str] = field(default_factory=dict)
    text: str | None = None


class _Row(Struct):
    line: int
    token: str
    tag: str
    opens: bool


class _Block(Struct):
    about: _About = field(default_factory=_About)
    rows: list[_Row] = field(default_factory=list)
    ended: bool = False


def _opening(line: str) -> _About | str | None:
    """What a line that begins a document says of it, or why it cannot be read; else None."""
    if line.startswith("-DOCSTART-"):
        return _About()
    if line.startswith("# newdoc"):
        return _About(id=line.partition("=")[2].strip() or None)
    if line.startswith("# marsad = "):
        try:
            return msgspec.json.decode(line.partition("=")[2], type=_About)
        except msgspec.MsgspecError as error:
            return str(error)
    return None


def _draft(block: _Block, file: str, name: str, schema: Schema | None) -> Draft:
    text, spans = _placed(block.rows, block.about.text)
    doc_id = block.about.id if block.about.id is not None else name
    if text is None:
        text, spans = _placed(block.rows, None)
        draft = Draft(file, doc_id, text or "", block.about.meta, schema=schema)
        draft.problem("the tokens are not those of the text; it is put together from them",
                      "leave the comment and the tokens as they were")  # fmt: skip
    else:
        draft = Draft(file, doc_id, text, block.about.meta, schema=schema)
    found: list[tuple[str, Span, int]] = []
    orphans = 0
    before = "O"
    for row, span in zip(block.rows, spans, strict=True):
        prefix, _, kind = row.tag.partition("-")
        goes_on = prefix in ("I", "E", "L") and before.partition("-")[2] == kind
        if goes_on and before[0] not in "ESLU" and not row.opens and found:
            found[-1] = (kind, Span(found[-1][1].start, span.end), found[-1][2])
        elif row.tag != "O":
            found.append((kind, span, row.line))
            orphans += prefix in ("I", "E", "L")
        before = row.tag
    if orphans:
        what = f"{orphans} mentions begin with an I or E tag; they are read as mentions (IOB1)"
        draft.problem(what, "nothing to mend if the file is IOB1")
    for number, (kind, span, line) in enumerate(found):
        draft.mention(str(number), kind, span.start, span.end, line=line)
    return draft


def _placed(rows: list[_Row], text: str | None) -> tuple[str | None, list[Span]]:
    """The text and where each token lies in it; None where the tokens are not in the text."""
    spans: list[Span] = []
    if text is None:
        parts: list[str] = []
        length = 0
        for row in rows:
            gap = "" if not parts else "\n" if row.opens else " "
            parts.append(gap + row.token)
            spans.append(Span(length + len(gap), length + len(gap) + len(row.token)))
            length += len(parts[-1])
        return "".join(parts), spans
    at = 0
    for row in rows:
        start = text.find(row.token, at)
        if start < 0 or words(text[at:start]):
            return None, []
        at = start + len(row.token)
        spans.append(Span(start, at))
    return text, spans


def _lines(document: Document, draft: Draft) -> list[str]:
    about = _About(id=document.id, meta=document.meta, text=document.text)
    tokens = cut_words(document.text, document.mentions)
    tags = ["O"] * len(tokens)
    for mention in document.mentions:
        inside = covered(tokens, mention)
        at = {"start": mention.start, "end": mention.end}
        name = f"{mention.type} {mention.id}"
        if inside is None or not _TAG.fullmatch(f"B-{mention.type}"):
            draft.problem(f"{name} is no tag on words; left out", "mark words, use a type without "
                          "blanks", **at)  # fmt: skip
            continue
        first, last = inside
        if any(tag != "O" for tag in tags[first : last + 1]):
            draft.problem(f"{name} overlaps another; left out", "keep one of them", **at)
            continue
        if (tokens[first].start, tokens[last].end) != (mention.start, mention.end):
            draft.problem(f"{name} loses what is no word at its edge", "mark whole words", **at)
        tags[first : last + 1] = [f"B-{mention.type}", *[f"I-{mention.type}"] * (last - first)]
    lines = [f"# marsad = {msgspec.json.encode(about).decode()}"]
    edges = [paragraph.start for paragraph in paragraphs(document.text)][1:]
    for token, tag in zip(tokens, tags, strict=True):
        if edges and token.start >= edges[0]:
            edges = [edge for edge in edges if edge > token.start]
            if not tag.startswith("I-"):  # a sentence's end would end the mention
                lines.append("")
        lines.append(f"{document.text[token.start : token.end]}\t{tag}")
    return [*lines, ""]
