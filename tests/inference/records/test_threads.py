"""One thing told several times is one thread; plurals never make two sides one."""

from typing import Any

from annotations.schema import Schema
from inference.records.marks import Marks
from inference.records.threads import Threads

SIDES = "[النظام](ACTOR a1) و[قسد](ACTOR a2) ثم [الطرفين](ACTOR a3) ثم [الجانبين](ACTOR a4)"


def threads(told: Any, text: str, links: str, **more: Any) -> Threads:
    return Threads(Marks(told(text, links).document, Schema.default()), **more)


def test_both_sides_stand_for_two_actors_and_join_none(told: Any) -> None:
    found = threads(told, SIDES, "a3 same_as a1; a3 same_as a2; a4 same_as a3")
    assert found.of("a1") != found.of("a2")
    assert found.expand(["a4"]) == ["a1", "a2"]
    assert found.is_plural(found.of("a3"))


def test_a_plural_of_one_thing_told_twice_is_that_thing(told: Any) -> None:
    text = "[غارة](AIRSTRIKE e1) [غارات](AIRSTRIKE e2) [الغارات](AIRSTRIKE e3)"
    found = threads(told, text, "e2 same_as e1; e3 same_as e1; e3 same_as e2")
    assert found.members("e1") == ["e1", "e2", "e3"]
    assert not found.is_plural("e1")


def test_labels_that_differ_keep_threads_apart(told: Any) -> None:
    labels = {"a1": "regime", "a2": "sdf"}
    found = threads(told, SIDES, "a2 same_as a1; a4 same_as a2", labels=labels)
    assert found.of("a2") != found.of("a1")
    assert found.of("a4") == "a2"


def test_plurals_in_a_circle_stand_for_themselves(told: Any) -> None:
    links = "a3 same_as a1; a3 same_as a2; a4 same_as a3; a4 same_as a1"
    found = threads(told, SIDES, links)
    assert found.expand(["a4"]) == ["a1", "a2"]
