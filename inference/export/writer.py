"""What every writer of results is. Knows results and problems, no form."""

from pathlib import Path
from types import TracebackType
from typing import ClassVar, Protocol, Self

from annotations.readers import Problem
from annotations.schema import Schema
from inference.result import Result


class Writer(Protocol):
    """Open at a path, written report by report, closed at the end; a context manager.

    Memory does not grow with the number of reports. `folder`: the path is a folder, not a file.
    """

    folder: ClassVar[bool]

    @classmethod
    def open(cls, path: Path, *, schema: Schema) -> Self:
        """Begin. Raises `OSError`, and `ValueError` where a package is missing."""
        ...

    def write(self, result: Result) -> list[Problem]:
        """Write a report; what the form could not hold of it."""
        ...

    def close(self) -> None:
        """End what was begun and close the files."""
        ...

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
