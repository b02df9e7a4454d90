"""Words and digits of a phrase, and the whole numbers they write. Knows no hedges, nouns or dates.

Number words are read in every gender and case (`numbers.tsv`), joined as Arabic joins them: units
before tens with و (`خمسة وعشرين`), larger before smaller (`ألف ومئتان`), a scale after its number
(`ثلاثمئة ألف`, `3 آلاف`). What does not join is left to the caller, never added up.
"""

import re
import unicodedata
from collections.abc import Sequence
from fractions import Fraction

from msgspec import Struct

from inference.arabic import DIGITS, HIDDEN, MARKS, TATWEEL, bare_forms, fold, mended
from inference.kept import kept
from inference.resolve.tables import rows, words


class Token(Struct, frozen=True, gc=False):
    """A word, a run of digits or a sign. `text` is folded, `raw` is as written.

    `value` is what digits write; `1,200` and `1.200` are 1200, `1.5` is a half more than one.
    """

    text: str
    raw: str
    value: Fraction | None = None


class Numeral(Struct, frozen=True, gc=False):
    """A number and the index of the token after it; `scale` is the scale it ends in (`25 ألف`)."""

    value: int
    end: int
    scale: int = 1


@kept(5_000)
def tokens(text: str) -> tuple[Token, ...]:
    """Words, digits and signs of a phrase; digits glued to letters (`و6سيدات`) come apart."""
    text = mended(_HIDDEN.sub("", unicodedata.normalize("NFKC", text)))
    found = []
    for match in _TOKEN.finditer(text):
        raw = match.group()
        if raw[0].isdecimal():
            value = _digits(raw)
            found.append(Token(raw.translate(_PLAIN_DIGITS), raw, value))
        elif folded := fold(raw):
            found.append(Token(folded, raw))
        elif not _NO_LETTER.fullmatch(raw):
            found.append(Token(raw, raw))
    return tuple(found)


def unbroken(parts: Sequence[Token]) -> list[Token]:
    """Words broken with a sign to slip past filters (`قت-يل`), joined."""
    joined: list[Token] = []
    for index, part in enumerate(parts):
        if part.text in _BREAKS and 0 < index < len(parts) - 1:
            continue
        if index and parts[index - 1].text in _BREAKS and joined:
            joined[-1] = Token(joined[-1].text + part.text, joined[-1].raw + part.raw)
        else:
            joined.append(part)
    return joined


def numeral(parts: Sequence[Token], at: int) -> Numeral | None:
    """The longest number that begins at `parts[at]`, or None.

    Clitics on its first word are ignored (`بأربعة`, `و6`). What is no whole number is None.
    """
    if at < len(parts) - 1 and parts[at].text in _CLITICS:
        return numeral(parts, at + 1)
    number = _Sum()
    best = None
    index = at
    while index < len(parts):
        alone = index > at and parts[index].text == "و" and index + 1 < len(parts)
        token = parts[index + alone]
        for value, kind, waw in _readings(token, first=index == at):
            if kind == "scale" and index == at and _ends_in_alef(token):
                value, kind = _twice_or_not(value, parts[index + 1 :])
            if number.take(value, kind, joined=alone or waw):
                break
        else:
            break
        index += 1 + alone
        whole = number.value()
        best = best if whole is None else Numeral(whole, index, number.scale)
    return best


