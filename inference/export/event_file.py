"""One CSV file of events under others' column names. Knows the file, not whose columns they are."""

from abc import abstractmethod
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar, Self

from annotations.readers import Problem
from annotations.schema import Schema
from inference.export.csv_folder import CsvFile
from inference.export.writer import Writer
from inference.result import Result


class EventFile(Writer):
    """A line an event that the form wants."""

    folder = False
    columns: ClassVar[tuple[str, ...]]

    def __init__(self, file: CsvFile) -> None:
        """`file`: open, with `columns` for a header."""
        self._file = file

    @classmethod
    def open(cls, path: Path, *, schema: Schema) -> Self:
        """Open the file and write the header. Raises `OSError`."""
        return cls(CsvFile(path, cls.columns))

    def write(self, result: Result) -> list[Problem]:
        """Write the events of a report."""
        self._file.write(self.rows(result))
        return []

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    @staticmethod
    @abstractmethod
    def rows(result: Result) -> Iterator[dict[str, Any]]:
        """The rows of a report; columns that stay empty are not among a row's keys."""
