"""Examples kept on disk, so that the same documents are built once. Knows `datasets` and its cache.

A store lies in a folder named by all that its rows hang on: the documents, the schema, the
tokenizer, the window rule, the teacher and the code that builds them. Rows are read where they lie
(memory-mapped), one at a time.
"""

import hashlib
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import datasets
import msgspec
import numpy as np
from tokenizers import Tokenizer
from torch.utils.data import Dataset

from annotations.corpus import exchange
from annotations.document import Document
from annotations.schema import Schema
from inference.windows import WindowRule
from training.columns import FORM, from_row, to_row
from training.features import Example


class Examples(Dataset[Example]):
    """The examples of a store; documents without words have none.

    `lengths`: words of each; `lost`: what could not be learnt from, in words; `mentions_of_types`
    [types]: how many mentions there are of each.
    """

    def __init__(self, rows: datasets.Dataset, schema: Schema) -> None:
        self._rows = rows.with_format("arrow")
        self._schema = schema
        tags = rows.data.column("tags")
        counts = np.concatenate(
            [np.diff(chunk.offsets.to_numpy()) for chunk in tags.chunks] or [[]]
        )
        self._numbers = np.flatnonzero(counts)
        self.lengths: list[int] = counts[self._numbers].astype(int).tolist()
        self.lost: list[str] = [
            line for told in rows.data.column("lost").to_pylist() for line in told
        ]
        self.mentions_of_types = np.zeros(len(schema.types), np.int64)
        for chunk in tags.chunks:
            seen = np.bincount(chunk.flatten().to_numpy(), minlength=1 + 2 * len(schema.types))
            self.mentions_of_types += seen[1::2]

    def __len__(self) -> int:
        return len(self._numbers)

    def __getitem__(self, number: int) -> Example:
        return from_row(self._rows[int(self._numbers[number])], self._schema)


def stored(
    folder: Path,
    key: str,
    schema: Schema,
    build: Callable[[], Iterable[tuple[str, Example | None, list[str]]]],
) -> Examples:
    """The examples of `folder/key`; where there are none, `build` gives those of all documents.

    `build` yields (document id, example or None, what was lost) and is called only if it must be.
    """

    def rows() -> Iterator[dict[str, Any]]:
        for name, example, lost in build():
            yield to_row(name, example, lost)

    shown = not datasets.are_progress_bars_disabled()
    datasets.disable_progress_bars()
    try:
        found = datasets.Dataset.from_generator(
            rows,
            features=FORM,
            cache_dir=str(folder / key),
            fingerprint=key,
            # A few rows at a time: one may be megabytes.
            writer_batch_size=16,
        )
    finally:
        if shown:
            datasets.enable_progress_bars()
    return Examples(found, schema)


def store_key(
    documents: Sequence[Document],
    tokenizer: Tokenizer,
    schema: Schema,
    rule: WindowRule,
    *,
    teacher: str = "",
) -> str:
    """The name of the store of these documents, in this order. `teacher`: what marks it is of."""
    digest = hashlib.sha256(_makers())
    digest.update(msgspec.json.encode((schema, rule, teacher, str(datasets.__version__))))
    digest.update(tokenizer.to_str().encode())
    for document in documents:
        digest.update(msgspec.json.encode(exchange(document)))
    return digest.hexdigest()[:24]


@cache
def _makers() -> bytes:
    """What examples are made by, code and tables: any change makes the stores of before useless.

    More than is needed is taken, since what is left out here would be stale there, unseen.
    """
    digest = hashlib.sha256()
    for package, pattern in (
        ("annotations", "*.py"),
        ("inference", "*.py"),
        ("inference", "resolve/**/*.*"),
        ("training", "features.py"),
        ("training", "columns.py"),
    ):
        for file in sorted(Path(str(files(package))).glob(pattern)):
            if file.suffix in (".py", ".tsv"):
                digest.update(file.read_bytes())
    return digest.digest()


def forget_others(folder: Path, keys: Iterable[str]) -> None:
    """Remove the stores of other documents, schemas or code: each is as big as the corpus."""
    kept = set(keys)
    for old in folder.glob("*"):
        if old.is_dir() and old.name not in kept:
            shutil.rmtree(old, ignore_errors=True)
