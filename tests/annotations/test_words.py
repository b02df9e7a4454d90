"""Words and paragraphs: Arabic marks, digits glued to words, emoji, what nobody sees."""

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.words import paragraphs, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("قصف مدفعي", ["قصف", "مدفعي"]),
        ("وطفلها، “الدولة”", ["وطفلها", "،", "“", "الدولة", "”"]),
        ("مُدافِعٌ عـــن", ["مُدافِعٌ", "عـــن"]),
        ("و6 و٣سيدات", ["و6", "و٣سيدات"]),
        ("استشـ ـهاد قـ.ـصف جـ ـرحـ ـى", ["استشـ ـهاد", "قـ.ـصف", "جـ ـرحـ ـى"]),
        ("لـ هيئة الـ 14 وبـ درعا", ["لـ", "هيئة", "الـ", "14", "وبـ", "درعا"]),
        ("استشـ\nـهاد", ["استشـ", "ـهاد"]),
        ("3.5 آر بي جي", ["3", ".", "5", "آر", "بي", "جي"]),
        ("a_b", ["a", "_", "b"]),
        ("🚨 درعا\u200f!", ["🚨", "درعا", "!"]),
        ("\ufeff \t\r\n\u200b", []),
        ("", []),
    ],
)
def test_words(text: str, expected: list[str]) -> None:
    assert [text[span.start : span.end] for span in words(text)] == expected


@given(st.text())
def test_words_are_in_order_and_hold_all_that_is_seen(text: str) -> None:
    spans = words(text)
    assert all(a.end <= b.start for a, b in pairwise(spans))
    held = {place for span in spans for place in range(span.start, span.end)}
    for place, character in enumerate(text):
        if place not in held:
            unseen = unicodedata.category(character) in ("Cc", "Cf", "Co", "Cn", "Mn")
            assert character.isspace() or unseen, hex(ord(character))


@given(st.text("قصاـ. \u00a0\n\t", max_size=30))
def test_only_a_broken_word_holds_blanks_and_none_a_line_break(text: str) -> None:
    for span in words(text):
        word = text[span.start : span.end]
        assert word == word.strip()
        assert "\n" not in word
        assert "ـ" in word or len(word.split()) == 1


def test_paragraphs_are_lines_with_something_on_them() -> None:
    text = "عنوان\r\n\r\n \nمتن\u2028ختام\n"
    assert [text[span.start : span.end] for span in paragraphs(text)] == ["عنوان", "متن", "ختام"]
