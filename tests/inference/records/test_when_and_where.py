"""Days and places of events and groups, and the points that they lend."""

from typing import Any

import pytest


def test_what_began_on_a_day_has_no_end(told: Any) -> None:
    case = told(
        "[الهجوم](OFFENSIVE e1) الذي بدأ في [14 آذار](DATE d1) و[قصف](SHELLING e2) [أمس](DATE d2)",
        "e1 time d1; e2 time d2",
    )
    assert (case.event("e1").date_start, case.event("e1").date_end) == ("2023-03-14", None)
    assert (case.event("e2").date_start, case.event("e2").date_end) == ("2023-03-16", "2023-03-16")
    assert case.records.values["d1"] == {"start": "2023-03-14", "end": "2023-03-14", "precision": 1}


def test_since_opens_what_stands_before_it_and_not_after(told: Any) -> None:
    text = "[حصار](SIEGE e1) منذ [آذار 2022](DATE d1)، حين [هاجموا](OFFENSIVE e2) البلدة"
    before, after = told(text, "e1 time d1"), told(text, "e2 time d1")
    assert before.event("e1").date_end is None
    assert after.event("e2").date_end == "2022-03-31"


def test_dates_of_one_event_that_meet_mean_the_days_they_share(told: Any) -> None:
    case = told(
        "[قصف](SHELLING e1) خلال [العام 2023](DATE d1) و[القصف](SHELLING e2) [أمس](DATE d2)",
        "e1 time d1; e2 time d2; e2 same_as e1",
    )
    assert (case.event("e1").date_start, case.event("e1").date_precision) == ("2023-03-16", 1)


@pytest.mark.parametrize("published", [None, "last week"])
def test_without_a_day_of_publication_today_is_unknown(told: Any, published: str | None) -> None:
    case = told("[قصف](SHELLING e1) [أمس](DATE d1)", "e1 time d1", published=published)
    assert (case.event("e1").date_start, case.records.values["d1"]) == (None, None)


def test_a_group_has_the_day_and_place_of_its_outcome_before_its_cause(told: Any) -> None:
    case = told(
        "[توفي](KILLED o1) [رجل](VICTIM v1) [اليوم](DATE d1) في [حماة](PLACE p1) جراء "
        "[قصف](SHELLING e1) "
        "[قوات النظام](ACTOR a1) [أمس](DATE d2) على [تدمر](PLACE p2)",
        "o1 victim v1; o1 time d1; o1 place p1; o1 cause e1; e1 time d2; e1 target p2; e1 agent a1",
    )
    row = case.group("v1")
    assert row.date_start == "2023-03-17"
    assert case.event("e1").date_start == "2023-03-16"
    assert row.place_id == case.records.values["p1"]["place_id"]
    assert row.perpetrator == ["قوات النظام السوري"]


def test_of_several_places_each_victim_has_the_one_beside_it(told: Any) -> None:
    case = told(
        "[استشهدت](KILLED o1) [طفلة](VICTIM v1) في [تدمر](PLACE p1) و[سيدة](VICTIM v2) في "
        "[الرستن](PLACE p2)",
        "o1 victim v1; o1 victim v2; o1 place p1; o1 place p2",
    )
    places = [case.records.values[name]["place_id"] for name in ("p1", "p2")]
    assert [row.place_id for row in case.records.casualties] == places


def test_a_wrong_link_far_back_renames_no_place_that_is_named_nearer(told: Any) -> None:
    case = told(
        "[قصف](SHELLING e1) على [تدمر](PLACE p1) و[الرستن](PLACE p2)، وفي [المدينة](PLACE p3) "
        "[خطف](ABDUCTED o1) [رجل](VICTIM v1)",
        "e1 target p1; e1 target p2; p2 same_as p1; p3 same_as p2; o1 victim v1; o1 place p3",
    )
    places = [case.records.values[name]["place_id"] for name in ("p1", "p2", "p3")]
    assert places[0] != places[1] == places[2]
    assert case.group("v1").place_id == places[1]


def test_an_unknown_village_keeps_its_name_and_lies_in_what_is_known(told: Any) -> None:
    case = told(
        "[قصف](SHELLING e1) على [قرية المورد الأعلى](PLACE p1) [بريف حماة](PLACE p2)",
        "e1 target p1; p1 part_of p2",
    )
    row = case.event("e1")
    place = next(p for p in case.records.places if p.place_id == "p1")
    assert (row.place_id, row.geo_precision) == ("p1", 3)
    assert row.latitude is not None
    assert (place.name_ar, place.latitude, place.kind) == ("قرية المورد الأعلى", None, "place")
    assert case.records.values["p1"] is None


def test_a_house_is_in_its_town(told: Any) -> None:
    case = told(
        "[غارة](AIRSTRIKE e1) على [منزل](FACILITY f1) في [مدينة تدمر](PLACE p1)",
        "e1 target f1; f1 part_of p1",
    )
    row = case.event("e1")
    assert row.place_id == case.records.values["p1"]["place_id"]
    assert row.geo_precision == 2
    assert row.targets == ["منزل"]


def test_who_holds_a_place_is_told_by_name(told: Any) -> None:
    case = told(
        "[قصف](SHELLING e1) على [مناطق سيطرة](PLACE p1) [قوات النظام](ACTOR a1)",
        "e1 target p1; p1 controlled_by a1",
    )
    assert case.records.places[0].controlled_by == ["قوات النظام السوري"]


def test_a_bare_hour_is_of_the_day_told_of_the_same_event(told: Any) -> None:
    text = (
        "في [7 آذار](DATE d1) [قصفت](SHELLING e1) [صباحاً](DATE d2) القرية ثم [فجراً](DATE d3) هدوء"
    )
    values = told(text, "e1 time d1; e1 time d2").records.values
    assert values["d2"] == {"start": "2023-03-07", "end": "2023-03-07", "precision": 1}
    assert values["d3"] is None


def test_an_evening_lends_its_day_to_no_dawn(told: Any) -> None:
    text = "[القصف](SHELLING e1) [مساء 7 آذار](DATE d1) واستمر حتى [الفجر](DATE d2)"
    before = told(text, "e1 time d1").records.values["d2"]
    assert told(text, "e1 time d1; e1 time d2").records.values["d2"] == before


@pytest.mark.parametrize("published", ["0001-01-03", "9999-12-30"])
def test_a_stand_in_for_a_date_breaks_nothing(told: Any, published: str) -> None:
    text = "[صباح اليوم الاثنين](DATE d1) و[اليوم الثلاثاء](DATE d2) و[أمس](DATE d3)"
    values = told(text, "", published=published).records.values
    assert None in values.values()


def test_a_weekday_against_the_day_of_publication_unsettles_what_hangs_on_it(told: Any) -> None:
    text = (
        "[اليوم الثلاثاء](DATE d1) و[أمس](DATE d2) و[صباح الأحد](DATE d3) و[5 آذار 2023](DATE d4)"
    )
    values = told(text, "").records.values  # published on a Friday
    assert [values[name] for name in ("d1", "d2", "d3")] == [None, None, None]
    assert values["d4"] == {"start": "2023-03-05", "end": "2023-03-05", "precision": 1}
