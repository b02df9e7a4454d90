"""The words of a date, each with what it says: days, months, units. Puts nothing together.

The words are those of `date_words.tsv` and `months.tsv`; figures are read by `numbers`.
"""

import re
from collections.abc import Sequence
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from inference.arabic import DIGITS, HIDDEN, bare_forms, fold
from inference.kept import kept
from inference.resolve.numbers import Token, numeral, tokens
from inference.resolve.tables import rows, words


class Mark(Struct, frozen=True, gc=False):
    """One thing that a date says.

    `field` is a column of `date_words.tsv`, or number, ordinal, month, written (a date in figures),
    sign, or unknown. `joined`: و stands before it. `definite`: it bears the article.
    """

    field: str
    value: str = ""
    number: int = 0
    joined: bool = False
    day: date | None = None
    definite: bool = False


@kept(2_000)
def marks(text: str) -> tuple[Mark, ...]:
    """The marks of a date phrase in order."""
    plain = _HIDDEN.sub("", text).translate(_PLAIN_DIGITS)
    plain = _GLUED.sub(r"\1 \2", _HIJRI_SIGN.sub("ه ", plain))
    found: list[Mark] = []
    done = 0
    for match in _WRITTEN.finditer(plain):
        found += _words(tokens(plain[done : match.start()]))
        found += _written(match)
        done = match.end()
    return (*found, *_words(tokens(plain[done:])))


def _words(parts: Sequence[Token]) -> list[Mark]:
    found: list[Mark] = []
    at, joined = 0, False
    while at < len(parts):
        if parts[at].text in ("و", "ال", "من", "في", "ل", "ب"):
            joined = joined or parts[at].text == "و"
            at += 1
            continue
        mark, at = _next(parts, at)
        if mark.field != "clock" or mark.value != "hour" or not found or found[-1] != mark:
            found.append(_join(mark) if joined else mark)
        joined = False
    return found


def _next(parts: Sequence[Token], at: int) -> tuple[Mark, int]:
    """The longest mark at an index, and the index after it."""
    if clock := _oclock(parts, at):
        return Mark("clock", "hour"), clock
    mark, end = _phrase(parts, at)
    number = numeral(parts, at)
    if number and number.end > end:
        waw = parts[at].text.startswith("و") and parts[at].text not in ("واحد", "واحده")
        return Mark("number", number=number.value, joined=waw), number.end
    if mark:
        return mark, end
    ordinal, end = _ordinal(parts, at)
    if ordinal and parts[at].text.endswith("ه"):
        return Mark("clock", "hour"), end  # days are masculine, hours feminine: `الثالثة فجراً`
    if ordinal:
        return Mark("ordinal", number=ordinal, joined=parts[at].text.startswith("و")), end
    if not parts[at].text[0].isalnum():
        return Mark("sign", parts[at].text), at + 1
    return Mark("unknown", parts[at].text), at + 1


def _phrase(parts: Sequence[Token], at: int) -> tuple[Mark | None, int]:
    """The longest phrase of the tables; one that needs no clitic taken off before one that does."""
    for size in range(min(_LONGEST, len(parts) - at), 0, -1):
        texts = [part.text for part in parts[at : at + size]]
        for form in bare_forms(texts[0]):
            mark = _TABLE.get(" ".join([form, *texts[1:]]))
            if mark:
                joined = form != texts[0] and texts[0].startswith("و")
                return (_join(mark) if joined else mark), at + size
    return None, at


def _join(mark: Mark) -> Mark:
    return replace(mark, joined=True)


def _oclock(parts: Sequence[Token], at: int) -> int:
    """The index after `الساعة 9`, `الساعة الثالثة والنصف`, else 0."""
    if at + 1 >= len(parts) or "الساعه" not in bare_forms(parts[at].text):
        return 0
    number = numeral(parts, at + 1)
    ordinal, end = _ordinal(parts, at + 1)
    if not number and not ordinal:
        return 0
    end = number.end if number else end
    while end < len(parts) and parts[end].text in _PARTS_OF_HOUR:
        end += 1
    return end


