"""Which documents make up each step. Knows their lengths alone."""

import math
import random
from collections.abc import Iterator, Sequence

from torch.utils.data import Sampler


class LikeLengths(Sampler[list[int]]):
    """Batches of documents of like length, in another order every epoch, the same for a seed.

    `size` counts the documents of a step over all processes; each of these is given its part of
    every batch, which is empty where a last batch holds fewer documents than there are processes.
    """

    def __init__(
        self,
        lengths: Sequence[int],
        size: int,
        seed: int,
        *,
        process: int = 0,
        processes: int = 1,
    ) -> None:
        self._lengths = lengths
        self._size = size
        self._seed = seed
        self._process = process
        self._processes = processes
        self._epoch = 0
        self._skip = 0

    def __len__(self) -> int:
        """The steps of a whole epoch, whatever part of it is skipped."""
        return math.ceil(len(self._lengths) / self._size)

    def begin(self, epoch: int, *, skip: int = 0) -> None:
        """Choose the epoch whose order comes next, and how many of its batches are behind."""
        self._epoch = epoch
        self._skip = skip

    def __iter__(self) -> Iterator[list[int]]:
        chance = random.Random(f"{self._seed}:{self._epoch}")
        order = list(range(len(self._lengths)))
        chance.shuffle(order)
        pool = self._size * 8
        batches: list[list[int]] = []
        for at in range(0, len(order), pool):
            near = sorted(order[at : at + pool], key=lambda n: self._lengths[n])
            batches += [near[k : k + self._size] for k in range(0, len(near), self._size)]
        chance.shuffle(batches)
        # Every how-manieth: neighbours are of like length, so all processes have as much to do.
        return iter([batch[self._process :: self._processes] for batch in batches[self._skip :]])
