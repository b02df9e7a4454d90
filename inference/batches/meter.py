"""How far the readers have come, in bytes of the files as they lie. Knows no file's form."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager


class Meter:
    """Bytes gone through. `total`: of all inputs, None where that cannot be known (a pipe)."""

    def __init__(self, total: int | None = None) -> None:
        self.total = total
        self._finished = 0
        self._tell: Callable[[], int] | None = None

    @property
    def done(self) -> int:
        """Bytes of the files behind and of the one that is being read."""
        return self._finished + (self._tell() if self._tell else 0)

    @contextmanager
    def reading(self, size: int, tell: Callable[[], int]) -> Iterator[None]:
        """While a file of `size` bytes is read; `tell` gives the place in it."""
        self._tell = tell
        try:
            yield
        finally:
            self._tell = None
            self._finished += size
