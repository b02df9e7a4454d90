"""WebAnno TSV 3: a file as INCEpTION exports it, its grammar, and what we write."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.document import Document, Mention, Relation
from annotations.readers import inception_tsv
from annotations.readers.tsv_file import escape, parse, unescape, values
from annotations.schema import Schema

SAMPLES = Path(__file__).with_name("samples")
SCHEMA = Schema.default()
TEXT = "🚨 وقعت غارات جوية روسية\nعلى تل A|B [قرب] القرية."


def test_an_export_with_stacked_marks_and_sub_tokens() -> None:
    result = inception_tsv.read(SAMPLES / "inception.tsv", schema=SCHEMA)
    document = result.documents[0]
    assert (document.id, document.text) == ("inception", TEXT)
    said = [(m.type, document.surface(m), m.attributes) for m in document.mentions]
    assert said == [
        ("AIRSTRIKE", "غارات جوية", {"realis": "denied"}),
        ("ACTOR", "روسية", {}),
        ("PLACE", "تل A|B", {}),
        ("PLACE", "قرب", {}),
        ("FACILITY", "قرب", {}),
        ("PLACE", "قرية", {}),
    ]
    ids = {mention.id: place for place, mention in enumerate(document.mentions)}
    links = {(ids[r.head], r.type, ids[r.tail]) for r in document.relations}
    assert links == {(0, "agent", 1), (0, "target", 2), (3, "part_of", 4)}
    what = [(problem.line, problem.what) for problem in result.problems]
    assert any("POS is not read" in said for _, said in what)
    assert any(line == 22 and "whole words" in said for line, said in what)
    assert any("overlaps" in said for _, said in what)


def test_crlf_and_a_mark_change_nothing(tmp_path: Path) -> None:
    source = (SAMPLES / "inception.tsv").read_bytes()
    (tmp_path / "inception.tsv").write_bytes(b"\xef\xbb\xbf" + source.replace(b"\n", b"\r\n"))
    given_ = inception_tsv.read(tmp_path / "inception.tsv").documents
    assert given_ == inception_tsv.read(SAMPLES / "inception.tsv").documents


def test_gaps_are_blanks_and_adjacent_sentences_lose_the_line_feed() -> None:
    head = "#FORMAT=WebAnno TSV 3.2\n\n\n"
    apart = "#Text=قصف\n1-1\t0-3\tقصف\t\n\n#Text=ثم\n2-1\t6-8\tثم\t\n"
    assert parse(head + apart)[1] == "قصف\n  ثم"
    joined = "#Text=قصف\n1-1\t0-3\tقصف\t\n\n#Text=ثم\n2-1\t3-5\tثم\t\n"
    assert parse(head + joined)[1] == "قصفثم"
    two_lines = "#Sentence.id=s1\n#Text=قصف\\t😀\n#Text=ثم\n1-1\t0-3\tقصف\t\n"
    assert parse(head + two_lines)[1] == "قصف\t😀\nثم"


@given(st.text())
def test_values_are_escaped_both_ways(value: str) -> None:
    assert unescape(escape(value)) == value


def test_cells() -> None:
    assert values("_") == []
    assert values("*") == [(None, "")]
    assert values("PER[1]|*[2]") == [("PER", "1"), (None, "2")]
    assert values(r"a\|b\[1\]|part\_of") == [("a|b[1]", ""), ("part_of", "")]
    assert values("1-1[0_2]|2-3.1") == [("1-1", "0_2"), ("2-3.1", "")]


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("", 1),
        ("#FORMAT=WebAnno TSV 2.0\n", 1),
        ("#FORMAT=WebAnno TSV 3.3\n\n\n#Text=قصف\n1-1\tقصف\n", 5),
        ("#FORMAT=WebAnno TSV 3.3\n\n\n#Text=قصف\n1-1\t0-3\tقصف\t\n\n#Text=و\n2-1\t1-2\tو\t\n", 8),
    ],
)
def test_faulty_files_are_named_with_their_line(source: str, line: int, tmp_path: Path) -> None:
    (tmp_path / "a.tsv").write_text(source, encoding="utf-8")
    result = inception_tsv.read(tmp_path)
    assert result.documents == []
    assert [problem.line for problem in result.problems] == [line]


def test_what_we_write_is_what_inception_reads(tmp_path: Path) -> None:
    document = Document(
        id="a",
        text="😀 قصف مدفعي.\n\nعلى القرية",
        mentions=[
            Mention(id="e1", type="SHELLING", start=2, end=11, attributes={"realis": "denied"}),
            Mention(id="p1", type="PLACE", start=18, end=24),
        ],
        relations=[Relation(head="e1", type="part_of", tail="p1")],
    )
    assert inception_tsv.write([document], tmp_path, SCHEMA) == []
    assert (tmp_path / "a.tsv").read_text(encoding="utf-8").splitlines() == [
        "#FORMAT=WebAnno TSV 3.3",
        "#T_SP=webanno.custom.Mention|id|label|realis|scope",
        "#T_RL=webanno.custom.Relation|label|BT_webanno.custom.Mention",
        "",
        "",
        "#Text=😀 قصف مدفعي.",
        "#Text=",
        "#Text=",
        "1-1\t0-2\t😀\t_\t_\t_\t_\t_\t_\t",
        "1-2\t3-6\tقصف\te1[1]\tSHELLING[1]\tdenied[1]\t*[1]\t_\t_\t",
        "1-3\t7-12\tمدفعي\te1[1]\tSHELLING[1]\tdenied[1]\t*[1]\t_\t_\t",
        "1-4\t12-13\t.\t_\t_\t_\t_\t_\t_\t",
        "",
        "#Text=على القرية",
        "2-1\t15-18\tعلى\t_\t_\t_\t_\t_\t_\t",
        "2-2\t19-25\tالقرية\tp1[2]\tPLACE[2]\t*[2]\t*[2]\tpart\\_of\t1-2[1_2]\t",
    ]
    assert inception_tsv.read(tmp_path).documents == [document]


def test_edges_that_are_no_words_are_named(tmp_path: Path) -> None:
    document = Document(
        id="a",
        text="\tقصف \u200f",
        mentions=[
            Mention(id="e1", type="SHELLING", start=0, end=5),
            Mention(id="x1", type="PLACE", start=4, end=6),
        ],
        relations=[Relation(head="e1", type="place", tail="x1")],
    )
    what = [problem.what for problem in inception_tsv.write([document], tmp_path, SCHEMA)]
    assert any("loses what is no word" in said for said in what)
    assert any("holds no word" in said for said in what)
    assert any("lost an end" in said for said in what)
    assert any("before the first word" in said for said in what)
