"""The documents of a run: files in any form that `annotations` reads, split. Knows no model."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

import msgspec
from msgspec import Struct

from annotations.corpus import exchange, split_of
from annotations.document import Document
from annotations.readers import FORMATS, guess_format
from annotations.schema import Schema
from training.parts import parts


class DataError(ValueError):
    """Data that cannot be trained or measured on: what is wrong and the mend."""


class Data(Struct, frozen=True):
    """Documents to learn from and to choose by, and everything that could not be read, in words."""

    train: list[Document]
    dev: list[Document]
    problems: list[str]


def load(
    train: Sequence[str], dev: Sequence[str], schema: Schema, *, longest_document: int = 0
) -> Data:
    """Read a run's documents. Without `dev`, those of `train` in the dev split are held out.

    Documents of the test split are never learnt from. Such as have more words than
    `longest_document` (0: no bound) are learnt from in parts; the last eighth of a lone document's
    parts is held out. Raises `DataError` when nothing is left.
    """
    problems: list[str] = []
    pool = [d for name in train for d in read_documents(Path(name), schema, problems)]
    pool = _in_parts(pool, longest_document, problems, lone=len(pool) == 1 and not dev)
    if dev:
        held_out = [d for name in dev for d in read_documents(Path(name), schema, problems)]
        learnt = [d for d in pool if split_of(d) != "test"]
    else:
        held_out = [d for d in pool if split_of(d) == "dev"]
        learnt = [d for d in pool if split_of(d) == "train"]
    names = {d.id for d in held_out}
    learnt = [d for d in learnt if d.id not in names]
    if not learnt:
        known = (
            "; ".join(problems[:_TOLD]) or f"give files in one of the forms {', '.join(FORMATS)}"
        )
        raise DataError(f"no document to train on in {', '.join(train) or 'nothing'}: {known}")
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
    digest = hashlib.sha256()
    for document in sorted(documents, key=lambda d: d.id):
        digest.update(msgspec.json.encode(exchange(document)))
    return digest.hexdigest()[:16]


# Problems that an error tells; a run that goes on tells all.
_TOLD = 3


def _in_parts(
    pool: list[Document], longest: int, problems: list[str], *, lone: bool
) -> list[Document]:
    """Documents with the long ones cut. All parts of one stay in its split, if it is not alone."""
    found: list[Document] = []
    for document in pool:
        pieces, lost = parts(document, longest)
        problems += lost
        if len(pieces) == 1:
            found += pieces
            continue
        whole = split_of(document)
        free = lone and "split" not in document.meta
        # The end, not parts from all over: neighbours share names, and tell what was learnt by
        # heart instead of how the model reads on.
        ending = len(pieces) - max(1, len(pieces) // 8)
        for number, piece in enumerate(pieces):
            split = ("train" if number < ending else "dev") if free else whole
            meta = {**piece.meta, "split": split}
            found.append(msgspec.structs.replace(piece, meta=meta))
    return found
