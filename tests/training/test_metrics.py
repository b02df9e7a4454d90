"""The scorer against counts made by hand on planted documents."""

import msgspec
import pytest

from annotations.document import Document, Mention, Relation
from annotations.schema import Schema
from training.metrics import Score, by_document, compare, pooled, right_pairs


def change(report: Document, **fields: object) -> Document:
    return msgspec.structs.replace(report, **fields)  # type: ignore[arg-type]


def test_the_gold_itself_is_perfect(report: Document, schema: Schema) -> None:
    tables = pooled([report], [report], schema)
    assert tables["mentions"]["all"].f1 == tables["relations"]["all"].f1 == 1
    assert tables["mentions"]["all"].wanted == len(report.mentions)
    assert tables["relations"]["all"].wanted == len(report.relations)


def test_nothing_given(report: Document, schema: Schema) -> None:
    tables = pooled([report], [change(report, mentions=[], relations=[])], schema)
    assert tables["mentions"]["all"].recall == 0
    assert tables["mentions"]["all"].given == 0


def test_shifted_missing_double_and_wrong_type(report: Document, schema: Schema) -> None:
    first, second, third, *rest = report.mentions
    shifted = Mention(id=first.id, type=first.type, start=first.start, end=second.end)
    wrong = Mention(id=third.id, type="PERSON", start=third.start, end=third.end)
    double = Mention(id="twice", type=rest[0].type, start=rest[0].start, end=rest[0].end)
    given = change(report, mentions=[shifted, wrong, *rest, double], relations=[])
    score = pooled([report], [given], schema)["mentions"]["all"]
    # Right: all but the shifted, the missing (second) and the mistyped; the double is one more.
    assert score.right == len(report.mentions) - 3
    assert score.given == len(report.mentions)


def test_swapped_ends_are_wrong_but_for_symmetric_relations(
    report: Document, schema: Schema
) -> None:
    swapped = [Relation(head=r.tail, type=r.type, tail=r.head) for r in report.relations]
    score = pooled([report], [change(report, relations=swapped)], schema)["relations"]
    assert score["same_as"].f1 == 1
    assert score["all"].right == score["same_as"].wanted
    assert score["count"].right == 0


def test_a_relation_needs_both_ends_exact(report: Document, schema: Schema) -> None:
    victim = report.by_id()["v1"]
    moved = [
        Mention(id=m.id, type=m.type, start=m.start - 2, end=m.end) if m is victim else m
        for m in report.mentions
    ]
    score = pooled([report], [change(report, mentions=moved)], schema)["relations"]["all"]
    touching = [r for r in report.relations if "v1" in (r.head, r.tail)]
    assert score.right == len(report.relations) - len(touching)


def test_hidden_marks_at_an_edge_are_no_error(schema: Schema) -> None:
    text = "\u200fقصف بلدة"
    gold = Document(id="h", text=text, mentions=[Mention(id="a", type="SHELLING", start=1, end=4)])
    wide = Document(id="h", text=text, mentions=[Mention(id="b", type="SHELLING", start=0, end=4)])
    assert pooled([gold], [wide], schema)["mentions"]["all"].f1 == 1


def test_compare_counts_multisets() -> None:
    score = compare([("a",), ("a",), ("b",)], [("a",), ("c",)])
    assert (score.right, score.given, score.wanted) == (1, 2, 3)
    assert score.f1 == pytest.approx(2 / 5)


def test_documents_add_up_to_the_pool(report: Document, schema: Schema) -> None:
    gold = [report, change(report, id="b"), Document(id="e", text="")]
    given = [change(report, mentions=report.mentions[2:]), change(report, relations=[]), gold[2]]
    singly, whole = by_document(gold, given, schema), pooled(gold, given, schema)
    for name, scores in singly.items():
        assert len(scores) == 3
        total = Score(*(sum(getattr(s, f) for s in scores) for f in ("right", "given", "wanted")))
        assert total == whole[name]["all"]


def test_of_a_double_one_is_right(report: Document) -> None:
    first, second, *_ = report.mentions
    double = Mention(id="twice", type=first.type, start=first.start, end=first.end)
    wrong = Mention(id="w", type="PERSON", start=second.start, end=second.end)
    pairs = right_pairs(report, change(report, mentions=[wrong, double, first]))
    assert [(mine.id, theirs.id) for mine, theirs in pairs] == [(first.id, "twice")]
