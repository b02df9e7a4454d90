"""Number words and digits: every gender, case and joint."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inference.resolve.numbers import Token, numeral, tokens, unbroken

MASCULINE = ["واحد", "اثنان", "ثلاثة", "أربعة", "خمسة", "ستة", "سبعة", "ثمانية", "تسعة", "عشرة"]
FEMININE = ["واحدة", "اثنتين", "ثلاث", "أربع", "خمس", "ست", "سبع", "ثماني", "تسع", "عشر"]
TENS = ["عشر", "ثلاث", "أربع", "خمس", "ست", "سبع", "ثمان", "تسع"]


def value(text: str) -> int | None:
    number = numeral(tokens(text), 0)
    return number.value if number else None


def below_hundred(n: int, feminine: bool, oblique: bool) -> str:
    units = FEMININE if feminine else MASCULINE
    if n <= 10:
        return units[n - 1]
    if n in (11, 12):
        first = {11: ("أحد", "إحدى"), 12: ("اثني", "اثنتي") if oblique else ("اثنا", "اثنتا")}[n]
        return f"{first[feminine]} {'عشرة' if feminine else 'عشر'}"
    if n < 20:
        return f"{units[n - 11]} {'عشرة' if feminine else 'عشر'}"
    tens = TENS[n // 10 - 2] + ("ين" if oblique else "ون")
    return tens if n % 10 == 0 else f"{units[n % 10 - 1]} و{tens}"


def below_thousand(n: int, feminine: bool, oblique: bool) -> str:
    hundreds, rest = divmod(n, 100)
    parts = []
    if hundreds == 1:
        parts.append("مئة")
    elif hundreds == 2:
        parts.append("مئتين" if oblique else "مئتان")
    elif hundreds:
        parts.append(FEMININE[hundreds - 1].removesuffix("ي") + ("مائة" if oblique else "مئة"))
    if rest:
        parts.append(below_hundred(rest, feminine, oblique))
    return " و".join(parts)


def spoken(n: int, feminine: bool, oblique: bool) -> str:
    """A number in words, as a newspaper writes it."""
    parts = []
    for scale, (one, two, few, many) in {
        10**6: ("مليون", "مليونين", "ملايين", "مليوناً"),
        1000: ("ألف", "ألفين", "آلاف", "ألفاً"),
    }.items():
        count, n = divmod(n, scale)
        if count == 1:
            parts.append(one)
        elif count == 2:
            parts.append(two)
        elif count:
            noun = few if 3 <= count % 100 <= 10 else many
            parts.append(f"{below_thousand(count, False, oblique)} {noun}")
    if n:
        parts.append(below_thousand(n, feminine, oblique))
    return " و".join(parts)


@given(st.integers(1, 999_999_999), st.booleans(), st.booleans())
def test_every_number_in_words_is_read_back(n: int, feminine: bool, oblique: bool) -> None:
    assert value(spoken(n, feminine, oblique)) == n


@given(st.integers(0, 10**12), st.booleans())
def test_digits_of_both_kinds(n: int, arabic: bool) -> None:
    text = str(n)
    assert value(text.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")) if arabic else text) == n


@given(st.integers(1000, 10**9), st.sampled_from([",", "٬", "."]))
def test_grouped_digits(n: int, sign: str) -> None:
    assert value(f"{n:,}".replace(",", sign)) == n


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("و6سيدات", 6),
        ("لـ30", 30),
        ("الـ 16", 16),
        ("بأربعة", 4),
        ("3 آلاف و200", 3200),
        ("مئة و50", 150),
        ("1.5 مليون", 1_500_000),
        ("2,5 مليون", 2_500_000),
        ("نصف مليون", 500_000),
        ("مليون ونصف المليون", 1_500_000),
        ("مئتا ألف", 200_000),
        ("ثلاث مئة", 300),
        ("خمسة و عشرون", 25),
        ("عشـ ـرين", 20),
        ("ألفا قتيل", 2000),
        ("ألفاً", 1000),
        ("ألفا ومئتين", 1200),
    ],
)
def test_forms(text: str, number: int) -> None:
    assert value(text) == number


@pytest.mark.parametrize(
    "text", ["", "عنصر", "الثالث", "آلاف", "مئات", "أحد", "نصف", "1.5", "ألفا"]
)
def test_what_is_no_number(text: str) -> None:
    assert value(text) is None


def test_what_does_not_join_is_left() -> None:
    number = numeral(tokens("ثلاثة وأربعة"), 0)
    assert number is not None
    assert (number.value, number.end) == (3, 1)


def test_words_broken_with_signs_are_joined() -> None:
    assert [token.text for token in unbroken(tokens("قت-يل"))] == ["قتيل"]
    assert unbroken([Token("-", "-")]) == [Token("-", "-")]
