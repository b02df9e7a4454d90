"""The project's own two forms in the manner of the tools' readers: JSON Lines and inline files."""

from collections.abc import Iterable
from pathlib import Path

from msgspec.structs import replace

from annotations.corpus import read_corpus, write_jsonl
from annotations.document import Document
from annotations.inline import InlineError, write_inline
from annotations.readers.draft import writable
from annotations.readers.result import Problem, ReadResult
from annotations.readers.sidecar import stem_of
from annotations.schema import Schema


def read(path: Path, *, schema: Schema | None = None) -> ReadResult:
    """Documents of a `.jsonl` or `.ann` file or a folder of them; see `read_corpus`."""
    documents: list[Document] = []
    problems: list[Problem] = []
    for item in read_corpus(path, schema=schema):
        if isinstance(item, Document):
            documents.append(item)
        else:
            what, _, mend = item.what.partition("; ")
            problem = Problem(file=item.file, line=item.line, what=what, mend=mend or _MEND)
            problems.append(problem)
    return ReadResult(documents, problems)


def write_lines(documents: Iterable[Document], path: Path, schema: Schema) -> list[Problem]:
    """Write one `.jsonl` file. Raises `OSError`, and `ValueError` as `write_jsonl` does."""
    write_jsonl(documents, path)
    return []


def write_files(documents: Iterable[Document], path: Path, schema: Schema) -> list[Problem]:
    """Write a folder of `.ann` files. Overlapping mentions are left out, and documents that the
    form cannot hold; both are named. Raises `OSError`."""
    path.mkdir(parents=True, exist_ok=True)
    problems: list[Problem] = []
    for given in documents:
        file = path / f"{stem_of(given.id)}.ann"
        document, lost = writable(given, str(file))
        document, overlaps = _apart(document, str(file))
        problems += lost + overlaps
        try:
            file.write_bytes(write_inline(document).encode())
        except InlineError as error:
            what, _, mend = str(error).partition("; ")
            problem = Problem(file=str(file), doc_id=document.id, what=what, mend=mend or _MEND)
            problems.append(problem)
    return problems


_MEND = "mend it in the file"


def _apart(document: Document, file: str) -> tuple[Document, list[Problem]]:
    kept, problems = [], []
    gone = set()
    done = 0
    for mention in document.mentions:  # in text order, from `writable`
        if mention.start >= done:
            kept.append(mention)
            done = mention.end
            continue
        gone.add(mention.id)
        problems.append(
            Problem(
                file=file,
                doc_id=document.id,
                start=mention.start,
                end=mention.end,
                what=f"{mention.type} {mention.id} overlaps an earlier mention; it and its "
                "relations are left out",
                mend="keep one of them",
            )
        )
    relations = [r for r in document.relations if not {r.head, r.tail} & gone]
    return replace(document, mentions=kept, relations=relations), problems
