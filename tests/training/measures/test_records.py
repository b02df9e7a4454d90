"""Rows and values against those of the gold marks, on planted errors."""

from collections.abc import Callable

import msgspec
import pytest

from annotations.document import Document, Mention
from annotations.schema import Schema
from inference.result import Result
from training.measures.records import count_bin, record_scores

Read = Callable[[Document], Result]


def change(document: Document, **fields: object) -> Document:
    return msgspec.structs.replace(document, **fields)


def renamed(document: Document) -> Document:
    """The same marks under the ids that a model gives."""
    names = {m.id: f"m{k}" for k, m in enumerate(document.mentions)}
    return change(
        document,
        mentions=[msgspec.structs.replace(m, id=names[m.id]) for m in document.mentions],
        relations=[
            msgspec.structs.replace(r, head=names[r.head], tail=names[r.tail])
            for r in document.relations
        ],
    )


def test_the_gold_itself_is_perfect_whatever_its_ids(
    gold: Document, schema: Schema, as_result: Read
) -> None:
    found = record_scores([gold], [as_result(renamed(gold))], schema)
    assert found is not None
    assert (found.counts.right, found.counts.wanted) == (2, 2)
    assert (found.dates.right, found.dates.wanted) == (1, 1)
    assert {name: s.right for name, s in found.casualties.items()} == {"all": 2, "3-5": 1, "6+": 1}
    assert {name: s.right for name, s in found.events.items()} == {"all": 1, "SHELLING": 1}
    assert found.casualties["all"].f1 == found.events["all"].f1 == 1


def test_a_missed_number_moves_the_row_to_another_bin(
    gold: Document, schema: Schema, as_result: Read
) -> None:
    less = change(
        gold,
        mentions=[m for m in gold.mentions if m.id != "c1"],
        relations=[r for r in gold.relations if "c1" not in (r.head, r.tail)],
    )
    found = record_scores([gold], [as_result(less)], schema)
    assert found is not None
    # `مدنيين` alone says two or more, without an upper bound.
    scores = {name: (s.right, s.given, s.wanted) for name, s in found.casualties.items()}
    assert scores == {"all": (1, 2, 2), "0": (0, 1, 0), "3-5": (0, 0, 1), "6+": (1, 1, 1)}
    # The missed mention's value is not asked for: it is compared on right mentions alone.
    assert (found.counts.right, found.counts.given, found.counts.wanted) == (1, 1, 1)


def test_a_wrong_place_date_or_group_makes_a_row_wrong(
    gold: Document, schema: Schema, as_result: Read
) -> None:
    for lost in ("p1", "d1"):
        less = change(gold, relations=[r for r in gold.relations if lost not in (r.head, r.tail)])
        found = record_scores([gold], [as_result(less)], schema)
        assert found is not None
        assert (found.events["all"].right, found.events["all"].wanted) == (0, 1), lost
        assert found.casualties["all"].right == 2
    wide = [
        Mention(id=m.id, type=m.type, start=m.start, end=m.end + len(" بقصف"))
        if m.id == "v1"
        else m
        for m in gold.mentions
        if m.id != "e1"
    ]
    found = record_scores([gold], [as_result(change(gold, mentions=wide))], schema)
    assert found is not None
    assert found.casualties["all"].right == 1


def test_a_value_that_differs_is_wrong_and_an_unknown_one_is_missed(
    gold: Document, schema: Schema, as_result: Read
) -> None:
    undated = as_result(change(gold, meta={}))
    found = record_scores([gold], [undated], schema)
    assert found is not None
    assert (found.dates.right, found.dates.given, found.dates.wanted) == (0, 0, 1)
    late = as_result(change(gold, meta={"published": "2023-08-15"}))
    found = record_scores([gold], [late], schema)
    assert found is not None
    assert (found.dates.right, found.dates.given, found.dates.wanted) == (0, 1, 1)


def test_an_empty_document_wants_nothing_and_a_silent_model_misses_all(
    gold: Document, schema: Schema, as_result: Read
) -> None:
    empty = Document(id="e", text="")
    silent = change(gold, mentions=[], relations=[])
    found = record_scores([gold, empty], [as_result(silent), as_result(empty)], schema)
    assert found is not None
    assert (found.casualties["all"].given, found.casualties["all"].wanted) == (0, 2)
    assert found.events["all"].recall == 0


def test_a_schema_without_records_has_no_rows(gold: Document, schema: Schema) -> None:
    assert record_scores([gold], [Result(id=gold.id, text=gold.text)], schema) is None


@pytest.mark.parametrize(
    ("count", "name"),
    [(None, "0"), (0, "0"), (1, "1"), (2, "2"), (3, "3-5"), (5, "3-5"), (6, "6+"), (300, "6+")],
)
def test_bins(count: int | None, name: str) -> None:
    assert count_bin(count) == name


def test_one_report_that_was_not_read_costs_its_own_rows_alone(
    gold: Document, schema: Schema, as_result: Read
) -> None:
    failed = Result(id="failed", text=gold.text, fault="the model failed at it")
    found = record_scores([gold, gold], [as_result(renamed(gold)), failed], schema)
    assert found is not None
    rows = found.casualties["all"]
    assert (rows.right, rows.given, rows.wanted) == (2, 2, 4)
