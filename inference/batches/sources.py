"""Reports out of files: text, folders, JSON Lines, CSV, Parquet, standard input. Knows no model.

What cannot be read is given as a `Fault` in its place, never raised and never passed over. No
reader holds more than a few rows, whatever the size of a file; text, JSON Lines and CSV may be
packed (`.gz`, `.zst`).
"""

import itertools
import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from inference.batches.items import MOST_BYTES, Fault, Item, Report, report, too_long
from inference.batches.meter import Meter
from inference.batches.packed import BROKEN, inner_name, open_packed
from inference.batches.rows import bounded_lines, csv_rows, json_lines, parquet_rows
from inference.batches.seen import SeenIds

__all__ = ["Fault", "Item", "Report", "read_inputs", "total_bytes"]


def read_inputs(inputs: Iterable[str], meter: Meter | None = None) -> Iterator[Item]:
    """All reports of files, folders and `-`, in order; ids that stand twice become faults.

    `meter` is told how far the readers are.
    """
    seen = SeenIds()
    try:
        for name in inputs:
            for item in _one(name, meter or Meter()):
                before = seen.before(item.id, item.where) if isinstance(item, Report) else None
                if isinstance(item, Report) and before is not None:
                    yield Fault(
                        item.where,
                        f"id {item.id!r} was already used by {before}",
                        "give each report its own id",
                    )
                else:
                    yield item
    finally:
        seen.close()


def total_bytes(inputs: Iterable[str]) -> int | None:
    """The size of all that `read_inputs` would open, packed as it lies; None with `-` among it."""
    total = 0
    for name in inputs:
        if name == "-":
            return None
        path = Path(name)
        files = _walk(path) if path.is_dir() else iter([path])
        for file in files:
            try:
                total += file.stat().st_size if isinstance(file, Path) else 0
            except OSError:
                continue  # reading it will say what is wrong
    return total


def _one(name: str, meter: Meter) -> Iterator[Item]:
    if name == "-":
        yield from _standard_input(sys.stdin.buffer)
        return
    path = Path(name)
    if not path.exists():
        yield Fault(name, "no such file or folder", "check the path")
    elif path.is_dir():
        yield from _folder(path, meter)
    else:
        yield from _file(path, inner_name(path).stem, meter)


_KINDS = {".txt", ".jsonl", ".ndjson", ".csv", ".parquet"}


def _folder(folder: Path, meter: Meter) -> Iterator[Item]:
    found = False
    for path in _walk(folder):
        found = True
        if isinstance(path, Fault):
            yield path
            continue
        name = inner_name(path.relative_to(folder)).with_suffix("")
        yield from _file(path, name.as_posix(), meter)
    if not found:
        yield Fault(
            str(folder),
            "holds no .txt, .jsonl, .csv or .parquet file",
            "name the folder with the reports",
        )


def _walk(folder: Path) -> Iterator[Path | Fault]:
    """Files of a known kind in the order of their names, one folder's names at a time in memory."""
    try:
        with os.scandir(folder) as entries:
            names = sorted((e.name, e.is_dir(follow_symlinks=False)) for e in entries)
    except OSError as error:
        yield _unreadable(folder, error)
        return
    for name, is_folder in names:
        path = folder / name
        if is_folder:
            yield from _walk(path)
        elif inner_name(path).suffix.lower() in _KINDS and path.is_file():
            yield path


def _file(path: Path, name: str, meter: Meter) -> Iterator[Item]:
    where = str(path)
    kind = inner_name(path).suffix.lower()
    try:
        if kind == ".parquet":
            if path != inner_name(path):
                yield Fault(where, "packed Parquet", "unpack it first; Parquet packs itself")
                return
            yield from parquet_rows(path, name, meter)
            return
        with open_packed(path, meter) as stream:
            if kind in (".jsonl", ".ndjson"):
                yield from json_lines(bounded_lines(stream), where, name)
            elif kind == ".csv":
                yield from csv_rows(stream, where, name)
            else:
                yield _plain(stream.read(MOST_BYTES + 1), where, name)
    except ImportError:
        ending = ".parquet" if kind == ".parquet" else path.suffix
        yield Fault(where, f"reading {ending} needs pyarrow", "run `pip install 'marsad[parquet]'`")
    except BROKEN as error:
        yield _unreadable(path, error)


def _unreadable(path: Path, error: Exception) -> Fault:
    if isinstance(error, OSError) and error.strerror:
        return Fault(
            str(path),
            f"cannot be read ({error.strerror})",
            "check the path and its permissions",
        )
    return Fault(
        str(path),
        f"cannot be read on ({error})",
        "copy or pack the file again; what came before was read",
    )


def _standard_input(stream: BinaryIO) -> Iterator[Item]:
    """One report of plain text, or JSON Lines where the input begins with an object."""
    where, name = "standard input", "stdin"
    lines = bounded_lines(stream)
    first: list[bytes | None] = []
    for line in itertools.islice(lines, MOST_BYTES):
        first.append(line)
        if line is None or line.strip(b"\xef\xbb\xbf \t\r\n"):
            break
    if first and (first[-1] or b"").lstrip(b"\xef\xbb\xbf \t").startswith(b"{"):
        yield from json_lines(itertools.chain(first, lines), where, name)
    elif None in first:
        yield too_long(where, f"a line of more than {MOST_BYTES:,} bytes")
        # Whatever it was, what follows is read as lines, each a report or a fault by itself.
        yield from json_lines(itertools.chain([b"\n"] * len(first), lines), where, name)
    else:
        head = b"".join(line or b"" for line in first)
        yield _plain(head + stream.read(MOST_BYTES + 1), where, name)


def _plain(data: bytes, where: str, name: str) -> Item:
    if len(data) > MOST_BYTES:
        return too_long(where, f"a text of more than {MOST_BYTES:,} bytes")
    # A byte-order mark belongs to the encoding, not to the text; line ends stay as they are.
    try:
        return report(name, data.decode("utf-8-sig"), {}, where)
    except UnicodeDecodeError as error:
        return Fault(
            where,
            f"byte {error.start} ({data[error.start]:#04x}) is not UTF-8",
            "convert it first, e.g. `iconv -f WINDOWS-1256 -t UTF-8`",
        )
