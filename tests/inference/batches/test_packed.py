"""Packed, damaged, huge: every reader in bounded memory, every input read or named."""

import gzip
import io
import sqlite3
import sys
import tracemalloc
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow
import pyarrow.parquet
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inference.batches import items, rows, sources
from inference.batches.items import MOST_BYTES, MOST_CHARACTERS, Fault, Report
from inference.batches.meter import Meter
from inference.batches.seen import SeenIds
from inference.batches.sources import read_inputs, total_bytes

LINES = '{"id": "1", "text": "قصف"}\n{"id": "2", "text": "بلدة"}\n'.encode()
TABLE = 'id,text\n1,قصف\n2,"بل\nدة"\n'.encode("utf-8-sig")


def both(*inputs: str | Path, meter: Meter | None = None) -> tuple[list[Report], list[Fault]]:
    found = list(read_inputs(map(str, inputs), meter))
    return (
        [i for i in found if isinstance(i, Report)],
        [i for i in found if isinstance(i, Fault)],
    )


def pack(data: bytes, ending: str) -> bytes:
    if ending == ".gz":
        return gzip.compress(data)
    return bytes(pyarrow.Codec("zstd").compress(data, asbytes=True))


@pytest.mark.parametrize("ending", [".gz", ".zst"])
@pytest.mark.parametrize(
    ("name", "data"), [("a.jsonl", LINES), ("a.csv", TABLE), ("a.txt", "قصف".encode())]
)
def test_packed_is_read_as_it_would_be_unpacked(
    ending: str, name: str, data: bytes, tmp_path: Path
) -> None:
    plain, packed = tmp_path / name, tmp_path / "packed" / f"{name}{ending}"
    packed.parent.mkdir()
    plain.write_bytes(data)
    packed.write_bytes(pack(data, ending))
    wanted, got = both(plain), both(packed)
    assert [(r.id, r.text, r.meta) for r in got[0]] == [(r.id, r.text, r.meta) for r in wanted[0]]
    assert wanted[0]
    assert not got[1]
    assert both(packed.parent) == got  # found in a folder, too


@pytest.mark.parametrize("ending", [".gz", ".zst"])
def test_two_packed_parts_one_after_the_other(ending: str, tmp_path: Path) -> None:
    path = tmp_path / f"a.jsonl{ending}"
    path.write_bytes(
        pack(LINES[: LINES.index(b"\n") + 1], ending)
        + pack(LINES[LINES.index(b"\n") + 1 :], ending)
    )
    assert [r.id for r in both(path)[0]] == ["1", "2"]


@pytest.mark.parametrize("ending", [".gz", ".zst"])
def test_a_damaged_package_is_named_and_what_came_before_is_read(
    ending: str, tmp_path: Path
) -> None:
    whole, cut = tmp_path / f"w.jsonl{ending}", tmp_path / f"c.jsonl{ending}"
    whole.write_bytes(b"no such thing at all")
    cut.write_bytes(pack(LINES, ending) + pack(b'{"id": "3", "text": ""}\n' * 9, ending)[:-6])
    reports, faults = both(cut, whole)
    assert [r.id for r in reports][:2] in (["1", "2"], [])
    assert [f.where for f in faults if "cannot be read on" in f.what] == [str(cut), str(whole)]


def test_zstd_without_pyarrow_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.jsonl.zst"
    path.write_bytes(pack(LINES, ".zst"))
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    (fault,) = both(path)[1]
    assert str(fault) == f"{path}: reading .zst needs pyarrow; run `pip install 'marsad[parquet]'`"


def test_packed_parquet_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet.gz"
    path.write_bytes(b"")
    assert "packed Parquet" in both(path)[1][0].what


