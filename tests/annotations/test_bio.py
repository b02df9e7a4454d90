"""Spans to tags and back."""

from hypothesis import given
from hypothesis import strategies as st

from annotations.bio import Labelled, from_tags, place_on_words, tag_names, to_tags
from annotations.document import Mention
from annotations.words import words


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2), st.integers(0, 4)), max_size=12))
def test_tags_give_the_mentions_back(steps: list[tuple[int, int, int]]) -> None:
    mentions = []
    at = 0
    for gap, more, kind in steps:
        mentions.append(Labelled(at + gap, at + gap + more, kind))
        at += gap + more + 1
    assert from_tags(to_tags(mentions, at + 1)) == mentions


def test_names_stand_at_their_numbers() -> None:
    assert tag_names(["A", "B"]) == ["O", "B-A", "I-A", "B-B", "I-B"]


def test_what_cannot_be_tagged_is_given_back() -> None:
    text = "قصف بلدة موحسن"
    good = Mention(id="a", type="PLACE", start=4, end=14)
    refused = [
        Mention(id="b", type="PLACE", start=9, end=14),
        Mention(id="c", type="NONE", start=0, end=3),
        Mention(id="d", type="PLACE", start=3, end=4),
    ]
    placed, left = place_on_words([good, *refused], words(text), ["PLACE"])
    assert placed == [(good, Labelled(1, 2, 0))]
    assert {m.id for m in left} == {"b", "c", "d"}
