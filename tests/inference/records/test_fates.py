"""What befell each group."""

from typing import Any

import pytest


@pytest.mark.parametrize(
    ("noun", "outcome"),
    [("قتلى", "KILLED"), ("جرحى", "WOUNDED"), ("شهيدان", "KILLED"), ("مفقودين", "MISSING")],
)
def test_a_noun_carries_its_outcome(told: Any, noun: str, outcome: str) -> None:
    case = told(f"[قصف](SHELLING e1) أوقع [{noun}](VICTIM v1)", "e1 victim v1")
    assert case.group("v1").outcome == outcome


def test_people_only_aimed_at_are_no_casualties(told: Any) -> None:
    case = told("[استهدف](SHELLING e1) [مدنيين](VICTIM v1)", "e1 target v1")
    assert case.groups == []


def test_a_word_that_points_back_without_a_link_is_no_new_group(told: Any) -> None:
    case = told("نقل [الجرحى](VICTIM v1) إلى المشفى، وسقط [جرحى](VICTIM v2)")
    assert case.groups == ["v2"]


def test_parts_without_an_outcome_have_that_of_their_whole(told: Any) -> None:
    case = told(
        "[قتل](KILLED o1) [5](COUNT c1) [أشخاص](VICTIM v1) بينهم [طفلان](VICTIM v2)",
        "o1 victim v1; v1 count c1; v2 among v1",
    )
    assert case.group("v2").outcome == "KILLED"
    assert case.group("v2").parent_id == "v1"


def test_killed_and_wounded_in_one_breath_are_not_all_dead(told: Any) -> None:
    case = told(
        "[استشهاد](KILLED o1) [وإصابة](WOUNDED o2) [7](COUNT c1) [مدنيين](VICTIM v1) "
        "[بقصف](SHELLING e1)",
        "o1 victim v1; o2 victim v1; v1 count c1; o1 cause e1; o2 cause e1",
    )
    row, event = case.group("v1"), case.event("e1")
    assert (row.outcome, row.flags[0]) == (None, "killed_or_wounded")
    assert (event.deaths_best, event.deaths_low, event.deaths_high) == (None, 1, 6)


def test_one_who_died_of_wounds_is_dead(told: Any) -> None:
    case = told(
        "[توفي](KILLED o1) [طفل](VICTIM v1) متأثراً بجراح [أصيب](WOUNDED o2) بها",
        "o1 victim v1; o2 victim v1",
    )
    assert (case.group("v1").outcome, case.group("v1").flags[0]) == ("KILLED", "also_wounded")


@pytest.mark.parametrize("realis", ["planned", "denied"])
def test_what_did_not_happen_harmed_nobody(told: Any, realis: str) -> None:
    case = told(
        "[إعدام](EXECUTED o1) [4](COUNT c1) [جنود](VICTIM v1) في [الساحة](PLACE p1)",
        f"o1 victim v1; v1 count c1; o1 place p1; o1 realis {realis}",
    )
    assert realis in case.group("v1").flags
    assert case.event("o1").realis == realis
    assert case.event("o1").deaths_best is None


def test_an_assassination_killed_and_an_attempt_did_not(told: Any) -> None:
    case = told(
        "[اغتيال](SHOOTING e1) [ضابط](VICTIM v1) و[محاولة اغتيال](SHOOTING e2) [قاض](VICTIM v2)",
        "e1 target v1; e2 target v2",
    )
    assert [(row.casualty_id, row.outcome) for row in case.records.casualties] == [("v1", "KILLED")]
