"""A line of a list follows its siblings to their total, and only there."""

import numpy as np

from annotations.schema import Schema
from inference.list_parts import like_siblings
from inference.relate import Link

# A total, four items that tell a group each, and a line that is no item.
TYPES = ["VICTIM"] * 6
LINE = np.array([0, 1, 2, 3, 4, 5])
ITEM = np.array([False, True, True, True, True, False])


def part(schema: Schema, head: int, tail: int, score: float = 0.8) -> Link:
    return Link(head, schema.relation_types.index("subtotal_of"), tail, score)


def pairs(links: list[Link]) -> list[tuple[int, int]]:
    return [(link.head, link.tail) for link in links]


def test_a_stray_line_joins_its_siblings(schema: Schema) -> None:
    links = [part(schema, 1, 0, 0.9), part(schema, 2, 0, 0.6), part(schema, 3, 2)]
    led = like_siblings(links, TYPES, LINE, ITEM, schema)
    assert pairs(led) == [(1, 0), (2, 0), (3, 0), (4, 0)]
    assert [link.score for link in led] == [0.9, 0.6, 0.6, 0.6]


def test_one_part_makes_no_list(schema: Schema) -> None:
    links = [part(schema, 1, 0)]
    assert like_siblings(links, TYPES, LINE, ITEM, schema) == links


def test_a_group_that_is_tied_to_the_total_otherwise_stays(schema: Schema) -> None:
    same = Link(3, schema.relation_types.index("same_as"), 0, 0.9)
    links = [part(schema, 1, 0), part(schema, 2, 0), same]
    led = like_siblings(links, TYPES, LINE, ITEM, schema)
    assert same in led
    assert pairs([link for link in led if link.type != same.type]) == [(1, 0), (2, 0), (4, 0)]


def test_a_count_stands_for_what_it_counts(schema: Schema) -> None:
    types = ["VICTIM", "COUNT", "VICTIM", "COUNT", "VICTIM", "COUNT", "VICTIM"]
    line = np.array([0, 1, 1, 2, 2, 3, 3])
    item = np.array([False, True, True, True])
    count = schema.relation_types.index("count")
    links = [Link(2, count, 1, 0.9), Link(4, count, 3, 0.9), Link(6, count, 5, 0.9)]
    links += [part(schema, 2, 0), part(schema, 4, 0)]
    led = like_siblings(links, types, line, item, schema)
    assert pairs([link for link in led if link.type != count]) == [(2, 0), (4, 0), (6, 0)]


def test_prose_is_no_list(schema: Schema) -> None:
    links = [part(schema, 1, 0), part(schema, 2, 0)]
    assert like_siblings(links, TYPES, LINE, np.zeros(6, bool), schema) == links
