"""CoNLL: columns of other projects, three ways of tagging, and texts that come back exactly."""

from pathlib import Path

import pytest

from annotations.document import Document, Mention, Relation
from annotations.readers import conll
from annotations.schema import Schema

SAMPLES = Path(__file__).with_name("samples")
SCHEMA = Schema.default()


def read(folder: Path, source: str) -> tuple[list[tuple[str, str]], list[str]]:
    (folder / "a.conll").write_bytes(source.encode())
    result = conll.read(folder / "a.conll")
    found = [(m.type, d.surface(m)) for d in result.documents for m in d.mentions]
    return found, [problem.what for problem in result.problems]


def test_four_columns_and_two_documents() -> None:
    result = conll.read(SAMPLES / "conll2003.conll")
    first, second = result.documents
    assert (first.id, first.text) == ("conll2003-1", "أصيب مدنيان بقصف مدفعي .")
    assert [(m.type, first.surface(m)) for m in first.mentions] == [
        ("WOUNDED", "أصيب"),
        ("VICTIM", "مدنيان"),
        ("SHELLING", "بقصف مدفعي"),
    ]
    assert second.text == "نزح أهالي القرية\nعاد الهدوء"
    assert [(m.type, second.surface(m)) for m in second.mentions] == [
        ("DISPLACED", "نزح"),
        ("VICTIM", "أهالي القرية"),
    ]
    assert "1 mentions begin with an I" in result.problems[0].what


@pytest.mark.parametrize(
    "tags",
    [
        "B-ACTOR I-ACTOR B-ACTOR O B-PLACE",
        "I-ACTOR I-ACTOR B-ACTOR O I-PLACE",
        "B-ACTOR E-ACTOR S-ACTOR O S-PLACE",
        "B-ACTOR L-ACTOR U-ACTOR O U-PLACE",
    ],
)
def test_ways_of_tagging(tags: str, tmp_path: Path) -> None:
    tokens = ["قوات", "النظام", "وروسيا", "في", "درعا"]
    rows = "\r\n".join(f"{a} {b}" for a, b in zip(tokens, tags.split(), strict=True))
    found, _ = read(tmp_path, "\ufeff" + rows + "\r\n\r\n")
    assert found == [("ACTOR", "قوات النظام"), ("ACTOR", "وروسيا"), ("PLACE", "درعا")]


def test_an_i_tag_after_a_sentence_or_another_type_opens_a_mention(tmp_path: Path) -> None:
    found, what = read(tmp_path, "قوات\tB-ACTOR\n\nالنظام\tI-ACTOR\nدرعا\tI-PLACE\n")
    assert [kind for kind, _ in found] == ["ACTOR", "ACTOR", "PLACE"]
    assert "2 mentions begin with an I" in what[0]


def test_faulty_rows_are_named_with_their_line(tmp_path: Path) -> None:
    (tmp_path / "a.conll").write_text(
        "# a comment\n# O\nقصف\nعلى\tx\nدرعا\tB-PLACE\n", encoding="utf-8"
    )
    result = conll.read(tmp_path / "a.conll")
    assert [problem.line for problem in result.problems] == [3, 4]
    assert result.documents[0].text == "# قصف على درعا"


def test_tokens_that_are_not_the_texts_are_named(tmp_path: Path) -> None:
    source = '# marsad = {"id": "a", "text": "قصف درعا"}\nقصف\tO\nحلب\tB-PLACE\n'
    found, what = read(tmp_path, source)
    assert found == [("PLACE", "حلب")]
    assert "not those of the text" in what[0]


def test_the_text_comes_back_and_what_is_lost_is_counted(tmp_path: Path) -> None:
    document = Document(
        id="a",
        text=" قصف\tمدفعي😀 —\r\n\r\n# على القرية\u200f",
        meta={"published": "2021-08-04"},
        mentions=[
            Mention(id="e1", type="SHELLING", start=1, end=10, attributes={"realis": "denied"}),
            Mention(id="p1", type="PLACE", start=23, end=29),
        ],
        relations=[Relation(head="e1", type="target", tail="p1")],
    )
    what = [problem.what for problem in conll.write([document], tmp_path / "a.conll", SCHEMA)]
    assert [said.split(" are ")[0] for said in what] == ["1 relations", "1 attributes"]
    back = conll.read(tmp_path / "a.conll").documents[0]
    assert (back.id, back.text, back.meta) == (document.id, document.text, document.meta)
    assert [(m.type, m.start, m.end) for m in back.mentions] == [
        (m.type, m.start, m.end) for m in document.mentions
    ]


def test_a_mention_over_a_line_break_stays_whole(tmp_path: Path) -> None:
    document = Document(
        id="a", text="قصف\nمدفعي", mentions=[Mention(id="m1", type="SHELLING", start=0, end=9)]
    )
    conll.write([document], tmp_path / "a.conll", SCHEMA)
    assert conll.read(tmp_path / "a.conll").documents == [document]
