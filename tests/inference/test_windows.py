"""Windows hold every word once or more, whole, and keep the offsets of the text."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer

from inference.windows import WindowRule, central, read_text
from training.tokenizer import unigram

LETTERS = 'ابتثجحخدذرزسشصضطظعغفقكلمنهويةىءأإآ0123456789.،:"¶▁'
PIECES = [("<s>", 0.0), ("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0)] + [
    (piece, -3.0) for piece in (*LETTERS, "▁ال", "▁و", "قصف", "شهاد")
]
TOKENIZER: Tokenizer = unigram(PIECES, unknown=3)
SMALL = WindowRule(pieces=32, overlap=8, word_pieces=10)


def test_broken_words_are_read_as_one() -> None:
    whole = TOKENIZER.encode("استشهاد").ids
    assert TOKENIZER.encode("استشـ ـهاد").ids == whole
    assert TOKENIZER.encode("استـــشهاد").ids == whole


def test_letters_of_other_keyboards_read_alike() -> None:
    assert TOKENIZER.encode("في ٣ قُرى").ids == TOKENIZER.encode("فی 3 قرى").ids


def test_offsets_are_of_the_text_as_published() -> None:
    text = "قـ.ـصف ٣ مدنيين"
    spans = read_text(text, TOKENIZER, SMALL).words
    assert [text[s.start : s.end] for s in spans] == ["قـ.ـصف", "٣", "مدنيين"]


def test_a_line_break_is_a_piece_of_its_own() -> None:
    line = TOKENIZER.token_to_id("¶")
    assert line in TOKENIZER.encode("قصف\n\n \nقصف").ids
    assert line not in TOKENIZER.encode("قصف قصف").ids


def test_a_long_word_stays_one_word() -> None:
    reading = read_text("ب" * 500, TOKENIZER, SMALL)
    assert len(reading.words) == 1
    assert reading.windows[0].ends[0] - reading.windows[0].starts[0] == SMALL.word_pieces


def test_no_words_no_windows() -> None:
    assert read_text("", TOKENIZER, SMALL).windows == []
    assert read_text(" \n\u200f\x00", TOKENIZER, SMALL).windows == []


TEXTS = st.text(
    alphabet=st.one_of(
        st.sampled_from(LETTERS + " \n\r\t\u00a0\u200f\u202e\u0640\u064b“”«»()-\x00\ufeff"),
        st.characters(),
    ),
    max_size=400,
)


@settings(max_examples=150)
@given(TEXTS)
def test_every_word_is_in_a_window_and_every_window_fits(text: str) -> None:
    reading = read_text(text, TOKENIZER, SMALL)
    covered = set()
    for window in reading.windows:
        covered |= set(range(window.first, window.last))
        assert len(window.ids) <= SMALL.pieces
        assert len(window.starts) == len(window.ends) == window.last - window.first
        assert (window.starts < window.ends).all()
        assert (window.starts >= 1).all()
        assert (window.ends <= len(window.ids) - 1).all()
    assert covered == set(range(len(reading.words)))
    window, place = central(reading)
    for word in range(len(reading.words)):
        held = reading.windows[window[word]]
        assert held.first + place[word] == word
        assert held.first <= word < held.last


def test_neighbours_overlap() -> None:
    reading = read_text("قصف بلدة " * 60, TOKENIZER, SMALL)
    assert len(reading.windows) > 2
    for left, right in zip(reading.windows, reading.windows[1:], strict=False):
        assert left.first < right.first < left.last < right.last


def test_a_short_text_is_read_alike_in_one_window_or_alone() -> None:
    text = "قصف بلدة"
    small, large = (read_text(text, TOKENIZER, rule) for rule in (SMALL, WindowRule()))
    assert np.array_equal(small.windows[0].ids, large.windows[0].ids)
