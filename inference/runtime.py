"""What every runtime offers: windows in, piece vectors out. Knows no device and no library."""

from collections.abc import Iterable, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from inference.windows import Window


class Runtime(Protocol):
    """An encoder on some device."""

    def encode(self, windows: Sequence[Window]) -> Iterable[NDArray[np.float32]]:
        """Piece vectors [pieces, width] of each window, in the order given, as they are ready."""
        ...


def buckets(windows: Sequence[Window], most_pieces: int) -> list[list[int]]:
    """Window numbers in batches of like length, at most `most_pieces` with their padding."""
    order = sorted(range(len(windows)), key=lambda n: len(windows[n].ids))
    batches: list[list[int]] = []
    for number in order:
        longest = len(windows[number].ids)
        if batches and (len(batches[-1]) + 1) * longest <= most_pieces:
            batches[-1].append(number)
        else:
            batches.append([number])
    return batches
