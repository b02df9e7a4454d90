"""Every form that annotations come in and go out, by name. Knows no form from the inside.

`FORMATS[name].read(path, schema=…)` gives a `ReadResult`; `FORMATS[name].write(documents, path,
schema)` gives the problems of what the form could not hold. `path` is a file for label-studio,
doccano, prodigy, conll and jsonl, and a folder to write for brat, webanno-tsv, xmi and inline.
"""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple, Protocol

from annotations.document import Document
from annotations.readers import (
    brat,
    conll,
    doccano,
    exchange,
    inception_tsv,
    inception_xmi,
    label_studio,
    prodigy,
)
from annotations.readers.result import Problem, ReadResult
from annotations.schema import Schema

__all__ = ["FORMATS", "Format", "Problem", "ReadResult", "guess_format"]


class Read(Protocol):
    """Read a file or folder; attribute values that are the schema's defaults are left out."""

    def __call__(self, path: Path, *, schema: Schema | None = None) -> ReadResult: ...


class Write(Protocol):
    """Write documents; what the form could not hold."""

    def __call__(
        self, documents: Iterable[Document], path: Path, schema: Schema
    ) -> list[Problem]: ...


class Format(NamedTuple):
    """A way in and a way out."""

    read: Read
    write: Write


FORMATS: dict[str, Format] = {
    "label-studio": Format(label_studio.read, label_studio.write),
    "brat": Format(brat.read, brat.write),
    "doccano": Format(doccano.read, doccano.write),
    "webanno-tsv": Format(inception_tsv.read, inception_tsv.write),
    "xmi": Format(inception_xmi.read, inception_xmi.write),
    "prodigy": Format(prodigy.read, prodigy.write),
    "conll": Format(conll.read, conll.write),
    "jsonl": Format(exchange.read, exchange.write_lines),
    "inline": Format(exchange.read, exchange.write_files),
}


def guess_format(path: Path) -> str | None:
    """The name of the form of a file or folder, from suffixes and first lines; None if in doubt.

    Raises `OSError` where the path cannot be read.
    """
    if path.is_dir():
        guesses = {guess_format(file) for file in sorted(path.rglob("*")) if file.is_file()}
        guesses.discard(None)
        if guesses == {"jsonl", "inline"}:  # one reader takes both
            return "jsonl"
        return guesses.pop() if len(guesses) == 1 else None
    suffix = path.suffix.lower()
    if suffix in (".xmi", ".zip"):
        return "xmi"
    if suffix in (".conll", ".iob", ".iob2", ".bio"):
        return "conll"
    marks = path.with_suffix(".ann")
    if suffix == ".ann" or (suffix == ".txt" and marks.exists()):
        # Both forms end in .ann, and a text may stand beside either: only ours has fences.
        fenced = any(line.rstrip("\r") == "---" for line in _head(marks).split("\n"))
        return ("inline" if suffix == ".ann" else None) if fenced else "brat"
    head = _head(path)
    if head.startswith("#FORMAT=WebAnno TSV 3"):
        return "webanno-tsv"
    if suffix in (".txt", ".tsv") and conll.holds_tags(head):
        return "conll"
    if suffix == ".json":
        return "label-studio" if head.startswith("[") and '"data"' in head else None
    return _guess_lines(head) if suffix == ".jsonl" else None


def _head(path: Path) -> str:
    with path.open("rb") as stream:
        return stream.read(1 << 20).decode("utf-8", "replace").removeprefix("\ufeff").lstrip()


def _guess_lines(head: str) -> str | None:
    """Which of the three JSON Lines forms; a document without mentions may leave it open."""
    for line in head.split("\n"):
        try:
            keys = json.loads(line)
        except ValueError:
            continue
        if not isinstance(keys, dict):
            continue
        entities = keys.get("entities")
        entities = entities if isinstance(entities, list) and entities else [{}]
        if keys.keys() & {"tokens", "spans", "answer", "_input_hash"}:
            return "prodigy"
        if keys.keys() & {"label", "labels", "Comments", "doc_id"} or "label" in entities[0]:
            return "doccano"
        if "type" in entities[0] or isinstance(keys.get("meta"), dict):
            return "jsonl"
    return None
