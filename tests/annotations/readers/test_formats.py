"""The table of forms, the guess, offsets, drafts and file names."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.readers import FORMATS, guess_format
from annotations.readers.draft import Draft
from annotations.readers.offsets import Quote, code_points, fitting, line_feeds, utf16
from annotations.readers.sidecar import id_of, read_meta, stem_of
from annotations.schema import Schema

SAMPLES = Path(__file__).with_name("samples")


def test_every_form_is_there() -> None:
    assert list(FORMATS) == [
        "label-studio", "brat", "doccano", "webanno-tsv", "xmi", "prodigy", "conll", "jsonl",
        "inline",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("label_studio.json", "label-studio"),
        ("brat_horan.ann", "brat"),
        ("brat_horan.txt", "brat"),
        ("doccano.jsonl", "doccano"),
        ("inception.tsv", "webanno-tsv"),
        ("inception/admin.xmi", "xmi"),
        ("inception", "xmi"),
        ("prodigy.jsonl", "prodigy"),
        ("conll2003.conll", "conll"),
        ("horan-7.ann", "inline"),
        (".", None),
    ],
)
def test_guesses(name: str, form: str | None) -> None:
    assert guess_format(SAMPLES / name) == form


def test_guess_of_exchange_lines_and_of_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(
        'x\n3\n{"id": "a", "text": "", "entities": [], "relations": []}\n'
        '{"id": "b", "text": "قصف", "entities": [{"id": "e1", "type": "SHELLING", "start": 0, '
        '"end": 3}], "relations": []}\n',
        encoding="utf-8",
    )
    assert guess_format(path) == "jsonl"
    path.write_bytes(b"")
    assert guess_format(path) is None
    (tmp_path / "b.ann").write_text("id: a\n---\n\n---\n", encoding="utf-8")
    path.write_text('{"id": "a", "text": "", "meta": {}}', encoding="utf-8")
    assert guess_format(tmp_path) == "jsonl"


@given(st.text())
def test_utf16_is_what_utf16_is(text: str) -> None:
    units = utf16(text)
    for point in range(len(text) + 1):
        offset = units.offset(point)
        assert offset == len(text[:point].encode("utf-16-le")) // 2
        assert units.point(offset) == point


def test_the_middle_of_a_character_is_nowhere() -> None:
    assert utf16("😀").point(1) is None
    assert utf16("😀").point(None) is None
    assert utf16("😀ا").point(9) == 8  # outside stays outside
    assert code_points("ا").point(-1) == -1


@given(st.text("ا\r\n"))
def test_line_feeds_are_those_of_universal_newlines(text: str) -> None:
    units = line_feeds(text)
    for point in range(len(text) + 1):
        if not (text[:point].endswith("\r") and text[point:].startswith("\n")):
            assert units.offset(point) == len(text[:point].replace("\r\n", "\n"))


def test_quotes_choose_the_count() -> None:
    text = "😀 قصف"
    counts = [code_points(text), utf16(text)]
    assert fitting(text, [Quote(((3, 6),), "قصف")], counts) is counts[1]
    assert fitting(text, [Quote(((2, 5),), "قصف")], counts) is counts[0]
    assert fitting(text, [], counts) is counts[0]


@given(st.text(min_size=1, max_size=20))
def test_file_names_turn_back_into_ids(doc_id: str) -> None:
    stem = stem_of(doc_id)
    assert id_of(stem) == doc_id
    assert not set(stem) & set('/\\:*?"<>| \0')
    assert not stem.startswith(".")


def test_spoilt_meta_is_named(tmp_path: Path) -> None:
    assert read_meta(tmp_path) == ({}, [])
    (tmp_path / "documents.json").write_text("{", encoding="utf-8")
    metas, problems = read_meta(tmp_path)
    assert (metas, len(problems)) == ({}, 1)


def test_a_draft_numbers_mentions_and_keeps_first_ids() -> None:
    draft = Draft("f", "d", "قصف على درعا", schema=Schema.default())
    draft.mention("b", "PLACE", 8, 12)
    draft.mention("a", "SHELLING", 0, 3, id="m1", attributes={"realis": "actual"})
    draft.mention("a", "SHELLING", 0, 3, id="m1")
    draft.mention("c", "", 4, 7)
    draft.mention("d", "PLACE", 4, 7, id="m1")
    draft.relation("a", "target", "b")
    draft.relation("a", "place", "c")
    draft.attribute("b", "sure", "no")
    draft.attribute("z", "sure", "no")
    document = draft.document(name_spans=False)
    assert [(m.id, m.type, m.attributes) for m in document.mentions] == [
        ("m1", "SHELLING", {}),
        ("m2", "SHELLING", {}),
        ("m3", "PLACE", {}),
        ("m4", "PLACE", {"sure": "no"}),
    ]
    assert [(r.head, r.tail) for r in document.relations] == [("m1", "m4")]
    what = [problem.what for problem in draft.problems]
    assert [said.split(";")[0].split(" and ")[0] for said in what] == [
        "SHELLING a has an id that stands twice",
        "mention c has no type",
        "sure no is said of z, which is no mention,",
        "id m1 stands twice",
        "a place c: c is no mention",
    ]
    assert str(draft.problems[0]).startswith("f: document d@0-3: SHELLING a has an id")


def test_an_inline_file_beside_its_text_is_not_brat(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("قصف", "utf-8")
    (tmp_path / "a.ann").write_text("id: a\n---\n[قصف](SHELLING e1)\n---\n", "utf-8")
    assert guess_format(tmp_path / "a.ann") == "inline"
    assert guess_format(tmp_path / "a.txt") is None
    (tmp_path / "a.ann").write_text("T1\tSHELLING 0 3\tقصف\n", "utf-8")
    assert guess_format(tmp_path / "a.ann") == "brat"
    assert guess_format(tmp_path / "a.txt") == "brat"
