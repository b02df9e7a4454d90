"""Counted groups that one verb rules share its outcome; nobody else is drawn in."""

from annotations.schema import Schema
from inference.coordinated import with_coordinated
from inference.relate import Link

# أصيب 5 عسكريين و3 مدنيين بينهم طفل، و2 آخرين
MARKS = [
    ("أصيب", "WOUNDED"),
    ("5", "COUNT"),
    ("عسكريين", "VICTIM"),
    ("و3", "COUNT"),
    ("مدنيين", "VICTIM"),
    ("طفل", "VICTIM"),
    ("و2", "COUNT"),
    ("آخرين", "VICTIM"),
]
LINKS = [
    (0, "victim", 2, 0.8),
    (2, "count", 1, 0.9),
    (4, "count", 3, 0.9),
    (5, "among", 4, 0.9),
    (7, "count", 6, 0.9),
]


def victims(
    schema: Schema, marks: list[tuple[str, str]], links: list[tuple[int, str, int, float]]
) -> list[tuple[int, int, float]]:
    number = schema.relation_types.index
    given = [Link(head, number(name), tail, score) for head, name, tail, score in links]
    found = with_coordinated(given, [w for w, _ in marks], [t for _, t in marks], schema)
    assert set(given) <= set(found) and found == sorted(found)
    return [(k.head, k.tail, k.score) for k in found if k.type == number("victim")]


def test_later_groups_follow_the_first(schema: Schema) -> None:
    assert victims(schema, MARKS, LINKS) == [(0, 2, 0.8), (0, 4, 0.8), (0, 7, 0.8)]


def test_a_group_without_the_conjunction_ends_the_row(schema: Schema) -> None:
    marks = [(words.removeprefix("و"), kind) for words, kind in MARKS]
    assert victims(schema, marks, LINKS) == [(0, 2, 0.8)]


def test_another_event_between_ends_the_row(schema: Schema) -> None:
    marks = [*MARKS[:3], ("وقصفت", "SHELLING"), *MARKS[3:]]
    moved = [(h + (h > 2), name, t + (t > 2), score) for h, name, t, score in LINKS]
    assert victims(schema, marks, moved) == [(0, 2, 0.8)]


def test_a_group_that_hangs_on_something_stays(schema: Schema) -> None:
    links = [*LINKS, (4, "subtotal_of", 2, 0.7), (7, "same_as", 2, 0.7)]
    assert victims(schema, MARKS, links) == [(0, 2, 0.8)]


def test_without_a_first_one_nothing_follows(schema: Schema) -> None:
    assert victims(schema, MARKS, LINKS[1:]) == []
