"""The seed report: every count, group and date of it against the answer written by hand."""

from datetime import date
from pathlib import Path

import pytest

from annotations.document import Document
from annotations.inline import read_inline
from inference.resolve.counts import read_count, read_group
from inference.resolve.dates import read_date
from inference.resolve.victims import read_traits

SEED = Path(__file__).parents[3] / "seeds" / "deir-ez-zor-2017-01.ann"
PUBLISHED = date(2017, 1, 17)


@pytest.fixture(scope="module")
def seed() -> Document:
    return read_inline(SEED)


def test_counts(seed: Document) -> None:
    surfaces = {m.id: seed.surface(m) for m in seed.mentions if m.type == "COUNT"}
    found = {}
    for name, surface in surfaces.items():
        value = read_count(surface)
        assert value is not None, surface
        found[name] = (value.min, value.max, value.hedge)
    dozens, some = (10, None, "dozens"), (1, None, "some")
    exact = {"c4": 27, "c5": 16, "c6": 6, "c7": 5, "c8": 37, "c10": 58}
    assert found == {
        "c1": dozens,
        "c2": some,
        "c3": (122, None, "at_least"),
        **{name: (number, number, "exact") for name, number in exact.items()},
        "c9": (28, None, "at_least"),
        "c11": dozens,
        "c12": some,
        "c13": dozens,
        "c14": (150, 150, "about"),
        "c15": (401, None, "more_than"),
    }


def test_groups_without_a_count(seed: Document) -> None:
    counted = {relation.head for relation in seed.relations if relation.type == "count"}
    found = {}
    for mention in seed.mentions:
        if mention.type == "VICTIM" and mention.id not in counted:
            value = read_group(seed.surface(mention))
            assert value is not None, seed.surface(mention)
            found[mention.id] = (value.min, value.max)
    one, two = (1, 1), (2, 2)
    assert found == {
        "v2": (1, None), "v5": two, "v6": one, "v8": one, "v9": one, "v10": two, "v11": two,
        "v12": two,
    }  # fmt: skip


def test_traits_that_the_nouns_alone_tell(seed: Document) -> None:
    by_id = seed.by_id()
    sides: dict[str, list[str]] = {}
    for relation in seed.relations:
        if relation.type == "member_of":
            sides.setdefault(relation.head, []).append(seed.surface(by_id[relation.tail]))
    expected = {
        "v1": ("unknown", "unknown", "unknown"),
        "v4": ("civilian", "unknown", "unknown"),
        "v5": ("civilian", "female", "adult"),
        "v6": ("civilian", "unknown", "child"),
        "v7": ("civilian", "unknown", "unknown"),
        "v8": ("civilian", "female", "adult"),
        "v9": ("civilian", "unknown", "child"),
        "v11": ("civilian", "unknown", "child"),
        "v13": ("combatant", "unknown", "unknown"),
        "v14": ("combatant", "unknown", "unknown"),
        "v15": ("civilian", "unknown", "unknown"),
        "c11": ("combatant", "unknown", "unknown"),
    }
    for name, traits in expected.items():
        text = "" if by_id[name].type == "COUNT" else seed.surface(by_id[name])
        found = read_traits(text, sides=sides.get(name, ()))
        assert (found.civilian_status, found.sex, found.age) == traits, name


@pytest.mark.parametrize("with_lead", [True, False])
def test_dates(seed: Document, with_lead: bool) -> None:
    found = {}
    for mention in seed.mentions:
        if mention.type == "DATE":
            lead = seed.text[max(0, mention.start - 40) : mention.start] if with_lead else ""
            value = read_date(seed.surface(mention), published=PUBLISHED, lead=lead)
            assert value is not None, seed.surface(mention)
            found[mention.id] = (value.start, value.end)
    assert found == {
        "d1": (None, None),
        "d2": ("2017-01-17", "2017-01-17"),
        "d3": ("2017-01-14", "2017-01-17"),
        "d4": ("2017-01-14", "2017-01-14"),
        "d5": ("2016-01-01", "2016-01-31"),
        "d6": (None, None),
        "d7": ("2017-01-01", None),
        "d8": ("2015-01-01", None),
    }