def _ordinal(parts: Sequence[Token], at: int) -> tuple[int, int]:
    """`التاسع` 9, `الحادي عشر` 11, `الخامس والعشرين` 25, `الثلاثين` 30; 0 for none."""
    if at >= len(parts):
        return 0, at
    for form in bare_forms(parts[at].text):
        bare = form.removeprefix("ال")
        if bare != form and bare in _TENS:
            return _TENS[bare], at + 1
        if number := _ORDINALS.get(bare):
            after = parts[at + 1].text if at + 1 < len(parts) else ""
            if after in ("عشر", "عشره"):
                return number + 10, at + 2
            ten = _TENS.get(after.removeprefix("و").removeprefix("ال"), 0)
            return (number + ten, at + 2) if ten and after.startswith("و") else (number, at + 1)
    return 0, at


def _written(match: re.Match[str]) -> list[Mark]:
    """A date in figures: year first, or day, month, year as Arabic writes them."""
    if match["clock"]:
        return [Mark("clock", "hour")]
    if match["a"] is None:
        first, second = int(match["d"]), int(match["e"])
        if len(match["e"]) == 4:
            return [Mark("month", "gregorian", first), Mark("number", number=second)]
        first, second = (second, first) if second > 12 else (first, second)
        return [Mark("number", number=first), Mark("month", "gregorian", second)]
    if len(match["a"]) == 4:
        year, month, number = int(match["a"]), int(match["b"]), int(match["c"])
    else:
        number, month, year = int(match["a"]), int(match["b"]), int(match["c"])
        year += 2000 if len(match["c"]) == 2 else 0
    if month > 12 >= number:
        number, month = month, number
    try:
        return [Mark("written", day=date(year, month, number))]
    except ValueError:
        return [Mark("unknown", match.group())]


_HIDDEN = re.compile(f"[{HIDDEN}]")
_PLAIN_DIGITS = str.maketrans(DIGITS)
_WRITTEN = re.compile(
    r"(?<!\d)(?P<clock>\d{1,2}:\d{2}(?::\d{2})?)(?!\d)"
    r"|(?<![\d/.-])(?P<a>\d{4}|\d{1,2})\s?(?P<sign>[/.-])\s?(?P<b>\d{1,2})\s?(?P=sign)\s?"
    r"(?P<c>\d{4}|\d{1,2})(?![\d/-])"
    r"|(?<![\d/.-])(?P<d>\d{1,2})/(?P<e>\d{4}|\d{1,2})(?![\d/-])"
)
# `1444 هـ`: the tatweel there joins nothing to the next word.
_HIJRI_SIGN = re.compile("(?<![\u0621-\u064a])هـ(?![\u0621-\u064a])")
# `ظهراليوم`: a time of day written together with its day.
_GLUED = re.compile("(صباح|ظهر|عصر|مساء|فجر|ليل|يوم)(اليوم|أمس)")
_PARTS_OF_HOUR = frozenset(
    fold(word)
    for word in ("والنصف", "ونصف", "والربع", "وربع", "والثلث", "وثلث", "إلا", "ربعا", "ثلثا")
)
_ORDINALS = {
    fold(word): number
    for number, forms in enumerate(
        (
            "أول أولى حادي حادية", "ثاني ثانية ثان", "ثالث ثالثة", "رابع رابعة", "خامس خامسة",
            "سادس سادسة", "سابع سابعة", "ثامن ثامنة", "تاسع تاسعة", "عاشر عاشرة",
        ),
        1,
    )
    for word in forms.split()
}  # fmt: skip
_TENS = {"عشرين": 20, "عشرون": 20, "ثلاثين": 30, "ثلاثون": 30}


def _table() -> dict[str, Mark]:
    table: dict[str, Mark] = {}

    def put(phrase: str, mark: Mark) -> None:
        table[" ".join(token.text for token in tokens(phrase))] = mark

    for row in rows("months.tsv"):
        for name in words(row["names"]):
            put(name, Mark("month", row["calendar"], int(row["month"])))
    for row in rows("date_words.tsv"):
        unit, _, count = row["value"].partition(" ")
        for phrase in words(row["phrases"]):
            if row["field"] in ("today", "weekday"):
                put(phrase, Mark(row["field"], number=int(row["value"])))
            elif row["field"] == "unit":
                number = 0 if count == "n" else int(count)
                put(phrase, Mark("unit", unit, number, definite=phrase.startswith("ال")))
            else:
                put(phrase, Mark(row["field"], row["value"]))
    return table


_TABLE = _table()
_LONGEST = max(len(phrase.split()) for phrase in _TABLE)
