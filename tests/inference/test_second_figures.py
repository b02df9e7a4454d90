"""A second figure of a group is read as such, and no other number is."""

import pytest

from annotations.schema import Schema
from annotations.words import Span
from inference.relate import Link
from inference.second_figures import with_second_figures


def counts(schema: Schema, text: str, *marks: tuple[str, str]) -> list[tuple[int, int, float]]:
    """The `count` links of a text whose first two marks are a figure and its group."""
    spans = [Span(text.index(words), text.index(words) + len(words)) for words, _ in marks]
    number = schema.relation_types.index("count")
    first = Link(1, number, 0, 0.9)
    types = [kind for _, kind in marks]
    found = with_second_figures(text, [first], spans, types, schema)
    return [(link.head, link.tail, link.score) for link in found]


GROUP = (("37", "COUNT"), ("القتلى", "VICTIM"))


@pytest.mark.parametrize(
    "text",
    ["ارتفع إلى 37 عدد القتلى من قسد إلى 28 على الأقل", "مقتل 37 من القتلى من قسد أو 28"],
)
def test_a_figure_after_to_or_or_is_a_second_one(schema: Schema, text: str) -> None:
    marks = (*GROUP, ("قسد", "ACTOR"), ("28", "COUNT"))
    assert counts(schema, text, *marks) == [(1, 0, 0.9), (1, 3, 0.45)]


@pytest.mark.parametrize(
    ("text", "more"),
    [
        ("عدد 37 القتلى. إلى 28", [("28", "COUNT")]),
        ("عدد 37 القتلى و28", [("28", "COUNT")]),
        ("عدد 37 القتلى وجرحى إلى 28", [("جرحى", "VICTIM"), ("28", "COUNT")]),
        ("عدد 37 القتلى قصف إلى 28", [("قصف", "SHELLING"), ("28", "COUNT")]),
    ],
)
def test_other_figures_are_not(schema: Schema, text: str, more: list[tuple[str, str]]) -> None:
    assert counts(schema, text, *GROUP, *more) == [(1, 0, 0.9)]
