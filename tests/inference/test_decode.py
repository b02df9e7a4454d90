"""Decoding gives lawful mentions, the likeliest ones, with the sureness of their weakest border."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotations.bio import Labelled
from inference.decode import best_tags, decode_mentions

TAGS = 5  # O, B-0, I-0, B-1, I-1


def lawful(tags: tuple[int, ...]) -> bool:
    before = 0
    for tag in tags:
        if tag and tag % 2 == 0 and before not in (tag - 1, tag):
            return False
        before = tag
    return True


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 5), st.integers(0, 2**31))
def test_the_best_lawful_path_is_found(length: int, seed: int) -> None:
    scores = np.random.default_rng(seed).normal(size=(length, TAGS)).astype(np.float32)
    paths = [p for p in itertools.product(range(TAGS), repeat=length) if lawful(p)]
    best = max(paths, key=lambda p: sum(float(scores[k, t]) for k, t in enumerate(p)))
    assert tuple(best_tags(scores)) == best


def test_no_words_no_tags() -> None:
    assert len(best_tags(np.zeros((0, TAGS), np.float32))) == 0


def test_a_mention_is_as_sure_as_its_weakest_border() -> None:
    chance = np.array([[0.1, 0.8, 0.0, 0.1, 0.0], [0.2, 0.1, 0.6, 0.1, 0.0],
                       [0.5, 0.1, 0.3, 0.1, 0.0]])
    mentions, sure = decode_mentions(np.log(chance + 1e-9).astype(np.float32))
    assert mentions == [Labelled(0, 1, 0)]
    assert sure[0] == pytest.approx(0.6, abs=1e-5)
