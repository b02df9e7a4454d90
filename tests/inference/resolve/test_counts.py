"""Counts and counted nouns as ranges."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inference.resolve.counts import (
    PLURAL_FLOOR,
    SOME_FLOOR,
    CountValue,
    of_noun,
    read_count,
    read_group,
)


@pytest.mark.parametrize(
    ("text", "low", "high", "hedge"),
    [
        ("122 على الأقل", 122, None, "at_least"),
        ("15 جريحاً على الأقل", 15, None, "at_least"),
        ("مالا يقل عن 15", 15, None, "at_least"),
        ("ما لا يقل عن ثمانية", 8, None, "at_least"),
        ("10 أو أكثر", 10, None, "at_least"),
        ("أكثر من 400", 401, None, "more_than"),
        ("اكثر من40", 41, None, "more_than"),
        ("ما يزيد على 5500", 5501, None, "more_than"),
        ("مئة ونيف", 101, None, "more_than"),
        ("أقل من عشرة", SOME_FLOOR, 9, "up_to"),
        ("لا يتجاوز عددهم 10", SOME_FLOOR, 10, "up_to"),
        ("نحو 150", 150, 150, "about"),
        ("نحو عشرين", 20, 20, "about"),
        ("قرابة 2.5 مليون", 2_500_000, 2_500_000, "about"),
        ("خلال193", 193, 193, "exact"),
        ("لـ 13", 13, 13, "exact"),
        ("5 أو 6", 5, 6, "either"),
        ("3-4", 3, 4, "range"),
        ("بين 10 و15", 10, 15, "range"),
        ("20 إلى 25 ألف", 20_000, 25_000, "range"),
        ("العشرات", 10, None, "dozens"),
        ("بعشرات", 10, None, "dozens"),
        ("المئات", 100, None, "hundreds"),
        ("عشرات الآلاف", 10_000, None, "thousands"),
        ("مئات الآلاف", 100_000, None, "thousands"),
        ("عدد من", SOME_FLOOR, None, "some"),
        ("وعدداً من", SOME_FLOOR, None, "some"),
        ("بضعة", 3, 10, "some"),
        ("بضع مئات", 300, None, "hundreds"),
        ("أحدهم", 1, 1, "exact"),
        ("كلاهما", 2, 2, "exact"),
        ("5 من أصل 7", 5, 5, "exact"),
    ],
)
def test_counts(text: str, low: int, high: int | None, hedge: str) -> None:
    assert read_count(text) == CountValue(low, high, hedge)


@pytest.mark.parametrize(
    "text",
    ["", "الثالث", "اللواء 137", "50%", "نحو 70 بالمئة", "12 عاماً", "جميع", "ألف ألف",
     "3 مدنيين و2 عسكريين", "1.200 مليون", "غالبيتهم"],
)  # fmt: skip
def test_what_is_no_count(text: str) -> None:
    assert read_count(text) is None


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("مواطنتان", 2, 2),
        ("طفلين", 2, 2),
        ("جريحان مدنيان", 2, 2),
        ("وطفلاها", 2, 2),
        ("ابنتيه", 2, 2),
        ("بوالديه", 2, 2),
        ("جثتي مواطنين", 2, 2),
        ("جثة شخصين", 2, 2),
        ("سائقا صهريجين", 2, 2),
        ("عنصرا الحراسة", 2, 2),
        ("غارتين جويتين", 2, 2),
        ("طفل", 1, 1),
        ("عنصراً", 1, 1),
        ("مواطنا", 1, 1),
        ("وطفلها", 1, 1),
        ("أحد العسكريين", 1, 1),
        ("شخص مجهول الهوية", 1, 1),
        ("راعي أغنام مسنا", 1, 1),
        ("متعاون سابق", 1, 1),
        ("طفل 12 عاماً", 1, 1),
        ("عنصر من اللواء 137", 1, 1),
        ("قت-يل", 1, 1),
        ("شـ ـهيد", 1, 1),
        ("سيدة وطفلها", 2, 2),
        ("رجل وستة أطفال", 7, 7),
        ("زوجته وأولاده", 1 + PLURAL_FLOOR, None),
        ("أطفال", PLURAL_FLOOR, None),
        ("عناصر", PLURAL_FLOOR, None),
        ("مدنيين", PLURAL_FLOOR, None),
        ("مواطنين", PLURAL_FLOOR, None),
        ("مستوطنات", PLURAL_FLOOR, None),
        ("عائلة", PLURAL_FLOOR, None),
        ("لقاطني", PLURAL_FLOOR, None),
        ("كافة المعتقلين", PLURAL_FLOOR, None),
        ("الجرحى", SOME_FLOOR, None),
        ("شهداء", SOME_FLOOR, None),
        ("قتلى وجرحى", SOME_FLOOR, None),
        ("خسائر بشرية", SOME_FLOOR, None),
    ],
)
def test_groups_without_a_count(text: str, low: int, high: int | None) -> None:
    found = read_group(text)
    assert found is not None
    assert (found.min, found.max) == (low, high)


@pytest.mark.parametrize(
    ("text", "number"),
    [("3 أطفال", 3), ("و6سيدات", 6), ("مدنيين اثنين", 2), ("سائقين محليين اثنين", 2),
     ("الجرحى الستة", 6), ("المدنيين الـ 6", 6), ("عائلة من 8 أفراد", 8)],
)  # fmt: skip
def test_a_number_in_the_mention_settles_it(text: str, number: int) -> None:
    assert read_group(text) == CountValue(number, number, "exact", implied=False)


@pytest.mark.parametrize("text", ["", "شيح", "الذين قضوا", "أي مدني", "سنجاب"])
def test_what_cannot_be_told_is_not_guessed(text: str) -> None:
    assert read_group(text) is None


def test_a_number_of_families_is_no_number_of_persons() -> None:
    three = CountValue(3, 3, "exact")
    assert of_noun(three, "عائلات") == CountValue(3, None, "at_least")
    assert of_noun(three, "أطفال") == three
    assert read_group("3 عائلات") == CountValue(3, None, "at_least")
    assert read_group("عائلة واحدة") == CountValue(PLURAL_FLOOR, None, "at_least")


WORDS = st.sampled_from(
    [
        "نحو",
        "أكثر",
        "من",
        "على",
        "الأقل",
        "عشرات",
        "مئات",
        "آلاف",
        "عدد",
        "3",
        "12",
        "1,200",
        "ثلاثة",
        "وعشرين",
        "طفل",
        "طفلين",
        "مدنيين",
        "عائلة",
        "و",
        "أو",
        "-",
        "بين",
        "إلى",
        "قتيل",
        "عاما",
        "أحد",
        "نصف",
        "ألفا",
        "مئتي",
        "ونيف",
    ]
)


@given(st.one_of(st.text(max_size=20), st.lists(WORDS, max_size=6).map(" ".join)))
def test_any_text_gives_a_sound_range_or_none(text: str) -> None:
    for found in (read_count(text), read_group(text)):
        if found is not None:
            assert found.min >= 0
            assert found.max is None or found.min <= found.max


@given(st.integers(1, 10**6))
def test_hedges_bound_their_number(n: int) -> None:
    assert read_count(f"{n} على الأقل") == CountValue(n, None, "at_least")
    assert read_count(f"أكثر من {n}") == CountValue(n + 1, None, "more_than")
    assert read_count(f"ل{n}") == read_count(f"و {n}") == CountValue(n, n, "exact")
    assert read_group(f"{n} قتيلاً") == CountValue(n, n, "exact")
