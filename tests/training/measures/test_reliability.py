"""Calibration error and risk against sums made by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.measures.reliability import reliability, rightness

ITEMS = st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=60)


def test_two_bins_by_hand() -> None:
    # (0.85, 0.9]: mean 0.89, half right; (0.95, 1]: sure and right.
    found = reliability([0.9, 0.88, 1.0, 1.0], [True, False, True, True], 5)
    assert found.items == 4
    assert found.ece == pytest.approx((2 * 0.39 + 2 * 0) / 4)
    assert [(b.items, round(b.right, 2)) for b in found.bins] == [(2, 0.5), (2, 1.0)]
    # The two sure ones cannot be parted.
    assert [(p.coverage, p.least) for p in found.risk_coverage] == [
        (0.5, 1.0),
        (0.75, 0.9),
        (1.0, 0.88),
    ]
    assert [p.risk for p in found.risk_coverage] == pytest.approx([0, 0, 0.25])
    assert [p.recall for p in found.risk_coverage] == pytest.approx([0.4, 0.6, 0.6])


def test_nothing_given() -> None:
    found = reliability([], [], 3)
    assert (found.items, found.ece, found.bins, found.risk_coverage) == (0, None, [], [])


def test_a_double_is_right_once() -> None:
    assert rightness(["a", "b", "b"], ["a", "a", "c", "b"]) == [True, False, False, True]


@given(ITEMS)
def test_every_item_is_in_one_bin_and_in_the_last_point(items: list[tuple[float, bool]]) -> None:
    scores, right = [s for s, _ in items], [r for _, r in items]
    found = reliability(scores, right, len(items))
    assert sum(b.items for b in found.bins) == len(items)
    slow = 0.0
    for k in range(15):
        low, high = k / 15, (k + 1) / 15
        inside = [i for i in items if low < i[0] <= high or (k == 0 and i[0] == 0)]
        slow += abs(sum(s for s, _ in inside) - sum(r for _, r in inside))
    assert found.ece == pytest.approx(slow / len(items), abs=0.02)
    assert found.risk_coverage[-1].coverage == 1
    assert found.risk_coverage[-1].risk == pytest.approx(1 - sum(right) / len(items))
    for point in found.risk_coverage:
        kept = [r for s, r in items if s >= point.least]
        assert len(kept) == round(point.coverage * len(items))
        assert point.risk == pytest.approx(1 - sum(kept) / len(kept))
