"""A folder of Parquet tables, in row groups as reports come. Knows columns, not what they mean.

Needs pyarrow, which is loaded when a folder is opened. Text is as in the report, save for lone
surrogates, which Parquet cannot hold and U+FFFD stands for.
"""

from pathlib import Path
from typing import Any, Self, get_args, get_type_hints

from msgspec import Struct

from annotations.readers import Problem
from annotations.schema import Schema
from inference.export.tables import COLUMNS, rows_of
from inference.export.writer import Writer
from inference.records.rows import ActorRow, CasualtyRow, CheckRow, EventRow, PlaceRow
from inference.result import Result

ROWS: dict[str, type[Struct]] = {
    "events": EventRow,
    "casualties": CasualtyRow,
    "places": PlaceRow,
    "actors": ActorRow,
    "checks": CheckRow,
}
GROUP = 4096


class ParquetFolder(Writer):
    """`events.parquet`, `casualties.parquet`, … in a folder. Lists are lists, None is null."""

    folder = True

    def __init__(self, tables: dict[str, "_Table"]) -> None:
        """`tables`: an open table by its name."""
        self._tables = tables

    @classmethod
    def open(cls, path: Path, *, schema: Schema) -> Self:
        """Make the folder. Raises `OSError`, and `ValueError` where pyarrow is not installed."""
        try:
            import pyarrow.parquet
        except ImportError as error:
            raise ValueError(
                "writing Parquet needs pyarrow; run `pip install 'marsad[parquet]'`"
            ) from error
        path.mkdir(parents=True, exist_ok=True)
        return cls({name: _Table(path / f"{name}.parquet", name, pyarrow) for name in COLUMNS})

    def write(self, result: Result) -> list[Problem]:
        """Write the rows of a report; nothing is lost."""
        for name, table in self._tables.items():
            for row in rows_of(result, name):
                table.add(row)
        return []

    def close(self) -> None:
        """Write what waits and the footers."""
        for table in self._tables.values():
            table.close()


class _Table:
    """One file; at most `GROUP` rows wait in memory."""

    def __init__(self, path: Path, name: str, pyarrow: Any) -> None:
        self._batch = pyarrow.RecordBatch
        hints = get_type_hints(ROWS[name])
        self._schema = pyarrow.schema(
            [(column, _type(hints[column], pyarrow)) for column in COLUMNS[name]]
        )
        self._file = pyarrow.parquet.ParquetWriter(path, self._schema)
        self._waiting: list[dict[str, Any]] = []

    def add(self, row: dict[str, Any]) -> None:
        self._waiting.append({name: _sound(value) for name, value in row.items()})
        if len(self._waiting) >= GROUP:
            self._flush()

    def close(self) -> None:
        self._flush()
        self._file.close()

    def _flush(self) -> None:
        if self._waiting:
            self._file.write_batch(self._batch.from_pylist(self._waiting, schema=self._schema))
            self._waiting = []


def _type(hint: Any, pyarrow: Any) -> Any:
    """The Arrow type of a row's annotation: `str | None`, `int`, `list[str]`, …"""
    if hint == list[str]:
        return pyarrow.list_(pyarrow.string())
    kinds = {
        str: pyarrow.string(),
        int: pyarrow.int64(),
        float: pyarrow.float64(),
        bool: pyarrow.bool_(),
    }
    return next(kinds[kind] for kind in (get_args(hint) or (hint,)) if kind in kinds)


def _sound(value: Any) -> Any:
    if isinstance(value, str):
        return "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in value)
    if isinstance(value, list):
        return [_sound(item) for item in value]
    return value
