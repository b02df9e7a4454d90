"""Do the totals add up? Verdicts on lists, on what grew, on ranges."""

from typing import Any

import pytest

from inference.records.sums import AGREES, CANNOT_TELL, DISAGREES, adds_up, fits
from inference.resolve.counts import CountValue


def exact(number: int) -> CountValue:
    return CountValue(number, number, "exact")


AT_LEAST_20, ABOUT_20 = CountValue(20, None, "at_least"), CountValue(20, 20, "about")


@pytest.mark.parametrize(
    ("whole", "parts", "verdict"),
    [
        (exact(20), [exact(12), exact(8)], AGREES),
        (exact(20), [exact(12), exact(9)], DISAGREES),
        (exact(20), [exact(12), exact(7)], DISAGREES),
        (exact(20), [exact(12), AT_LEAST_20], DISAGREES),
        (exact(40), [exact(12), AT_LEAST_20], CANNOT_TELL),
        (exact(20), [exact(12), None], CANNOT_TELL),
        (exact(10), [exact(12), None], DISAGREES),
        (AT_LEAST_20, [exact(12), exact(9)], AGREES),
        (AT_LEAST_20, [exact(12), exact(7)], DISAGREES),
        (ABOUT_20, [exact(12), exact(7)], CANNOT_TELL),
    ],
)
def test_sums_of_complete_lists(
    whole: CountValue, parts: list[CountValue | None], verdict: str
) -> None:
    assert adds_up(whole, parts, complete=True) == verdict


def test_a_list_that_leaves_some_out_proves_nothing_below_and_much_above() -> None:
    assert adds_up(exact(20), [exact(12), exact(7)], complete=False) == CANNOT_TELL
    assert adds_up(exact(20), [exact(12), exact(9)], complete=False) == DISAGREES


@pytest.mark.parametrize(
    ("whole", "some", "disjoint", "verdict"),
    [
        (exact(6), [exact(4), exact(2)], True, AGREES),
        (exact(6), [exact(7)], False, DISAGREES),
        (exact(6), [exact(4), exact(3)], True, DISAGREES),
        (exact(6), [exact(4), exact(3)], False, CANNOT_TELL),
        (exact(6), [CountValue(2, None, "some", implied=True)], False, CANNOT_TELL),
        (AT_LEAST_20, [exact(19)], False, AGREES),
        (AT_LEAST_20, [exact(25)], False, CANNOT_TELL),
    ],
)
def test_some_must_not_exceed_the_whole(
    whole: CountValue, some: list[CountValue], disjoint: bool, verdict: str
) -> None:
    assert fits(whole, some, lambda i, j: disjoint) == verdict


def test_a_full_list_that_misses_one_disagrees_and_both_numbers_stand(told: Any) -> None:
    case = told(
        "ارتفع إلى [78](COUNT c1) تعداد [القتلى](VICTIM v1) هم:\n– [70](COUNT c2) "
        "[جندياً](VICTIM v2)\n"
        "– [7](COUNT c3) من [قسد](ACTOR a1)",
        "v1 count c1; v1 scope cumulative; v2 count c2; v2 subtotal_of v1; c3 subtotal_of v1;"
        "c3 member_of a1",
    )
    assert case.verdicts == [("subtotal", 78, 77, "disagrees")]
    assert case.group("v1").count == 78
    assert "70 (v2 جندياً) + 7 (c3 7)" in case.records.checks[0].note


def test_what_a_total_grew_by_is_no_list(told: Any) -> None:
    case = told(
        "[قتل](KILLED o1) [مدنيان](VICTIM v1) أمس.\nليرتفع إلى [90](COUNT c1) تعداد "
        "[القتلى](VICTIM v2)، هم "
        "[60](COUNT c2) [جندياً](VICTIM v3) و[30](COUNT c3) [مدنياً](VICTIM v4)",
        "o1 victim v1; v1 subtotal_of v2; v2 count c1; v2 scope cumulative; v3 count c2; v4 "
        "count c3;"
        "v3 subtotal_of v2; v4 subtotal_of v2",
    )
    assert case.verdicts == [("subtotal", 90, 90, "agrees")]


def test_two_breakdowns_of_one_total_are_two_checks(told: Any) -> None:
    case = told(
        "[مقتل](KILLED o1) [12](COUNT c1) [شخصاً](VICTIM v1)، هم: [8](COUNT c2) [جنود](VICTIM v2) "
        "و[4](COUNT c3) [مدنيين](VICTIM v3)\nوتوزع القتلى على النحو الآتي:\n– [7](COUNT c4) في "
        "حلب\n"
        "– [6](COUNT c5) في حماة",
        "o1 victim v1; v1 count c1; v2 count c2; v3 count c3; v2 subtotal_of v1; v3 subtotal_of v1;"
        "c4 subtotal_of v1; c5 subtotal_of v1",
    )
    assert case.verdicts == [
        ("subtotal", 12, 12, "agrees"),
        ("subtotal", 12, 13, "disagrees"),
    ]


def test_women_and_children_among_more_than_all_cannot_be(told: Any) -> None:
    case = told(
        "[قتل](KILLED o1) [5](COUNT c1) [مدنيين](VICTIM v1) بينهم [3](COUNT c2) [رجال](VICTIM v2) "
        "و[3](COUNT c3) [نساء](VICTIM v3)",
        "o1 victim v1; v1 count c1; v2 count c2; v3 count c3; v2 among v1; v3 among v1",
    )
    assert case.verdicts == [("among", 5, 6, "disagrees")]


def test_a_circle_of_parts_is_cut(told: Any) -> None:
    case = told(
        "[قتل](KILLED o1) [5](COUNT c1) و[3](COUNT c2) و[2](COUNT c3)",
        "o1 victim c1; c2 subtotal_of c1; c3 subtotal_of c2; c1 subtotal_of c3",
    )
    parents = {row.casualty_id: row.parent_id for row in case.records.casualties}
    assert sorted(parents) == ["c1", "c2", "c3"]
    assert list(parents.values()).count(None) == 1
