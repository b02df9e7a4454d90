"""Words of a text and their offsets. Knows nothing of mentions, types or models.

A word is a maximal run of letters, digits, marks and tatweel; every other visible character is a
word by itself (annotation guide, "Text and words"). White space, control and format characters
(bidi marks, byte-order marks, lone surrogates) are no words. A word that its writer broke with
tatweel and blanks or a dot to slip past filters (`استشـ ـهاد`, `قـ.ـصف`) is one word, as the guide
marks it whole; a clitic written apart (`لـ هيئة`, `الـ 14`) is not broken.
"""

import re

from msgspec import Struct


class Span(Struct, frozen=True, order=True, gc=False):
    """Code points `[start, end)` of a text."""

    start: int
    end: int


def words(text: str) -> list[Span]:
    """All words of `text` in order, as code-point offsets with the end exclusive."""
    spans = [Span(*match.span()) for match in _WORD.finditer(text)]
    return _mended(text, spans) if _TATWEEL in text else spans


def paragraphs(text: str) -> list[Span]:
    """The lines of `text` that hold a visible character, in order."""
    return [Span(*match.span()) for match in _LINE.finditer(text) if _WORD.search(match.group())]


def _mended(text: str, spans: list[Span]) -> list[Span]:
    """Broken words put together again."""
    whole: list[Span] = []
    number = 0
    while number < len(spans):
        span = spans[number]
        number += 1
        while number < len(spans) and (reach := _rest(text, span, spans, number)):
            span = Span(span.start, spans[reach - 1].end)
            number = reach
        whole.append(span)
    return whole


def _rest(text: str, span: Span, spans: list[Span], number: int) -> int:
    """The number of the span after the rest of a broken word; 0 when the word ends here."""
    after = number
    while after < len(spans) and text[spans[after].start : spans[after].end] == ".":
        after += 1
    if after == len(spans):
        return 0
    left, gap = text[span.start : span.end], text[span.end : spans[after].start]
    right = text[spans[after].start : spans[after].end]
    if not (_GAP.fullmatch(gap) and _ARABIC.match(right) and _ARABIC.match(left)):
        return 0
    if right.startswith(_TATWEEL):
        return after + 1
    broken = left.endswith(_TATWEEL) and left.rstrip(_TATWEEL) not in _CLITICS
    return after + 1 if broken else 0


_TATWEEL = "\u0640"
_GAP = re.compile(r"[ .\u00a0]{1,3}")
_ARABIC = re.compile(r"\u0640*[\u0621-\u063a\u0641-\u064a]")
# What stands before a name with a tatweel of its own and ends there.
_CLITICS = frozenset(a + b for a in ("", "و", "ف") for b in ("ل", "ب", "ك", "ال", "لل", "بال"))
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
