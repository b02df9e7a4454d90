"""Relations that cannot hold together do not come out together."""

import numpy as np
import pytest

from annotations.schema import Schema
from inference.relate import Link, lawful_links, probabilities


def link(schema: Schema, head: int, name: str, tail: int, score: float) -> Link:
    return Link(head, schema.relation_types.index(name), tail, score)


def test_unlawful_relations_have_no_chance() -> None:
    chance = probabilities(np.zeros((1, 3), np.float32), np.array([[True, False]]))
    assert chance[0].tolist() == pytest.approx([0.5, 0.5, 0.0])


def test_a_part_has_one_whole(schema: Schema) -> None:
    links = [link(schema, 2, "subtotal_of", 0, 0.6), link(schema, 2, "subtotal_of", 1, 0.9)]
    assert lawful_links(links, schema) == [links[1]]


def test_nothing_is_a_part_of_itself(schema: Schema) -> None:
    links = [
        link(schema, 0, "subtotal_of", 1, 0.9),
        link(schema, 1, "subtotal_of", 2, 0.8),
        link(schema, 2, "subtotal_of", 0, 0.7),
    ]
    assert lawful_links(links, schema) == links[:2]


def test_a_count_counts_one_thing(schema: Schema) -> None:
    links = [link(schema, 0, "count", 5, 0.7), link(schema, 3, "count", 5, 0.8)]
    assert lawful_links(links, schema) == [links[1]]


def test_same_as_keeps_the_nearest_of_one_thing(schema: Schema) -> None:
    links = [
        link(schema, 1, "same_as", 0, 0.9),
        link(schema, 2, "same_as", 0, 0.9),
        link(schema, 2, "same_as", 1, 0.6),
    ]
    assert lawful_links(links, schema) == [links[0], links[2]]


def test_a_plural_is_the_same_as_each_of_its_parts(schema: Schema) -> None:
    links = [link(schema, 2, "same_as", 0, 0.9), link(schema, 2, "same_as", 1, 0.6)]
    assert lawful_links(links, schema) == links
