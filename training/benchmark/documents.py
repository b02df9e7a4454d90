"""The documents that all contenders read: marked or not, in any form that is read here.

Knows files; passes documents to the contenders' processes as one JSON file.
"""

import json
from pathlib import Path

import msgspec

import annotations
from annotations.corpus import exchange, split_of
from annotations.document import Document
from annotations.readers import guess_format
from annotations.schema import Schema
from inference.batches.items import Fault
from inference.batches.sources import read_inputs
from training.data import DataError, read_documents

SPLIT = "test"


def written_test(schema: Schema, problems: list[str]) -> list[Document]:
    """The test split of the written corpus. Raises `DataError` where it is not (a wheel)."""
    folder = Path(str(annotations.__file__)).parent / "corpora" / "written"
    if not folder.is_dir():
        raise DataError(
            f"{folder}: the written corpus is not part of the package; name documents of your own "
            "with --documents FILE"
        )
    return [d for d in read_documents(folder, schema, problems) if split_of(d) == SPLIT]


def documents_of(path: Path, schema: Schema, problems: list[str]) -> list[Document]:
    """Documents with their marks, or, where a file has no form of marked ones, its bare texts.

    Problems are added in words. Raises `DataError` when nothing is there to read.
    """
    try:
        form = guess_format(path)
    except OSError as error:
        raise DataError(f"{path}: cannot be read ({error}); mend the path") from error
    found = read_documents(path, schema, problems) if form else _texts(path, problems)
    if not any(document.text.strip() for document in found):
        told = "".join(f"\n{problem}" for problem in problems)
        raise DataError(f"{path}: no document to read{told}")
    return found


def write(documents: list[Document], file: Path) -> None:
    """Write documents for another process; lone surrogates come through."""
    file.write_text(json.dumps([exchange(d) for d in documents]), "utf-8")


def read(file: Path) -> list[Document]:
    """What `write` wrote, mentions with their attributes left out."""
    rows = json.loads(file.read_text("utf-8"))
    return [msgspec.convert({**row, "mentions": row["entities"]}, Document) for row in rows]


def _texts(path: Path, problems: list[str]) -> list[Document]:
    found = []
    for item in read_inputs([str(path)]):
        if isinstance(item, Fault):
            problems.append(str(item))
        else:
            found.append(Document(id=item.id, text=item.text, meta=item.meta))
    return found
