"""Spoilt reports as every input that `marsad extract` takes. Knows the forms' rules, no reader.

Each form is written so that one report is one input whatever is in it, by this file's own
escaping; then how many inputs there are, and which texts must come back, is known beforehand.
"""

import gzip
import random
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import pyarrow
import pyarrow.parquet

from tests.fuzz.mutations import cut, flipped


class Given(NamedTuple):
    """What is put in. `inputs`: how many, None where damage leaves that open. `texts`: what must be
    read, by id; with `inputs` None, what may be."""

    path: Path
    inputs: int | None
    texts: dict[str, str]


Maker = Callable[[Sequence[bytes], Path, random.Random], Given]


def json_lines(reports: Sequence[bytes], folder: Path, chance: random.Random) -> Given:
    """A row a line; some rows are no JSON, of another shape, without a text, or a second time."""
    lines: list[bytes] = []
    texts: dict[str, str] = {}
    for number, report in enumerate(reports):
        name = f"r{number}"
        row = b'{"id": "%s", "text": "%s"%s}' % (
            name.encode(),
            _escaped(report),
            chance.choice(_MORE) if chance.random() < 0.3 else b"",
        )
        draw = chance.random()
        if draw < 0.05:
            # Something stands on the line still, so that it is one input.
            row = b"{" + flipped(cut(row, chance), chance).translate(None, b"\r\n")
        elif draw < 0.08:
            row = chance.choice(_NO_ROWS)
        elif draw < 0.1:
            row = row.replace(b'"text"', chance.choice((b'"Text"', b'"texts"', b'""')))
        elif draw < 0.12 and texts:
            row = b'{"id": "%s", "text": "x"}' % next(iter(texts)).encode()
        elif (text := _readable(report)) is not None:
            texts[name] = text
        lines.append(row)
    ends = chance.choice((b"\n", b"\r\n"))
    path = folder / "reports.jsonl"
    path.write_bytes(ends.join(lines))
    return Given(path, len(lines), texts)


def table(reports: Sequence[bytes], folder: Path, chance: random.Random) -> Given:
    """CSV, each cell in quotes; some rows have a cell too many or too few."""
    ends = chance.choice((b"\n", b"\r\n"))
    rows = [b"id,text,published"]
    texts: dict[str, str] = {}
    for number, report in enumerate(reports):
        name = f"r{number}"
        cells = [name.encode(), report, chance.choice((b"2022-05-14", b"", b"none", b"\xff"))]
        draw = chance.random()
        if draw < 0.03:
            cells.append(b"more")
        elif draw < 0.05:
            cells = cells[:1]
        elif cells[2] != b"\xff" and (text := _readable(report)) is not None:
            texts[name] = text
        rows.append(b",".join(b'"' + cell.replace(b'"', b'""') + b'"' for cell in cells))
    path = folder / "reports.csv"
    path.write_bytes(ends.join(rows) + ends)
    return Given(path, len(reports), texts)


def files(reports: Sequence[bytes], folder: Path, chance: random.Random) -> Given:
    """A folder of text files, some with names that no one would choose."""
    root = folder / "reports"
    texts: dict[str, str] = {}
    for number, report in enumerate(reports):
        name = f"r{number}" if chance.random() < 0.9 else chance.choice(_NAMES).format(number)
        path = root / f"{name}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(report)
        text = _readable(report.removeprefix(b"\xef\xbb\xbf"))
        if text is not None:
            texts[name] = text
    return Given(root, len(reports), texts)


def parquet(reports: Sequence[bytes], folder: Path, chance: random.Random) -> Given:
    """Row groups of seven; what is not UTF-8 stands as an empty cell."""
    texts = {f"r{n}": t for n, r in enumerate(reports) if (t := _readable(r)) is not None}
    names = [f"r{n}" for n in range(len(reports))]
    rows = {"id": names, "text": [texts.get(name) for name in names]}
    path = folder / "reports.parquet"
    schema = pyarrow.schema([("id", pyarrow.string()), ("text", pyarrow.string())])
    pyarrow.parquet.write_table(pyarrow.table(rows, schema=schema), path, row_group_size=7)
    return Given(path, len(reports), texts)


def packed(reports: Sequence[bytes], folder: Path, chance: random.Random) -> Given:
    """JSON Lines or CSV under gzip or zstd."""
    given = chance.choice((json_lines, table))(reports, folder, chance)
    data = given.path.read_bytes()
    given.path.unlink()
    if chance.random() < 0.5:
        path = given.path.with_name(given.path.name + ".gz")
        path.write_bytes(gzip.compress(data))
    else:
        path = given.path.with_name(given.path.name + ".zst")
        with pyarrow.CompressedOutputStream(str(path), "zstd") as stream:
            stream.write(data)
    return given._replace(path=path)


def damaged(reports: Sequence[bytes], folder: Path, chance: random.Random) -> Given:
    """Any of these with its bytes spoilt: how many inputs that makes, nobody can say."""
    given = chance.choice((json_lines, table, packed, packed, parquet))(reports, folder, chance)
    data = given.path.read_bytes()
    data = chance.choice((flipped, cut, flipped))(data, chance)
    given.path.write_bytes(data)
    return given._replace(inputs=None)


MAKERS: dict[str, Maker] = {
    "jsonl": json_lines, "csv": table, "txt": files, "parquet": parquet, "packed": packed,
    "damaged": damaged,
}  # fmt: skip

MOST_CHARACTERS, MOST_BYTES = 2_000_000, 16 * 2**20
_MORE = (
    b', "published": "2022-05-14"', b', "published": 5', b', "published": ["x"]', b', "meta": 3',
    b', "meta": {"a": {"b": null}, "published": "0000-00-00"}', b', "published": "9999-12-31"',
    b', "meta": {"x": "\\ud800"}', b', "extra": [[[[]]]], "published": "2020-02-30T25:61"',
    b', "published": "0001-01-01"', b', "published": "\\u0000"',
)  # fmt: skip
_NO_ROWS = (
    b"null", b"[1]", b'"text"', b"0", b"{", b"}", b"\x00", b"[" * 5000, b'{"a":' * 2000, b"nan",
    b'{"text": null}', b'{"text": 5}', b'{"text": ["x"]}', b'{"id": {"x": 1}}', b"\xff\xfe",
)  # fmt: skip
_NAMES = (
    "r {}",
    "r{}\n",
    "[red]r{}",
    "r{}\udcff",
    "ر{}",
    "deep/r{}",
    "r{}\x1b[31m",
    "r{}.txt",
    "-r{}",
)


def _escaped(report: bytes) -> bytes:
    """Bytes inside a JSON string, kept as they are but for what JSON must have escaped."""
    data = report.replace(b"\\", b"\\\\").replace(b'"', b'\\"')
    return b"".join(b"\\u%04x" % c if c < 32 else bytes((c,)) for c in data)


def _readable(report: bytes) -> str | None:
    """The text that must come back; None where there is a fault instead."""
    try:
        text = report.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return text if len(text) <= MOST_CHARACTERS and len(report) < MOST_BYTES // 8 else None
