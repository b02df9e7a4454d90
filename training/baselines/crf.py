"""Mentions by the CRF over words alone, without the encoder. Knows words and tags, no tables."""

from pathlib import Path

from annotations.document import Document
from annotations.schema import Schema
from inference.word_features import word_features
from training.data import DataError
from training.lines import lines, marked
from training.word_model import CrfSettings, train_crf

__all__ = ["Crf", "CrfSettings", "train_crf", "word_features"]


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
