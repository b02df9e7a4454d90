"""A run on the terminal: a bar where a person looks on, else a line an epoch. Knows rich alone."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, TaskProgressColumn, TextColumn
from rich.progress import Progress as Bars

from training.progress import Bar, Progress, Step


class TerminalBar(Bar):
    """The bar of a terminal: steps of all epochs, loss, the last scores, time left."""

    def __init__(self, console: Console) -> None:
        self._scores = ""
        self.bars = Bars(
            TextColumn("{task.description}", markup=False),
            BarColumn(bar_width=20),
            TaskProgressColumn(),
            console=console,
            transient=True,
        )
        self._task = self.bars.add_task("reading documents", total=None)

    def stage(self, name: str) -> None:
        """Show what goes on beside steps; how long it takes is not known."""
        # A task that once had a total keeps one.
        self.bars.remove_task(self._task)
        self._task = self.bars.add_task(name, total=None)

    def step(self, step: Step) -> None:
        """Show how far the run has come."""
        self.bars.update(
            self._task,
            description=step_line(step) + self._scores,
            total=step.total,
            completed=step.done,
        )

    def epoch(self, progress: Progress) -> None:
        """Leave a line above the bar and keep the scores beside it."""
        self._scores = f"  dev {progress.mentions:.3f} {progress.relations:.3f}"
        self.bars.console.print(epoch_line(progress), markup=False, highlight=False)


class LineBar(Bar):
    """Where no person looks on: a line an epoch."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def epoch(self, progress: Progress) -> None:
        """A line."""
        self._console.print(epoch_line(progress), markup=False, highlight=False, soft_wrap=True)


@contextmanager
def shown(console: Console, *, quiet: bool = False) -> Iterator[TerminalBar | LineBar]:
    """What fits the console: a bar that is gone at the end, or lines. `quiet`: nothing at all."""
    if quiet:
        console = Console(quiet=True)
    if quiet or not console.is_terminal:
        yield LineBar(console)
        return
    bar = TerminalBar(console)
    with bar.bars:
        yield bar


def step_line(step: Step) -> str:
    """Where a step stands."""
    return (
        f"epoch {step.epoch}/{step.epochs} step {step.step}/{step.steps}  loss {step.loss:.3f}  "
        f"{left(step.seconds_left)} left"
    )


def epoch_line(progress: Progress) -> str:
    """What an epoch came to."""
    return (
        f"epoch {progress.epoch}/{progress.epochs}  loss {progress.loss:.3f}  mentions F1 "
        f"{progress.mentions:.3f}  relations F1 {progress.relations:.3f}"
        f"{'  best' if progress.best else ''}  {left(progress.seconds_left)} left"
    )


def left(seconds: float) -> str:
    """A time that remains: `40 s`, `12 min`, `3 h 05`."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60:02d}"
