"""Which of a corpus's documents a run learns from and is chosen by. Knows documents, no files.

Order comes from a hash of seed and id: the same documents on every machine, and a larger share
holds every smaller one.
"""

import hashlib
import math

from annotations.corpus import split_of
from annotations.document import Document
from training.data import Data, DataError


def portion(data: Data, *, share: float = 1.0, fold: str = "", seed: int = 1) -> Data:
    """Data with a share of the training documents (0 < share <= 1), or with a fold held out.

    `fold` is `k/n`, k from 1: the k-th of n parts of train and dev together is held out, the rest
    is learnt from. Documents of the test split are in neither. Raises `DataError` with the value.
    """
    if not 0 < share <= 1:
        raise DataError(f"share = {share}: must be above 0 and at most 1, e.g. --set share=0.5")
    if fold:
        data = _folded(data, fold, seed)
    learnt = sorted(data.train, key=lambda d: _draw(d, seed))
    return Data(learnt[: math.ceil(share * len(learnt))], data.dev, data.problems)


def _folded(data: Data, fold: str, seed: int) -> Data:
    number, _, total = fold.partition("/")
    if not (number.isdigit() and total.isdigit() and 1 <= int(number) <= int(total)):
        raise DataError(f"fold = {fold!r}: write k/n with 1 <= k <= n, e.g. --set fold=2/5")
    pool = sorted(
        (d for d in (*data.train, *data.dev) if split_of(d) != "test"),
        key=lambda d: _draw(d, seed),
    )
    if len(pool) < int(total) or int(total) < 2:
        raise DataError(f"fold = {fold!r}: {len(pool)} documents make no {total} folds")
    held_out = pool[int(number) - 1 :: int(total)]
    names = {d.id for d in held_out}
    return Data([d for d in pool if d.id not in names], held_out, data.problems)


def _draw(document: Document, seed: int) -> bytes:
    return hashlib.sha256(f"{seed}:{document.id}".encode()).digest()
