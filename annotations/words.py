"""Words of a text and their offsets. Knows nothing of mentions, types or models.

A word is a maximal run of letters, digits, marks and tatweel; every other visible character is a
word by itself (annotation guide, "Text and words"). White space, control and format characters
(bidi marks, byte-order marks, lone surrogates) are no words.
"""

import re

from msgspec import Struct


class Span(Struct, frozen=True, order=True, gc=False):
    """Code points `[start, end)` of a text."""

    start: int
    end: int


def words(text: str) -> list[Span]:
    """All words of `text` in order, as code-point offsets with the end exclusive."""
    return [Span(*match.span()) for match in _WORD.finditer(text)]


def paragraphs(text: str) -> list[Span]:
    """The lines of `text` that hold a visible character, in order."""
    return [Span(*match.span()) for match in _LINE.finditer(text) if _WORD.search(match.group())]


# Marks that `\w` does not take in: combining Latin, Arabic vowels and Quranic signs.
_MARKS = (
    r"\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8"
    r"\u06ea-\u06ed\u08d3-\u08e1\u08e3-\u08ff\ufe20-\ufe2f"
)
# Categories Cc, Cf, Cs, Co: nothing a reader sees.
_INVISIBLE = (
    r"\x00-\x1f\x7f-\x9f\u00ad\u0600-\u0605\u061c\u06dd\u070f\u08e2\u180e\u200b-\u200f"
    r"\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb\ud800-\uf8ff"
    "\U000e0001-\U000e01ef\U000f0000-\U0010ffff"
)
_WORD = re.compile(rf"(?:[^\W_]|[{_MARKS}])+|[^\s{_INVISIBLE}]")
_LINE = re.compile(r"[^\r\n\u2028\u2029]+")
