"""Figures of a corpus, against counts made by hand on small invented reports."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotations.document import Document, Mention, Relation
from annotations.genre import SHAPES, SLIPS, is_nationality, shapes, slips
from annotations.inline import parse_inline
from annotations.schema import Schema
from annotations.stats import Figure, corpus_stats, ratio

ROSTER = """id: roster
published: 2023-02-03
source: written for this project
---
[قصف بري](SHELLING e1) [تركي](ACTOR a1) على [مناطق نفوذ](PLACE p1) “[قسد](ACTOR a2)”

محافظة حلب: [قصفت](SHELLING e2) [المدافع التركية](ACTOR a3) [بلدة عناز](PLACE p2). كم؟ لا نعلم.

وبذلك، يرتفع إلى [9](COUNT c1) تعداد [القتلى](VICTIM v1) خلال شباط / فبراير، هم:

– [5](COUNT c2) من العناصر

– [و4مدنيين](VICTIM v2) آخرين، في نيسان
---
e1 agent a1
e1 target p1
p1 controlled_by a2
e2 agent a3
e2 target p2
e2 same_as e1
v1 count c1
v1 scope cumulative
e2 realis denied
c2 subtotal_of v1
v2 subtotal_of v1
"""


def table(documents: list[Document], schema: Schema) -> dict[tuple[str, str], Figure]:
    return {(row.section, row.name): row for row in corpus_stats(documents, schema)}


@pytest.fixture
def roster(schema: Schema) -> dict[tuple[str, str], Figure]:
    return table([parse_inline(ROSTER)], schema)


@pytest.mark.parametrize(("section", "name", "count", "value"), [
    ("size", "documents", 1, None),
    ("size", "words", 34, None),
    ("size", "headlines", 1, 100),
    ("size", "words of a headline, mean", None, 7),
    ("size", "paragraphs of a document, greatest", None, 5),
    ("size", "words of a sentence, greatest", None, 10),
    ("size", "sentences of 150 words and more", 0, 0),
    ("shape", "datelines (محافظة X:)", 1, 100),
    ("shape", "list lines with a dash", 2, 100),
    ("shape", "lead-ins of a breakdown (هم:)", 1, 100),
    ("shape", "risen tolls (يرتفع إلى)", 1, 100),
    ("shape", "quoted names and words", 1, 100),
    ("shape", "quoted speech of five words and more", 0, 0),
    ("shape", "others (آخرون، آخرين)", 1, 100),
    ("shape", "Levantine months", 2, 100),
    ("shape", "Arabised months", 1, 100),
    ("shape", "both names of one month", 1, 100),
    ("shape", "areas of control (مناطق سيطرة، نفوذ، انتشار)", 1, 100),
    ("spelling", "digits glued to a word", 1, 1000 / 34),
    ("mentions", "all", 11, 1100 / 34),
    ("mentions", "SHELLING", 2, 100 * 2 / 11),
    ("mentions", "SIEGE", 0, 0),
    ("mentions", "words across, greatest", None, 2),
    ("attributes", "realis denied", 1, 50),
    ("attributes", "realis planned", 0, 0),
    ("attributes", "scope cumulative", 1, 25),
    ("relations", "all", 9, 900 / 34),
    ("relations", "subtotal_of", 2, 200 / 9),
    ("distances", "mentions between head and tail, greatest", None, 3),
    ("distances", "across paragraphs", 3, 300 / 9),
    ("distances", "subtotal_of across paragraphs", 2, 100),
    ("distances", "agent across paragraphs", 0, 0),
    ("habits", "nationality as ACTOR after an event", 1, 50),
    ("habits", "held places and sites", 1, 50),
    ("habits", "events told again in another paragraph", 1, 50),
    ("habits", "outcomes told again in another paragraph", 0, None),
])  # fmt: skip
def test_figures_are_those_counted_by_hand(
    roster: dict[tuple[str, str], Figure],
    section: str,
    name: str,
    count: int | None,
    value: float | None,
) -> None:
    row = roster[section, name]
    assert row.count == count
    assert row.value == (None if value is None else pytest.approx(value))


def test_an_empty_corpus_has_the_same_rows_without_values(schema: Schema, report: Document) -> None:
    empty, one = table([], schema), table([report], schema)
    assert list(empty) == list(one)
    assert all(row.value is None for row in empty.values())
    assert not any(row.count for row in empty.values())


def test_a_body_without_headline(schema: Schema) -> None:
    text = "قصفت القوات بلدة.\n\nولا معلومات عن خسائر"
    assert table([Document(id="a", text=text)], schema)["size", "headlines"].count == 0
    long = " ".join(["كلمة"] * 41) + "\n\nنص"
    assert table([Document(id="a", text=long)], schema)["size", "headlines"].count == 0


def test_types_that_the_schema_lacks_and_lost_relations(schema: Schema) -> None:
    mentions = [
        Mention(id="x1", type="FLOOD", start=0, end=4),
        Mention(id="x2", type="PLACE", start=5, end=9),
    ]
    relations = [
        Relation(head="x1", type="drowned", tail="x2"),
        Relation(head="x1", type="agent", tail="gone"),
    ]
    document = Document(id="a", text="سيول قرية", mentions=mentions, relations=relations)
    rows = table([document], schema)
    assert rows["mentions", "FLOOD"].value == 50
    assert rows["relations", "all"].count == 1
    assert rows["relations", "drowned"].count == 1


@pytest.mark.parametrize(("word", "name"), [
    ("استشـ ـهاد", "words broken or drawn out with tatweel"),
    ("قـ.ـصف", "words broken or drawn out with tatweel"),
    ("خلال193", "digits glued to a word"),
    ("6سيدات", "digits glued to a word"),
    ("و9", "digits after a clitic (و9)"),
    ("الـ", None),
    ("193", None),
    ("قصف", None),
])  # fmt: skip
def test_slips(word: str, name: str | None) -> None:
    assert set(slips([word])) == ({name} if name else set())
    assert name is None or name in SLIPS


@pytest.mark.parametrize(("text", "name", "count"), [
    ("وفي آب الفائت وآذار", "Levantine months", 2),
    ("آبار النفط والمارسين", "Levantine months", 0),
    ("كانون الثاني / يناير", "both names of one month", 1),
    ("تقارير عن محافظة حلب: لا شيء", "datelines (محافظة X:)", 0),
    ("محافظتي حلب وإدلب: قصف", "datelines (محافظة X:)", 1),
    ("قال “لن نغادر أرضنا مهما اشتد القصف” أمس", "quoted speech of five words and more", 1),
    ("قال “لن نغادر أرضنا مهما اشتد القصف” أمس", "quoted names and words", 0),
    ("وكان المرصد قد أشار\nكان هناك", "paragraphs that look back (وكان … قد)", 2),
    ("وارتفعت حصيلة القتلى", "risen tolls (يرتفع إلى)", 1),
    ("ارتفاع درجات الحرارة", "risen tolls (يرتفع إلى)", 0),
    ("ومناطق انتشار الميليشيات", "areas of control (مناطق سيطرة، نفوذ، انتشار)", 1),
    ("شخص آخر وآخرون", "others (آخرون، آخرين)", 1),
])  # fmt: skip
def test_shapes(text: str, name: str, count: int) -> None:
    assert tuple(shapes(text)) == SHAPES
    assert shapes(text)[name] == count


def test_nationalities_are_one_adjective() -> None:
    assert all(map(is_nationality, ("تركي", "الروسية", "أمريكيتين", "إيرانيين")))
    assert not any(map(is_nationality, ("تركيا", "الطيران الروسي", "الأخير", "ي")))


def test_a_ratio_needs_both() -> None:
    assert ratio(3, 2) == 1.5
    assert ratio(0, 2) == 0
    assert [ratio(None, 2), ratio(3, None), ratio(3, 0)] == [None] * 3


@settings(max_examples=50)
@given(st.lists(st.builds(Document, id=st.text(), text=st.text("قصف. 3ـ–\n:“”", max_size=60))))
def test_any_text_gives_shares_within_bounds(documents: list[Document]) -> None:
    rows = corpus_stats(documents, Schema.default())
    assert all(0 <= row.value <= 100 for row in rows if row.unit.startswith("%") and row.value)
    assert rows[0].count == len(documents)
