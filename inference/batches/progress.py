"""How far a run has come, on standard error where a person looks on. Knows counts, no reports."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console

from inference.batches.counts import Counts
from inference.batches.meter import Meter


class Pace:
    """Speed since the first report that was not there already. `clock` in seconds."""

    def __init__(self, began: float) -> None:
        self._began = began
        self._bytes = 0

    def skipped(self, now: float, done: int) -> None:
        """What lies before was taken over from an earlier run and took no reading."""
        self._began, self._bytes = now, done

    def words(self, words: int, now: float) -> float:
        """Words a second."""
        return words / max(now - self._began, 1e-9)

    def left(self, now: float, done: int, total: int | None) -> float | None:
        """Seconds left by the bytes gone through; None where that cannot be told."""
        if not total or done <= self._bytes:
            return None
        return (now - self._began) * max(total - done, 0) / (done - self._bytes)


class Bar:
    """What a run tells of itself; this one shows nothing."""

    def told(self, counts: Counts, *, skipped: bool = False) -> None:
        """A batch is done, or (`skipped`) was there from an earlier run."""


class _Shown(Bar):
    def __init__(self, console: Console, meter: Meter) -> None:
        from rich.progress import BarColumn, Progress, TextColumn

        self._meter = meter
        self._pace = Pace(time.monotonic())
        self.progress = Progress(
            BarColumn(bar_width=20),
            TextColumn("{task.description}", markup=False),
            console=console,
            transient=True,
            auto_refresh=False,
        )
        self._task = self.progress.add_task("opening", total=meter.total)

    def told(self, counts: Counts, *, skipped: bool = False) -> None:
        now, done = time.monotonic(), self._meter.done
        if skipped:
            self._pace.skipped(now, done)
        said = line(
            counts,
            self._pace.words(counts.words, now),
            self._pace.left(now, done, self._meter.total),
        )
        self.progress.update(self._task, completed=done, description=said, refresh=True)


@contextmanager
def bar(console: Console, meter: Meter, *, show: bool) -> Iterator[Bar]:
    """A bar that is gone at the end, or with `show` false nothing."""
    if not show:
        yield Bar()
        return
    shown = _Shown(console, meter)
    with shown.progress:
        yield shown


def line(counts: Counts, words_a_second: float, left: float | None) -> str:
    """`1,200 documents, 3 not read, 2,300 words/s, 0:12:05 left`."""
    parts = [f"{counts.read:,} documents"]
    if counts.faults:
        parts.append(f"{counts.faults:,} not read")
    if counts.words:
        parts.append(f"{words_a_second:,.0f} words/s")
    if left is not None:
        minutes, seconds = divmod(round(left), 60)
        parts.append(f"{minutes // 60}:{minutes % 60:02}:{seconds:02} left")
    return ", ".join(parts)
