"""Paragraphs as sequences of words and tags."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.document import Document, Mention
from annotations.schema import Schema
from annotations.words import words
from training.data import DataError
from training.lines import lines, marked


def test_a_report_comes_back_from_its_tags(report: Document, schema: Schema) -> None:
    found = lines(report, schema)
    assert len(found) == 2
    again = marked(report, [(line, line.tags) for line in found], schema)
    assert [(m.start, m.end, m.type) for m in again.mentions] == [
        (m.start, m.end, m.type) for m in report.mentions
    ]
    assert again.relations == []


def test_tags_stand_beside_their_words(report: Document, schema: Schema) -> None:
    first = lines(report, schema)[0]
    assert first.words[:3] == ["مقتل", "3", "مدنيين"]
    assert first.tags[:3] == ["B-KILLED", "B-COUNT", "B-VICTIM"]
    assert first.tags[-2:] == ["B-PLACE", "I-PLACE"]


def test_a_mention_that_shares_a_word_is_left_out(schema: Schema) -> None:
    document = Document(
        id="d",
        text="قصف عنيف",
        mentions=[
            Mention(id="a", type="SHELLING", start=0, end=8),
            Mention(id="b", type="AIRSTRIKE", start=4, end=8),
        ],
    )
    assert lines(document, schema)[0].tags == ["B-SHELLING", "I-SHELLING"]


def test_a_tag_of_another_schema_is_named(report: Document, schema: Schema) -> None:
    line = lines(report, schema)[0]
    with pytest.raises(DataError, match="tiny-1: the model gives B-SHIP"):
        marked(report, [(line, ["B-SHIP"] * len(line.words))], schema)


@given(st.text(alphabet="قصف 1.\n\r\u2028\u200fـ،", max_size=40))
def test_no_word_is_lost_or_doubled(text: str) -> None:
    found = lines(Document(id="d", text=text), Schema.default())
    spans = [span for line in found for span in line.spans]
    assert spans == words(text)
    assert [text[s.start : s.end] for s in spans] == [w for line in found for w in line.words]
    assert all(line.tags == ["O"] * len(line.words) for line in found)
