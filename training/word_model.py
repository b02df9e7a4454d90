"""Learning the CRF over words that every bundle carries beside its encoder. Knows words and tags.

The encoder reads meaning, the CRF the words themselves and what stands beside them; together they
mark mentions better than either alone (docs/accuracy.md).
"""

from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

from annotations.document import Document
from annotations.schema import Schema
from inference.word_features import word_features
from training.data import DataError
from training.lines import lines


class CrfSettings(Struct, frozen=True):
    """L-BFGS with elastic net: `l1` and `l2` are its weights; `frequency`, the least number of

    times that a feature occurs in the training words to be kept.
    """

    l1: float = 0.1
    l2: float = 0.01
    iterations: int = 150
    frequency: int = 1


def train_crf(
    documents: Sequence[Document],
    schema: Schema,
    file: Path,
    *,
    settings: CrfSettings | None = None,
) -> None:
    """Learn from documents and write the model to `file`.

    Raises `DataError` when the documents hold no word, and when the file was not written.
    """
    import pycrfsuite

    settings = settings or CrfSettings()
    trainer = pycrfsuite.Trainer(algorithm="lbfgs", verbose=False)
    trainer.set_params(
        {
            "c1": settings.l1,
            "c2": settings.l2,
            "max_iterations": settings.iterations,
            "feature.minfreq": settings.frequency,
        }
    )
    empty = True
    for document in documents:
        for line in lines(document, schema):
            trainer.append(word_features(line.words), line.tags)
            empty = False
    if empty:
        raise DataError("a CRF learns from words: none of the documents holds any; name others")
    file.unlink(missing_ok=True)
    trainer.train(str(file))
    if not file.is_file():
        raise DataError(f"{file}: no model was written; see that its folder exists and has room")
