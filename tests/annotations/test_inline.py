"""The hand-written form: reading, faults with their lines, and both ways on any text."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.document import Document, Mention, Relation
from annotations.inline import InlineError, parse_inline, read_inline, write_inline
from annotations.words import words

SOURCE = """id: dz-1
published: 2017-01-17
---
[قصفت](SHELLING e1) [قوات النظام](ACTOR a1) \\[قرب\\] [بلدة “موحسن](PLACE p1)”.

\\---
---
e1 agent a1
e1 realis planned

e1 target p1
"""


def test_a_document() -> None:
    document = parse_inline(SOURCE)
    assert document.id == "dz-1"
    assert document.meta == {"published": "2017-01-17"}
    assert document.text == "قصفت قوات النظام [قرب] بلدة “موحسن”.\n\n---"
    assert [document.surface(m) for m in document.mentions] == [
        "قصفت",
        "قوات النظام",
        "بلدة “موحسن",
    ]
    assert document.mentions[0].attributes == {"realis": "planned"}
    assert document.relations == [
        Relation(head="e1", type="agent", tail="a1"),
        Relation(head="e1", type="target", tail="p1"),
    ]


def test_line_ends_of_the_file_are_not_the_texts() -> None:
    assert parse_inline("\ufeff" + SOURCE.replace("\n", "\r\n")) == parse_inline(SOURCE)


def test_line_ends_of_the_text_stay() -> None:
    document = Document(id="a", text="قصف\r\n---\r\n\r\nثم\r")
    assert parse_inline(write_inline(document)) == document


@pytest.mark.parametrize(
    ("change", "line", "said"),
    [
        (("---\ne1", "e1"), None, "1 lines `---`"),
        (("\\---\n---", "---\n---"), None, "3 lines `---`"),
        (("published: ", "published "), 2, "no `name: value`"),
        (("published", "id"), 2, "id stands twice"),
        (("id: dz-1", "source: x"), None, "no `id:` line"),
        (("\\[قرب", "[قرب"), 4, "a bare `[`"),
        (("(PLACE p1)", "(PLACE e1)"), 4, "id e1 stands twice"),
        (("e1 agent a1", "e1 agent"), 8, "has 2 words"),
        (("e1 agent a1", "e7 agent a1"), 8, "e7 is marked nowhere"),
        (("e1 agent a1", "e1 agent a7"), 8, "a7 is marked nowhere"),
        (("e1 agent a1", "e1 realis denied"), 9, "realis of e1 is said twice"),
    ],
)
def test_faults_are_named_with_their_line(
    change: tuple[str, str], line: int | None, said: str
) -> None:
    with pytest.raises(InlineError) as error:
        parse_inline(SOURCE.replace(*change, 1), where="x.ann")
    assert str(error.value).startswith("x.ann:" + (f"{line}:" if line else " "))
    assert said in str(error.value)


def test_a_file_in_another_encoding_is_named(tmp_path: Path) -> None:
    path = tmp_path / "x.ann"
    path.write_bytes("id: قصف".encode("cp1256"))
    with pytest.raises(InlineError, match="not UTF-8"):
        read_inline(path)
    path.write_text(SOURCE, encoding="utf-8")
    assert read_inline(path) == parse_inline(SOURCE)


FINE = Mention(id="e1", type="SHELLING", start=0, end=3)


@pytest.mark.parametrize(
    "document",
    [
        Document(id="", text="قصف"),
        Document(id="a ", text="قصف"),
        Document(id="a", text="قصف", meta={"id": "b"}),
        Document(id="a", text="قصف", meta={"a:b": "c"}),
        Document(id="a", text="قصف", meta={"note": "two\nlines"}),
        Document(id="a", text="قصف", mentions=[FINE, FINE]),
        Document(id="a", text="قصف", mentions=[Mention(id="e1", type="A B", start=0, end=3)]),
        Document(id="a", text="قصف", mentions=[Mention(id="e 1", type="A", start=0, end=3)]),
        Document(id="a", text="قصف", mentions=[Mention(id="e1", type="A", start=0, end=4)]),
        Document(id="a", text="قصف", mentions=[Mention(id="e1", type="A", start=1, end=1)]),
        Document(
            id="a",
            text="قصف",
            mentions=[FINE, Mention(id="e2", type="A", start=1, end=3)],
        ),
        Document(
            id="a",
            text="قصف",
            mentions=[Mention(id="e1", type="A", start=0, end=3, attributes={"sure": "x9"})],
        ),
        Document(
            id="a", text="قصف", mentions=[FINE], relations=[Relation(head="e1", type="r", tail="x")]
        ),
    ],
)
def test_what_the_form_cannot_hold_is_refused(document: Document) -> None:
    with pytest.raises(InlineError, match="document"):
        write_inline(document)


TEXTS = st.one_of(
    st.text('قصف[]\\()-\n\r \u0640\u064e😀e1:"', max_size=50),
    st.lists(st.sampled_from(["---", "\n", "\r\n", "\\", "قصف", "[", "](A b)", " "])).map("".join),
    st.text(max_size=40),
)


@given(TEXTS, st.data())
def test_any_text_comes_back(text: str, data: st.DataObject) -> None:
    spans = words(text)
    chosen = data.draw(st.lists(st.sampled_from(spans), unique=True)) if spans else []
    mentions = [
        Mention(id=f"e{number}", type="EVENT", start=span.start, end=span.end)
        for number, span in enumerate(sorted(chosen))
    ]
    document = Document(id="x", text=text, meta={"note": ""}, mentions=mentions)
    assert parse_inline(write_inline(document)) == document


NAMES = st.one_of(st.text(max_size=4), st.text("a9 \t\r\n:-", max_size=4))


@given(NAMES, NAMES, NAMES, NAMES)
def test_names_come_back_or_are_refused(doc_id: str, value: str, name: str, said: str) -> None:
    document = Document(
        id=doc_id,
        text="قصف",
        meta={name: value},
        mentions=[Mention(id="e1", type="EVENT", start=0, end=3, attributes={name: said})],
        relations=[Relation(head="e1", type=value, tail="e1")],
    )
    try:
        source = write_inline(document)
    except InlineError:
        return
    assert parse_inline(source) == document
