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
from inference.relate import Link

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
    found = list(mentions)
    for n, mention in enumerate(mentions):
        if mention.type in numbers.values() and _NO_KIND.search(fold(surfaces[n])):
            kind = _kind(means["instrument", n], means["agent", n])
            if kind is not None:
                found[n] = msgspec.structs.replace(mention, type=numbers[kind])
    return found


_KINDS = ("SHOOTING", "AIRSTRIKE", "SHELLING")
_NO_KIND = re.compile("استهد")
_GUNS = re.compile("رشاش|قناص|رصاص|بنادق|بندقيه|اعيره|اسلحه (?:خفيفه|متوسطه)")
_GROUND = re.compile("مدفع|قذيف|قذائف|هاون|راجم|دباب|ارض ارض|برا?ي(?:ه)?$")
_AIRCRAFT = re.compile("طاير|طائر|طيران|مسير|مروحي|سلاح الجو|درون|بيرقدار|جوي")


def _kind(weapons: Sequence[str], doers: Sequence[str]) -> str | None:
    if any(map(_GUNS.search, weapons)):
        return "SHOOTING"
    if any(map(_GROUND.search, weapons)):
        return "SHELLING"
    if any(map(_AIRCRAFT.search, (*weapons, *doers))):
        return "AIRSTRIKE"
    return "SHELLING" if weapons and doers else None
