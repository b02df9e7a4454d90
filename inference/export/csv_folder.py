"""A folder of CSV tables, row by row. Knows columns and cells, not what they mean.

UTF-8 with a byte-order mark, without which spreadsheets read Arabic as Latin letters.
"""

import csv
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Self

from annotations.readers import Problem
from annotations.schema import Schema
from inference.export.tables import COLUMNS, cell, rows_of
from inference.export.writer import Writer
from inference.result import Result


class CsvFile:
    """One CSV file with a header, open for rows."""

    def __init__(self, path: Path, columns: Sequence[str]) -> None:
        """Open `path` and write the header. Raises `OSError`."""
        self._columns = tuple(columns)
        self._stream = path.open("w", encoding="utf-8-sig", newline="")
        self._rows = csv.writer(self._stream)
        self._rows.writerow(self._columns)

    def write(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """Write rows; what a row lacks is an empty cell."""
        for row in rows:
            self._rows.writerow([cell(row.get(name)) for name in self._columns])

    def close(self) -> None:
        """Close the file."""
        self._stream.close()


class CsvFolder(Writer):
    """`events.csv`, `casualties.csv`, `places.csv`, `actors.csv`, `checks.csv` in a folder."""

    folder = True

    def __init__(self, files: dict[str, CsvFile]) -> None:
        """`files`: an open file for each table."""
        self._files = files

    @classmethod
    def open(cls, path: Path, *, schema: Schema) -> Self:
        """Make the folder and its five files. Raises `OSError`."""
        path.mkdir(parents=True, exist_ok=True)
        return cls({name: CsvFile(path / f"{name}.csv", COLUMNS[name]) for name in COLUMNS})

    def write(self, result: Result) -> list[Problem]:
        """Write the rows of a report; nothing is lost."""
        for name, file in self._files.items():
            file.write(rows_of(result, name))
        return []

    def close(self) -> None:
        """Close the files."""
        for file in self._files.values():
            file.close()
