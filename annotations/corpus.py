"""The exchange form: documents as JSON Lines, in and out, and which split a document is in.

Knows the inline form as a second way in; knows no tool's format and judges no annotation: a mention
outside its text is read as it stands, `check` finds it.
"""

import hashlib
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct, field

from annotations.document import Document, Mention, Relation
from annotations.inline import InlineError, parse_inline
from annotations.schema import Schema

SPLITS = ("train", "dev", "test")


class Rejected(Struct, frozen=True, kw_only=True):
    """Something that is no document: file, line (from 1; None: the whole file), what and mend."""

    file: str
    line: int | None
    what: str

    def __str__(self) -> str:
        return f"{self.file}{'' if self.line is None else f':{self.line}'}: {self.what}"


def read_corpus(path: Path, *, schema: Schema | None = None) -> Iterator[Document | Rejected]:
    """All documents of a `.jsonl` file, an inline `.ann` file, or a folder of them.

    Folders are read with their sub-folders, sorted by path. Attribute values that are `schema`'s
    defaults are left out of the documents (the annotation guide's schema when none is given).
    A document whose id has been read before is rejected, naming both places. Nothing is raised for
    bad input: what cannot be read comes as `Rejected`, and reading goes on.
    """
    schema = schema or _guide()
    first: dict[str, str] = {}
    for file in _files(path):
        if isinstance(file, Rejected):
            yield file
            continue
        read = _read_lines(file, schema) if file.suffix == ".jsonl" else _read_ann(file, schema)
        for line, item in read:
            if isinstance(item, Rejected):
                yield item
                continue
            where = f"{file}:{line}" if file.suffix == ".jsonl" else str(file)
            if item.id in first:
                yield Rejected(
                    file=str(file),
                    line=line,
                    what=f"document id {item.id!r} stands already at {first[item.id]}; give one of "
                    "them another id",
                )
                continue
            first[item.id] = where
            yield item


def write_jsonl(documents: Iterable[Document], path: Path) -> int:
    """Write documents in the exchange form, one a line; how many were written.

    Raises `ValueError` for an attribute named like a key of the form, `OSError` as `open` does.
    """
    count = 0
    with path.open("wb") as stream:
        for document in documents:
            stream.write(msgspec.json.encode(exchange(document)) + b"\n")
            count += 1
    return count


def exchange(document: Document) -> dict[str, Any]:
    """A document as the exchange form's object; attributes stand beside the mention's own keys."""
    for mention in document.mentions:
        for name in mention.attributes:
            if name in _ENTITY_KEYS:
                raise ValueError(
                    f"document {document.id}: {mention.id} bears an attribute {name!r}, which is a "
                    "key of the exchange form; call it something else"
                )
    return {
        "id": document.id,
        "text": document.text,
        "meta": document.meta,
        "entities": [
            {"id": m.id, "type": m.type, "start": m.start, "end": m.end, **m.attributes}
            for m in document.mentions
        ],
        "relations": [{"head": r.head, "type": r.type, "tail": r.tail} for r in document.relations],
    }


def split_of(document: Document) -> str:
    """`train`, `dev` or `test`: what its meta says, else a draw from its id that never changes.

    Generated documents (`style: generated`) are always `train`. The draw is sha256 of the id, its
    first 8 hex digits modulo 100: below 8 test, below 16 dev. Raises `ValueError` for another name.
    """
    if document.meta.get("style") == "generated":
        return "train"
    given = document.meta.get("split")
    if given is not None:
        if given not in SPLITS:
            raise ValueError(
                f"document {document.id}: split is {given!r}; write one of {', '.join(SPLITS)}"
            )
        return given
    draw = int(hashlib.sha256(document.id.encode("utf-8", "surrogatepass")).hexdigest()[:8], 16)
    return "test" if draw % 100 < 8 else "dev" if draw % 100 < 16 else "train"


# Keys of an entity that are no attributes; `score` and `value` stand in the extractor's results.
_ENTITY_KEYS = ("id", "type", "start", "end", "score", "value")


class _Entity(Struct):
    id: str
    type: str
    start: int
    end: int


