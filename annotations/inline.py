"""The hand-written form: `[text](TYPE id)` and one line a relation. Knows no schema and no model.

A literal `[`, `]` or `\\` in the text is written with a backslash before it, and so is a line that
is itself `---`. Everything else of the text stands as published, blank lines and spaces included.
A file whose two `---` lines end in CR LF was saved by an editor that writes so: its line ends are
the file's, not the text's.
"""

import re
from pathlib import Path

from annotations.document import Document, Mention, Relation


class InlineError(ValueError):
    """A file that is not in the inline form: file, line, what is wrong, and the mend."""


def read_inline(path: Path) -> Document:
    """Read one document. Raises `InlineError` naming file and line, `OSError` if unreadable."""
    try:
        source = path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        raise InlineError(f"{path}: byte {error.start} is not UTF-8; save it as UTF-8") from error
    return parse_inline(source, where=str(path))


def parse_inline(source: str, *, where: str = "inline text") -> Document:
    """Read one document from a string. Raises `InlineError` naming `where` and the line."""
    lines = source.removeprefix("\ufeff").split("\n")
    fences = [number for number, line in enumerate(lines) if line.removesuffix("\r") == "---"]
    if len(fences) != 2:
        raise InlineError(
            f"{where}: {len(fences)} lines `---`, expected two; put one before and one after the "
            "text, and write \\--- for such a line inside it"
        )
    first, second = fences
    if lines[first].endswith("\r") and lines[second].endswith("\r"):
        lines = [line.removesuffix("\r") for line in lines]
    meta = _header(lines[:first], where)
    body = "\n".join(
        line.removeprefix("\\") if line.removesuffix("\r") == "\\---" else line
        for line in lines[first + 1 : second]
    )
    text, mentions = _body(body, where, first + 2)
    attributes, relations = _links(lines[second + 1 :], {m.id for m in mentions}, where, second + 2)
    return Document(
        id=meta.pop("id"),
        text=text,
        meta=meta,
        mentions=[
            Mention(
                id=m.id, type=m.type, start=m.start, end=m.end, attributes=attributes.get(m.id, {})
            )
            for m in mentions
        ],
        relations=relations,
    )


def write_inline(document: Document) -> str:
    """The inline form of a document; `parse_inline` gives it back, its mentions in text order.

    Raises `InlineError` for what the form cannot hold: overlapping mentions, ids or meta values
    with line breaks or blanks at an edge, attribute values that read like ids.
    """
    _must_fit(document)
    parts = []
    done = 0
    for mention in sorted(document.mentions, key=lambda m: (m.start, m.end)):
        if mention.start < done:
            raise InlineError(
                f"document {document.id}: {mention.id} at {mention.start}-{mention.end} overlaps "
                "an earlier mention; the inline form holds no overlaps"
            )
        inside = _escape(document.surface(mention))
        parts += [
            _escape(document.text[done : mention.start]),
            f"[{inside}]({mention.type} {mention.id})",
        ]
        done = mention.end
    parts.append(_escape(document.text[done:]))
    body = re.sub(r"^(?=---\r?$)", r"\\", "".join(parts), flags=re.MULTILINE)
    links = [
        f"{m.id} {name} {value}" for m in document.mentions for name, value in m.attributes.items()
    ]
    links += [f"{r.head} {r.type} {r.tail}" for r in document.relations]
    head = [f"{name}: {value}" for name, value in {"id": document.id, **document.meta}.items()]
    return "\n".join([*head, "---", body, "---", *links]) + "\n"


_MARK = re.compile(r"\\([\[\]\\])|\[((?:[^\[\]\\]|\\[\[\]\\])+)\]\((\w+) ([\w.-]+)\)|([\[\]])")
_ESCAPED = re.compile(r"\\([\[\]\\])")


