"""The heads of `network.py` in numpy: word vectors to tag, attribute and relation scores.

Knows weights by the names that the torch module gives them; no text, no files, no torch.
"""

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from annotations.bio import Labelled
from inference.pairs import Pairs

Array = NDArray[np.float32]


class Heads(Struct, frozen=True):
    """Weights of the heads, float32, by name (`tag.weight`, …)."""

    weights: dict[str, Array]

    def tags(self, words: Array) -> Array:
        """Log-probability-like scores [n, tags] of word vectors [n, width], not yet normalised."""
        return self._linear("tag", words)

    def mentions(self, words: Array, mentions: list[Labelled]) -> Array:
        """Mention vectors [m, mention_width] of one window's word vectors."""
        first = np.array([m.first for m in mentions], np.int64)
        last = np.array([m.last for m in mentions], np.int64)
        types = np.array([m.type for m in mentions], np.int64)
        parts = [
            words[first],
            words[last],
            pool_words(words, first, last + 1),
            self.weights["kind.weight"][types],
        ]
        return np.maximum(self._linear("mention", np.concatenate(parts, axis=1)), 0)

    def attributes(self, mentions: Array) -> Array:
        """Scores of all attribute values side by side, [m, values]."""
        return self._linear("attribute", mentions)

    def relations(self, words: Array, mentions: Array, pairs: Pairs) -> Array:
        """Scores [p, 1 + relations] of candidate pairs; column 0 is "no relation"."""
        w = self.weights
        sums = _running(words @ w["between.weight"].T)
        start = pairs.between[:, 0]
        gap = np.maximum(pairs.between[:, 1] - start, 0)
        stop, share = start + gap, 1 / np.maximum(gap, 1)
        # Projected by mention and gathered by pair: pairs outnumber mentions twentyfold.
        head_twist = mentions @ w["head_twist.weight"].T
        tail_twist = mentions @ w["tail_twist.weight"].T
        head, tail = self._linear("head", mentions), mentions @ w["tail.weight"].T
        scores = np.empty((len(pairs.heads), len(w["relation.weight"])), np.float32)
        for at in range(0, len(scores), _BLOCK):
            some = slice(at, at + _BLOCK)
            heads, tails = pairs.heads[some], pairs.tails[some]
            mixed = pairs.features[some].astype(np.float32) @ w["feature.weight"].T
            part = head_twist[heads]
            part *= tail_twist[tails]
            mixed += part
            mixed += np.take(head, heads, axis=0, out=part)
            mixed += np.take(tail, tails, axis=0, out=part)
            middle = sums[stop[some]]
            middle -= sums[start[some]]
            middle *= share[some, None]
            mixed += middle
            scores[some] = self._linear("relation", np.maximum(mixed, 0, out=mixed))
        return scores

    def _linear(self, name: str, x: Array) -> Array:
        y: Array = x @ self.weights[f"{name}.weight"].T + self.weights[f"{name}.bias"]
        return y


# Pairs at a time: what a core keeps near itself.
_BLOCK = 512


def pool_words(pieces: Array, starts: NDArray[np.int64], ends: NDArray[np.int64]) -> Array:
    """Word vectors [n, width]: the mean of pieces `[starts, ends)`, one or more, of [p, width]."""
    found = pieces[starts]
    several = np.flatnonzero(ends - starts > 1)
    if len(several):
        # A row of zeros at the end, so that the last word may end with the pieces.
        padded = np.concatenate([pieces, np.zeros((1, pieces.shape[1]), pieces.dtype)])
        bounds = np.stack([starts[several], ends[several]], axis=1).ravel()
        sums = np.add.reduceat(padded, bounds, axis=0)[::2]
        found[several] = sums / (ends - starts)[several, None].astype(np.float32)
    return found


def log_softmax(scores: Array) -> Array:
    """Log-probabilities over the last axis."""
    shifted = scores - scores.max(axis=-1, keepdims=True)
    result: Array = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    return result


def _running(x: Array) -> NDArray[np.float64]:
    # Sums in double: differences of long running sums lose digits in single.
    return np.concatenate([np.zeros((1, x.shape[1])), np.cumsum(x, axis=0, dtype=np.float64)])
