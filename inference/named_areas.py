"""A PLACE is a named or known area: `قرية` alone, `مناطق` in general are none.

The guide, section 5: "Indefinite areas (`مناطق في`, `قرية بناحية`) are not marked; the named place
takes the relation." Knows words and mentions; no scores' making, no network.
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


def named_areas(
    text: str,
    words: Sequence[Span],
    mentions: Sequence[Labelled],
    sure: NDArray[np.float64],
    schema: Schema,
) -> tuple[list[Labelled], NDArray[np.float64]]:
    """The mentions without PLACEs that are an indefinite area alone, and their probabilities.

    `قرية بريف حماة` is `بريف حماة`.
    """
    if "PLACE" not in schema.types:
        return list(mentions), sure
    place = schema.types.index("PLACE")
    found, left = [], []
    for n, mention in enumerate(mentions):
        first = mention.first
        if mention.type == place:
            surfaces = [text[w.start : w.end] for w in words[first : mention.last + 1]]
            if _AREA.fullmatch(fold(surfaces[0])):
                if len(surfaces) == 1:
                    continue
                if _OF.match(surfaces[1]):
                    first += 1
        found.append(msgspec.structs.replace(mention, first=first))
        left.append(n)
    return found, sure[left]


_AREA = re.compile("[وف]?[بل]?(?:قريه|بلده|مدينه|منطقه|مناطق|قري|بلدات|محور|محاور|احياء|احيا)")
_OF = re.compile("ب(?:ريف|أرياف|ناحية|محافظة|جبل|أطراف|محيط)")
