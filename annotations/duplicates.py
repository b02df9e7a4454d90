"""Near-copies among documents: MinHash over runs of five words. Knows words, no annotation and no
split."""

import hashlib
import re
import struct
from collections import defaultdict
from collections.abc import Sequence
from itertools import combinations

from msgspec import Struct

from annotations.document import Document
from annotations.words import words


class Pair(Struct, frozen=True, order=True):
    """Two documents, by their places in the list (first < second), and the share of their runs
    that is common: Jaccard's index, 0 to 1, counted exactly."""

    first: int
    second: int
    similarity: float


def near_duplicates(documents: Sequence[Document], *, threshold: float = 0.5) -> list[Pair]:
    """All pairs that share at least `threshold` of their runs, in the order of the list.

    Candidates are pairs that agree in one of 42 bands of three MinHash values (Broder 1997;
    Leskovec et al., Mining of Massive Datasets, 3.4): a pair with half its runs in common is met
    with 99.6 % probability, one with 60 % with 99.997 %. Candidates are then counted exactly.
    Digits are taken alike, so that a report with other figures is still a copy.
    """
    runs = [_runs(document.text) for document in documents]
    buckets: dict[tuple[int, bytes], list[int]] = defaultdict(list)
    for place, grams in enumerate(runs):
        if grams:
            signature = _signature(grams)
            for band in range(_BANDS):
                values = signature[band * _ROWS : (band + 1) * _ROWS]
                buckets[band, struct.pack(f"<{_ROWS}I", *values)].append(place)
    candidates = {pair for places in buckets.values() for pair in combinations(places, 2)}
    found = []
    for first, second in sorted(candidates):
        common = len(runs[first] & runs[second])
        similarity = common / (len(runs[first]) + len(runs[second]) - common)
        if similarity >= threshold:
            found.append(Pair(first, second, similarity))
    return found


_RUN = 5
_BANDS = 42
_ROWS = 3
_HASHES = struct.Struct(f"<{_BANDS * _ROWS}I")
_MARKS = re.compile("[\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0640]")


def _runs(text: str) -> set[str]:
    """Runs of five words, marks and punctuation left out; a shorter text is one run."""
    plain = []
    for span in words(text):
        word = _MARKS.sub("", text[span.start : span.end])
        if word and word[0].isalnum():
            plain.append("0" if word.isdigit() else word)
    if not plain:
        return set()
    return {" ".join(plain[n : n + _RUN]) for n in range(max(1, len(plain) - _RUN + 1))}


def _signature(runs: set[str]) -> list[int]:
    """The least of each of 126 hashes; one call of SHAKE-128 gives a run all of its hashes."""
    rows = (
        _HASHES.unpack(hashlib.shake_128(run.encode("utf-8", "surrogatepass")).digest(_HASHES.size))
        for run in runs
    )
    return [min(column) for column in zip(*rows, strict=True)]
