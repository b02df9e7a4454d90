"""The seed report from its hand-made marks against the records that a perfect system would give."""

import json
from pathlib import Path
from typing import Any

import pytest

from annotations.document import Document
from annotations.inline import read_inline
from annotations.schema import Schema
from inference.records.assemble import assemble
from inference.records.causes import Causes
from inference.records.figures import Figures
from inference.records.marks import Marks
from inference.records.rows import CasualtyRow, Records
from inference.records.scenes import Scenes
from inference.records.threads import Threads

SEED = Path(__file__).parents[3] / "seeds" / "deir-ez-zor-2017-01.ann"
ANSWER = json.loads(Path(__file__).with_name("seed_records.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def document() -> Document:
    return read_inline(SEED)


@pytest.fixture(scope="module")
def records(document: Document) -> Records:
    return assemble(document, Schema.default())


@pytest.fixture(scope="module")
def threads(document: Document) -> Threads:
    """Threads without any table: the answer names mentions, rows name what they stand for."""
    marks = Marks(document, Schema.default())
    figures = Figures(marks)
    return Threads(marks, {}, [(c, v) for c, v in figures.owner.items() if v.startswith("v")])


def by_id(records: Records) -> dict[str, CasualtyRow]:
    return {row.casualty_id: row for row in records.casualties}


def test_every_group_is_one_row(records: Records) -> None:
    assert [row.casualty_id for row in records.casualties] == [
        group["group"] for group in ANSWER["casualties"]
    ]


@pytest.mark.parametrize("group", ANSWER["casualties"], ids=lambda group: group["group"])
def test_casualty(records: Records, document: Document, group: dict[str, Any]) -> None:
    row = by_id(records)[group["group"]]
    assert row.text == group["text"]
    assert row.outcome == group["outcome"]
    also = [flag for flag in row.flags if flag.startswith("also_")]
    assert also == [f"also_{other.lower()}" for other in group.get("other_outcomes", [])]
    assert (row.count_min, row.count_max) == (group["count_min"], group["count_max"])
    assert row.hedge == group["hedge"]
    assert row.alternative_count == group["alternative"]
    assert ("two_figures" in row.flags) == (group["alternative"] is not None)
    assert (row.civilian_status, row.sex, row.age) == (group["status"], group["sex"], group["age"])
    assert (row.date_start, row.date_end) == (group["date_start"], group["date_end"])
    assert (row.parent_id, row.parent_relation) == (group["parent"], group["parent_relation"])
    assert row.scope == group["scope"]
    names = {m: r.name_ar for r in records.actors for m in r.mentions}
    assert row.side == [names[actor["id"]] for actor in group["side"]]


@pytest.mark.parametrize("group", ANSWER["casualties"], ids=lambda group: group["group"])
def test_place_and_cause_of_a_casualty(records: Records, group: dict[str, Any]) -> None:
    row = by_id(records)[group["group"]]
    event = next((e for e in records.events if group["cause"] in e.mentions), None)
    assert row.event_id == (event.event_id if event else None)
    wanted = [records.values[place["id"]] or {"place_id": place["id"]} for place in group["place"]]
    assert row.place_id in [value["place_id"] for value in wanted] or (
        not wanted and not row.place_id
    )


def test_repeats_are_evidence_of_the_one_row(records: Records, document: Document) -> None:
    wounded = next(g for g in ANSWER["casualties"] if g["group"] == "c11")
    told = [document.by_id()[name] for name in ("c11", *wounded["also"])]
    assert records.evidence["casualties"]["c11"] == [(m.start, m.end) for m in told]


def test_checks(records: Records) -> None:
    found = {(row.kind, row.casualty_id): row for row in records.checks}
    assert len(found) == len(records.checks) == len(ANSWER["checks"])
    for check in ANSWER["checks"]:
        row = found[check["kind"], check["parent"]]
        assert (row.stated, row.computed) == (check["stated"], check["computed"])
        assert row.verdict == check["verdict"]
        assert all(f"({part}" in row.note for part in check["parts"])


@pytest.mark.parametrize("told", ANSWER["dates"], ids=lambda told: told["mention"])
def test_date(records: Records, document: Document, told: dict[str, Any]) -> None:
    assert document.surface(document.by_id()[told["mention"]]) == told["text"]
    value = records.values[told["mention"]]
    if told["start"] is None and told["end"] is None:
        assert value is None
    else:
        assert value is not None
        assert (value["start"], value["end"]) == (told["start"], told["end"])


def test_every_event_is_one_row(records: Records) -> None:
    assert [row.mentions for row in records.events] == [e["mentions"] for e in ANSWER["events"]]


@pytest.mark.parametrize("event", ANSWER["events"], ids=lambda event: event["mentions"][0])
def test_event(records: Records, event: dict[str, Any]) -> None:
    row = next(r for r in records.events if r.mentions == event["mentions"])
    assert (row.event_type, row.realis) == (event["type"], event["realis"])
    assert (row.date_start, row.date_end) == (event["date_start"], event["date_end"])
    assert (row.deaths_low, row.deaths_high) == (event["deaths_low"], event["deaths_high"])


@pytest.mark.parametrize("event", ANSWER["events"], ids=lambda event: event["mentions"][0])
def test_who_and_where_of_an_event(
    document: Document, threads: Threads, event: dict[str, Any]
) -> None:
    scenes = Scenes(Marks(document, Schema.default()), threads)
    scene = scenes.of(event["mentions"])
    assert set(threads.expand(scene.agents)) == {threads.of(a) for a in event["agents"]}
    assert set(threads.expand(scene.targets)) == {threads.of(t) for t in event["targets"]}
    where = threads.expand([*scene.places, *scene.within])
    assert set(where) == {threads.of(p) for p in event["places"]}


def test_agents_of_rows_are_named_as_the_actors_are(document: Document, records: Records) -> None:
    names = {m: row.name_ar for row in records.actors for m in row.mentions}
    for event in ANSWER["events"]:
        row = next(r for r in records.events if r.mentions == event["mentions"])
        assert set(row.actors) == {names[a] for a in event["agents"]}


def test_brigade_137_and_the_page_residue_are_no_counts(
    document: Document, records: Records
) -> None:
    numbers = {n for r in records.casualties for n in (r.count, r.count_min, r.count_max)}
    assert not numbers & {137, 25}
    assert all(r.strikes not in (137, 25) for r in records.events)


def test_january_2016_is_not_added_to_january_2017(records: Records) -> None:
    rows = by_id(records)
    assert rows["v16"].parent_id is None and rows["v17"].parent_id is None
    summed = [c for c in records.checks if "v16" in c.note or "v17" in c.note]
    assert summed == []


def test_cause_of_an_outcome_is_its_event(document: Document, threads: Threads) -> None:
    causes = Causes(Marks(document, Schema.default()), threads)
    assert causes.mentions("o1") == ["e24"]
    assert causes.threads("o1") == [threads.of("e22")]
