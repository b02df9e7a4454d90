"""Attributes, values and rows: what differs is paired by the words it stands on."""

from collections.abc import Callable

import msgspec
import pytest

from annotations.document import Document
from annotations.schema import Schema
from inference.result import Result
from training.measures.records import record_scores
from training.report.figures import (
    CASUALTIES,
    COUNTS,
    DATES,
    EVENTS,
    pair_attributes,
    pair_records,
)
from training.report.told import Kind, Pair

Read = Callable[[Document], Result]
change = msgspec.structs.replace


def wrong(pairs: list[Pair]) -> list[Pair]:
    return [pair for pair in pairs if pair.kind is not Kind.RIGHT]


def without(gold: Document, name: str) -> Document:
    return change(
        gold,
        mentions=[m for m in gold.mentions if m.id != name],
        relations=[r for r in gold.relations if name not in (r.head, r.tail)],
    )


def test_what_is_right_is_right(gold: Document, schema: Schema, as_result: Read) -> None:
    tables = pair_records(gold, as_result(gold), schema)
    assert [len(tables[name]) for name in (COUNTS, DATES, CASUALTIES, EVENTS)] == [2, 1, 2, 1]
    assert all(not wrong(pairs) for pairs in tables.values())


def test_a_row_that_lost_its_number_is_held_against_its_own(
    gold: Document, schema: Schema, as_result: Read
) -> None:
    less = as_result(without(gold, "c1"))
    (pair,) = wrong(pair_records(gold, less, schema)[CASUALTIES])
    assert pair.kind is Kind.VALUE
    assert pair.gold is not None and pair.given is not None
    assert (pair.gold.fields["count_max"], pair.given.fields["count_max"]) == ("4", "")


def test_a_running_total_is_no_new_one(gold: Document, schema: Schema, as_result: Read) -> None:
    total = change(
        gold,
        mentions=[
            change(m, attributes={"scope": "cumulative"}) if m.id == "v1" else m
            for m in gold.mentions
        ],
    )
    (pair,) = wrong(pair_records(gold, as_result(total), schema)[CASUALTIES])
    assert pair.gold is not None and pair.given is not None
    assert (pair.gold.fields["scope"], pair.given.fields["scope"]) == ("new", "cumulative")


def test_a_place_is_told_by_name_and_id(gold: Document, schema: Schema, as_result: Read) -> None:
    (pair,) = wrong(pair_records(gold, as_result(without(gold, "p1")), schema)[EVENTS])
    assert pair.gold is not None and pair.given is not None
    # No table knows this hill: its name is its words, and the mention's id is not shown.
    assert (pair.gold.fields["place"], pair.gold.fields["place_id"]) == ("تلة المحبرة", "")
    assert pair.given.fields["place"] == ""


def test_a_value_that_is_unknown_on_one_side(
    gold: Document, schema: Schema, as_result: Read
) -> None:
    undated = as_result(change(gold, meta={}))
    assert [p.kind for p in pair_records(gold, undated, schema)[DATES]] == [Kind.MISSED]
    early = as_result(change(gold, meta={"published": "2023-08-12"}))
    (pair,) = pair_records(gold, early, schema)[DATES]
    assert pair.kind is Kind.VALUE
    assert pair.gold is not None and pair.gold.fields["start"] == "2023-08-14"


@pytest.mark.parametrize("lost", ["o1", "c1", "v1", "e1", "p1", "d1", "o2", "c2", "v2"])
def test_whatever_is_lost_the_rows_are_those_of_the_scores(
    gold: Document, schema: Schema, as_result: Read, lost: str
) -> None:
    result = as_result(without(gold, lost))
    for mine, theirs in ((gold, result), (without(gold, lost), as_result(gold))):
        scores = record_scores([mine], [theirs], schema)
        tables = pair_records(mine, theirs, schema)
        assert scores is not None
        for name, score in (
            (COUNTS, scores.counts),
            (DATES, scores.dates),
            (CASUALTIES, scores.casualties["all"]),
            (EVENTS, scores.events["all"]),
        ):
            pairs = tables[name]
            assert sum(p.kind is Kind.RIGHT for p in pairs) == score.right, (lost, name)
            assert sum(p.gold is not None for p in pairs) == score.wanted, (lost, name)
            assert sum(p.given is not None for p in pairs) == score.given, (lost, name)


def test_attributes_that_differ(gold: Document, schema: Schema, as_result: Read) -> None:
    def told(**values: str) -> Document:
        return change(
            gold,
            mentions=[
                change(m, attributes={"realis": values[m.id]}) if m.id in values else m
                for m in gold.mentions
            ],
        )

    mine = told(o1="denied", o2="planned", e1="denied")
    theirs = as_result(told(o1="planned", o2="planned"))
    pairs = pair_attributes(mine, theirs, schema)["realis"]
    assert [pair.kind for pair in pairs] == [Kind.VALUE, Kind.MISSED, Kind.RIGHT]
    back = pair_attributes(told(), as_result(mine), schema)["realis"]
    assert {pair.kind for pair in back} == {Kind.MADE_UP}