class _Sum:
    """A number while its words come in: `total` of finished scales, `group` below the next one."""

    def __init__(self) -> None:
        self.total = _NOTHING
        self.group = _NOTHING
        self.last = ""
        self.smallest = 0
        self.scale = 1

    def value(self) -> int | None:
        """The whole number that the words make, None where they make none."""
        whole = self.total + self.group
        if not self.last or self.last == "teen" or whole.denominator != 1:
            return None
        return int(whole)

    def take(self, value: Fraction, kind: str, *, joined: bool) -> bool:
        """Add the next word; False where Arabic does not join it to those before."""
        if kind == "unknown":
            return False
        if self.last == "part":
            return kind == "scale" and value == self.smallest and not joined
        if kind in ("scale", "scales", "double"):
            taken = self._take_scale(int(value), kind, joined)
        elif kind == "fraction" and self.last in ("scale", "scales", "double"):
            taken = joined
            self.total += value * self.smallest if joined else 0
            kind = "part"
        else:
            group = self._group(value, kind, joined)
            taken = group is not None and (not self.smallest or group < self.smallest)
            if taken and group is not None:
                self.group, self.scale = group, 1
        if taken:
            self.last = kind
        return taken

    def _take_scale(self, value: int, kind: str, joined: bool) -> bool:
        base = value // 2 if kind == "double" else value
        if self.smallest and base >= self.smallest:
            return False
        if self.group and kind != "double" and not joined and self.last not in ("teen", "grouped"):
            self.total += self.group * base
            self.group = _NOTHING
        elif kind != "scales" and not self.group and (joined or not self.last):
            self.total += value
        else:
            return False
        self.smallest = self.scale = base
        return True

    def _group(self, value: Fraction, kind: str, joined: bool) -> Fraction | None:
        """`group` with one more term, or None."""
        group, last, rest = self.group, self.last, self.group % 100
        if not last:
            return value if kind != "hundreds_of" else None
        if kind == "ten" and not joined:
            teen = last == "teen" or (last == "unit" and rest >= 3)
            return group + 10 if teen else None
        if kind in ("hundred", "hundreds_of") and not joined:
            return group * 100 if last == "unit" and 3 <= group <= 9 else None
        if not joined or last in ("teen", "grouped"):
            return None
        if kind == "tens" and rest < 10 and last != "digits":
            return group + value
        if kind in ("hundred", "hundreds", "grouped") and not group:
            return value
        if kind == "digits" and (not group or (last.startswith("hundred") and value < 100)):
            return group + value
        if kind in ("unit", "teen", "ten") and not rest and last != "digits":
            return group + value
        return None


def _readings(token: Token, *, first: bool) -> list[tuple[Fraction, str, bool]]:
    """(value, kind, whether و was taken off) of a token, likeliest first."""
    if token.value is not None:
        grouped = _GROUPED.fullmatch(token.text) is not None
        return [(token.value, "grouped" if grouped else "digits", False)]
    return [
        (value, kind, clitics.startswith("و"))
        for value, kind, clitics in _spelt(token.text)
        if first or clitics in ("", "و")
    ]


@kept(5_000)
def _spelt(text: str) -> tuple[tuple[Fraction, str, str], ...]:
    """(value, kind, clitics taken off) of a folded word, likeliest first."""
    found = []
    for form in bare_forms(text):
        clitics = text.removesuffix(form) if text.endswith(form) else "لل"
        bare = form if form in _TABLE else form.removeprefix("ال")
        found += [(value, kind, clitics) for value, kind in _TABLE.get(bare, ())]
    return tuple(found)


def _ends_in_alef(token: Token) -> bool:
    """`ألفا` without the tanwin written: one thousand or, before its noun, two."""
    return token.text.endswith("ا") and "\u064b" not in token.raw


def _twice_or_not(value: Fraction, rest: Sequence[Token]) -> tuple[Fraction, str]:
    """`ألفا قتيل` is 2,000, `ألفا ومئتان` 1,200; with nothing after it `ألفا` cannot be told."""
    if rest and (rest[0].text.startswith("و") or rest[0].value is not None):
        return value, "scale"
    return (2 * value, "double") if rest else (value, "unknown")


def _digits(raw: str) -> Fraction:
    plain = raw.translate(_PLAIN_DIGITS).replace("٫", ".")
    if _GROUPED.fullmatch(plain):
        return Fraction(re.sub(r"\D", "", plain))
    return Fraction(plain.replace(",", ".").replace("،", "."))


def _table() -> dict[str, list[tuple[Fraction, str]]]:
    table: dict[str, list[tuple[Fraction, str]]] = {}
    for row in rows("numbers.tsv"):
        for word in words(row["words"]):
            table.setdefault(fold(word), []).append((Fraction(row["value"]), row["kind"]))
    return table


_HIDDEN = re.compile(f"[{HIDDEN}]")
_NO_LETTER = re.compile(f"[{MARKS}{TATWEEL}]+")
_NOTHING = Fraction(0)
_BREAKS = frozenset("-._*/")
_CLITICS = ("و", "ف", "ب", "ل", "ك", "ال", "لل", "بال", "وال")
_PLAIN_DIGITS = str.maketrans({**DIGITS, "٬": ","})
_TABLE = _table()
_GROUPED = re.compile(r"[1-9]\d{0,2}(?:[.,،]\d{3})+")
# Grouped digits, then a decimal, then plain digits; words with their marks; any other visible sign.
_TOKEN = re.compile(
    rf"\d{{1,3}}(?:[.,٬،]\d{{3}})+(?![.,]?\d)|(?<![.,/])\d+[.,٫]\d+(?![.,/]?\d)|\d+"
    rf"|(?:[^\W\d_]|[{MARKS}{TATWEEL}])+|[^\s\w]"
)
