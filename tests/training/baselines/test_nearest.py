"""The nearest-lawful-pair rule: what it links, and what it learns."""

from pathlib import Path

import pytest

from annotations.document import Document
from annotations.inline import parse_inline
from annotations.schema import Schema
from training.baselines.nearest import Nearest, Reach, learn_nearest
from training.data import DataError


def _links(document: Document, rule: Nearest, schema: Schema) -> list[tuple[str, str, str]]:
    return [(r.head, r.type, r.tail) for r in rule.read(document, schema).relations]


def _report(body: str, relations: str = "") -> Document:
    return parse_inline(f"id: d\n---\n{body}\n---\n{relations}\n")


def test_the_nearest_lawful_one_in_reach(schema: Schema) -> None:
    document = _report(
        "[قصف](SHELLING e1) [مدفعي](WEAPON w1) [لقوات النظام](ACTOR a1) على [سرمين](PLACE p1) "
        "و[النيرب](PLACE p2)"
    )
    rule = Nearest({"agent": Reach("head", -1, 2), "target": Reach("tail", 4, -1)})
    assert _links(document, rule, schema) == [
        ("e1", "agent", "a1"),
        ("e1", "target", "a1"),
        ("e1", "target", "p1"),
    ]
    assert _links(document, Nearest({"agent": Reach("head", 5, 0)}), schema) == []


def test_no_link_leaves_its_paragraph(schema: Schema) -> None:
    document = _report("[قصف](SHELLING e1)\n\n[قوات النظام](ACTOR a1)")
    assert _links(document, Nearest({"agent": Reach("head", 99, 99)}), schema) == []


def test_without_direction_the_later_is_the_head(schema: Schema) -> None:
    document = _report("[فصيل](ACTOR a1) و[جماعة](ACTOR a2) و[لواء](ACTOR a3)")
    wanted = [("a2", "allied_with", "a1"), ("a3", "allied_with", "a2")]
    for anchor in ("head", "tail"):
        rule = Nearest({"allied_with": Reach(anchor, 9, 9)})
        assert _links(document, rule, schema) == wanted


def test_gold_relations_do_not_reach_it(schema: Schema, report: Document) -> None:
    given = Nearest({}).read(report, schema)
    assert given.relations == []
    assert given.mentions == report.mentions


def test_a_relation_of_another_schema_is_named(schema: Schema, report: Document) -> None:
    with pytest.raises(DataError, match="the rule gives sinks"):
        Nearest({"sinks": Reach("head", 1, 1)}).read(report, schema)


def test_it_learns_direction_and_distance(schema: Schema) -> None:
    near = _report("[قصفت](SHELLING e1) [قوات النظام](ACTOR a1) سرمين", "e1 agent a1")
    far = _report("[قصف](SHELLING e1) لبلدة في أقصى ريف إدلب نفته [الفصائل](ACTOR a1)")
    other_side = _report("[الفصائل](ACTOR a1) نفت أي [قصف](SHELLING e1)")
    rule = learn_nearest([near, near, far, other_side], schema)
    assert set(rule.reaches) == {"agent"}
    assert rule.reaches["agent"] in (Reach("head", -1, 0), Reach("tail", 0, -1))
    given = [rule.read(document, schema).relations for document in (near, far, other_side)]
    assert [len(relations) for relations in given] == [1, 0, 0]


def test_what_is_mostly_wrong_is_not_given(schema: Schema) -> None:
    right = _report("[فصيل](ACTOR a1) و[جماعة](ACTOR a2)", "a2 allied_with a1")
    wrong = _report("[فصيل](ACTOR a1) و[جماعة](ACTOR a2) [قصفت](SHELLING e1)", "e1 agent a2")
    rule = learn_nearest([right, *[wrong] * 9], schema)
    assert set(rule.reaches) == {"agent"}


def test_nothing_to_learn_gives_nothing(schema: Schema, report: Document) -> None:
    assert learn_nearest([], schema) == Nearest({})
    assert learn_nearest([Document(id="e", text="")], schema) == Nearest({})


def test_it_is_kept_in_a_file(tmp_path: Path, schema: Schema, report: Document) -> None:
    rule = learn_nearest([report], schema)
    rule.save(tmp_path / "nearest.json")
    assert Nearest.load(tmp_path / "nearest.json") == rule
    (tmp_path / "bad.json").write_text("{}", "utf-8")
    with pytest.raises(DataError, match="learn it again"):
        Nearest.load(tmp_path / "bad.json")
