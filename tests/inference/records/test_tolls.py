"""Deaths of events: once, of that event, and never from running totals."""

from typing import Any

RUNNING = (
    "[قتل](KILLED o1) [3](COUNT c1) [عناصر](VICTIM v1) [بكمين](OFFENSIVE e1) [أمس](DATE d1).\n"
    "وبذلك يرتفع إلى [80](COUNT c2) تعداد [القتلى](VICTIM v2) الذين [قتلوا](KILLED o2) "
    "[بهجمات](OFFENSIVE e2) منذ [مطلع العام](DATE d2)، هم: [50](COUNT c3) [مدنياً](VICTIM v3) "
    "و[30](COUNT c4) [جندياً](VICTIM v4)"
)
LINKS = (
    "o1 victim v1; v1 count c1; o1 cause e1; e1 time d1; o2 victim v2; v2 count c2;"
    "v2 scope cumulative; o2 cause e2; e2 time d2; v3 count c3; v4 count c4;"
    "v3 subtotal_of v2; v4 subtotal_of v2"
)


def test_a_running_total_is_no_incident_and_no_event_s_deaths(told: Any) -> None:
    case = told(RUNNING, LINKS)
    assert [(row.event_id, row.deaths_best) for row in case.records.events] == [("e1", 3)]
    scopes = {row.casualty_id: row.scope for row in case.records.casualties}
    assert scopes == {"v1": "new", "v2": "cumulative", "v3": "cumulative", "v4": "cumulative"}
    assert case.group("v3").date_start == "2023-01-01"


def test_new_dead_that_the_total_takes_in_stay_new(told: Any) -> None:
    text = RUNNING + "، بينهم [الثلاثة](COUNT c5)"
    case = told(text, LINKS + "; c5 among v2; c5 same_as v1")
    assert case.group("v1").scope == "new"
    assert case.event("e1").deaths_best == 3


def test_running_totals_of_events_are_no_incident(told: Any) -> None:
    case = told(
        "يرتفع إلى [42](COUNT c1) عدد [الضربات](AIRSTRIKE e1): [30](COUNT c2) [ضربة](AIRSTRIKE e2) "
        "و[12](COUNT c3) [ضربة](AIRSTRIKE e3)، ثم [غارتان](AIRSTRIKE e4) [أمس](DATE d1)",
        "e1 count c1; c1 scope cumulative; e2 count c2; e3 count c3; c2 subtotal_of c1;"
        "c3 subtotal_of c1; e4 time d1",
    )
    assert [(row.event_id, row.strikes) for row in case.records.events] == [("e4", 2)]
    assert case.verdicts == [("strikes", 42, 42, "agrees")]


def test_a_total_and_its_parts_count_once(told: Any) -> None:
    case = told(
        "[قصف](SHELLING e1) أدى إلى [مقتل](KILLED o1) [6](COUNT c1) [أشخاص](VICTIM v1)، هم "
        "[4](COUNT c2) [مدنيين](VICTIM v2) و[جنديان](VICTIM v3)، و[إصابة](WOUNDED o2) [عدد "
        "من](COUNT c3) "
        "[السكان](VICTIM v4)",
        "o1 victim v1; o1 victim v2; o1 victim v3; o1 cause e1; v1 count c1; v2 count c2;"
        "v2 subtotal_of v1; v3 subtotal_of v1; o2 victim v4; v4 count c3; o2 cause e1",
    )
    event = case.event("e1")
    assert (event.deaths_best, event.deaths_low, event.deaths_high) == (6, 6, 6)
    assert event.deaths_civilians == 4
    assert event.wounded_best is None


def test_parts_with_incidents_of_their_own_are_not_counted_twice(told: Any) -> None:
    case = told(
        "[استشهد](KILLED o1) [مدنيان](VICTIM v1) [بالاقتتال](CLASH e1)، هما [رجل](VICTIM v2) "
        "[قضى](KILLED o2) في [الباب](PLACE p1) و[سيدة](VICTIM v3) [قضت](KILLED o3) في "
        "[مارع](PLACE p2)",
        "o1 victim v1; o1 cause e1; v2 subtotal_of v1; v3 subtotal_of v1; o2 victim v2;"
        "o3 victim v3; o2 place p1; o3 place p2",
    )
    assert [(row.event_id, row.deaths_best) for row in case.records.events] == [
        ("e1", None),
        ("o2", 1),
        ("o3", 1),
    ]


def test_what_two_events_did_together_is_nobody_s_alone(told: Any) -> None:
    case = told(
        "[مقتل](KILLED o1) [5](COUNT c1) [عناصر](VICTIM v1) [بقصف](SHELLING e1) "
        "و[اشتباكات](CLASH e2)",
        "o1 victim v1; v1 count c1; o1 cause e1; o1 cause e2",
    )
    for name in ("e1", "e2"):
        event = case.event(name)
        assert (event.deaths_best, event.deaths_low, event.deaths_high) == (None, 0, 5)
    assert "shared_by_events" in case.group("v1").flags


def test_open_figures_bound_only_from_below(told: Any) -> None:
    case = told(
        "[انفجار](EXPLOSION e1) أوقع [20 على الأقل](COUNT c1) [قتيلاً](VICTIM v1) "
        "و[قتلى](VICTIM v2) آخرين",
        "e1 victim v1; v1 count c1; e1 victim v2",
    )
    event = case.event("e1")
    assert (event.deaths_best, event.deaths_low, event.deaths_high) == (None, 21, None)