def _must_fit(document: Document) -> None:
    """Raise `InlineError` for names and values that would not be read back as they are."""
    ids = {mention.id for mention in document.mentions}
    wrong = [
        f"meta {name!r} is {value!r}, which a header line cannot hold"
        for name, value in {"id": document.id, **document.meta}.items()
        if {name, value} != {name.strip(), value.strip()}
        or "\n" in name + value
        or ":" in name
        or not name
    ]
    if not document.id or "id" in document.meta:
        wrong.append("a document needs an id, and no second one in its meta")
    for mention in document.mentions:
        if not re.fullmatch(r"\w+ [\w.-]+", f"{mention.type} {mention.id}"):
            wrong.append(f"{mention.type!r} {mention.id!r} are no type and id of the form")
        if not 0 <= mention.start < mention.end <= len(document.text):
            wrong.append(f"{mention.id} lies at {mention.start}-{mention.end}, not in the text")
        for name, value in mention.attributes.items():
            if not (_one_word(name) and _one_word(value)) or value in ids or value[-1].isdigit():
                wrong.append(
                    f"attribute {name!r} {value!r} of {mention.id} would be read otherwise"
                )
    if len(ids) < len(document.mentions):
        wrong.append("an id names two mentions")
    for relation in document.relations:
        if not {relation.head, relation.tail} <= ids or not _one_word(relation.type):
            wrong.append(f"{relation.head} {relation.type} {relation.tail} joins no two mentions")
    if wrong:
        raise InlineError(f"document {document.id}: {wrong[0]}; mend it before writing")


def _one_word(name: str) -> bool:
    return name.split() == [name]


def _escape(text: str) -> str:
    return re.sub(r"([\[\]\\])", r"\\\1", text)


def _header(lines: list[str], where: str) -> dict[str, str]:
    meta: dict[str, str] = {}
    for number, line in enumerate(lines, 1):
        name, colon, value = line.partition(":")
        if line.strip() and not colon:
            raise InlineError(f"{where}:{number}: {line!r} is no `name: value`; mend the header")
        if line.strip() and name.strip() in meta:
            raise InlineError(f"{where}:{number}: {name.strip()} stands twice; keep one of them")
        if line.strip():
            meta[name.strip()] = value.strip()
    if not meta.get("id"):
        raise InlineError(f"{where}: no `id:` line before the first ---; give the document one")
    return meta


def _body(body: str, where: str, first_line: int) -> tuple[str, list[Mention]]:
    parts: list[str] = []
    mentions: list[Mention] = []
    seen: set[str] = set()
    length = done = 0
    for match in _MARK.finditer(body):
        escaped, surface, kind, name, stray = match.groups()
        plain = body[done : match.start()]
        length += len(plain)
        parts.append(plain)
        done = match.end()
        line = first_line + body.count("\n", 0, match.start())
        if stray:
            near = body[max(0, match.start() - 15) : match.end() + 25].replace("\n", " ")
            raise InlineError(
                f"{where}:{line}: a bare `{stray}` near «{near}»; write [text](TYPE id), and "
                f"\\{stray} for the character itself"
            )
        if escaped:
            parts.append(escaped)
            length += 1
            continue
        if name in seen:
            raise InlineError(f"{where}:{line}: id {name} stands twice; give one of them another")
        seen.add(name)
        surface = _ESCAPED.sub(r"\1", surface)
        mentions.append(Mention(id=name, type=kind, start=length, end=length + len(surface)))
        parts.append(surface)
        length += len(surface)
    parts.append(body[done:])
    return "".join(parts), mentions


def _links(
    lines: list[str], ids: set[str], where: str, first_line: int
) -> tuple[dict[str, dict[str, str]], list[Relation]]:
    """Relation lines name two mentions; a line whose third word is no mention is an attribute."""
    attributes: dict[str, dict[str, str]] = {}
    relations: list[Relation] = []
    for number, line in enumerate(lines, first_line):
        words = line.split()
        if not words:
            continue
        if len(words) != 3:
            raise InlineError(
                f"{where}:{number}: {line!r} has {len(words)} words; write `head relation tail` or "
                "`id attribute value`"
            )
        head, name, tail = words
        if head not in ids:
            raise InlineError(f"{where}:{number}: {head} is marked nowhere in the text")
        if tail in ids:
            relations.append(Relation(head=head, type=name, tail=tail))
        elif not tail[-1].isdigit():
            said = attributes.setdefault(head, {})
            if said.get(name, tail) != tail:
                raise InlineError(f"{where}:{number}: {name} of {head} is said twice; keep one")
            said[name] = tail
        else:
            raise InlineError(f"{where}:{number}: {tail} is marked nowhere in the text")
    return attributes, relations
