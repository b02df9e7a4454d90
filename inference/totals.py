"""Parts that only their sum gives away. Knows links and numbers; no text, no network.

A stated total whose known parts fall short, and groups likely enough to be parts of it that make
up exactly what is missing: arithmetic is evidence that a model of words does not see.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import combinations

from inference.relate import Link

FLOOR = 0.05  # a part is at least so probable by its words
LOWEST = 0.03  # and before what else it might be has been ruled out
LEAST = 10  # totals below this are met by chance
MOST = 4  # parts that a sum may add at once
RIVALS = 8  # likeliest candidates that are tried


def moved(
    kept: Sequence[Link], rivals: Sequence[Link], numbers: Mapping[int, int]
) -> list[tuple[Link, Link]]:
    """Parts that hang on a wrong total, as (link that holds, link in its place).

    A part moves where it is exactly what another total lacks, and where its own total does not add
    up with it. Arguments as of `borne_out`.
    """
    parts: dict[int, list[Link]] = defaultdict(list)
    for link in kept:
        parts[link.tail].append(link)
    held = {link.head: link for link in kept}
    found: list[tuple[Link, Link]] = []
    gone: set[int] = set()
    for link in sorted(rivals, key=lambda link: (-link.score, link)):
        now, own, stated = held.get(link.head), numbers.get(link.head), numbers.get(link.tail, 0)
        if now is None or own is None or link.score < FLOOR or link.head in gone:
            continue
        if now.tail == link.tail or stated < LEAST or len(parts[link.tail]) < 2:
            continue
        if _sum(parts[link.tail], numbers) != stated - own:
            continue
        if _sum(parts[now.tail], numbers) != numbers.get(now.tail):
            found.append((now, link))
            gone.add(link.head)
    return found


def _sum(parts: Sequence[Link], numbers: Mapping[int, int]) -> int | None:
    values = [numbers.get(link.head) for link in parts]
    return None if None in values else sum(value or 0 for value in values)


def borne_out(
    kept: Sequence[Link],
    rivals: Sequence[Link],
    numbers: Mapping[int, int],
    things: Mapping[int, int] | None = None,
) -> list[Link]:
    """The rivals that make a total add up.

    `kept`: the `subtotal_of` links that hold already; `rivals`: such links that fell short of their
    threshold; `numbers`: the number of each group that tells one, by mention; `things`: which
    mentions are one group told twice, by any number for each (by itself, else). A total needs two
    parts or more in all, no group is its part twice, and a part without a number leaves its total
    alone.
    """
    things = things or {}
    parts: dict[int, list[Link]] = defaultdict(list)
    for link in kept:
        parts[link.tail].append(link)
    taken = {link.head for link in kept}
    claims: dict[int, list[Link]] = defaultdict(list)
    for link in rivals:
        if link.head not in taken and link.score >= FLOOR and numbers.get(link.head):
            claims[link.tail].append(link)
    found: list[Link] = []
    spent: set[int] = set()
    for whole in sorted(claims):
        stated = numbers.get(whole, 0)
        known = [numbers.get(link.head) for link in parts[whole]]
        if stated < LEAST or None in known:
            continue
        missing = stated - sum(number or 0 for number in known)
        once = {things.get(end, end) for end in (whole, *(part.head for part in parts[whole]))}
        likely = []
        for link in sorted(claims[whole], key=lambda link: (-link.score, link)):
            thing = things.get(link.head, link.head)
            if link.head not in spent and thing not in once:
                once.add(thing)
                likely.append(link)
        chosen = _making(missing, likely[:RIVALS], numbers, least=max(1, 2 - len(known)))
        spent |= {link.head for link in chosen}
        found += chosen
    return found


def _making(
    missing: int, links: Sequence[Link], numbers: Mapping[int, int], *, least: int
) -> list[Link]:
    """The likeliest links whose heads make up exactly what is missing; few before many."""
    if missing <= 0:
        return []
    for size in range(least, MOST + 1):
        sums = [
            choice
            for choice in combinations(links, size)
            if sum(numbers[link.head] for link in choice) == missing
        ]
        if sums:
            return list(max(sums, key=lambda choice: sum(link.score for link in choice)))
    return []
