"""Decoding gives lawful mentions, the likeliest ones, with the sureness of their weakest border."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotations.bio import Labelled
from inference.decode import best_tags, decode_mentions

TAGS = 5  # O, B-0, I-0, B-1, I-1


def lawful(tags: tuple[int, ...], signs: list[bool]) -> bool:
    before = 0
    for k, tag in enumerate(tags):
        goes_on = tag > 0 and tag % 2 == 0
        if goes_on and before not in (tag - 1, tag):
            return False
        if signs[k] and tag % 2 == 1:
            return False
        if k and signs[k - 1] and before and not goes_on:
            return False
        before = tag
    return not (signs[-1] and before)


@settings(max_examples=60)
@given(st.integers(1, 5), st.integers(0, 2**31))
def test_the_best_lawful_path_is_found(length: int, seed: int) -> None:
    chance = np.random.default_rng(seed)
    scores = chance.normal(size=(length, TAGS)).astype(np.float32)
    signs = chance.random(length) < 0.3
    paths = [p for p in itertools.product(range(TAGS), repeat=length) if lawful(p, signs.tolist())]
    best = max(paths, key=lambda p: sum(float(scores[k, t]) for k, t in enumerate(p)))
    assert tuple(best_tags(scores, signs)) == best


def test_no_words_no_tags() -> None:
    assert len(best_tags(np.zeros((0, TAGS), np.float32))) == 0


def test_a_mention_is_as_sure_as_its_weakest_border() -> None:
    chance = np.array(
        [[0.1, 0.8, 0.0, 0.1, 0.0], [0.2, 0.1, 0.6, 0.1, 0.0], [0.5, 0.1, 0.3, 0.1, 0.0]]
    )
    mentions, sure = decode_mentions(np.log(chance + 1e-9).astype(np.float32))
    assert mentions == [Labelled(0, 1, 0)]
    assert sure[0] == pytest.approx(0.6, abs=1e-5)
