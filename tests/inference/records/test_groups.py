"""How many: the number of a group that is told once, twice and with two figures."""

from typing import Any

import pytest


def test_a_headline_and_its_body_are_one_row_with_all_evidence(told: Any) -> None:
    case = told(
        "[مقتل](KILLED o1) [العشرات](COUNT c1) بانفجار\n"
        "[قتل](KILLED o2) [31](COUNT c2) [شخصاً](VICTIM v2) بانفجار",
        "o1 victim c1; o2 victim v2; v2 count c2; o2 same_as o1; v2 same_as c1",
    )
    assert case.groups == ["v2"]
    assert case.group("v2").count == 31
    assert "two_figures" not in case.group("v2").flags
    assert len(case.records.evidence["casualties"]["v2"]) == 3
    assert [row.deaths_best for row in case.records.events] == [31]


def test_two_numbers_of_one_group_are_two_figures(told: Any) -> None:
    case = told(
        "ارتفع إلى [41](COUNT c1) عدد [القتلى](VICTIM v1) إلى [30 على الأقل](COUNT c2)",
        "v1 count c1; v1 count c2; v1 scope cumulative",
    )
    row = case.group("v1")
    assert (row.count, row.alternative_count) == (41, 30)
    assert "two_figures" in row.flags
    assert case.verdicts == [("two_figures", 41, 30, "disagrees")]


@pytest.mark.parametrize(
    ("body", "flagged"), [("أكثر من 30", False), ("نحو 32", False), ("25", True)]
)
def test_figures_told_in_two_places_contradict_only_where_they_must(
    told: Any, body: str, flagged: bool
) -> None:
    case = told(
        f"[مقتل](KILLED o1) [31](COUNT c1) [شخصاً](VICTIM v1)\n[قتل](KILLED o2) [{body}](COUNT c2)",
        "o1 victim v1; v1 count c1; o2 victim c2; o2 same_as o1; c2 same_as v1",
    )
    assert case.group("v1").count == 31
    assert ("two_figures" in case.group("v1").flags) == flagged


def test_a_number_between_two_nouns_belongs_to_the_nearer(told: Any) -> None:
    case = told(
        "[قتل](KILLED o1) [جنود](VICTIM v1) كثر ثم [6](COUNT c1) [مدنيين](VICTIM v2)",
        "o1 victim v1; o1 victim v2; v1 count c1; v2 count c1",
    )
    assert case.group("v2").count == 6
    assert (case.group("v1").count, case.group("v1").count_min) == (None, 2)


def test_a_plural_that_points_at_two_groups_is_no_third(told: Any) -> None:
    case = told(
        "[قتل](KILLED o1) [رجل](VICTIM v1) و[قتل](KILLED o2) [طفل](VICTIM v2) ودفن "
        "[القتيلان](VICTIM v3)",
        "o1 victim v1; o2 victim v2; v3 same_as v1; v3 same_as v2",
    )
    assert case.groups == ["v1", "v2"]


def test_a_headline_word_for_two_groups_with_two_numbers_is_both(told: Any) -> None:
    case = told(
        "تبادل [المخطوفين](VICTIM v1)\n[أفرج](RELEASED o1) عن [9](COUNT c1) [مخطوفين](VICTIM v2) "
        "مقابل [12](COUNT c2) [محتجزاً](VICTIM v3)",
        "o1 victim v2; o1 victim v3; v2 count c1; v3 count c2; v2 same_as v1; v3 same_as v1",
    )
    assert [(row.casualty_id, row.count) for row in case.records.casualties] == [
        ("v2", 9),
        ("v3", 12),
    ]


def test_a_named_person_is_the_one_of_the_headline(told: Any) -> None:
    case = told(
        "[اغتيال](SHOOTING e1) [قيادي](VICTIM v1)\n[أطلق](SHOOTING e2) مجهولون النار على "
        "[أبو الورد](PERSON n1) ما أدى إلى [وفاته](KILLED o1)",
        "e1 target v1; e2 target n1; o1 victim n1; o1 cause e2; e2 same_as e1",
    )
    assert (case.group("n1").parent_id, case.group("n1").parent_relation) == ("v1", "among")
    assert case.event("e1").deaths_best == 1