class _Line(Struct):
    id: str
    text: str
    meta: dict[str, Any] = field(default_factory=dict)
    entities: list[msgspec.Raw] = field(default_factory=list)
    relations: list[Relation] = field(default_factory=list)


@cache
def _guide() -> Schema:
    return Schema.default()


def _files(path: Path) -> Iterator[Path | Rejected]:
    if not path.is_dir():
        if path.suffix in (".jsonl", ".ann") and path.exists():
            yield path
        else:
            what = "does not exist; mend the path"
            if path.exists():
                what = "is neither .jsonl nor .ann; convert it first (marsad annotations convert)"
            yield Rejected(file=str(path), line=None, what=what)
        return
    files = sorted(file for file in path.rglob("*") if file.suffix in (".jsonl", ".ann"))
    if not files:
        yield Rejected(
            file=str(path), line=None, what="holds no .jsonl or .ann file; mend the path"
        )
    yield from files


def _read_lines(file: Path, schema: Schema) -> Iterator[tuple[int, Document | Rejected]]:
    try:
        with file.open("rb") as stream:
            for number, line in enumerate(stream, 1):
                if number == 1:
                    line = line.removeprefix(b"\xef\xbb\xbf")
                if line.strip():
                    yield number, _parse(line, str(file), number, schema)
    except OSError as error:
        yield (
            0,
            Rejected(file=str(file), line=None, what=f"cannot be read ({error}); mend the file"),
        )


def _parse(line: bytes, file: str, number: int, schema: Schema) -> Document | Rejected:
    try:
        record = msgspec.json.decode(line, type=_Line)
        if not record.id:
            raise msgspec.ValidationError("`id` is empty")
        mentions = [_mention(entity, schema) for entity in record.entities]
        meta = {name: _plain(value) for name, value in record.meta.items() if value is not None}
    except (msgspec.MsgspecError, UnicodeError) as error:
        return Rejected(
            file=file,
            line=number,
            what=f"no document in the exchange form ({error}); mend the line",
        )
    return Document(
        id=record.id, text=record.text, meta=meta, mentions=mentions, relations=record.relations
    )


def _mention(raw: msgspec.Raw, schema: Schema) -> Mention:
    entity = msgspec.json.decode(raw, type=_Entity)
    keys = msgspec.json.decode(raw, type=dict[str, Any])
    attributes = {}
    for name, value in keys.items():
        if name in _ENTITY_KEYS:
            continue
        if not isinstance(value, str):
            raise msgspec.ValidationError(f"attribute {name!r} of {entity.id} is no string")
        attributes[name] = value
    return Mention(
        id=entity.id,
        type=entity.type,
        start=entity.start,
        end=entity.end,
        attributes=without_defaults(attributes, schema),
    )


def without_defaults(attributes: dict[str, str], schema: Schema) -> dict[str, str]:
    """Attributes less those that say what the schema takes for granted."""
    defaults = {attribute.name: attribute.default for attribute in schema.attributes}
    return {name: value for name, value in attributes.items() if defaults.get(name) != value}


def _plain(value: Any) -> str:
    """Meta holds strings: numbers and nested values are kept as their JSON."""
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()


def _read_ann(file: Path, schema: Schema) -> Iterator[tuple[int | None, Document | Rejected]]:
    try:
        source = file.read_bytes().decode("utf-8")
        document = parse_inline(source, where=str(file))
    except InlineError as error:
        yield None, _from_inline(file, error)
        return
    except (OSError, UnicodeDecodeError) as error:
        yield (
            None,
            Rejected(file=str(file), line=None, what=f"cannot be read ({error}); save it as UTF-8"),
        )
        return
    mentions = [
        msgspec.structs.replace(m, attributes=without_defaults(m.attributes, schema))
        for m in document.mentions
    ]
    yield None, msgspec.structs.replace(document, mentions=mentions)


def _from_inline(file: Path, error: InlineError) -> Rejected:
    """`file:line: what` taken apart again."""
    rest = str(error).removeprefix(str(file)).lstrip(":")
    line, colon, what = rest.partition(":")
    if colon and line.isdigit():
        return Rejected(file=str(file), line=int(line), what=what.strip())
    return Rejected(file=str(file), line=None, what=rest.strip())
