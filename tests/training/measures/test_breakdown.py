"""Parts of a score: every item in one part of each division."""

import msgspec
import pytest

from annotations.document import Document
from annotations.schema import Schema
from training.measures.breakdown import NO_SOURCE, breakdown
from training.metrics import pooled


def change(report: Document, **fields: object) -> Document:
    return msgspec.structs.replace(report, **fields)


def test_parts_add_up_to_the_whole(report: Document, schema: Schema) -> None:
    long = change(report, id="b", text=report.text + "\n\nوبعد" + " ذلك" * 30, meta={})
    longest = change(long, id="c", text=long.text + " أيضاً" * 30)
    gold = [report, long, longest, Document(id="e", text="")]
    given = [
        change(report, mentions=report.mentions[1:]),
        change(long, relations=report.relations[::2]),
        change(longest, mentions=[], relations=[]),
        gold[3],
    ]
    whole = pooled(gold, given, schema)
    found = breakdown(gold, given, schema)
    assert list(found) == ["length", "paragraph", "source"]
    for parts in found.values():
        for name in ("mentions", "relations"):
            scores = [getattr(part, name) for part in parts.values()]
            for field in ("right", "given", "wanted"):
                total = sum(getattr(score, field) for score in scores)
                assert total == getattr(whole[name]["all"], field)
    for name in ("length", "source"):
        assert sum(part.documents for part in found[name].values()) == 4
    assert set(found["source"]) == {"written for this project", NO_SOURCE}
    assert list(found["length"]) == ["short", "medium", "long"]
    assert found["length"]["long"].mentions.right == 0


def test_lines_are_told_apart(report: Document, schema: Schema) -> None:
    end = report.text.index("\n")
    lead = [m for m in report.mentions if m.end <= end]
    found = breakdown([report], [change(report, mentions=lead, relations=[])], schema)
    assert set(found["paragraph"]) == {"first", "second"}
    first, second = found["paragraph"]["first"], found["paragraph"]["second"]
    assert (first.mentions.right, first.mentions.wanted) == (len(lead), len(lead))
    assert (second.mentions.given, second.mentions.wanted) == (0, len(report.mentions) - len(lead))
    # same_as leads from the second line to the first: it counts with its later end.
    assert first.relations.wanted == 4


def test_documents_of_one_length_stay_together(report: Document, schema: Schema) -> None:
    gold = [change(report, id=str(k)) for k in range(5)]
    parts = breakdown(gold, gold, schema)["length"]
    assert [part.documents for part in parts.values()] == [5]


def test_no_document(schema: Schema) -> None:
    assert breakdown([], [], schema) == {"length": {}, "paragraph": {}, "source": {}}


@pytest.mark.parametrize("mark", ["\u2028", "\r\n\r\n", "\n \n"])
def test_lines_end_as_readers_see_them(report: Document, schema: Schema, mark: str) -> None:
    text = report.text.replace("\n\n", mark)
    moved = len(text) - len(report.text)
    end = report.text.index("\n")
    gold = change(
        report,
        text=text,
        mentions=[
            m
            if m.end <= end
            else msgspec.structs.replace(m, start=m.start + moved, end=m.end + moved)
            for m in report.mentions
        ],
    )
    parts = breakdown([gold], [gold], schema)["paragraph"]
    assert {name: part.mentions.wanted for name, part in parts.items()} == {
        "first": 5,
        "second": 11,
    }
