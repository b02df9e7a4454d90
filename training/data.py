"""The documents of a run: files in any form that `annotations` reads, split. Knows no model."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

from annotations.corpus import exchange, split_of
from annotations.document import Document
from annotations.readers import FORMATS, guess_format
from annotations.schema import Schema


class DataError(ValueError):
    """Data that cannot be trained or measured on: what is wrong and the mend."""


class Data(Struct, frozen=True):
    """Documents to learn from and to choose by, and everything that could not be read, in words."""

    train: list[Document]
    dev: list[Document]
    problems: list[str]


def load(train: Sequence[str], dev: Sequence[str], schema: Schema) -> Data:
    """Read a run's documents. Without `dev`, those of `train` in the dev split are held out.

    Documents of the test split are never learnt from. Raises `DataError` when nothing is left.
    """
    problems: list[str] = []
    pool = [d for name in train for d in read_documents(Path(name), schema, problems)]
    if dev:
        held_out = [d for name in dev for d in read_documents(Path(name), schema, problems)]
        learnt = [d for d in pool if split_of(d) != "test"]
    else:
        held_out = [d for d in pool if split_of(d) == "dev"]
        learnt = [d for d in pool if split_of(d) == "train"]
    names = {d.id for d in held_out}
    learnt = [d for d in learnt if d.id not in names]
    if not learnt:
        raise DataError(
            f"no document to train on in {', '.join(train) or 'nothing'}; give files or folders "
            f"in one of the forms {', '.join(FORMATS)}"
        )
    if not held_out:
        raise DataError(
            f"no document to choose by: none of the {len(learnt)} documents falls into the dev "
            "split; name some with --set 'dev=[\"FILE\"]'"
        )
    return Data(learnt, held_out, problems)


def read_documents(path: Path, schema: Schema, problems: list[str]) -> list[Document]:
    """The documents of one file or folder in whatever form it has; problems are added in words."""
    form = guess_format(path)
    if form is None:
        problems.append(f"{path}: in no form known here ({', '.join(FORMATS)}); mend the path")
        return []
    result = FORMATS[form].read(path, schema=schema)
    problems += [str(problem) for problem in result.problems]
    return result.documents


def fingerprint(documents: Sequence[Document]) -> str:
    """A hash of documents, marks included, that changes when any of them does."""
    import msgspec

    digest = hashlib.sha256()
    for document in sorted(documents, key=lambda d: d.id):
        digest.update(msgspec.json.encode(exchange(document)))
    return digest.hexdigest()[:16]
