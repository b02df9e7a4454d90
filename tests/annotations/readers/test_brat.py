"""brat: a pair as the server writes it, with events, pieces and notes; line ends and marks."""

from pathlib import Path

import pytest

from annotations.document import Document, Mention
from annotations.inline import read_inline
from annotations.readers import brat
from annotations.schema import Schema

SAMPLES = Path(__file__).with_name("samples")
SCHEMA = Schema.default()


def pair(folder: Path, text: str, marks: str) -> Path:
    (folder / "a.txt").write_bytes(text.encode())
    (folder / "a.ann").write_bytes(marks.encode())
    return folder / "a.ann"


def test_a_pair_with_events_and_attributes() -> None:
    gold = read_inline(SAMPLES / "horan-7.ann")
    result = brat.read(SAMPLES / "brat_horan.ann", schema=SCHEMA)
    document = result.documents[0]
    assert (document.id, document.text) == ("brat_horan", gold.text)
    assert [(m.type, m.start, m.end, m.attributes) for m in document.mentions] == [
        (m.type, m.start, m.end, m.attributes) for m in gold.mentions
    ]
    ids = dict(zip((m.id for m in document.mentions), (m.id for m in gold.mentions), strict=True))
    links = {(ids[r.head], r.type, ids[r.tail]) for r in document.relations}
    assert links == {(r.head, r.type, r.tail) for r in gold.relations}
    assert document.mentions[0].id == "T1"
    assert [problem.line for problem in result.problems] == [20]  # the annotator's note
    assert "راجع المصدر" in result.problems[0].what


def test_pieces_are_joined_over_a_line_break_and_named_over_words(tmp_path: Path) -> None:
    path = pair(
        tmp_path,
        "قصف\nمدفعي على القرية",
        "T1\tSHELLING 0 3;4 9\tقصف مدفعي\nT2\tPLACE 0 3;14 20\tقصف القرية\n"
        "R1\ttarget Arg1:T1 Arg2:T2\n",
    )
    result = brat.read(path)
    assert [(m.id, m.start, m.end) for m in result.documents[0].mentions] == [("T1", 0, 9)]
    assert [problem.line for problem in result.problems] == [2, 3]


@pytest.mark.parametrize("spans", [("0 3", "5 10"), ("0 3", "6 11")])
def test_crlf_counts_one_or_two_as_the_quotes_say(spans: tuple[str, str], tmp_path: Path) -> None:
    marks = f"T1\tKILLED {spans[0]}\tقتل\r\nT2\tVICTIM {spans[1]}\tمدني!\r\n"
    document = brat.read(pair(tmp_path, "قتل\r\n\nمدني!", marks)).documents[0]
    assert document.text == "قتل\r\n\nمدني!"
    assert [document.surface(mention) for mention in document.mentions] == ["قتل", "مدني!"]


@pytest.mark.parametrize("place", ["1 4", "0 3"])
def test_a_byte_order_mark_may_count_or_not(place: str, tmp_path: Path) -> None:
    path = pair(tmp_path, "\ufeffقتل مدني", f"T1\tKILLED {place}\tقتل\n")
    document = brat.read(path).documents[0]
    assert document.surface(document.mentions[0]) == "قتل"


def test_equivalence_leads_back_and_bare_attributes_are_true(tmp_path: Path) -> None:
    marks = "T1\tPLACE 0 4\tدرعا\nT2\tPLACE 5 9\tدرعا\nT3\tPLACE 10 14\tدرعا\n"
    marks += "*\tEquiv T1 T2 T3\nA1\tSure T1\n"
    document = brat.read(pair(tmp_path, "درعا درعا درعا", marks)).documents[0]
    links = [(r.head, r.type, r.tail) for r in document.relations]
    assert links == [("T2", "same_as", "T1"), ("T3", "same_as", "T2")]
    assert document.mentions[0].attributes == {"Sure": "true"}


def test_faulty_lines_are_named_with_their_number(tmp_path: Path) -> None:
    marks = "T1\tKILLED 0 3\tقتل\nT1\tKILLED 4 8\tمدني\nT2\tVICTIM 4 80\tمدني\nوبعد\n"
    marks += "R1\tvictim Arg1:T1 Arg2:T9\nA1\trealis T8 denied\nN1\tReference T1 Wiki:1\tx\n"
    result = brat.read(pair(tmp_path, "قتل مدني", marks))
    assert [m.id for m in result.documents[0].mentions] == ["T1"]
    assert sorted(p.line for p in result.problems if p.line) == [2, 3, 4, 5, 6, 7]


def test_half_a_pair_and_other_encodings_are_named(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("نص", encoding="utf-8")
    (tmp_path / "b.txt").write_bytes("نص".encode("cp1256"))
    (tmp_path / "b.ann").write_bytes(b"")
    result = brat.read(tmp_path)
    assert result.documents == []
    assert [problem.doc_id for problem in result.problems] == ["a", "b"]


def test_an_empty_ann_is_a_document_without_mentions(tmp_path: Path) -> None:
    assert brat.read(pair(tmp_path, "طقس معتدل", "")).documents[0].mentions == []


def test_written_quotes_are_those_of_the_text_and_notes_keep_ids(tmp_path: Path) -> None:
    document = Document(
        id="x/1",
        text="قصف\nمدفعي",
        mentions=[Mention(id="e1", type="SHELLING", start=0, end=9)],
    )
    assert brat.write([document], tmp_path, SCHEMA) == []
    marks = (tmp_path / "x%2F1.ann").read_text(encoding="utf-8")
    assert marks == "T1\tSHELLING 0 3;4 9\tقصف مدفعي\n#1\tMentionId T1\te1\n"
    assert brat.read(tmp_path).documents == [document]


def test_configuration_names_every_type(tmp_path: Path) -> None:
    lines = brat.configuration(SCHEMA).splitlines()
    assert "SHELLING" in lines
    assert "instrument\tArg1:" in "\n".join(lines)
    assert any(line.startswith("scope\tArg:VICTIM|COUNT, Value:new|cumulative") for line in lines)
