"""Hedges go with their counts, and no other word does."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.bio import Labelled
from annotations.schema import Schema
from annotations.words import words
from inference.resolve.hedges import is_hedge
from inference.whole_counts import with_hedges

DEFAULT = Schema.default()
COUNT, VICTIM = DEFAULT.types.index("COUNT"), DEFAULT.types.index("VICTIM")


def counts(text: str, *marked: str, kind: int = COUNT) -> list[str]:
    """The mentions of a text after some of its words were marked as counts."""
    spans = words(text)
    mentions = []
    for surface in marked:
        start = text.index(surface)
        first = next(n for n, w in enumerate(spans) if w.start == start)
        last = next(n for n, w in enumerate(spans) if w.end == start + len(surface))
        mentions.append(Labelled(first, last, kind))
    found, sure = with_hedges(text, spans, mentions, np.full(len(mentions), 0.7), DEFAULT)
    assert len(sure) == len(found)
    return [text[spans[m.first].start : spans[m.last].end] for m in found]


@pytest.mark.parametrize(
    ("text", "marked", "whole"),
    [
        ("مقتل أكثر من 146 مدنياً", ["146"], ["أكثر من 146"]),
        ("مقتل أكثر من 146 مدنياً", ["أكثر من", "146"], ["أكثر من 146"]),
        ("مقتل ما لا يقل عن 12 عنصراً", ["12"], ["ما لا يقل عن 12"]),
        ("ارتفع إلى 28 على الأقل عدد القتلى", ["28"], ["28 على الأقل"]),
        ("ارتفع إلى 28 على الأقل عدد القتلى", ["28 على الأقل"], ["28 على الأقل"]),
        ("وأصيب نحو 40 آخرين", ["40"], ["نحو 40"]),
        ("مقتل 3 مدنيين", ["3"], ["3"]),
        ("مقتل عدد من 3 مدنيين", ["3"], ["3"]),
        ("أكثر من\n5 قتلى", ["5"], ["5"]),
        ("أكثر من", ["أكثر من"], ["أكثر من"]),
        ("قتل 5 وأكثر من 30 جريحاً", ["5", "30"], ["5", "وأكثر من 30"]),
        ("قتل 5 وحوالي 30 جريحاً", ["5", "30"], ["5", "وحوالي 30"]),
        ("سقوط 30 حتى الآن", ["30"], ["30"]),
        ("ونزح 5000 نحو تركيا", ["5000"], ["5000"]),
        ("على الأقل 5", ["5"], ["5"]),
        ("إلى 28 على الأقل، فيما", ["28"], ["28 على الأقل"]),
        ("إلى 28 على الأقل، فيما", ["28 على"], ["28 على الأقل"]),
    ],
)
def test_a_count_has_its_hedge(text: str, marked: list[str], whole: list[str]) -> None:
    assert counts(text, *marked) == whole


def test_words_of_other_mentions_are_not_taken() -> None:
    text = "نحو 40 قتيلاً"
    spans = words(text)
    mentions = [Labelled(0, 0, VICTIM), Labelled(1, 1, COUNT)]
    found, _ = with_hedges(text, spans, mentions, np.ones(2), DEFAULT)
    assert found == mentions
    assert counts(text, "40", kind=VICTIM) == ["40"]


def test_what_a_hedge_is() -> None:
    assert is_hedge("ما لا يقل عن") and is_hedge("وأكثر من") and is_hedge("على الأقل")
    assert not any(map(is_hedge, ("", "من", "5", "أكثر من 5", "عدد", "قتلى")))


@given(
    st.lists(st.sampled_from(["أكثر", "من", "نحو", "5", "على", "الأقل", "قتلى", "\n", "،"]),
             max_size=14),
    st.data(),
)  # fmt: skip
def test_mentions_stay_apart_and_none_shrinks(parts: list[str], data: st.DataObject) -> None:
    text = " ".join(parts)
    spans = words(text)
    mentions = []
    at = 0
    while at < len(spans):
        length = data.draw(st.integers(1, 3))
        kind = data.draw(st.sampled_from([None, COUNT, VICTIM]))
        last = min(at + length, len(spans)) - 1
        if kind is not None:
            mentions.append(Labelled(at, last, kind))
        at = last + 1
    numbers = np.arange(len(mentions), dtype=float)
    found, sure = with_hedges(text, spans, mentions, numbers, DEFAULT)
    assert all(a.last < b.first for a, b in pairwise(found))
    covered = {w for m in found for w in range(m.first, m.last + 1)}
    assert covered >= {w for m in mentions for w in range(m.first, m.last + 1)}
    assert [m for m in found if m.type == VICTIM] == [m for m in mentions if m.type == VICTIM]
    for mention, number in zip(found, sure.astype(int), strict=True):
        own = mentions[number]
        assert mention.first <= own.first <= own.last <= mention.last
