"""Names that a misspelt one may stand for. Knows letters alone, no places and no actors.

A slip is a letter left out, put in, changed, or exchanged with its neighbour (optimal string
alignment). Each changes the length by one at most and the set of letters by two, so that most names
are ruled out at once and only the few others are compared letter by letter.
"""

from collections.abc import Sequence

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA


class NearNames:
    """Some names, asked which of them are near another. Safe to share between threads."""

    def __init__(self, names: Sequence[str]) -> None:
        self._names = names
        self._lengths = np.array([len(name) for name in names], int)
        row = np.repeat(np.arange(len(names)), self._lengths)
        codes = np.array([ord(letter) for name in names for letter in name], int)
        letters, column = np.unique(codes, return_inverse=True)
        self._column = {chr(code): n for n, code in enumerate(letters)}
        self._holds = np.zeros((len(names), len(letters)), np.float32)  # whether a name has one
        self._holds[row, column] = 1
        self._letters = self._holds.sum(axis=1)

    def within(self, slips: int, name: str, *, most: int) -> list[tuple[str, int]]:
        """The `most` nearest names at most so many slips away, and how many; nearest first.

        Equally near ones keep the order in which they were given.
        """
        letters = set(name)
        own = np.zeros(len(self._column), np.float32)
        own[[self._column[letter] for letter in letters if letter in self._column]] = 1
        shared = np.einsum("nl,l->n", self._holds, own)
        apart = self._letters + len(letters) - 2 * shared
        near = (apart <= 2 * slips) & (np.abs(self._lengths - len(name)) <= slips)
        others = [self._names[row] for row in np.flatnonzero(near).tolist()]
        found = process.extract(name, others, scorer=OSA.distance, score_cutoff=slips, limit=most)
        return [(other, edits) for other, edits, _ in found]
