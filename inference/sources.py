"""Reports out of files: text, folders, JSON Lines, CSV, Parquet, standard input. Knows no model.

What cannot be read is given as a `Fault` in its place, never raised and never passed over.
"""

import csv
import io
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

import msgspec
from msgspec import Struct


class Report(Struct, frozen=True):
    """A text to read. `meta` holds `published` and whatever else the row said as text."""

    id: str
    text: str
    meta: dict[str, str]
    where: str


class Fault(Struct, frozen=True):
    """A report that cannot be read: where, what is wrong, and the mend."""

    where: str
    what: str
    mend: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}; {self.mend}"


Item = Report | Fault


def read_inputs(inputs: Iterable[str]) -> Iterator[Item]:
    """All reports of files, folders and `-`, in order; ids that stand twice become faults."""
    seen: dict[str, str] = {}
    for name in inputs:
        for item in _one(name):
            if isinstance(item, Report):
                if item.id in seen:
                    yield Fault(
                        item.where,
                        f"id {item.id!r} was already used by {seen[item.id]}",
                        "give each report its own id",
                    )
                    continue
                seen[item.id] = item.where
            yield item


def _one(name: str) -> Iterator[Item]:
    if name == "-":
        yield from _standard_input(sys.stdin.buffer)
        return
    path = Path(name)
    if not path.exists():
        yield Fault(name, "no such file or folder", "check the path")
    elif path.is_dir():
        yield from _folder(path)
    else:
        yield from _file(path, path.stem)


_READERS = {".jsonl", ".ndjson", ".csv", ".parquet"}


def _folder(folder: Path) -> Iterator[Item]:
    found = False
    for path in sorted(folder.rglob("*")):
        if path.is_file() and (path.suffix.lower() in _READERS or path.suffix.lower() == ".txt"):
            found = True
            yield from _file(path, path.relative_to(folder).with_suffix("").as_posix())
    if not found:
        yield Fault(
            str(folder),
            "holds no .txt, .jsonl, .csv or .parquet file",
            "name the folder with the reports",
        )


def _file(path: Path, name: str) -> Iterator[Item]:
    try:
        kind = path.suffix.lower()
        if kind in (".jsonl", ".ndjson"):
            with path.open("rb") as stream:
                yield from _json_lines(stream, str(path), name)
        elif kind == ".csv":
            with path.open("rb") as stream:
                yield from _csv(stream, str(path), name)
        elif kind == ".parquet":
            yield from _parquet(path, name)
        else:
            yield _plain(path.read_bytes(), str(path), name)
    except OSError as error:
        yield Fault(
            str(path),
            f"cannot be read ({error.strerror or error})",
            "check the path and its permissions",
        )


def _standard_input(stream: BinaryIO) -> Iterator[Item]:
    """One report of plain text, or JSON Lines where the input begins with an object."""
    data = stream.read()
    if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        yield from _json_lines(io.BytesIO(data), "standard input", "stdin")
    else:
        yield _plain(data, "standard input", "stdin")


def _plain(data: bytes, where: str, name: str) -> Item:
    text = _decoded(data, where)
    return text if isinstance(text, Fault) else Report(name, text, {}, where)


def _decoded(data: bytes, where: str) -> str | Fault:
    # A byte-order mark belongs to the encoding, not to the text; line ends stay as they are.
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return Fault(
            where,
            f"byte {error.start} ({data[error.start]:#04x}) is not UTF-8",
            "convert it first, e.g. `iconv -f WINDOWS-1256 -t UTF-8`",
        )


def _json_lines(stream: BinaryIO, where: str, name: str) -> Iterator[Item]:
    for number, line in enumerate(stream, 1):
        place = f"{where}:{number}"
        data = line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line
        if not data.strip():
            continue
        try:
            row = msgspec.json.decode(data)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            yield Fault(place, f"no JSON ({error})", "write one JSON object a line")
            continue
        yield _row(row, place, f"{name}:{number}")


def _csv(stream: BinaryIO, where: str, name: str) -> Iterator[Item]:
    csv.field_size_limit(2**31 - 1)
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="")
    rows = csv.DictReader(text)
    number = 1
    while True:
        number += 1
        try:
            row = next(rows)
        except StopIteration:
            return
        except (UnicodeDecodeError, csv.Error) as error:
            yield Fault(
                f"{where}:{rows.line_num + 1}",
                f"cannot be read on ({error})",
                "save the table as UTF-8 CSV; the rows before this one were read",
            )
            return
        yield _row({k: v for k, v in row.items() if k}, f"{where}:{number}", f"{name}:{number}")


def _parquet(path: Path, name: str) -> Iterator[Item]:
    try:
        import pyarrow.parquet
    except ImportError:
        yield Fault(
            str(path), "reading Parquet needs pyarrow", "run `pip install 'marsad[parquet]'`"
        )
        return
    number = 0
    try:
        for batch in pyarrow.parquet.ParquetFile(path).iter_batches(batch_size=256):
            for row in batch.to_pylist():
                number += 1
                yield _row(row, f"{path}:{number}", f"{name}:{number}")
    except pyarrow.ArrowException as error:
        yield Fault(f"{path}:{number + 1}", f"no Parquet ({error})", "write the file again")


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
        {str(k): str(v) for k, v in (row.get("meta") or {}).items()}
        if isinstance(row.get("meta"), dict)
        else {}
    )
    if row.get("published"):
        meta["published"] = str(row["published"])
    return Report(name if given in (None, "") else str(given), text, meta, where)
