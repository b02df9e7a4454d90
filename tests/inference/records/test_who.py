"""Actors, sides, traits and perpetrators."""

from typing import Any

import pytest


def test_both_parties_of_a_clash_are_named(told: Any) -> None:
    case = told(
        "[اشتباكات](CLASH e1) بين [قوات النظام](ACTOR a1) و[تنظيم “الدولة الإسلامية](ACTOR "
        "a2)” أوقعت "
        "[قتلى](VICTIM v1) من [الطرفين](ACTOR a3) و[3](COUNT c1) [جنود](VICTIM v2) من [قوات "
        "النظام](ACTOR a4)",
        "e1 agent a1; e1 agent a2; a3 same_as a1; a3 same_as a2; a4 same_as a1; e1 victim v1;"
        "e1 victim v2; v2 count c1; v1 member_of a3; v2 member_of a4",
    )
    assert case.event("e1").actors == ["قوات النظام السوري", "تنظيم الدولة الإسلامية"]
    assert case.group("v1").side == ["قوات النظام السوري", "تنظيم الدولة الإسلامية"]
    assert case.group("v1").perpetrator == []
    assert case.group("v2").perpetrator == ["تنظيم الدولة الإسلامية"]
    assert [row.mentions for row in case.records.actors] == [["a1", "a4"], ["a2"]]
    assert case.records.values["a3"] is None


def test_civilians_of_a_clash_have_no_known_killer(told: Any) -> None:
    case = told(
        "[اشتباكات](CLASH e1) بين [قسد](ACTOR a1) و[مسلحين](ACTOR a2) أدت إلى [مقتل](KILLED "
        "o1) [مدني](VICTIM v1)",
        "e1 agent a1; e1 agent a2; o1 victim v1; o1 cause e1",
    )
    assert case.group("v1").perpetrator == []
    assert case.event("e1").civilian_targeting is False


def test_an_actor_no_table_knows_is_named_without_its_clitics(told: Any) -> None:
    case = told(
        "[قصفت](SHELLING e1) [كتائب المورد](ACTOR a1) و[كتائب السدرة](ACTOR a2) القرية",
        "e1 agent a1; e1 agent a2; a2 allied_with a1",
    )
    rows = case.records.actors
    assert [(r.actor_id, r.name_ar, r.kind, r.side) for r in rows] == [
        ("a1", "كتائب المورد", "unknown", None),
        ("a2", "كتائب السدرة", "unknown", None),
    ]
    assert rows[0].allied_with == ["كتائب السدرة"]


def test_a_total_of_civilians_and_fighters_is_mixed(told: Any) -> None:
    case = told(
        "[قتل](KILLED o1) [9](COUNT c1) [أشخاص](VICTIM v1): [طفلان](VICTIM v2) و[7](COUNT c2) "
        "من [قسد](ACTOR a1)",
        "o1 victim v1; v1 count c1; v2 subtotal_of v1; c2 subtotal_of v1; c2 member_of a1",
    )
    statuses = {row.casualty_id: row.civilian_status for row in case.records.casualties}
    assert statuses == {"v1": "mixed", "v2": "civilian", "c2": "combatant"}
    assert case.group("v2").age == "child"


@pytest.mark.parametrize(
    ("tail", "status"),
    [
        ("كانوا من المدنيين وعوائل المقاتلين", "civilian"),
        ("في حي يسكنه مدنيون", "unknown"),
        ("، كما نزح آخرون من المدنيين", "unknown"),
    ],
)
def test_words_that_describe_a_group_without_counting(told: Any, tail: str, status: str) -> None:
    text = f"[اختطاف](ABDUCTED o1) [40](COUNT c1) [شخصاً](VICTIM v1) {tail}"
    text = text.replace("نزح", "[نزح](DISPLACED o2)")
    case = told(text, "o1 victim v1; v1 count c1")
    assert case.group("v1").civilian_status == status


def test_the_freed_of_the_abducted_have_another_doer_and_day(told: Any) -> None:
    case = told(
        "[اختطاف](ABDUCTED o1) [مسلحين](ACTOR a1) [20](COUNT c1) [مدنياً](VICTIM v1) "
        "[أمس](DATE d1)، "
        "[أفرج](RELEASED o2) عن [4](COUNT c2) منهم",
        "o1 agent a1; o1 victim v1; v1 count c1; o1 time d1; o2 victim c2; c2 among v1",
    )
    row = case.group("c2")
    assert (row.outcome, row.parent_id, row.civilian_status) == ("RELEASED", "v1", "civilian")
    assert (row.perpetrator, row.date_start) == ([], None)
