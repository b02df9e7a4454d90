"""Near-copies: found whatever their figures and marks, unrelated texts left alone."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.document import Document
from annotations.duplicates import near_duplicates

WORDS = [f"كلمة{letter}{number}" for letter in "أبتثجحخد" for number in "١٢٣٤٥٦٧٨"]


def text(seed: int, length: int = 120) -> str:
    return " ".join(random.Random(seed).choices(WORDS, k=length))


def pairs(*texts: str, threshold: float = 0.5) -> list[tuple[int, int]]:
    documents = [Document(id=str(number), text=one) for number, one in enumerate(texts)]
    return [(pair.first, pair.second) for pair in near_duplicates(documents, threshold=threshold)]


def test_copies_and_strangers() -> None:
    copy = text(1).replace("كلمةأ", "كلمةً أ", 1)
    assert pairs(text(1), text(2), copy, text(3)) == [(0, 2)]


def test_figures_marks_and_punctuation_do_not_hide_a_copy() -> None:
    one = "قتل 3 عناصر من قوات النظام بقصف على محور بلدة كفر نوران غربي حلب مساء 12 آب"
    other = "قُتل ٤ عناصر، من قوات النظام بقصف على محور بلدة كفر نوران «غربي» حلب مساء 9 آب!"
    documents = [Document(id="a", text=one), Document(id="b", text=other)]
    assert near_duplicates(documents)[0].similarity == 1


def test_similarity_is_counted_exactly() -> None:
    words = text(4, 104).split()  # 100 runs of five words
    half = " ".join([*words[:70], *text(5, 34).split()])
    documents = [Document(id="a", text=" ".join(words)), Document(id="b", text=half)]
    pair = near_duplicates(documents, threshold=0.3)[0]
    common = len({tuple(words[n : n + 5]) for n in range(100)} & {
        tuple(half.split()[n : n + 5]) for n in range(100)
    })  # fmt: skip
    assert pair.similarity == pytest.approx(common / (200 - common))


def test_nearly_all_pairs_above_the_threshold_are_met() -> None:
    met = 0
    for seed in range(20):
        words = text(seed, 204).split()
        changed = [*words[:140], *text(1000 + seed, 64).split()]
        met += len(pairs(" ".join(words), " ".join(changed)))
    assert met >= 19


def test_short_and_empty_texts() -> None:
    assert pairs("", "", "!", "قصف", "قصف", "هدوء تام") == [(3, 4)]


@given(st.lists(st.text(), max_size=5))
def test_a_text_is_a_copy_of_itself_and_the_order_is_that_of_the_list(texts: list[str]) -> None:
    found = pairs(*texts)
    assert found == sorted(found)
    assert all(first < second for first, second in found)


def test_the_same_answer_every_time() -> None:
    texts = [text(seed) for seed in range(6)] + [text(2)]
    assert pairs(*texts) == pairs(*texts) == [(2, 6)]
