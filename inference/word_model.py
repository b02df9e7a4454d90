"""Tag probabilities from the words themselves, by a linear-chain CRF. Knows no encoder.

The second opinion beside the encoder: exact words, affixes and neighbours that training has seen.
Lafferty et al. 2001, "Conditional Random Fields"; probabilities by the forward-backward algorithm
(Rabiner 1989), each step scaled to sum to one.
"""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from annotations.words import Span, paragraphs
from inference.crf_file import read_crf
from inference.word_features import word_features

LEAST = 1e-6  # no tag is wholly ruled out by words alone

Array = NDArray[np.float64]


class WordModel:
    """A trained CRF. Safe to share between threads."""

    def __init__(self, data: bytes, tags: Sequence[str]) -> None:
        """Open a model from the bytes of its file; `tags` are the schema's IOB2 tags in order.

        Raises `ValueError` where the bytes are no model or it knows other tags.
        """
        self._crf = read_crf(data)
        number = {tag: n for n, tag in enumerate(tags)}
        foreign = sorted(set(self._crf.labels) - number.keys())
        if foreign:
            raise ValueError(f"tags {', '.join(foreign)}, which the schema has not")
        self._columns = [number[tag] for tag in self._crf.labels]
        self._width = len(tags)
        self._steps = np.exp(self._crf.steps - self._crf.steps.max(initial=0.0))

    def log_chances(self, text: str, words: Sequence[Span]) -> NDArray[np.float32]:
        """Log-probabilities [words, tags] of each word's tags, paragraph by paragraph."""
        found = np.full((len(words), self._width), LEAST, np.float32)
        bounds = []
        at = 0
        for paragraph in paragraphs(text):
            first = at
            while at < len(words) and words[at].start < paragraph.end:
                at += 1
            if at > first:
                bounds.append((first, at))
        for group in _alike(bounds):
            scores = [self._scores(text, words[first:last]) for first, last in group]
            lengths = [len(own) for own in scores]
            chances = _marginals(np.concatenate(scores), self._steps, lengths)
            rows = np.concatenate([np.arange(first, last) for first, last in group])
            found[rows[:, None], self._columns] = chances
        result: NDArray[np.float32] = np.log(np.maximum(found, LEAST))
        return result

    def _scores(self, text: str, words: Sequence[Span]) -> Array:
        """What the features of a paragraph's words say of each label, [words, labels]."""
        row = self._crf.attributes.get
        features = word_features([text[w.start : w.end] for w in words])
        scores = np.zeros((len(words), len(self._crf.labels)))
        for begin in range(0, len(words), _BLOCK):
            rows: list[int] = []
            starts = []
            some = []
            for n, one in enumerate(features[begin : begin + _BLOCK], begin):
                known = [number for number in map(row, one) if number is not None]
                if known:
                    starts.append(len(rows))
                    some.append(n)
                    rows += known
            if some:
                scores[some] = np.add.reduceat(self._crf.state[rows], starts, axis=0)
        return scores


_BLOCK = 1000  # words whose features are summed at once
_TOGETHER = 20_000  # words of paragraphs that go side by side, each as long as the longest


def _alike(bounds: Sequence[tuple[int, int]]) -> Iterator[list[tuple[int, int]]]:
    """Paragraphs of like length together, so that no short one is drawn out to a long one's."""
    group: list[tuple[int, int]] = []
    for first, last in sorted(bounds, key=lambda bound: bound[1] - bound[0]):
        if group and (last - first) * (len(group) + 1) > _TOGETHER:
            yield group
            group = []
        group.append((first, last))
    if group:
        yield group


def _marginals(scores: Array, steps: Array, lengths: Sequence[int]) -> Array:
    """Probabilities [words, labels] of the labels of paragraphs of such lengths, one after another.

    All paragraphs go side by side: a step is one product, however many they are.
    """
    count, longest = len(lengths), max(lengths)
    sizes = np.array(lengths)
    inside = np.arange(longest)[:, None] < sizes
    words = np.cumsum([0, *lengths[:-1]]) + np.arange(longest)[:, None]
    words[~inside] = 0
    weights = np.exp(scores - scores.max(axis=1, keepdims=True))[words]  # [longest, count, labels]
    ahead = np.empty_like(weights)
    ahead[0] = weights[0]
    for word in range(1, longest):
        last = ahead[word - 1]
        last /= last.sum(axis=1, keepdims=True)
        np.matmul(last, steps, out=ahead[word])
        ahead[word] *= weights[word]
    back = np.ones((count, scores.shape[1]))
    turned = np.ascontiguousarray(steps.T)
    for word in range(longest - 2, -1, -1):
        weights[word + 1] *= back
        back = weights[word + 1] @ turned
        back /= back.sum(axis=1, keepdims=True)
        back[~inside[word + 1]] = 1.0
        ahead[word] *= back
    ahead /= ahead.sum(axis=2, keepdims=True)
    found: Array = ahead.transpose(1, 0, 2)[inside.T]
    return found
