"""What the guide says of where areas and actors begin, and of areas that are none."""

import numpy as np
import pytest

from annotations.bio import Labelled
from annotations.schema import Schema
from annotations.words import words
from inference.named_areas import named_areas
from inference.whole_actors import with_units


def marked(schema: Schema, text: str, *mentions: tuple[str, str]) -> list[Labelled]:
    spans = words(text)
    found = []
    for kind, surface in mentions:
        start = text.index(surface)
        first = next(n for n, w in enumerate(spans) if w.start == start)
        last = next(n for n, w in enumerate(spans) if w.end == start + len(surface))
        found.append(Labelled(first, last, schema.types.index(kind)))
    return found


def told(text: str, mentions: list[Labelled]) -> list[str]:
    spans = words(text)
    return [text[spans[m.first].start : spans[m.last].end] for m in mentions]


@pytest.mark.parametrize(
    ("text", "place", "left"),
    [
        ("قصف على قرية في ريف حماة", "قرية", []),
        ("قصف على مناطق في حماة", "مناطق", []),
        ("قصف على قرية بريف حماة", "قرية بريف حماة", ["بريف حماة"]),
        ("قصف على القرية", "القرية", ["القرية"]),
        ("قصف على قرية الزهور", "قرية الزهور", ["قرية الزهور"]),
        ("قصف على قرية بنش", "قرية بنش", ["قرية بنش"]),
        ("قصف على مناطق نفوذ قسد", "مناطق نفوذ", ["مناطق نفوذ"]),
    ],
)
def test_areas_without_a_name_are_no_places(
    schema: Schema, text: str, place: str, left: list[str]
) -> None:
    mentions = marked(schema, text, ("SHELLING", "قصف"), ("PLACE", place))
    found, sure = named_areas(text, words(text), mentions, np.array([0.9, 0.8]), schema)
    assert told(text, found) == ["قصف", *left]
    assert sure.tolist() == [0.9, 0.8][: len(found)]


@pytest.mark.parametrize(
    ("text", "actor", "whole"),
    [
        ("هاجم عناصر قسد حاجزاً", "قسد", "عناصر قسد"),
        ("هاجم جنود “الفيلق” حاجزاً", "الفيلق", "جنود “الفيلق"),
        ("وداهمت دوريات الشرطة منزلاً", "الشرطة", "دوريات الشرطة"),
        ("هاجمت قوات النظام", "قوات النظام", "قوات النظام"),
        ("هاجم عناصر\nقسد", "قسد", "قسد"),
        ("قسد هاجمت", "قسد", "قسد"),
    ],
)
def test_a_unit_goes_with_its_force(schema: Schema, text: str, actor: str, whole: str) -> None:
    mentions = marked(schema, text, ("ACTOR", actor))
    found, _ = with_units(text, words(text), mentions, np.ones(1), schema)
    assert told(text, found) == [whole]


def test_those_to_whom_it_is_done_stay_apart(schema: Schema) -> None:
    text = "مقتل عناصر قسد"
    mentions = marked(schema, text, ("VICTIM", "عناصر"), ("ACTOR", "قسد"))
    found, _ = with_units(text, words(text), mentions, np.ones(2), schema)
    assert found == mentions
