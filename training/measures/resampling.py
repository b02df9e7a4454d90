"""How far a score would go up and down with other documents: the bootstrap. Knows counts alone."""

from collections.abc import Sequence

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from training.metrics import Score

DRAWS = 1000
SEED = 1
LEVEL = 0.95


class Interval(Struct, frozen=True):
    """Ends of the 95 % interval of an F1, by percentiles."""

    low: float
    high: float


class Difference(Struct, frozen=True):
    """One model's F1 less another's, its 95 % interval, and the p-value of there being none."""

    difference: float
    low: float
    high: float
    p: float


def interval(scores: Sequence[Score], *, draws: int = DRAWS, seed: int = SEED) -> Interval | None:
    """The interval of pooled F1 over documents drawn with replacement; None below two documents.

    Percentile bootstrap (Efron and Tibshirani 1993, chapter 13). `scores`: one a document.
    """
    if len(scores) < 2:
        return None
    drawn = _resampled(_counts(scores)[:, None], draws, seed)[:, 0]
    return Interval(*_ends(drawn))


def difference(
    ours: Sequence[Score], theirs: Sequence[Score], *, draws: int = DRAWS, seed: int = SEED
) -> Difference | None:
    """Ours less theirs on the same documents; None below two documents.

    Paired bootstrap, two-sided: the share of draws that lie as far from the difference as it lies
    from 0 (Berg-Kirkpatrick et al. 2012, "An Empirical Investigation of Statistical Significance in
    NLP", figure 1), with one added above and below, so that p is never 0 (Davison and Hinkley 1997,
    section 4.2). Raises `ValueError` when the two are not as long.
    """
    if len(ours) != len(theirs):
        raise ValueError(
            f"{len(ours)} documents against {len(theirs)}; measure both models on the same gold"
        )
    if len(ours) < 2:
        return None
    counts = np.stack([_counts(ours), _counts(theirs)], axis=1)
    drawn = _resampled(counts, draws, seed)
    found = drawn[:, 0] - drawn[:, 1]
    whole = _f1(counts.sum(axis=0))
    seen = float(whole[0] - whole[1])
    as_far = int((np.abs(found - seen) >= abs(seen) - 1e-12).sum())
    return Difference(seen, *_ends(found), (as_far + 1) / (draws + 1))


def _counts(scores: Sequence[Score]) -> NDArray[np.float64]:
    return np.array([(s.right, s.given, s.wanted) for s in scores], np.float64)


def _resampled(counts: NDArray[np.float64], draws: int, seed: int) -> NDArray[np.float64]:
    """F1 [draws, models] of documents drawn with replacement; `counts` [documents, models, 3]."""
    chance = np.random.default_rng(seed)
    size = len(counts)
    at_once = max(1, _CELLS // size)
    sums = []
    for first in range(0, draws, at_once):
        chosen = chance.integers(size, size=(min(at_once, draws - first), size))
        sums.append(counts[chosen].sum(axis=1))
    return _f1(np.concatenate(sums))


def _f1(sums: NDArray[np.float64]) -> NDArray[np.float64]:
    """F1 of (right, given, wanted) in the last axis, 1 where there is nothing, as `Score.f1`."""
    both = sums[..., 1] + sums[..., 2]
    found: NDArray[np.float64] = np.where(both > 0, 2 * sums[..., 0] / np.maximum(both, 1), 1.0)
    return found


def _ends(drawn: NDArray[np.float64]) -> tuple[float, float]:
    low, high = np.quantile(drawn, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return float(low), float(high)


_CELLS = 1_000_000  # documents drawn at once, so that memory stays small
