"""What the guide says that relations of a report may not be together. Knows links and plain facts

of mentions; no scores' making, no network. Every rule is a sentence of annotations/GUIDE.md,
section 5; what each gave is in docs/accuracy.md.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from annotations.schema import Schema
from annotations.words import Span
from inference.arabic import fold
from inference.relate import Link, number_of

SURE = 0.9  # a link so probable stands against two different figures: one may be a slip


def not_one_group(
    links: Sequence[Link],
    figures: Mapping[int, tuple[int, int | None]],
    told: Mapping[int, str],
    schema: Schema,
) -> list[Link]:
    """Without `same_as` between groups whose figures cannot be one, or that differ in their fate.

    `figures`: least and most (None: open) of groups that tell them.
    """
    same = number_of(schema, "same_as")
    kept = []
    for link in links:
        ends = (link.head, link.tail)
        words = {told[end] for end in ends if end in told}
        differ = all(end in figures for end in ends) and apart(*(figures[end] for end in ends))
        if link.type != same or (len(words) < 2 and (not differ or link.score >= SURE)):
            kept.append(link)
    return kept


def apart(one: tuple[int, int | None], other: tuple[int, int | None]) -> bool:
    """Whether two figures, least and most (None: open), cannot be of one group."""
    (low, high), (least, most) = one, other
    return (high is not None and high < least) or (most is not None and most < low)


def in_one_whole(
    links: Sequence[Link], things: Mapping[int, int], line: NDArray[np.int64], schema: Schema
) -> list[Link]:
    """Without `same_as` between those who are `among` two different groups of one line.

    `things`: the first mention of what each mention is told to be the same as; `line` [m]. Nobody
    is in two groups; over lines, the two may be one group told twice.
    """
    same, among = number_of(schema, "same_as"), number_of(schema, "among")
    whole = {link.head: link.tail for link in links if link.type == among}

    def differ(one: int, other: int) -> bool:
        a, b = whole.get(one), whole.get(other)
        if a is None or b is None or line[a] != line[b]:
            return False
        return things.get(a, a) != things.get(b, b)

    return [link for link in links if link.type != same or not differ(link.head, link.tail)]


def no_larger_than_whole(
    links: Sequence[Link], figures: Mapping[int, tuple[int, int | None]], schema: Schema
) -> list[Link]:
    """Without parts of which the text tells more than it does of their total at most.

    `figures`: as of `not_one_group`; both ways of being a part. Sure ones stay: the text may slip,
    and the ledger is there to say so.
    """
    parts = {number_of(schema, name) for name in ("subtotal_of", "among")}

    def fits(link: Link) -> bool:
        least, _ = figures.get(link.head, (0, None))
        _, most = figures.get(link.tail, (0, None))
        return most is None or least <= most or link.score >= SURE

    return [link for link in links if link.type not in parts or fits(link)]


def by_the_number(
    links: Sequence[Link], things: Mapping[int, int], figures: Collection[int], schema: Schema
) -> list[Link]:
    """With parts on the mention of their total that tells its number, the nearest before them.

    `figures`: the groups that tell one. A total told again without it (`والقتلى هم:`) is led to
    where it was told with it: there its parts can be summed up.
    """
    part = number_of(schema, "subtotal_of")
    told: dict[int, list[int]] = defaultdict(list)
    for group in sorted(figures):
        told[things.get(group, group)].append(group)

    def led(link: Link) -> Link:
        if link.type != part or link.tail in figures:
            return link
        same = told[things.get(link.tail, link.tail)]
        before = [group for group in same if group < link.head]
        return Link(link.head, link.type, before[-1], link.score) if before else link

    return [led(link) for link in links]


def fates(surfaces: Sequence[str]) -> dict[int, str]:
    """`dead` or `hurt`, of mentions whose own words tell one of the two alone."""
    found = {}
    for n, surface in enumerate(surfaces):
        words = fold(surface)
        told = {name for name, pattern in _FATES.items() if pattern.search(words)}
        if len(told) == 1:
            found[n] = told.pop()
    return found


def by_the_cause(links: Sequence[Link], schema: Schema) -> list[Link]:
    """Without an outcome's place or time that its cause has: these "go on the event"."""
    cause, place, time = (number_of(schema, name) for name in ("cause", "place", "time"))
    causes: dict[int, list[int]] = defaultdict(list)
    for link in links:
        if link.type == cause:
            causes[link.head].append(link.tail)
    held = {(link.head, link.type, link.tail) for link in links}
    return [
        link
        for link in links
        if link.type not in (place, time)
        or not any((event, link.type, link.tail) in held for event in causes[link.head])
    ]


def own_dates(links: Sequence[Link], reported: Collection[int], schema: Schema) -> list[Link]:
    """Without the date of a reporting verb on what has a date of its own.

    `reported`: the dates that `report_dates` finds. An outcome has that of its cause.
    """
    cause, time = number_of(schema, "cause"), number_of(schema, "time")
    dated = {link.head for link in links if link.type == time and link.tail not in reported}
    dated |= {link.head for link in links if link.type == cause and link.tail in dated}
    return [
        link
        for link in links
        if link.type != time or link.tail not in reported or link.head not in dated
    ]


def both_sides(links: Sequence[Link], plural: Collection[int], schema: Schema) -> list[Link]:
    """Without other agents of what `plural` (`الطرفين`) are the agents of: they are in it."""
    agent = number_of(schema, "agent")
    shared = {link.head for link in links if link.type == agent and link.tail in plural}
    return [
        link
        for link in links
        if link.type != agent or link.head not in shared or link.tail in plural
    ]


def plurals(surfaces: Sequence[str]) -> set[int]:
    """Mentions that name both sides, or places told before, at once: each is the same thing."""
    return {n for n, surface in enumerate(surfaces) if _BOTH.search(fold(surface))}


def report_dates(text: str, spans: Sequence[Span], types: Sequence[str]) -> set[int]:
    """Dates that say when a source spoke: `وأشار المرصد السوري أمس إلى`.

    `spans` and `types` of the mentions in order. Such a date follows its source at once (nothing
    marked but dates stands between), and a verb of reporting stands beside the source.
    """
    found = set()
    for n, kind in enumerate(types):
        if kind != "DATE":
            continue
        before = n - 1
        while before >= 0 and types[before] == "DATE":
            before -= 1
        if before < 0 or types[before] != "SOURCE":
            continue
        between = text[spans[before].end : spans[n].start]
        if len(between) > _NEAR or _ENDS.search(between):
            continue
        ahead = text[max(0, spans[before].start - _VERB) : spans[before].start]
        if _REPORTS.search(fold(f"{ahead} {between}")):
            found.add(n)
    return found


_FATES = {
    "dead": re.compile("شهيد|شهدا|قتيل|قتلي"),
    "hurt": re.compile("جريح|جرحي|مصاب|اصابات"),
}
_BOTH = re.compile(
    r"الطرف(?:ين|ان)|الجانب(?:ين|ان)|(?:كلا|كلي)\s"
    r"|(?:الاماكن|المناطق|المواقع|القري|البلدات|الاحياء|النقاط|المحاور)\s(?:ذاتها|نفسها)"
)
_REPORTS = re.compile("اشار|رصد|وثق|افاد|نشر|اكد|علم|ذكر|اعلن|كشف|تحدث|قال|سجل|صرح")
_ENDS = re.compile(r"[.\n\r]")
_NEAR = 40  # characters from a source to its date
_VERB = 18  # characters before a source in which its verb stands
