"""doccano: exports with relations and without, both counts of offsets, faulty lines."""

from pathlib import Path

import msgspec

from annotations.inline import read_inline
from annotations.readers import doccano
from annotations.schema import Schema

SAMPLES = Path(__file__).with_name("samples")
SCHEMA = Schema.default()


def test_an_export_with_relations() -> None:
    gold = read_inline(SAMPLES / "horan-7.ann")
    result = doccano.read(SAMPLES / "doccano.jsonl", schema=SCHEMA)
    document = result.documents[0]
    assert (document.id, document.text) == ("7", gold.text)
    assert document.meta == {"source": "written for this project"}
    assert [(m.type, m.start, m.end) for m in document.mentions] == [
        (m.type, m.start, m.end) for m in gold.mentions
    ]
    ids = dict(zip((m.id for m in document.mentions), (m.id for m in gold.mentions), strict=True))
    links = [(ids[r.head], r.type, ids[r.tail]) for r in document.relations]
    assert links == [(r.head, r.type, r.tail) for r in gold.relations]


def test_an_export_of_spans_only() -> None:
    document = doccano.read(SAMPLES / "doccano.jsonl").documents[1]
    surfaces = [document.surface(mention) for mention in document.mentions]
    assert surfaces == ["قصف", "ظهراً"]  # behind an emoji: UTF-16 units


def test_comments_and_faulty_lines_are_named() -> None:
    problems = doccano.read(SAMPLES / "doccano.jsonl").problems
    assert [(p.line, p.what.split()[0]) for p in problems] == [(3, "no"), (1, "1")]


def test_code_points_are_told_by_the_words() -> None:
    result = doccano.read(SAMPLES / "doccano_code_points.jsonl")
    gold = read_inline(SAMPLES / "horan-7.ann")
    assert [m.start for m in result.documents[0].mentions] == [m.start for m in gold.mentions]
    assert "code points" in result.problems[0].what


def test_a_span_changed_in_the_tool_loses_its_attributes_by_name(tmp_path: Path) -> None:
    gold = read_inline(SAMPLES / "horan-7.ann")
    path = tmp_path / "x.jsonl"
    doccano.write([gold], path, SCHEMA)
    record = msgspec.json.decode(path.read_bytes())
    record["entities"][-1]["label"] = "PERSON"
    record["id"] = 12  # as doccano adds it
    path.write_bytes(b"\xef\xbb\xbf" + msgspec.json.encode(record) + b"\r\n")
    result = doccano.read(path, schema=SCHEMA)
    changed = result.documents[0].mentions[-1]
    assert (changed.type, changed.attributes) == ("PERSON", {})
    assert result.documents[0].mentions[:-1] == gold.mentions[:-1]
    assert any("scope cumulative is left out" in problem.what for problem in result.problems)


def test_nulls_of_other_rows_are_no_fault(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text(
        '{"id":1,"text":"قصف","entities":[],"relations":null,"meta":null,"mentions":null,'
        '"doc_id":null,"Comments":[]}\n',
        encoding="utf-8",
    )
    result = doccano.read(path)
    assert (result.problems, result.documents[0].id) == ([], "1")
