"""Reports spoilt in the ways that files are spoilt. Knows texts and bytes, no files and no program.

Each mutation takes bytes of a report (mostly UTF-8) and a source of chance, and gives bytes.
"""

import random
from collections.abc import Callable, Sequence

Mutation = Callable[[bytes, random.Random], bytes]

CONTROLS = (
    *map(chr, (0, 1, 7, 8, 9, 10, 11, 12, 13, 26, 27, 28, 31, 127, 133, 160, 173)),
    *"\u061c\u200b\u200d\u200e\u200f\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2069",
    *"\ufeff\ufffd\uffff\ufdd0\u0600\u06dd\ufe0f\U000e0041\U0010ffff",
    "\x1b[31m", "\x1b]0;x\x07", "\r\n", "\u0301" * 40, "\u064b\u0651\u0640",
)  # fmt: skip
OPENING, CLOSING = "\"“«([{<‘'", "\"”»)]}>’'"
NUMBERS = (
    "0", "00", "-1", "9" * 25, "9" * 400, "٩٩٩٩٩٩٩٩٩٩", "1e999", "3.14", "½", "²", "١٢٣456", "۴۵",
    "1,000,000", "2022-13-45", "0000-00-00", "31/2/99999", "29 شباط 2023", "العام 0", "٪", "NaN",
    "ألف ألف ألف", "مئتي ألف مليون", "1/1/1", "30 شباط", "الساعات الـ 999999999 الفائتة",
)  # fmt: skip
SIGNS = (
    "👨\u200d👩\u200d👧", "🇸🇾", "漢字", "ﷺ", "ﻻ", "קצף", "ｱ", "𝟙𝟚", "\ufffd", "ـ" * 30, "ه" * 60,
    "\\u0000", "\\", "%00", "[x](PLACE p1)", "---", "<script>", "=1+1", "[bold red]", "[/]", "${x}",
    "{{x}}", "\\ud800",
)  # fmt: skip


def mutated(data: bytes, chance: random.Random, *, huge: int) -> bytes:
    """One to three mutations one after the other. `huge`: the most characters of a blown-up one."""
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        mutation = chance.choice(MUTATIONS)
        data = mutation(data, chance)
    if chance.random() < 0.6:  # else half of all would be no UTF-8, and never reach the model
        data = data.decode("utf-8", chance.choice(("replace", "ignore"))).encode()
    if chance.random() < 0.02:
        data = _blown(data, chance, huge)
    return data


def flipped(data: bytes, chance: random.Random) -> bytes:
    """Some bytes are others."""
    spoilt = bytearray(data)
    for _ in range(chance.randint(1, 8)):
        if spoilt:
            spoilt[chance.randrange(len(spoilt))] = chance.randrange(256)
    return bytes(spoilt)


def cut(data: bytes, chance: random.Random) -> bytes:
    """Cut off anywhere, at either end, also inside a character."""
    at = chance.randint(0, len(data))
    return data[:at] if chance.random() < 0.7 else data[at:]


def torn(data: bytes, chance: random.Random) -> bytes:
    """A stretch is missing, or stands twice, or stands elsewhere."""
    first, last = sorted(chance.randint(0, len(data)) for _ in range(2))
    part, rest = data[first:last], data[:first] + data[last:]
    how = chance.randrange(3)
    if how == 0:
        return rest
    if how == 1:
        return data[:last] + part + data[last:]
    at = chance.randint(0, len(rest))
    return rest[:at] + part + rest[at:]


def controlled(data: bytes, chance: random.Random) -> bytes:
    """Characters that nobody sees, and some that steer a terminal."""
    return _strewn(data, chance, CONTROLS)


def numbered(data: bytes, chance: random.Random) -> bytes:
    """Numbers and dates that are none, or too great."""
    return _strewn(data, chance, NUMBERS, blanks=True)


def signed(data: bytes, chance: random.Random) -> bytes:
    """Other scripts, and what other programs take for their own signs."""
    return _strewn(data, chance, SIGNS, blanks=chance.random() < 0.5)


def quoted(data: bytes, chance: random.Random) -> bytes:
    """Quotes and brackets in each other, some never closed."""
    text, depth = _text(data), chance.choice((1, 3, 30, 300))
    at = sorted(chance.randint(0, len(text)) for _ in range(2))
    signs = [chance.randrange(len(OPENING)) for _ in range(depth)]
    before = "".join(OPENING[n] for n in signs)
    after = "".join(CLOSING[n] for n in reversed(signs[: chance.choice((depth, depth // 2, 0))]))
    return _bytes(text[: at[0]] + before + text[at[0] : at[1]] + after + text[at[1] :])


def unbroken(data: bytes, chance: random.Random) -> bytes:
    """Line breaks are others, or none, or everywhere."""
    text = _text(data)
    other = chance.choice(("\r", "\r\n", "\n\n\n", "\u2028", "\x85", "\x0b", " ", ""))
    return _bytes(text.replace("\n", other) if chance.random() < 0.7 else other.join(text[:400]))


def shuffled(data: bytes, chance: random.Random) -> bytes:
    """The words in another order, or written together."""
    words = _text(data).split(" ")
    chance.shuffle(words)
    return _bytes(chance.choice((" ", " ", "", "  ", "، ")).join(words))


def emptied(data: bytes, chance: random.Random) -> bytes:
    """Nothing, or nothing to read."""
    return _bytes(chance.choice(("", " ", "\n", "\t\r\n", "\u200f", "ـ", "\u064b", ".", "\ufeff")))


def recoded(data: bytes, chance: random.Random) -> bytes:
    """Another encoding, surrogates as bytes, or a mark of the encoding before it."""
    text = _text(data)
    how = chance.randrange(4)
    if how == 0:
        return text.encode(chance.choice(("utf-16", "cp1256", "utf-32-le")), "replace")
    if how == 1:
        return b"\xef\xbb\xbf" + data
    if how == 2:
        return data[: len(data) // 2] + b"\xed\xa0\x80" + data[len(data) // 2 :]
    return _bytes(text).decode("latin-1").encode("utf-8")


MUTATIONS: tuple[Mutation, ...] = (
    flipped, cut, torn, controlled, numbered, signed, quoted, unbroken, shuffled, emptied, recoded,
)  # fmt: skip


def _blown(data: bytes, chance: random.Random, huge: int) -> bytes:
    """One line as long as a book: of one letter, of blanks, of marks, of the text itself."""
    size = chance.randint(huge // 4, huge)
    unit = chance.choice(("ا", " ", "\u0651", "ـ", "3", "“", "قتل 3 مدنيين في قصف على بلدة ", "، "))
    if chance.random() < 0.3:
        unit = _text(data)[:2000] or " "
    return data + _bytes((unit * (size // len(unit) + 1))[:size])


def _strewn(
    data: bytes, chance: random.Random, signs: Sequence[str], *, blanks: bool = False
) -> bytes:
    text = _text(data)
    for _ in range(chance.randint(1, 12)):
        at = chance.randint(0, len(text))
        sign = chance.choice(signs)
        text = text[:at] + (f" {sign} " if blanks else sign) + text[at:]
    return _bytes(text)


def _text(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")
