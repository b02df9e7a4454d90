"""Names are one by key, by stem, or by the table of actors; never by a chance of letters."""

import numpy as np
import pytest

from annotations.bio import Labelled
from annotations.words import words
from inference.pair_names import NAME_FEATURES, name_features

EQUAL, STEMS, NEAREST_STEM, ACTOR, SIDE, OTHER_SIDE, NEAREST_SIDE = 0, 15, 17, 18, 19, 20, 21


def row(first: str, second: str) -> list[int]:
    """What is said of the pair second -> first, two mentions of one type on one line."""
    text = f"{first} ، {second}"
    spans = words(text)
    cut = len(words(first))
    mentions = [Labelled(0, cut - 1, 0), Labelled(cut + 1, len(spans) - 1, 0)]
    one, zero = np.array([1]), np.array([0])
    found = name_features(text, spans, mentions, one, zero, np.zeros(2, np.int64))
    assert found.shape == (1, NAME_FEATURES)
    return [int(value) for value in found[0]]


def test_the_same_name_with_a_clitic() -> None:
    assert row("القوات التركية", "والقوات التركية")[EQUAL] == 1
    assert row("مدينة الباب", "مدينة منبج")[EQUAL] == 0


@pytest.mark.parametrize(
    ("first", "second"), [("تركيا", "تركي"), ("روسية", "الروسي"), ("مدنيين", "المدنيون")]
)
def test_one_stem(first: str, second: str) -> None:
    assert row(first, second)[STEMS] == 1
    assert row(first, second)[NEAREST_STEM] == 1


def test_two_names_of_one_actor() -> None:
    found = row("قوات سوريا الديمقراطية", "قسد")
    assert (found[ACTOR], found[SIDE], found[OTHER_SIDE], found[NEAREST_SIDE]) == (1, 1, 0, 1)


def test_a_side_and_its_army_and_another_side() -> None:
    assert row("تركية", "القوات التركية")[SIDE] == 1
    found = row("قوات النظام", "هيئة تحرير الشام")
    assert (found[SIDE], found[OTHER_SIDE]) == (0, 1)


def test_what_the_table_does_not_know_says_nothing() -> None:
    found = row("بلدة كذا", "قرية كيت")
    assert (found[ACTOR], found[SIDE], found[OTHER_SIDE]) == (0, 0, 0)
