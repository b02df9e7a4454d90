"""Who the victims were, by their own nouns and their sides."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inference.resolve.victims import VictimTraits, read_traits


@pytest.mark.parametrize(
    ("text", "status", "sex", "age"),
    [
        ("مواطنتان", "civilian", "female", "adult"),
        ("المواطنين المدنيين", "civilian", "unknown", "unknown"),
        ("مدنيين وعسكريين", "mixed", "unknown", "unknown"),
        ("عنصراً", "combatant", "unknown", "unknown"),
        ("مقاتلة", "combatant", "female", "unknown"),
        ("شهداء مدنيين", "civilian", "unknown", "unknown"),
        ("لكوادر مدنية", "civilian", "unknown", "unknown"),
        ("أحد العسكريين", "combatant", "unknown", "unknown"),
        ("جثتي مواطنين", "civilian", "unknown", "unknown"),
        ("رجل", "unknown", "male", "adult"),
        ("رجلاً وسيدة", "unknown", "mixed", "adult"),
        ("خسائر بشرية", "unknown", "unknown", "unknown"),
        ("سائق سيارة مدنية", "unknown", "unknown", "unknown"),
        ("معلم مدرسة", "civilian", "unknown", "unknown"),
        ("غير المدنيين", "combatant", "unknown", "unknown"),
        ("", "unknown", "unknown", "unknown"),
    ],
)
def test_nouns_speak(text: str, status: str, sex: str, age: str) -> None:
    traits = read_traits(text)
    assert (traits.civilian_status, traits.sex, traits.age) == (status, sex, age)


@pytest.mark.parametrize(
    ("text", "sex", "age"),
    [
        ("طفل", "unknown", "child"),
        ("طفلان", "unknown", "child"),
        ("وطفلها", "unknown", "child"),
        ("طفلة", "female", "child"),
        ("و3سيدات", "female", "adult"),
        ("امرأة مسنة", "female", "elderly"),
        ("أطفال ونساء", "unknown", "mixed"),
        ("زوجة قيادي", "female", "adult"),
        ("عائلة نازحة", "unknown", "unknown"),
    ],
)
def test_children_women_and_families_are_presumed_civilians(text: str, sex: str, age: str) -> None:
    traits = read_traits(text)
    assert (traits.civilian_status, traits.sex, traits.age) == ("civilian", sex, age)


def test_the_presumption_is_recorded_and_yields_to_a_side() -> None:
    assert read_traits("طفلة").hint == "presumed"
    assert read_traits("أطفال", sides=["فصيل الغد"]).civilian_status == "unknown"


@pytest.mark.parametrize(
    ("text", "sides", "status"),
    [
        ("القتلى", ["قوات النظام", "والمسلحين الموالين لها"], "combatant"),
        ("", ["قوات النظام"], "combatant"),
        ("قيادي", ["تنظيم “الدولة الإسلامية"], "combatant"),
        ("وعنصر", ["بالدفاع المدني"], "civilian"),
        ("شاب", ["عشيرة البكارة"], "unknown"),
        ("مدنيين", ["قوات النظام"], "civilian"),
        ("أشخاص", ["الهلال الأحمر", "الجيش"], "combatant"),
    ],
)
def test_sides(text: str, sides: list[str], status: str) -> None:
    assert read_traits(text, sides=sides).civilian_status == status


def test_martyrs_are_a_hint_and_no_proof() -> None:
    assert read_traits("الشهداء") == VictimTraits("unknown", "unknown", "unknown", "استشهد")
    assert read_traits("شخص", outcome_word="استشـ ـهاد").hint == "استشهد"
    assert read_traits("أشخاص", outcome_word="لمقتل").hint == "قتل"
    assert read_traits("شخص", outcome_word="أصيب").hint is None
    assert read_traits("سيدة", outcome_word="استشهدت").hint == "presumed, استشهد"


@given(st.text(max_size=20), st.lists(st.text(max_size=10), max_size=2))
def test_any_text_has_known_traits(text: str, sides: list[str]) -> None:
    traits = read_traits(text, sides=sides, outcome_word=text)
    assert traits.civilian_status in ("civilian", "combatant", "mixed", "unknown")
    assert traits.sex in ("female", "male", "mixed", "unknown")
    assert traits.age in ("child", "adult", "elderly", "mixed", "unknown")
