"""Documents for the benchmark: marked, bare, and none."""

from pathlib import Path

import pytest

from annotations.corpus import split_of, write_jsonl
from annotations.document import Document
from annotations.schema import Schema
from training.benchmark.documents import documents_of, read, write, written_test
from training.data import DataError


def test_the_written_test_split_is_the_default(schema: Schema) -> None:
    problems: list[str] = []
    found = written_test(schema, problems)
    assert found and not problems
    assert {split_of(document) for document in found} == {"test"}


def test_marks_are_kept_where_there_are_any(
    tmp_path: Path, report: Document, schema: Schema
) -> None:
    write_jsonl([report], tmp_path / "gold.jsonl")
    (found,) = documents_of(tmp_path / "gold.jsonl", schema, [])
    assert (found.text, len(found.mentions)) == (report.text, len(report.mentions))


def test_bare_texts_are_read_in_any_form(tmp_path: Path, schema: Schema) -> None:
    (tmp_path / "a.jsonl").write_text('{"text": "قصف"}\n{"text": 3}\n', "utf-8")
    (tmp_path / "b.txt").write_text("هدوء حذر", "utf-8")
    (tmp_path / "c.csv").write_text("text\nاشتباكات\n", "utf-8")
    problems: list[str] = []
    texts = [
        document.text
        for name in ("a.jsonl", "b.txt", "c.csv")
        for document in documents_of(tmp_path / name, schema, problems)
    ]
    assert texts == ["قصف", "هدوء حذر", "اشتباكات"]
    assert len(problems) == 1 and "a.jsonl:2" in problems[0]


def test_nothing_to_read_is_said(tmp_path: Path, schema: Schema) -> None:
    (tmp_path / "empty.txt").write_text(" \n", "utf-8")
    with pytest.raises(DataError, match="no document to read"):
        documents_of(tmp_path / "empty.txt", schema, [])
    with pytest.raises(DataError, match="nowhere"):
        documents_of(tmp_path / "nowhere.txt", schema, [])


def test_another_process_reads_the_same(tmp_path: Path, report: Document) -> None:
    broken = Document(id="\ud800", text="نص \udcff", meta={"published": "2022-05-14"})
    write([report, broken], tmp_path / "documents.json")
    first, second = read(tmp_path / "documents.json")
    assert second == broken
    assert (first.id, first.text, first.relations) == (report.id, report.text, report.relations)
    places = [(m.id, m.type, m.start, m.end) for m in report.mentions]
    assert [(m.id, m.type, m.start, m.end) for m in first.mentions] == places
