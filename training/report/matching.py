"""Which item of one list stands for which of another. Knows keys and spans, no documents."""

from bisect import bisect_left, bisect_right
from collections import defaultdict, deque
from collections.abc import Hashable, Sequence

from training.report.told import End

Match = tuple[int, int]


def equal(left: Sequence[Hashable], right: Sequence[Hashable]) -> list[Match]:
    """Numbers (left, right) of items with the same key, the first with the first.

    An item is in one match at most: as many match as `metrics.compare` counts right.
    """
    waiting: dict[Hashable, deque[int]] = defaultdict(deque)
    for number, key in enumerate(right):
        waiting[key].append(number)
    return [(number, waiting[key].popleft()) for number, key in enumerate(left) if waiting[key]]


def overlapping(left: Sequence[End], right: Sequence[End]) -> list[Match]:
    """Numbers (left, right) of items that share a character or both borders.

    An item is in one match at most. The nearest are matched first: the same borders, then the same
    type, then the most characters shared, then the first in the text.
    """
    order = sorted(range(len(right)), key=lambda number: right[number][0])
    starts = [right[number][0] for number in order]
    longest = max((end - start for start, end, _ in right), default=0)
    found = []
    for number, (start, end, label) in enumerate(left):
        low = bisect_left(starts, start - max(longest, 0))
        for other in order[low : bisect_right(starts, max(start, end))]:
            begin, stop, kind = right[other]
            same = (begin, stop) == (start, end)
            shared = min(end, stop) - max(start, begin)
            if same or shared > 0:
                found.append((not same, kind != label, -shared, start, number, other))
    taken: tuple[set[int], set[int]] = (set(), set())
    matches = []
    for *_, number, other in sorted(found):
        if number not in taken[0] and other not in taken[1]:
            taken[0].add(number)
            taken[1].add(other)
            matches.append((number, other))
    return matches


def rest(size: int, matched: Sequence[int]) -> list[int]:
    """The numbers below `size` that are in no match."""
    taken = set(matched)
    return [number for number in range(size) if number not in taken]
