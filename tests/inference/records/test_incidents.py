"""One row an incident: what merges, what stands alone, when and where."""

from typing import Any

import pytest


def test_an_arrest_without_an_event_word_is_an_incident(told: Any) -> None:
    case = told(
        "[اعتقلت](DETAINED o1) [قوات النظام](ACTOR a1) [شاباً](VICTIM v1) في [بلدة "
        "المورد](PLACE p1) [أمس](DATE d1)",
        "o1 agent a1; o1 victim v1; o1 place p1; o1 time d1",
    )
    row = case.event("o1")
    assert (row.event_type, row.acled_sub_event_type) == ("DETAINED", "Arrests")
    assert (row.date_start, row.actors) == ("2023-03-16", ["قوات النظام السوري"])
    assert (row.place_id, row.latitude) == ("p1", None)
    assert case.group("v1").event_id == "o1"


def test_wounded_of_nobody_known_are_no_incident(told: Any) -> None:
    case = told("[أصيب](WOUNDED o1) [مدنيون](VICTIM v1) [أمس](DATE d1)", "o1 victim v1; o1 time d1")
    assert case.records.events == []
    assert case.group("v1").event_id is None


def test_killed_and_wounded_by_one_hand_are_one_incident(told: Any) -> None:
    case = told(
        "[استشهاد](KILLED o1) [رجل](VICTIM v1) و[إصابة](WOUNDED o2) [طفل](VICTIM v2) برصاص "
        "[مسلحين](ACTOR a1) "
        "في [تدمر](PLACE p1)",
        "o1 victim v1; o2 victim v2; o1 agent a1; o2 agent a1; o1 place p1; o2 place p1",
    )
    assert [(row.mentions, row.deaths_best, row.wounded_best) for row in case.records.events] == [
        (["o1", "o2"], 1, 1)
    ]


def test_a_killing_told_twice_counts_with_its_first_cause(told: Any) -> None:
    case = told(
        "[قتل](KILLED o1) [رجل](VICTIM v1) في [إنزال](OFFENSIVE e1)، إذ [داهموا](OFFENSIVE e2) "
        "منزله و"
        "[قتلوا](KILLED o2) [الرجل](VICTIM v2)",
        "o1 victim v1; o1 cause e1; o2 victim v2; o2 cause e2; o2 same_as o1; v2 same_as v1",
    )
    assert [row.deaths_best for row in case.records.events] == [1, None]


def test_a_headline_over_two_shellings_is_neither(told: Any) -> None:
    case = told(
        "[قصف](SHELLING e1) يوقع [قتيلاً](VICTIM v1)\n[قصف](SHELLING e2) [أمس](DATE d1) على "
        "[تدمر](PLACE p1) "
        "أوقع [قتيلاً](VICTIM v2)\nو[قصف](SHELLING e3) على [الرستن](PLACE p2)",
        "e2 same_as e1; e3 same_as e1; e1 victim v1; e2 victim v2; v2 same_as v1; e2 time d1;"
        "e2 target p1; e3 target p2",
    )
    rows = case.records.events
    assert [row.mentions for row in rows] == [["e2"], ["e3"]]
    assert [(row.date_start, row.targets) for row in rows] == [
        ("2023-03-16", ["تدمر"]),
        (None, ["الرستن"]),
    ]


def test_a_headline_over_two_killings_is_neither(told: Any) -> None:
    case = told(
        "[مقتل](KILLED o1) مدنيين\n[قتل](KILLED o2) [رجل](VICTIM v1) في [تدمر](PLACE p1)\n"
        "و[قتلت](KILLED o3) [سيدة](VICTIM v2) في [الرستن](PLACE p2)",
        "o2 same_as o1; o3 same_as o1; o2 victim v1; o3 victim v2; o2 place p1; o3 place p2",
    )
    assert [(r.mentions, r.deaths_best) for r in case.records.events] == [(["o2"], 1), (["o3"], 1)]


def test_a_fire_is_where_and_when_the_strike_was(told: Any) -> None:
    case = told(
        "[غارة](AIRSTRIKE e1) لـ[التحالف الدولي](ACTOR a1) [أمس](DATE d1) على [تدمر](PLACE p1) "
        "أدت إلى "
        "[احتراق](DESTRUCTION e2) [شاحنة](FACILITY f1)",
        "e1 agent a1; e1 time d1; e1 target p1; e2 cause e1; e2 target f1",
    )
    strike, fire = case.event("e1"), case.event("e2")
    assert (fire.date_start, fire.place_id, fire.actors) == (
        strike.date_start,
        strike.place_id,
        strike.actors,
    )


@pytest.mark.parametrize(
    ("moods", "kept"),
    [(("planned", "planned"), "planned"), (("planned", None), "actual"), (("denied",), "denied")],
)
def test_realis_is_kept(told: Any, moods: tuple[str | None, ...], kept: str) -> None:
    text = " ثم ".join(f"[هجوم](OFFENSIVE e{n})" for n in range(len(moods)))
    links = [f"e{n} realis {mood}" for n, mood in enumerate(moods) if mood]
    links += [f"e{n} same_as e0" for n in range(1, len(moods))]
    case = told(text, ";".join(links))
    assert [row.realis for row in case.records.events] == [kept]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("[غارتين جويتين](AIRSTRIKE e1)", 2),
        ("[غارة](AIRSTRIKE e1)", 1),
        ("[5](COUNT c1) [غارات](AIRSTRIKE e1)", 5),
        ("[عشرات](COUNT c1) [الغارات](AIRSTRIKE e1)", None),
        ("[استهداف](AIRSTRIKE e1)", None),
        ("[اشتباكات](CLASH e1)", None),
    ],
)
def test_strikes(told: Any, text: str, number: int | None) -> None:
    case = told(text, "e1 count c1" if "c1" in text else "")
    assert case.event("e1").strikes == number


def test_brigade_137_is_no_number_of_strikes(told: Any) -> None:
    case = told("[قصف](SHELLING e1) على [اللواء 137](FACILITY f1)", "e1 target f1")
    assert case.event("e1").strikes is None
    assert case.records.casualties == []
