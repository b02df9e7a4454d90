"""Fire whose word does not say its kind (`استهدف`, `استهداف`) is typed by its means.

The guide, section 5: "Alone it is the event, typed by its means: machine guns SHOOTING, aircraft
AIRSTRIKE, else SHELLING." The means may stand far off; the own `agent` and `instrument` lead
there. Knows surfaces and links; no scores' making, no network.
"""

import re
from collections import defaultdict
from collections.abc import Sequence

import msgspec

from annotations.bio import Labelled
from annotations.schema import Schema
from inference.arabic import fold
from inference.relate import Link, things

SURE = 0.5  # a doer or a weapon less probable than this decides nothing


def typed_by_means(
    mentions: Sequence[Labelled], surfaces: Sequence[str], links: Sequence[Link], schema: Schema
) -> list[Labelled]:
    """The mentions, those of fire of no kind of its own with the type of their means.

    `surfaces` [m]: the words of each. Where nothing sure tells the means, a type stays as it is.
    """
    numbers = {name: n for n, name in enumerate(schema.types) if name in _KINDS}
    if len(numbers) < len(_KINDS) or not {"agent", "instrument"} <= schema.relation.keys():
        return list(mentions)
    names = schema.relation_types
    means: dict[tuple[str, int], list[str]] = defaultdict(list)
    for link in links:
        if link.score >= SURE:
            means[names[link.type], link.head].append(fold(surfaces[link.tail]))
    told: dict[int, str] = {}
    for n, mention in enumerate(mentions):
        if mention.type in numbers.values() and _NO_KIND.search(fold(surfaces[n])):
            kind = _kind(means["instrument", n], means["agent", n])
            if kind is not None:
                told[n] = kind
    first = things(links, schema)
    threads: dict[int, list[int]] = defaultdict(list)
    for n in range(len(mentions)):
        threads[first.get(n, n)].append(n)
    found = list(mentions)
    for thread in threads.values():
        kinds = {told[n] for n in thread if n in told}
        # One thing is of one type: where another word of it says its kind, that stays.
        if len(kinds) == 1 and all(_NO_KIND.search(fold(surfaces[n])) for n in thread):
            for n in thread:
                found[n] = msgspec.structs.replace(mentions[n], type=numbers[next(iter(kinds))])
    return found


_KINDS = ("SHOOTING", "AIRSTRIKE", "SHELLING")
# All of them read folded words.
_NO_KIND = re.compile("استهد")
_DEFENCE = re.compile("دفاع|مضاد")
_GUNS = re.compile(
    "رشاش|قناص|قنص|رصاص|بنادق|بندقي|اعيره|مسدس|دوشكا|كلاشنكوف|كاتم صوت|سلاح ناري"
    "|اسلحه (?:ال)?(?:خفيفه|متوسطه|ناريه|رشاشه)"
)
_GROUND = re.compile("مدفع|مدافع|قذيف|قذايف|هاون|راجم|دباب|ارض ارض")
_AIRCRAFT = re.compile("طاير|طيران|مسير|مروحي|سلاح الجو|درون|بيرقدار|جوي")
_FROM_THE_AIR = re.compile("اسراييل|تحالف")
_ROCKET = re.compile("صاروخ|صواريخ")


def _kind(weapons: Sequence[str], doers: Sequence[str]) -> str | None:
    if any(map(_GUNS.search, (*weapons, *doers))) or any(map(_DEFENCE.search, doers)):
        return "SHOOTING"
    if any(map(_GROUND.search, weapons)):
        return "SHELLING"
    if any(map(_AIRCRAFT.search, (*weapons, *doers))) or any(map(_FROM_THE_AIR.search, doers)):
        return "AIRSTRIKE"
    return "SHELLING" if doers and any(map(_ROCKET.search, weapons)) else None