def test_a_huge_line_is_passed_over_in_little_memory(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl.gz"
    with gzip.open(path, "wb", compresslevel=1) as stream:
        stream.write(b'{"id": "big", "text": "')
        for _ in range(6):
            stream.write(b"x" * (MOST_BYTES // 2))
        stream.write(b'"}\n' + LINES)
    tracemalloc.start()
    reports, faults = both(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [r.id for r in reports] == ["1", "2"]
    assert [f.where for f in faults] == [f"{path}:1"]
    assert "a line of more than" in faults[0].what
    assert peak < 2.6 * MOST_BYTES


def test_texts_and_rows_that_are_too_long_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(items, "MOST_CHARACTERS", 20)
    for module in (rows, sources):
        monkeypatch.setattr(module, "MOST_BYTES", 100)
    (tmp_path / "a.txt").write_text("ا" * 21, "utf-8")
    (tmp_path / "b.txt").write_text("ا" * 60, "utf-8")
    (tmp_path / "c.csv").write_text(f"text\nقصف\n{'ا' * 101}\nقصف\n", "utf-8")
    (tmp_path / "d.csv").write_text('text\nقصف\n"' + "ا\n" * 90, "utf-8")
    reports, faults = both(tmp_path)
    assert [r.id for r in reports] == ["c:2", "d:2"]
    assert [Path(f.where.split(":")[0]).name for f in faults] == [
        "a.txt", "b.txt", "c.csv", "d.csv",
    ]  # fmt: skip
    assert MOST_CHARACTERS > 1_000_000


def test_a_bad_byte_in_a_table_costs_its_row_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"id,text\n1,\xd9\x82\n2,\xc7\xe1\n3,\xd9\x82\n")
    reports, faults = both(path)
    assert [r.id for r in reports] == ["1", "3"]
    assert [(f.where, f.what) for f in faults] == [(f"{path}:3", "byte 0xc7 is not UTF-8")]


def test_a_damaged_row_group_is_named_and_the_next_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    texts = [f"{n} " + "قصف " * 50 for n in range(300)]
    table = pyarrow.table({"text": texts, "other": ["y" * 100] * 300})
    pyarrow.parquet.write_table(table, path, row_group_size=100, compression="zstd")
    column = pyarrow.parquet.ParquetFile(path).metadata.row_group(1).column(0)
    data = bytearray(path.read_bytes())
    begin = column.dictionary_page_offset or column.data_page_offset
    data[begin : begin + column.total_compressed_size] = b"\xff" * column.total_compressed_size
    path.write_bytes(data)
    meter = Meter()
    reports, (fault,) = both(path, meter=meter)
    assert [r.id for r in reports] == [f"a:{n}" for n in [*range(1, 101), *range(201, 301)]]
    assert fault.where == f"{path}:101"
    assert fault.inputs == 100
    assert meter.done == path.stat().st_size == total_bytes([str(path)])


def test_parquet_without_texts_accounts_for_its_rows(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    pyarrow.parquet.write_table(pyarrow.table({"id": ["1", "2"]}), path)
    (fault,) = both(path)[1]
    assert fault.inputs == 2
    assert "no column `text`" in fault.what


def test_the_meter_goes_through_all_bytes(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(LINES)
    (tmp_path / "b.csv.gz").write_bytes(
        pack(TABLE.replace(b"1,", b"3,").replace(b"2,", b"4,"), ".gz")
    )
    (tmp_path / "c.txt").write_bytes(b"x")
    (tmp_path / "d.md").write_bytes(b"no report")
    meter = Meter()
    seen = [meter.done for _ in read_inputs([str(tmp_path)], meter)]
    assert seen == sorted(seen)
    assert meter.done == total_bytes([str(tmp_path)])
    assert total_bytes([str(tmp_path), "-"]) is None
    assert total_bytes([str(tmp_path / "none")]) == 0


def test_standard_input_streams(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.BytesIO(b"\n  \n" + LINES)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(stream))
    items = read_inputs(["-"])
    first = next(items)
    assert isinstance(first, Report)
    assert first.where == "standard input:3"
    assert [i.where for i in items] == ["standard input:4"]


def test_a_folder_is_walked_in_the_order_of_names(tmp_path: Path) -> None:
    for name in ("a/b.txt", "a/c/d.txt", "a.txt", "b.txt", "a-b/x.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x", "utf-8")
    order = [r.where for r in both(tmp_path)[0]]
    assert order == [str(p) for p in sorted(tmp_path.rglob("*.txt"))]


PARQUET = io.BytesIO()
pyarrow.parquet.write_table(
    pyarrow.table({"text": ["قصف", "بلدة"], "meta": [{"a": 1}, None]}), PARQUET
)
WHOLE = {
    ".jsonl": LINES,
    ".jsonl.gz": pack(LINES, ".gz"),
    ".jsonl.zst": pack(LINES, ".zst"),
    ".csv": TABLE,
    ".csv.gz": pack(TABLE, ".gz"),
    ".txt": LINES,
    ".parquet": PARQUET.getvalue(),
}


@settings(max_examples=300)
@given(ending=st.sampled_from(sorted(WHOLE)), share=st.floats(0, 1), data=st.data())
def test_no_bytes_crash_a_reader(ending: str, share: float, data: st.DataObject) -> None:
    true = WHOLE[ending]
    at = int(share * len(true))
    change = data.draw(st.binary(max_size=6) | st.sampled_from([b'"', b"\x00", b'{"text":' * 500]))
    keep = data.draw(st.sampled_from([0, 1, len(true)]))
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"a{ending}"
        path.write_bytes(true[:at] + change + true[at + 1 : at + 1 + keep])
        reports, faults = both(path)
    assert reports or faults or ending != ".txt"


def test_ids_are_remembered_past_the_cache() -> None:
    seen = SeenIds()
    assert seen.before("a\ud800", "here") is None
    assert all(seen.before(f"{n} {'x' * 200}", str(n)) is None for n in range(30_000))
    assert seen.before("a\ud800", "there") == "here"
    assert seen.before(f"7 {'x' * 200}", "there") == "7"
    seen.close()
    with pytest.raises(OSError, match="TMPDIR"):
        seen.before("b", "here")
    assert issubclass(sqlite3.ProgrammingError, sqlite3.Error)
