"""Groups that a list tells line by line are parts of one total. Knows lines and links, no network.

Most lines of a dash list found to be parts of a total say what the list is; a line that was not, or
was hung on something else, follows its siblings.
"""

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from annotations.schema import Schema
from inference.relate import Link, number_of

LEAST = 2  # lines that must say so, and half of all that tell a group

GROUPS = ("VICTIM", "COUNT")


def like_siblings(
    links: Sequence[Link],
    types: Sequence[str],
    line: NDArray[np.int64],
    item: NDArray[np.bool_],
    schema: Schema,
) -> list[Link]:
    """Links in which the first group of every line of a list is part of its siblings' total.

    `types` [m] and `line` [m]: the type of each mention and the line that it begins on; `item`
    [lines]: whether a line begins with a dash. A led link is as probable as the least sure sibling.
    """
    part, among, count = (number_of(schema, name) for name in ("subtotal_of", "among", "count"))
    if part is None:
        return list(links)
    counted = {link.tail: link.head for link in links if link.type == count}
    whole = {link.head: link for link in links if link.type == part}
    kept = list(links)
    for groups in _lists(types, line, item, counted):
        totals = Counter(whole[g].tail for g in groups if g in whole)
        if not totals:
            continue
        total, lines = totals.most_common(1)[0]
        if lines < LEAST or 2 * lines < len(groups):
            continue
        score = min(whole[g].score for g in groups if g in whole and whole[g].tail == total)
        joined = {link.head for link in kept if link.tail == total}
        joined |= {link.tail for link in kept if link.head == total}
        for group in groups:
            if group <= total or group in joined:
                continue
            if not schema.allows(types[group], "subtotal_of", types[total]):
                continue
            kept = [k for k in kept if k.head != group or k.type not in (part, among)]
            kept.append(Link(group, part, total, score))
    return sorted(kept)


def _lists(
    types: Sequence[str],
    line: NDArray[np.int64],
    item: NDArray[np.bool_],
    counted: Mapping[int, int],
) -> list[list[int]]:
    """The first group of each line, list by list; a count stands for what it counts."""
    first: dict[int, int] = {}
    for n, kind in enumerate(types):
        if kind in GROUPS and item[line[n]]:
            first.setdefault(int(line[n]), counted.get(n, n))
    found: list[list[int]] = []
    before = False
    for number, is_item in enumerate(item):
        if is_item and not before:
            found.append([])
        if is_item and number in first:
            found[-1].append(first[number])
        before = bool(is_item)
    return [groups for groups in found if len(groups) >= LEAST]
