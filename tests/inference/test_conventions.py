"""What the guide says of relations beside each other holds of what comes out."""

import numpy as np

from annotations.schema import Schema
from annotations.words import Span
from inference.conventions import (
    both_sides,
    by_the_cause,
    by_the_number,
    fates,
    in_one_whole,
    no_larger_than_whole,
    not_one_group,
    own_dates,
    plurals,
    report_dates,
)
from inference.relate import Link


def link(schema: Schema, head: int, name: str, tail: int, score: float = 0.8) -> Link:
    return Link(head, schema.relation_types.index(name), tail, score)


def spans(text: str, *parts: str) -> list[Span]:
    return [Span(text.index(part), text.index(part) + len(part)) for part in parts]


def test_two_figures_are_two_groups_unless_one_is_surely_a_slip(schema: Schema) -> None:
    doubtful, sure = (link(schema, 3, "same_as", 1, score) for score in (0.7, 0.95))
    assert not_one_group([doubtful, sure], {1: (37, 37), 3: (28, 28)}, {}, schema) == [sure]
    assert not_one_group([doubtful], {1: (37, 37), 3: (37, 37)}, {}, schema) == [doubtful]
    assert not_one_group([doubtful], {1: (37, 37)}, {}, schema) == [doubtful]
    assert not_one_group([doubtful], {1: (27, 27), 3: (122, None)}, {}, schema) == []
    assert not_one_group([doubtful], {1: (130, 130), 3: (122, None)}, {}, schema) == [doubtful]


def test_the_dead_and_the_wounded_are_two_groups(schema: Schema) -> None:
    told = fates(["5 شهداء", "3 جرحى", "6 قتلى وجرحى", "ثلاثة مدنيين"])
    assert told == {0: "dead", 1: "hurt"}
    links = [link(schema, 1, "same_as", 0, 0.99), link(schema, 3, "same_as", 1, 0.99)]
    assert not_one_group(links, {}, told, schema) == links[1:]


def test_place_and_time_go_on_the_cause(schema: Schema) -> None:
    shared, cause = link(schema, 0, "place", 2), link(schema, 0, "cause", 1)
    of_event = link(schema, 1, "place", 2)
    other = link(schema, 0, "time", 3)
    assert by_the_cause([shared, cause, of_event, other], schema) == [cause, of_event, other]
    assert by_the_cause([shared, of_event], schema) == [shared, of_event]


def test_an_event_with_a_date_of_its_own_has_not_the_reports(schema: Schema) -> None:
    text = "وأشار المرصد السوري أمس إلى مقتل شاب بقصف في 3 أيار"
    marks = spans(text, "المرصد السوري", "أمس", "مقتل", "قصف", "3 أيار")
    reported = report_dates(text, marks, ["SOURCE", "DATE", "KILLED", "SHELLING", "DATE"])
    assert reported == {1}
    outcome, event = link(schema, 2, "time", 1), link(schema, 3, "time", 1)
    cause, own = link(schema, 2, "cause", 3), link(schema, 3, "time", 4)
    assert own_dates([outcome, event, cause, own], reported, schema) == [cause, own]
    assert own_dates([outcome, event, cause], reported, schema) == [outcome, event, cause]


def test_a_date_beside_no_reporting_verb_is_the_events() -> None:
    text = "ناشطون في المدينة أمس. قتل شاب"
    marks = spans(text, "ناشطون", "أمس")
    assert report_dates(text, marks, ["SOURCE", "DATE"]) == set()
    text = "أفاد ناشطون. أمس قتل شاب"
    assert report_dates(text, spans(text, "ناشطون", "أمس"), ["SOURCE", "DATE"]) == set()


def test_both_sides_are_the_agents_alone(schema: Schema) -> None:
    assert plurals(["الفصائل", "الطرفين", "بين الجانبين", "طرف"]) == {1, 2}
    assert plurals(["الأماكن ذاتها", "المناطق", "والمناطق نفسها", "المدينة ذاتها"]) == {0, 2}
    both, one = link(schema, 0, "agent", 2), link(schema, 0, "agent", 1)
    other = link(schema, 5, "agent", 1)
    assert both_sides([both, one, other], {2}, schema) == [both, other]


def test_nobody_is_among_two_groups_of_one_line(schema: Schema) -> None:
    # 6 and 5 (mentions 0, 2), a woman of each (1, 3)
    links = [link(schema, 1, "among", 0), link(schema, 3, "among", 2)]
    same = link(schema, 3, "same_as", 1)
    one, two = np.array([0, 0, 0, 0]), np.array([0, 0, 1, 1])
    assert in_one_whole([*links, same], {}, one, schema) == links
    assert in_one_whole([*links, same], {}, two, schema) == [*links, same]
    assert in_one_whole([*links, same], {2: 0}, one, schema) == [*links, same]
    assert in_one_whole([links[0], same], {}, one, schema) == [links[0], same]


def test_parts_are_of_the_mention_that_tells_their_total_s_number(schema: Schema) -> None:
    # 239 قتيلاً (0) … والقتلى هم: (1) 15 من المدنيين (2) و4 (3)
    again = link(schema, 1, "same_as", 0)
    parts = [link(schema, head, "subtotal_of", 1) for head in (2, 3)]
    led = [link(schema, head, "subtotal_of", 0) for head in (2, 3)]
    assert by_the_number([again, *parts], {1: 0}, {0, 2, 3}, schema) == [again, *led]
    # Neither tells a number, both do, or the number comes after its parts.
    for numbered in ({2, 3}, {0, 1, 2, 3}):
        assert by_the_number(parts, {1: 0}, numbered, schema) == parts
    assert by_the_number(parts, {1: 0, 4: 0}, {2, 3, 4}, schema) == parts
    # The nearest of several.
    assert by_the_number(parts, {1: 0, 2: 0}, {0, 2}, schema) == [
        link(schema, 2, "subtotal_of", 0),
        link(schema, 3, "subtotal_of", 2),
    ]


def test_a_part_is_no_larger_than_its_total_unless_it_is_sure(schema: Schema) -> None:
    # 27 شهيداً (0) هم 16 (1) و58 (2)
    figures = {0: (27, 27), 1: (16, 16), 2: (58, 58)}
    small, large, sure = (
        link(schema, head, "subtotal_of", 0, score)
        for head, score in ((1, 0.5), (2, 0.5), (2, 0.95))
    )
    assert no_larger_than_whole([small, large], figures, schema) == [small]
    assert no_larger_than_whole([small, sure], figures, schema) == [small, sure]
    # A total that is told as a least one may be larger; one without a figure says nothing.
    for open_ended in ({**figures, 0: (27, None)}, {2: (58, 58)}):
        assert no_larger_than_whole([small, large], open_ended, schema) == [small, large]
    other = link(schema, 2, "same_as", 0)
    assert no_larger_than_whole([other], figures, schema) == [other]
