"""Lists: which line leads in, which are items, what stands in brackets."""

import numpy as np

from annotations.words import words
from inference.pair_lines import LINE_FEATURES, line_features, read_lines, together

TEXT = """ارتفع إلى 20 عدد القتلى، هم:
– 12 من قوات النظام
– 8 مدنيين (طفلان وسيدة)
كما جرح 5"""


def at(word: str) -> int:
    """The number of the first word with this surface."""
    return next(k for k, w in enumerate(words(TEXT)) if TEXT[w.start : w.end] == word)


def test_items_and_their_lead_in() -> None:
    lines = read_lines(TEXT, words(TEXT))
    assert lines.item.tolist() == [False, True, True, False]
    assert lines.leads.tolist() == [True, False, False, False]
    assert lines.lead.tolist() == [-1, 0, 0, 0]
    assert lines.colon.tolist() == [-1, 0, 0, 0]
    assert lines.depth[at("طفلان")] == 1
    assert lines.depth[at("كما")] == 0


def test_the_lines_of_a_list_are_one_paragraph_with_its_lead_in() -> None:
    lines = read_lines(TEXT, words(TEXT))
    assert together(lines, np.arange(4)).astype(int).tolist() == [
        [1, 1, 1, 1],
        [1, 1, 1, 1],
        [1, 1, 1, 0],
        [1, 1, 0, 1],
    ]


def test_pairs_know_how_they_stand() -> None:
    first = np.array([at("القتلى"), at("12"), at("8"), at("مدنيين"), at("طفلان"), at("5")])
    types = np.array([0, 1, 1, 0, 0, 1])
    found = line_features(
        read_lines(TEXT, words(TEXT)), first, types, np.array([2, 4, 5]), np.array([0, 3, 0])
    )
    assert found.shape == (3, LINE_FEATURES)
    part, bracket, after = found.astype(int).tolist()
    assert part == [1, 0, 1, 1, 0, 1, 1, 1, 0]
    assert bracket[8] == 1
    assert after[0] == 0


def test_no_words_no_lines() -> None:
    lines = read_lines("", [])
    assert len(lines.of) == 0
    assert len(lines.item) == 0


def test_a_word_cut_out_of_the_middle_of_a_line_begins_a_line() -> None:
    spans = words(TEXT)[at("12") :]
    assert read_lines(TEXT, spans).item.tolist() == [False, True, False]
