"""How tools count a text, against code points. Knows no mention, no file and no tool's format."""

import re
from collections.abc import Sequence
from itertools import accumulate

from msgspec import Struct


class Units(Struct, frozen=True):
    """One way to count a text: offsets of a tool to code points and back."""

    name: str
    points: dict[int, int]
    offsets: list[int]

    def point(self, offset: int | None) -> int | None:
        """The code point at a tool's offset; None inside a character. What lies outside the text
        stays outside, as far from its end."""
        if offset is None or offset in self.points:
            return None if offset is None else self.points[offset]
        if 0 <= offset <= self.offsets[-1]:
            return None
        return offset if offset < 0 else len(self.offsets) - 1 + offset - self.offsets[-1]

    def offset(self, point: int) -> int:
        """The tool's offset of a code point, `0 <= point <= len(text)`."""
        return self.offsets[point]


class Quote(Struct, frozen=True):
    """Offsets as a tool wrote them, and the characters it says lie there (fragments joined by a
    blank)."""

    spans: tuple[tuple[int, int], ...]
    text: str


def code_points(text: str) -> Units:
    """Python's own count: every code point is one."""
    return _units("code points", [1] * len(text))


def utf16(text: str) -> Units:
    """The count of Java and JavaScript: 16-bit units, two for what lies beyond the BMP."""
    return _units("UTF-16 units", [2 if ord(character) > 0xFFFF else 1 for character in text])


def line_feeds(text: str) -> Units:
    """Code points with CR LF as one character, as under Python's universal newlines."""
    widths = [1] * len(text)
    for match in re.finditer("\r\n", text):
        widths[match.start()] = 0
    return _units("code points, CR LF as one", widths)


def without_mark(text: str) -> Units:
    """Code points from behind a byte-order mark that opens the text."""
    marked = text.startswith("\ufeff")
    units = _units("code points behind the mark", [0] * marked + [1] * (len(text) - marked))
    if marked:
        units.points[0] = 1
    return units


def fitting(text: str, quotes: Sequence[Quote], candidates: Sequence[Units]) -> Units:
    """The candidate under which most quotes stand where they should; the earlier one on a tie."""

    def hits(units: Units) -> int:
        return sum(_lies(text, quote, units) for quote in quotes)

    return max(candidates, key=hits)


def _units(name: str, widths: list[int]) -> Units:
    offsets = [0, *accumulate(widths)]
    points: dict[int, int] = {}
    for point, offset in enumerate(offsets):
        points.setdefault(offset, point)
    return Units(name=name, points=points, offsets=offsets)


def _lies(text: str, quote: Quote, units: Units) -> bool:
    parts = []
    for start, end in quote.spans:
        first, last = units.point(start), units.point(end)
        if first is None or last is None:
            return False
        parts.append(text[first:last])
    return _plain(" ".join(parts)) == _plain(quote.text)


def _plain(text: str) -> str:
    """Tools write line breaks in quotes as blanks, or as a backslash and an n."""
    return " ".join(text.replace("\\n", " ").split())
