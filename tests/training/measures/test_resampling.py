"""The bootstrap against all resamples counted out."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from training.measures.resampling import difference, interval
from training.metrics import Score

SCORES = st.builds(
    lambda right, more, missed: Score(right, right + more, right + missed),
    st.integers(0, 9),
    st.integers(0, 9),
    st.integers(0, 9),
)


def pooled_f1(scores: list[Score]) -> float:
    return Score(
        sum(s.right for s in scores), sum(s.given for s in scores), sum(s.wanted for s in scores)
    ).f1


def test_documents_that_are_alike_leave_no_doubt() -> None:
    found = interval([Score(3, 4, 5)] * 6)
    assert found is not None
    assert (found.low, found.high) == pytest.approx((6 / 9, 6 / 9))


def test_one_document_has_no_interval() -> None:
    assert interval([Score(1, 1, 1)]) is None
    assert interval([]) is None
    assert difference([Score(1, 1, 1)], [Score(0, 1, 1)]) is None


def test_ends_and_p_are_those_of_all_resamples() -> None:
    ours = [Score(9, 10, 10), Score(4, 9, 8), Score(6, 7, 9), Score(3, 8, 6)]
    theirs = [Score(8, 10, 10), Score(5, 9, 8), Score(3, 7, 9), Score(2, 8, 6)]
    all_ours, gaps = [], []
    for chosen in product(range(4), repeat=4):
        all_ours.append(pooled_f1([ours[k] for k in chosen]))
        gaps.append(all_ours[-1] - pooled_f1([theirs[k] for k in chosen]))
    seen = pooled_f1(ours) - pooled_f1(theirs)
    p = sum(abs(gap - seen) >= abs(seen) - 1e-12 for gap in gaps) / len(gaps)

    def end(values: list[float], share: float) -> float:
        return sorted(values)[round(share * (len(values) - 1))]

    within = interval(ours, draws=20_000)
    found = difference(ours, theirs, draws=20_000)
    assert within is not None and found is not None
    assert within.low == pytest.approx(end(all_ours, 0.025), abs=0.015)
    assert within.high == pytest.approx(end(all_ours, 0.975), abs=0.015)
    assert found.difference == pytest.approx(seen)
    assert found.low == pytest.approx(end(gaps, 0.025), abs=0.015)
    assert found.high == pytest.approx(end(gaps, 0.975), abs=0.015)
    assert found.p == pytest.approx(p, abs=0.015)


def test_a_model_against_itself_and_one_always_better() -> None:
    scores = [Score(k, 9, 9) for k in range(1, 9)]
    same = difference(scores, scores)
    assert same is not None and (same.difference, same.p) == (0, 1)
    better = difference([Score(8, 10, 10)] * 8, [Score(5, 10, 10)] * 8)
    assert better is not None
    assert better.low == pytest.approx(0.3)
    assert better.p == pytest.approx(1 / 1001)


def test_both_models_need_the_same_documents() -> None:
    with pytest.raises(ValueError, match="2 documents against 1"):
        difference([Score(1, 1, 1)] * 2, [Score(1, 1, 1)])


@settings(max_examples=30)
@given(st.lists(st.tuples(SCORES, SCORES), min_size=2, max_size=12))
def test_turned_round_it_says_the_same(pairs: list[tuple[Score, Score]]) -> None:
    ours, theirs = [a for a, _ in pairs], [b for _, b in pairs]
    there, back = difference(ours, theirs), difference(theirs, ours)
    assert there is not None and back is not None
    assert there.difference == pytest.approx(-back.difference)
    assert there.low == pytest.approx(-back.high)
    assert there.p == back.p
    assert 0 < there.p <= 1
    assert there == difference(ours, theirs)
