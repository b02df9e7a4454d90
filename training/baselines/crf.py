"""Mentions by a linear-chain CRF (python-crfsuite) over hand-made features of words.

Knows words and tags; no schema beyond the tags' names, no encoder and no tables of names.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from msgspec import Struct

from annotations.document import Document
from annotations.schema import Schema
from inference.arabic import bare_forms, fold
from training.baselines.lines import lines, marked
from training.data import DataError


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


class Crf:
    """A trained CRF over a schema's types."""

    def __init__(self, file: Path, schema: Schema) -> None:
        """Open a model. Raises `DataError` when the file holds none of python-crfsuite's."""
        import pycrfsuite

        self._schema = schema
        self._tagger = pycrfsuite.Tagger()
        try:
            self._tagger.open(str(file))
        except (OSError, ValueError) as error:
            raise DataError(f"{file}: no CRF can be read from it ({error}); train it again") from (
                error
            )

    def read(self, document: Document) -> Document:
        """The document with the CRF's mentions in place of its own, and no relations."""
        tagged = [
            (line, self._tagger.tag(word_features(line.words)))
            for line in lines(document, self._schema)
        ]
        return marked(document, tagged, self._schema)


def word_features(words: Sequence[str]) -> list[list[str]]:
    """Of each word: itself, its affixes and shape, and the words up to two before and after."""
    forms = [_form(word) for word in words]
    rows = []
    for at, word in enumerate(words):
        row = ["bias", f"raw={word}", *_own(word)]
        for step in (-2, -1, 1, 2):
            near = at + step
            if 0 <= near < len(words):
                row += [f"{step}:word={forms[near]}", f"{step}:shape={_shape(words[near])}"]
                if abs(step) == 1:
                    row += [f"{step}:bare={_bare(words[near])}", f"{step}:end={forms[near][-2:]}"]
            else:
                row.append(f"{step}:none")
        if at > 0:
            row.append(f"-1,0={forms[at - 1]} {forms[at]}")
        if at + 1 < len(words):
            row.append(f"0,1={forms[at]} {forms[at + 1]}")
        if 0 < at < len(words) - 1:
            row.append(f"-1,1={forms[at - 1]} {forms[at + 1]}")
        rows.append(row)
    return rows


@lru_cache(maxsize=200_000)
def _own(word: str) -> tuple[str, ...]:
    form = _form(word)
    affixes = [f"{name}={part}" for n in range(1, 5) if len(form) > n
               for name, part in (("pre", form[:n]), ("suf", form[-n:]))]  # fmt: skip
    return (f"word={form}", f"bare={_bare(word)}", f"shape={_shape(word)}", *affixes)


@lru_cache(maxsize=200_000)
def _form(word: str) -> str:
    """The folded word; a sign, which folds to nothing, stands for itself."""
    return fold(word) or word


@lru_cache(maxsize=200_000)
def _bare(word: str) -> str:
    """The shortest reading without clitics and article that leaves three letters."""
    form = _form(word)
    readings = [reading.removeprefix("ال") for reading in bare_forms(form)]
    return min((reading for reading in readings if len(reading) >= 3), key=len, default=form)


@lru_cache(maxsize=200_000)
def _shape(word: str) -> str:
    """Runs of digits `0`, Latin `a`, other letters `ع` and signs as they are, e.g. `0-0`."""
    shape = re.sub(r"\d+", "0", _form(word))
    return re.sub(r"[^\W\d_]+", "ع", re.sub(r"[A-Za-z]+", "a", shape))
