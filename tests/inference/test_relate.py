"""Relations that cannot hold together do not come out together."""

import numpy as np
import pytest

from annotations.schema import Schema
from inference.relate import Link, lawful_links, probabilities

PLACES = [Schema.default().types.index("PLACE")] * 9


def link(schema: Schema, head: int, name: str, tail: int, score: float) -> Link:
    return Link(head, schema.relation_types.index(name), tail, score)


def test_unlawful_relations_have_no_chance() -> None:
    chance = probabilities(np.zeros((1, 3), np.float32), np.array([[True, False]]))
    assert chance[0].tolist() == pytest.approx([0.5, 0.5, 0.0])


def test_a_part_has_one_whole(schema: Schema) -> None:
    links = [link(schema, 2, "subtotal_of", 0, 0.6), link(schema, 2, "subtotal_of", 1, 0.9)]
    assert lawful_links(links, PLACES, schema) == [links[1]]


def test_nothing_is_a_part_of_itself(schema: Schema) -> None:
    links = [
        link(schema, 0, "subtotal_of", 1, 0.9),
        link(schema, 1, "subtotal_of", 2, 0.8),
        link(schema, 2, "subtotal_of", 0, 0.7),
    ]
    assert lawful_links(links, PLACES, schema) == links[:2]


def test_a_count_counts_one_thing(schema: Schema) -> None:
    links = [link(schema, 0, "count", 5, 0.7), link(schema, 3, "count", 5, 0.8)]
    assert lawful_links(links, PLACES, schema) == [links[1]]


def test_same_as_keeps_the_nearest_of_one_thing(schema: Schema) -> None:
    links = [
        link(schema, 1, "same_as", 0, 0.9),
        link(schema, 2, "same_as", 0, 0.9),
        link(schema, 2, "same_as", 1, 0.6),
    ]
    led = link(schema, 2, "same_as", 1, 0.9)
    assert lawful_links(links, PLACES, schema) == [links[0], led]


def test_a_mention_is_one_thing(schema: Schema) -> None:
    links = [link(schema, 2, "same_as", 0, 0.6), link(schema, 2, "same_as", 1, 0.9)]
    assert lawful_links(links, PLACES, schema) == [links[1]]


def test_a_link_is_not_led_to_an_improbable_pair(schema: Schema) -> None:
    links = [link(schema, 1, "same_as", 0, 0.9), link(schema, 2, "same_as", 0, 0.8)]
    for chance, tail, score in ((0.5, 1, 0.5), (0.1, 0, 0.8)):
        kept = lawful_links(links, PLACES, schema, chances={(1, 0): 0.9, (2, 1): chance})
        assert kept == [links[0], link(schema, 2, "same_as", tail, score)]


def test_the_dead_are_not_the_wounded(schema: Schema) -> None:
    types = [schema.types.index(n) for n in ("KILLED", "VICTIM", "WOUNDED", "VICTIM")]
    fates = [link(schema, 0, "victim", 1, 0.9), link(schema, 2, "victim", 3, 0.9)]
    same = link(schema, 3, "same_as", 1, 0.9)
    assert same not in lawful_links([*fates, same], types, schema)
    assert same in lawful_links([fates[0], same], types, schema)


def test_a_plural_is_the_same_as_each_of_its_parts(schema: Schema) -> None:
    links = [link(schema, 2, "same_as", 0, 0.9), link(schema, 2, "same_as", 1, 0.6)]
    assert lawful_links(links, PLACES, schema, plural={2}) == links


def test_one_thing_is_not_the_same_as_a_plural(schema: Schema) -> None:
    links = [link(schema, 1, "same_as", 0, 0.9), link(schema, 2, "same_as", 1, 0.9)]
    assert lawful_links(links, PLACES, schema, plural={1}) == links[:1]
    assert lawful_links(links, PLACES, schema, plural={1, 2}) == links


def test_same_as_leads_to_the_last_mention_of_the_chain(schema: Schema) -> None:
    links = [
        link(schema, 1, "same_as", 0, 0.9),
        link(schema, 2, "same_as", 0, 0.8),
        link(schema, 4, "same_as", 1, 0.7),
    ]
    found = [(item.head, item.tail, item.score) for item in lawful_links(links, PLACES, schema)]
    assert found == [(1, 0, 0.9), (2, 1, 0.8), (4, 2, 0.7)]


def test_a_chain_is_not_led_over_an_unlawful_type(schema: Schema) -> None:
    place, facility, actor = (schema.types.index(n) for n in ("PLACE", "FACILITY", "ACTOR"))
    links = [link(schema, 1, "same_as", 0, 0.9), link(schema, 2, "same_as", 0, 0.9)]
    led = lawful_links(links, [place, facility, place], schema)
    assert [(item.head, item.tail) for item in led] == [(1, 0), (2, 1)]
    kept = lawful_links(links, [place, actor, place], schema)
    assert [(item.head, item.tail) for item in kept] == [(1, 0), (2, 0)]


def test_a_plural_joins_no_chain(schema: Schema) -> None:
    links = [
        link(schema, 2, "same_as", 0, 0.9),
        link(schema, 2, "same_as", 1, 0.9),
        link(schema, 3, "same_as", 0, 0.9),
    ]
    kept = lawful_links(links, PLACES, schema, plural={2})
    assert [(item.head, item.tail) for item in kept] == [(2, 0), (2, 1), (3, 0)]


@pytest.mark.parametrize(
    ("one", "other", "holds"),
    [
        ("WOUNDED", "KILLED", False),
        ("KILLED", "WOUNDED", False),
        ("WOUNDED", "WOUNDED", True),
        ("RELEASED", "ABDUCTED", True),
    ],
)
def test_the_wounded_are_no_part_of_the_dead(
    schema: Schema, one: str, other: str, holds: bool
) -> None:
    types = [schema.types.index(name) for name in (one, other, "VICTIM", "VICTIM")]
    links = [
        link(schema, 0, "victim", 2, 0.9),
        link(schema, 1, "victim", 3, 0.9),
        link(schema, 2, "subtotal_of", 3, 0.6),
    ]
    assert (links[2] in lawful_links(links, types, schema)) == holds


def test_who_met_both_fates_may_be_a_part_of_either(schema: Schema) -> None:
    types = [schema.types.index(name) for name in ("WOUNDED", "KILLED", "VICTIM", "VICTIM")]
    links = [
        link(schema, 0, "victim", 2, 0.9),
        link(schema, 0, "victim", 3, 0.9),
        link(schema, 1, "victim", 3, 0.9),
        link(schema, 2, "subtotal_of", 3, 0.6),
    ]
    assert links[3] in lawful_links(links, types, schema)
