"""Answers about short texts, kept. Knows no language and no model.

Words and names come again and again (Zipf), so a small table answers most questions. Each table is
bounded in entries and, since longer texts are asked anew every time, in bytes too: memory stays
flat however many reports are read.
"""

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import TypeVar

Answer = TypeVar("Answer")
LONGEST = 100  # code points of a text whose answer is kept; names and groups seldom have more


def kept(most: int) -> Callable[[Callable[[str], Answer]], Callable[[str], Answer]]:
    """Keep the last `most` answers of a function of one text.

    The answer must depend on the text alone, and nobody may change it: all who ask are given the
    same one. Safe to share between threads.
    """

    def keep(ask: Callable[[str], Answer]) -> Callable[[str], Answer]:
        known = lru_cache(most)(ask)

        @wraps(ask)
        def answer(text: str) -> Answer:
            return known(text) if len(text) <= LONGEST else ask(text)

        return answer

    return keep
