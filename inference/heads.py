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
        sums = _running(words)
        mean = (sums[last + 1] - sums[first]) / (last + 1 - first)[:, None]
        parts = [words[first], words[last], mean, self.weights["kind.weight"][types]]
        vectors = np.concatenate(parts, axis=1).astype(np.float32)
        return np.maximum(self._linear("mention", vectors), 0)

    def attributes(self, mentions: Array) -> Array:
        """Scores of all attribute values side by side, [m, values]."""
        return self._linear("attribute", mentions)

    def relations(self, words: Array, mentions: Array, pairs: Pairs) -> Array:
        """Scores [p, 1 + relations] of candidate pairs; column 0 is "no relation"."""
        w = self.weights
        sums = _running(words @ w["between.weight"].T)
        start = pairs.between[:, 0]
        gap = np.maximum(pairs.between[:, 1] - start, 0)
        middle = (sums[start + gap] - sums[start]) / np.maximum(gap, 1)[:, None]
        # Projected by mention and gathered by pair: pairs outnumber mentions a hundredfold.
        twist = (mentions @ w["head_twist.weight"].T)[pairs.heads]
        twist *= (mentions @ w["tail_twist.weight"].T)[pairs.tails]
        mixed = self._linear("head", mentions)[pairs.heads]
        mixed += (mentions @ w["tail.weight"].T)[pairs.tails]
        mixed += twist
        mixed += middle
        mixed += pairs.features.astype(np.float32) @ w["feature.weight"].T
        return self._linear("relation", np.maximum(mixed, 0, out=mixed))

    def _linear(self, name: str, x: Array) -> Array:
        y: Array = x @ self.weights[f"{name}.weight"].T + self.weights[f"{name}.bias"]
        return y


def pool_words(pieces: Array, starts: NDArray[np.int64], ends: NDArray[np.int64]) -> Array:
    """Word vectors [n, width]: the mean of pieces `[starts, ends)` of [p, width]."""
    sums = _running(pieces)
    mean = (sums[ends] - sums[starts]) / (ends - starts)[:, None]
    return mean.astype(np.float32)


def log_softmax(scores: Array) -> Array:
    """Log-probabilities over the last axis."""
    shifted = scores - scores.max(axis=-1, keepdims=True)
    result: Array = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    return result


def _running(x: Array) -> NDArray[np.float64]:
    # Sums in double: differences of long running sums lose digits in single.
    return np.concatenate([np.zeros((1, x.shape[1])), np.cumsum(x, axis=0, dtype=np.float64)])
