"""Tag probabilities from the words themselves, by a linear-chain CRF. Knows no encoder.

The second opinion beside the encoder: exact words, affixes and neighbours that training has seen.
Lafferty et al. 2001, "Conditional Random Fields"; python-crfsuite computes it.
"""

import threading
from collections.abc import Sequence

import numpy as np
import pycrfsuite
from numpy.typing import NDArray

from annotations.words import Span, paragraphs
from inference.word_features import word_features

LEAST = 1e-6  # no tag is wholly ruled out by words alone


class WordModel:
    """A trained CRF. Safe to share between threads: each has a tagger of its own."""

    def __init__(self, data: bytes, tags: Sequence[str]) -> None:
        """Open a model from the bytes of its file; `tags` are the schema's IOB2 tags in order.

        Raises `ValueError` where the bytes are no model or it knows other tags.
        """
        self._data = data
        self._local = threading.local()
        number = {tag: n for n, tag in enumerate(tags)}
        foreign = sorted(set(self._tagger().labels()) - number.keys())
        if foreign:
            raise ValueError(f"tags {', '.join(foreign)}, which the schema has not")
        self._tags = self._tagger().labels()
        self._columns = [number[tag] for tag in self._tags]
        self._width = len(tags)

    def log_chances(self, text: str, words: Sequence[Span]) -> NDArray[np.float32]:
        """Log-probabilities [words, tags] of each word's tags, paragraph by paragraph."""
        found = np.full((len(words), self._width), LEAST, np.float32)
        tagger = self._tagger()
        at = 0
        for paragraph in paragraphs(text):
            first = at
            while at < len(words) and words[at].start < paragraph.end:
                at += 1
            if at == first:
                continue
            tagger.set(word_features([text[w.start : w.end] for w in words[first:at]]))
            found[first:at, self._columns] = [
                [tagger.marginal(tag, word) for tag in self._tags] for word in range(at - first)
            ]
        result: NDArray[np.float32] = np.log(np.maximum(found, LEAST))
        return result

    def _tagger(self) -> "pycrfsuite.Tagger":
        tagger = getattr(self._local, "tagger", None)
        if tagger is None:
            tagger = pycrfsuite.Tagger()
            tagger.open_inmemory(self._data)
            self._local.tagger = tagger
        return tagger
