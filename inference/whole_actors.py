"""A unit's word and its force are one ACTOR: `عناصر قسد`, `جنود “الفيلق`.

As of those who do something; those to whom it is done are VICTIM and ACTOR, and then the word is
marked already. Knows words and mentions; no scores' making, no network.
"""

import re
from collections.abc import Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray

from annotations.bio import Labelled
from annotations.schema import Schema
from annotations.words import Span
from inference.arabic import fold


def with_units(
    text: str,
    words: Sequence[Span],
    mentions: Sequence[Labelled],
    sure: NDArray[np.float64],
    schema: Schema,
) -> tuple[list[Labelled], NDArray[np.float64]]:
    """The mentions and their probabilities, each ACTOR with the unit's word right before it.

    A quotation mark may stand between the two. Words of other mentions are never taken.
    """
    if "ACTOR" not in schema.types:
        return list(mentions), sure
    actor = schema.types.index("ACTOR")
    held = {w for m in mentions for w in range(m.first, m.last + 1)}
    found = []
    for mention in mentions:
        before = mention.first - 1
        if before > 0 and text[words[before].start] in _QUOTES and before not in held:
            before -= 1
        if mention.type == actor and before >= 0 and before not in held:
            between = text[words[before].end : words[mention.first].start]
            surface = text[words[before].start : words[before].end]
            if "\n" not in between and _UNIT.fullmatch(fold(surface)):
                mention = msgspec.structs.replace(mention, first=before)
        found.append(mention)
    return found, sure


_QUOTES = "“”\"«»'‘’"
_UNIT = re.compile(
    "[وف]?[بل]?(?:عناصر|جنود|مسلحي|مسلحو|مقاتلي|مقاتلو|قياده|قيادات|خلايا|مجموعات|مجموعه|افراد"
    "|دوريه|دوريات)"
)
