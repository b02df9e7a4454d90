"""A COUNT takes in the hedge beside it: `أكثر من 146`, `28 على الأقل`.

The guide, section 3: COUNT is "a quantity with its hedge if adjacent". A figure without its hedge
would be told as exact. Knows words and mentions; no scores' making, no network.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from annotations.bio import Labelled
from annotations.schema import Schema
from annotations.words import Span
from inference.arabic import fold
from inference.resolve.hedges import is_hedge

LONGEST = 4  # words of a hedge: `ما لا يقل عن`


def with_hedges(
    text: str,
    words: Sequence[Span],
    mentions: Sequence[Labelled],
    sure: NDArray[np.float64],
    schema: Schema,
) -> tuple[list[Labelled], NDArray[np.float64]]:
    """The mentions in order, and the probability of each.

    A hedge that was marked apart becomes one with its count, one that was not marked joins it.
    Words of other mentions and of other lines are never taken.
    """
    if "COUNT" not in schema.types:
        return list(mentions), sure
    count = schema.types.index("COUNT")
    holder = {w: n for n, m in enumerate(mentions) for w in range(m.first, m.last + 1)}
    gone: set[int] = set()
    found = list(mentions)

    def take(n: int, first: int, last: int) -> bool:
        """Let mention `n` have the words `first` to `last` beside it if they are a hedge."""
        low, high = min(first, found[n].first), max(last, found[n].last)
        if low < 0 or high >= len(words):
            return False
        if "\n" in _surface(text, words, low, high):
            return False
        if not (_is_word(text, words[first]) and _is_word(text, words[last])):
            return False  # a comma beside it is none of its
        surface = _surface(text, words, first, last)
        if not is_hedge(surface) or (fold(surface) in _AFTER) != (first > found[n].last):
            return False
        inside = {holder[w] for w in range(first, last + 1) if w in holder}
        if not all(found[k].type == count and first <= found[k].first for k in inside):
            return False
        if not all(found[k].last <= last for k in inside):
            return False
        gone.update(inside)
        found[n] = Labelled(low, high, count)
        holder.update(dict.fromkeys(range(low, high + 1), n))
        return True

    for n, mention in enumerate(mentions):
        own = _surface(text, words, mention.first, mention.last)
        if mention.type != count or n in gone or is_hedge(own):
            continue
        lengths = range(LONGEST, 0, -1)
        any(take(n, mention.first - length, mention.first - 1) for length in lengths)
        any(take(n, mention.last + 1, mention.last + length) for length in lengths)
        # `28 على`, cut off in the middle of its hedge.
        for start in range(mention.first + 1, mention.last + 1):
            for last in range(mention.last + 1, min(start + LONGEST, len(words))):
                whole = last not in holder and _is_word(text, words[last])
                if whole and fold(_surface(text, words, start, last)) in _AFTER:
                    found[n] = Labelled(found[n].first, last, count)
                    holder[last] = n
    left = [n for n in range(len(found)) if n not in gone]
    return [found[n] for n in left], sure[left]


def _is_word(text: str, word: Span) -> bool:
    return text[word.start].isalnum()


def _surface(text: str, words: Sequence[Span], first: int, last: int) -> str:
    return text[words[first].start : words[last].end]


# Hedges that stand after their figure; all others stand before it (`5 وأكثر من 30` has one of 30).
_AFTER = frozenset(
    fold(phrase)
    for phrase in (
        "على الأقل", "على أقل تقدير", "على الأكثر", "على أكثر تقدير", "كحد أدنى", "بحد أدنى",
        "كحد أقصى", "بحد أقصى", "أو أكثر", "فأكثر", "فما فوق", "ونيف", "تقريبا", "تقريباً",
        "على وجه التقريب",
    )
)  # fmt: skip
