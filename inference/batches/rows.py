"""Rows of JSON Lines, CSV and Parquet to reports, in bounded memory. Knows no folders, no ids.

What cannot be read is a `Fault` in its place; the rows after it are read where the form allows it.
"""

import csv
import io
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

import msgspec

from inference.batches.items import MOST_BYTES, Fault, Item, report, too_long
from inference.batches.meter import Meter
from inference.batches.surrogates import decode


def bounded_lines(stream: BinaryIO) -> Iterator[bytes | None]:
    """Lines with their ends; None for one longer than `MOST_BYTES`, which is passed over."""
    while line := stream.readline(MOST_BYTES + 1):
        if len(line) <= MOST_BYTES:
            yield line
            continue
        while line and not line.endswith(b"\n"):
            line = stream.readline(2**20)
        yield None


def json_lines(lines: Iterable[bytes | None], where: str, name: str) -> Iterator[Item]:
    """A row a line; blank lines count for line numbers alone."""
    for number, line in enumerate(lines, 1):
        place = f"{where}:{number}"
        if line is None:
            yield too_long(place, f"a line of more than {MOST_BYTES:,} bytes")
            continue
        data = line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line
        if not data.strip():
            continue
        try:
            row = decode(data, Any)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            yield Fault(place, f"no JSON ({error})", "write one JSON object a line")
            continue
        yield _row(row, place, f"{name}:{number}")


def csv_rows(stream: BinaryIO, where: str, name: str) -> Iterator[Item]:
    """A row a record after the header. Rows are numbered with the header as row 1."""
    csv.field_size_limit(MOST_BYTES)
    # A byte that is not UTF-8 passes as a lone surrogate, so that it costs its own row alone.
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", errors="surrogateescape", newline="")
    # Strict: else a quote that is never closed takes the rows after it into one text.
    rows = csv.DictReader(_text_lines(text), strict=True)
    number = 1
    while True:
        number += 1
        try:
            row = next(rows)
        except StopIteration:
            text.detach()
            return
        except csv.Error as error:
            if "expected after" in str(error):
                yield Fault(
                    f"{where}:{number}",
                    f"a quote inside a cell ({error})",
                    'write a quote inside quotes twice ("")',
                )
                continue
            yield Fault(
                f"{where}:{rows.line_num + 1}",
                f"cannot be read on ({error})",
                "look for a quote that is not closed; the rows before this one were read",
            )
            text.detach()
            return
        yield _decoded(row, f"{where}:{number}", f"{name}:{number}")


def parquet_rows(path: Path, name: str, meter: Meter) -> Iterator[Item]:
    """The rows of a file, group by group; of a damaged group one fault for all that is lost.

    Raises `ImportError` where pyarrow is not installed.
    """
    import pyarrow.parquet

    try:
        file = pyarrow.parquet.ParquetFile(path, buffer_size=2**20)
    except pyarrow.ArrowException as error:
        yield Fault(f"{path}:1", f"no Parquet ({error})", "write the file again")
        return
    rows = file.metadata.num_rows
    columns = [c for c in ("id", "text", "published", "meta") if c in file.schema_arrow.names]
    if "text" not in columns:
        yield Fault(
            str(path),
            f"no column `text` ({rows:,} rows)",
            "name the reports' column `text`",
            inputs=max(rows, 1),
        )
        return
    number = end = 0
    size = path.stat().st_size
    with file, meter.reading(size, lambda: size * number // max(rows, 1)):
        for group in range(file.num_row_groups):
            end += file.metadata.row_group(group).num_rows
            try:
                for batch in file.iter_batches(64, row_groups=[group], columns=columns):
                    for row in batch.to_pylist():
                        number += 1
                        yield _row(row, f"{path}:{number}", f"{name}:{number}")
            except (pyarrow.ArrowException, OSError, UnicodeDecodeError) as error:
                yield Fault(
                    f"{path}:{number + 1}",
                    f"rows {number + 1} to {end} cannot be read ({error})",
                    "write the file again; the rest of it was read",
                    inputs=max(end - number, 1),
                )
                number = end


def _text_lines(text: io.TextIOWrapper) -> Iterator[str]:
    # csv would read a line of any length into memory before its own limit holds.
    while line := text.readline(MOST_BYTES + 1):
        if len(line) > MOST_BYTES:
            raise csv.Error(f"a line of more than {MOST_BYTES:,} characters")
        yield line


def _decoded(row: dict[str | Any, Any], where: str, name: str) -> Item:
    if None in row:
        return Fault(
            where,
            f"{len(row[None])} more cells than the header",
            "put texts with commas in quotes",
        )
    for value in row.values():
        try:
            if isinstance(value, str):
                value.encode("utf-8")
        except UnicodeEncodeError as error:
            return Fault(
                where,
                f"byte {ord(value[error.start]) - 0xDC00:#04x} is not UTF-8",
                "save the table as UTF-8 CSV",
            )
    return _row({k: v for k, v in row.items() if k}, where, name)


def _row(row: Any, where: str, name: str) -> Item:
    if not isinstance(row, dict):
        return Fault(
            where,
            f"a {type(row).__name__}, not an object",
            'write {"id": …, "text": …} on each line',
        )
    text = row.get("text")
    if not isinstance(text, str):
        what = "no `text`" if text is None else f"`text` is a {type(text).__name__}"
        return Fault(where, what, "give each report its text as a string in `text`")
    given = row.get("id")
    meta = (
        {str(k): str(v) for k, v in row["meta"].items() if v is not None}
        if isinstance(row.get("meta"), dict)
        else {}
    )
    if row.get("published"):
        meta["published"] = str(row["published"])
    return report(name if given in (None, "") else str(given), text, meta, where)
