"""Reports to results by some engine, batch by batch, none lost on the way. Knows no outputs.

Every input ends as a result or as a fault that is named and counted.
"""

import itertools
from collections.abc import Callable, Iterable, Iterator
from typing import Generic, Protocol, TypeVar

import msgspec
from msgspec import Struct
from rich.console import Console
from rich.text import Text

from annotations.schema import Schema
from inference.batches.counts import Counts
from inference.batches.grouping import steps
from inference.batches.items import Fault, Item, Report
from inference.batches.journal import Journal
from inference.batches.progress import Bar
from inference.batches.settings import Settings
from inference.result import Result, to_json

Made = TypeVar("Made")


class Line(Struct, frozen=True):
    """A result as a line of JSON Lines, with its end."""

    id: str
    data: bytes


def as_line(result: Result) -> Line:
    """A result that is to be written and no more."""
    return Line(result.id, to_json(result) + b"\n")


def as_it_is(result: Result) -> Result:
    """A result that is to be looked into."""
    return result


class Done(Struct, Generic[Made], frozen=True, kw_only=True):
    """A batch read: what was made of its results in order, and what became of the others.

    `failed`: those of its reports that have no result (id: why), `faults` the same with their
    places. `words`: of all its texts, by spaces.
    """

    results: list[Made]
    failed: dict[str, str]
    faults: list[Fault]
    words: int


class Engine(Protocol):
    """What reads batches: this process, or a cluster."""

    @property
    def schema(self) -> Schema:
        """The model's."""
        ...

    def standing(self) -> dict[str, str]:
        """What results stand on: equal standings, equal results on machines of one kind."""
        ...

    def read(
        self, rest: Iterator[Fault | list[Report]], taken: int, make: Callable[[Result], Made]
    ) -> Iterator[Fault | Done[Made]]:
        """Every step of `rest` in its order, each result through `make`.

        `rest` is what `planned` gives of the run's inputs after its first `taken` steps; an engine
        that can begin the inputs again elsewhere need not go through it here.
        """
        ...


def planned(items: Iterable[Item], settings: Settings) -> Iterator[Fault | list[Report]]:
    """The faults and batches of a run in order: the same wherever its inputs are read."""
    return steps((_dated(item, settings) for item in items), settings.batch_size)


def read_all(
    items: Iterable[Item],
    engine: Engine,
    settings: Settings,
    counts: Counts,
    err: Console,
    watch: Bar,
    journal: Journal | None,
    make: Callable[[Result], Made],
) -> Iterator[Done[Made]]:
    """Batches in the order of the reports, without those that the journal holds.

    A batch is counted when the next one is asked for: then it is written.
    """

    def name(fault: Fault) -> None:
        counts.faults += fault.inputs
        err.print(Text(str(fault), style="red"))

    rest = planned(items, settings)
    taken = 0
    for step in rest:
        if isinstance(step, Fault):
            name(step)
        elif journal is not None and journal.holds(step):
            failed = journal.failed(step)
            counts.resumed += len(step) - len(failed)
            counts.read += len(step) - len(failed)
            for report in step:
                if report.id in failed:
                    name(failure(report, failed[report.id]))
            watch.told(counts, skipped=True)
        else:
            rest = itertools.chain([step], rest)
            break
        taken += 1
    else:
        return
    for told in engine.read(rest, taken, make):
        if isinstance(told, Fault):
            name(told)
            continue
        yield told
        counts.words += told.words
        counts.read += len(told.results)
        for fault in told.faults:
            name(fault)
        watch.told(counts)


def failure(report: Report, why: str) -> Fault:
    """The fault of a report that has no result; `why` ends with the mend."""
    what, _, mend = why.rpartition("; ")
    return Fault(report.where, what, mend)


def _dated(item: Item, settings: Settings) -> Item:
    if isinstance(item, Report) and settings.published and not item.meta.get("published"):
        return msgspec.structs.replace(item, meta={**item.meta, "published": settings.published})
    return item
