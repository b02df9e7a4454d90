"""Whether scores are probabilities, and what is won by keeping the surest. Knows numbers alone."""

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

BINS = 15


class Bin(Struct, frozen=True):
    """Items scored in `(low, high]`: how many, their mean score, and the share that is right."""

    low: float
    high: float
    items: int
    score: float
    right: float


class Point(Struct, frozen=True):
    """The surest `coverage` of what was given, those scored `least` or more.

    `risk`: the share of them that is wrong. `recall`: the share of the gold that they find.
    """

    coverage: float
    least: float
    risk: float
    recall: float


class Reliability(Struct, frozen=True):
    """Items given, their expected calibration error (None of no item), bins and points."""

    items: int
    ece: float | None
    bins: list[Bin]
    risk_coverage: list[Point]


def reliability(scores: Sequence[float], right: Sequence[bool], wanted: int) -> Reliability:
    """Scores of everything that was given, whether each is right, and how many the gold has.

    Expected calibration error over 15 bins of equal width: Guo et al. 2017, "On Calibration of
    Modern Neural Networks", equation 3. Risk and coverage: El-Yaniv and Wiener 2010, "On the
    Foundations of Noise-free Selective Classification"; a point at every twentieth, equal scores
    never parted.
    """
    chance = np.array(scores, np.float64)
    truth = np.array(right, np.float64)
    if not len(chance):
        return Reliability(0, None, [], [])
    bins = list(_bins(chance, truth))
    gaps = sum(b.items * abs(b.right - b.score) for b in bins)
    return Reliability(len(chance), gaps / len(chance), bins, _points(chance, truth, wanted))


def rightness(wanted: Iterable[Hashable], found: Iterable[Hashable]) -> list[bool]:
    """For each item found whether the gold has it; of a double only the first is right."""
    left = Counter(wanted)
    flags = []
    for key in found:
        flags.append(left[key] > 0)
        left[key] -= 1
    return flags


def _bins(chance: NDArray[np.float64], truth: NDArray[np.float64]) -> Iterable[Bin]:
    number = np.clip(np.ceil(chance * BINS).astype(int) - 1, 0, BINS - 1)
    for k in range(BINS):
        inside = number == k
        if inside.any():
            yield Bin(
                low=k / BINS,
                high=(k + 1) / BINS,
                items=int(inside.sum()),
                score=float(chance[inside].mean()),
                right=float(truth[inside].mean()),
            )


def _points(chance: NDArray[np.float64], truth: NDArray[np.float64], wanted: int) -> list[Point]:
    order = np.argsort(-chance, kind="stable")
    chance, right = chance[order], np.cumsum(truth[order])
    sizes = []
    for part in range(1, _POINTS + 1):
        least = chance[-(-len(chance) * part // _POINTS) - 1]
        sizes.append(int(np.searchsorted(-chance, -least, side="right")))
    return [
        Point(
            coverage=size / len(chance),
            least=float(chance[size - 1]),
            risk=1 - float(right[size - 1]) / size,
            recall=float(right[size - 1]) / wanted if wanted else 0.0,
        )
        for size in dict.fromkeys(sizes)
    ]


_POINTS = 20
