"""Every input is read or named: file, line and mend."""

import io
import sys
from pathlib import Path

import pytest

from inference.batches.sources import Fault, Report, read_inputs


def both(*inputs: str | Path) -> tuple[list[Report], list[str]]:
    items = list(read_inputs(map(str, inputs)))
    return (
        [i for i in items if isinstance(i, Report)],
        [str(i) for i in items if isinstance(i, Fault)],
    )


def test_a_text_file_is_one_report(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"\xef\xbb\xbf" + "قصف\r\nبلدة".encode())
    reports, faults = both(path)
    assert not faults
    assert [(r.id, r.text) for r in reports] == [("a", "قصف\r\nبلدة")]


def test_a_folder_gives_its_reports_in_order(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "b.txt").write_text("ب", "utf-8")
    (tmp_path / "sub" / "a.txt").write_text("أ", "utf-8")
    (tmp_path / "notes.md").write_text("no report", "utf-8")
    reports, faults = both(tmp_path)
    assert [r.id for r in reports] == ["b", "sub/a"]
    assert not faults


def test_json_lines_with_every_fault(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_bytes(
        '{"id": "1", "text": "قصف", "published": "2022-05-14"}\n'
        "{broken\n"
        '{"id": "2"}\n'
        "\n"
        '{"id": "1", "text": "again"}\n'
        "[1]\n"
        '{"text": 5}\n'
        '{"text": "بلا رقم"}'.encode()
        + b'\n{"text": "\xff"}\n'
    )
    reports, faults = both(path)
    assert [(r.id, r.meta) for r in reports] == [("1", {"published": "2022-05-14"}), ("x:8", {})]
    lines = [fault.split("x.jsonl:")[1].split(":")[0] for fault in faults]
    assert lines == ["2", "3", "5", "6", "7", "9"]
    assert "already used" in faults[2]
    assert "no `text`" in faults[1]


def test_csv(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text('id,text,published\n1,"قصف\nبلدة",2022-01-02\n2,,\n', "utf-8-sig")
    reports, faults = both(path)
    assert [(r.id, r.text, r.meta) for r in reports] == [
        ("1", "قصف\nبلدة", {"published": "2022-01-02"}),
        ("2", "", {}),
    ]
    assert not faults


def test_parquet(tmp_path: Path) -> None:
    import pyarrow
    import pyarrow.parquet

    path = tmp_path / "x.parquet"
    pyarrow.parquet.write_table(pyarrow.table({"id": ["1", "2"], "text": ["قصف", None]}), path)
    reports, faults = both(path)
    assert [r.id for r in reports] == ["1"]
    assert len(faults) == 1
    path.write_bytes(b"no table")
    assert "no Parquet" in both(path)[1][0]


def test_what_cannot_be_read_is_named(tmp_path: Path) -> None:
    wrong = tmp_path / "w.txt"
    wrong.write_bytes("قصف".encode("windows-1256"))
    empty = tmp_path / "empty"
    empty.mkdir()
    reports, faults = both(tmp_path / "none.txt", wrong, empty)
    assert not reports
    assert "no such file" in faults[0]
    assert "byte 0" in faults[1]
    assert "iconv" in faults[1]
    assert "holds no" in faults[2]


@pytest.mark.parametrize(
    ("data", "ids"), [("قصف بلدة", ["stdin"]), ('{"id": "9", "text": "قصف"}\n', ["9"])]
)
def test_standard_input(monkeypatch: pytest.MonkeyPatch, data: str, ids: list[str]) -> None:
    stream = io.TextIOWrapper(io.BytesIO(data.encode()))
    monkeypatch.setattr(sys, "stdin", stream)
    reports, faults = both("-")
    assert [r.id for r in reports] == ids
    assert not faults


def test_csv_rows_that_do_not_fit_are_named(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('id,text\n1,abc,def\n2,"ab"c\n3,good\n4,"never closed\n5,lost\n', "utf-8")
    reports, faults = both(path)
    assert [r.id for r in reports] == ["3"]
    assert len(faults) == 3
    assert "more cells" in faults[0]
    assert "quote" in faults[1] and "quote" in faults[2]


def test_an_empty_cell_of_meta_is_no_value(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"id": "1", "text": "a", "meta": {"published": null, "x": 3}}\n', "utf-8")
    reports, faults = both(path)
    assert not faults
    assert reports[0].meta == {"x": "3"}
