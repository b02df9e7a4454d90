"""What adds up is taken, and nothing else."""

from hypothesis import given
from hypothesis import strategies as st

from inference.relate import Link
from inference.totals import FLOOR, borne_out, moved

PART = 9  # the number of the relation


def link(head: int, tail: int, score: float) -> Link:
    return Link(head, PART, tail, score)


def test_parts_that_make_up_the_total_are_taken() -> None:
    rivals = [link(1, 0, 0.3), link(2, 0, 0.16), link(3, 0, 0.2), link(4, 0, 0.15)]
    numbers = {0: 122, 1: 27, 2: 37, 3: 58, 4: 150}
    assert {taken.head for taken in borne_out([], rivals, numbers)} == {1, 2, 3}


def test_what_is_known_counts() -> None:
    kept = [link(1, 0, 0.9)]
    numbers = {0: 27, 1: 16, 2: 6, 3: 5, 4: 11}
    both = borne_out(kept, [link(2, 0, 0.3), link(3, 0, 0.3)], numbers)
    assert {taken.head for taken in both} == {2, 3}
    assert [taken.head for taken in borne_out(kept, [link(4, 0, 0.3)], numbers)] == [4]


def test_a_sum_that_is_not_exact_says_nothing() -> None:
    numbers = {0: 122, 1: 27, 2: 37, 3: 57}
    assert borne_out([], [link(1, 0, 0.3), link(2, 0, 0.2), link(3, 0, 0.2)], numbers) == []


def test_one_equal_number_is_no_sum() -> None:
    assert borne_out([], [link(1, 0, 0.3)], {0: 12, 1: 12}) == []


def test_small_totals_unlikely_parts_and_parts_elsewhere_are_left() -> None:
    assert borne_out([], [link(1, 0, 0.3), link(2, 0, 0.3)], {0: 5, 1: 2, 2: 3}) == []
    low = FLOOR - 0.01
    assert borne_out([], [link(1, 0, low), link(2, 0, low)], {0: 15, 1: 7, 2: 8}) == []
    kept = [link(1, 5, 0.9)]
    assert borne_out(kept, [link(1, 0, 0.3), link(2, 0, 0.3)], {0: 15, 1: 7, 2: 8, 5: 9}) == []


def test_a_part_without_a_number_leaves_its_total_alone() -> None:
    kept = [link(1, 0, 0.9)]
    assert borne_out(kept, [link(2, 0, 0.3)], {0: 15, 2: 15}) == []


@given(
    st.lists(
        st.tuples(st.integers(1, 8), st.integers(0, 3), st.floats(0, 1)), max_size=12, unique=True
    ),
    st.dictionaries(st.integers(0, 8), st.integers(0, 60)),
)
def test_every_total_that_gains_parts_adds_up(
    drawn: list[tuple[int, int, float]], numbers: dict[int, int]
) -> None:
    rivals = [link(h, t, s) for h, t, s in drawn if h != t]
    taken = borne_out([], rivals, numbers)
    heads = [item.head for item in taken]
    assert len(heads) == len(set(heads))
    for whole in {item.tail for item in taken}:
        parts = [numbers[item.head] for item in taken if item.tail == whole]
        assert len(parts) >= 2
        assert sum(parts) == numbers[whole]


def test_a_group_told_twice_is_one_part() -> None:
    rivals = [link(1, 0, 0.3), link(2, 0, 0.3)]
    numbers = {0: 20, 1: 10, 2: 10}
    assert len(borne_out([], rivals, numbers)) == 2
    assert borne_out([], rivals, numbers, {2: 1}) == []
    assert borne_out([], rivals, numbers, {1: 0}) == []


def test_a_part_moves_to_the_total_that_lacks_it() -> None:
    # 27 = 16 + 6 + 5, and the 16 hangs on 122
    kept = [link(2, 0, 0.45), link(3, 1, 0.9), link(4, 1, 0.8)]
    numbers = {0: 122, 1: 27, 2: 16, 3: 6, 4: 5}
    assert moved(kept, [link(2, 1, 0.12)], numbers) == [(kept[0], link(2, 1, 0.12))]
    assert moved(kept, [link(2, 1, FLOOR / 2)], numbers) == []


def test_a_part_of_a_total_that_adds_up_stays() -> None:
    kept = [link(2, 0, 0.45), link(5, 0, 0.9), link(3, 1, 0.9), link(4, 1, 0.8)]
    numbers = {0: 122, 1: 27, 2: 16, 3: 6, 4: 5, 5: 106}
    assert moved(kept, [link(2, 1, 0.12)], numbers) == []
    assert moved(kept[:3], [link(2, 1, 0.12)], {**numbers, 5: 1}) == []  # one part is no sum
