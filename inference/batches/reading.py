"""Reports to results, batch by batch, none lost on the way. Knows no outputs.

Every input ends as a result or as a fault that is named and counted.
"""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct
from rich.console import Console
from rich.text import Text

from inference.batches.counts import Counts
from inference.batches.grouping import batches
from inference.batches.items import Fault, Item, Report
from inference.batches.journal import Journal
from inference.batches.progress import Bar
from inference.batches.settings import Settings
from inference.result import Result

if TYPE_CHECKING:  # loading it loads the runtime, which `marsad annotations` has no use for
    from inference.extractor import Extractor


class Done(Struct, frozen=True):
    """A batch read: its results in order, and those of its reports that have none (id: why)."""

    results: list[Result]
    failed: dict[str, str]


def read_all(
    items: Iterable[Item],
    extractor: "Extractor",
    settings: Settings,
    counts: Counts,
    err: Console,
    watch: Bar,
    journal: Journal | None,
) -> Iterator[Done]:
    """Batches in the order of the reports, without those that the journal holds.

    A batch is counted when the next one is asked for: then it is written.
    """

    def name(fault: Fault) -> None:
        counts.faults += fault.inputs
        err.print(Text(str(fault), style="red"))

    dated = (_dated(item, settings) for item in items)
    for reports in batches(dated, settings.batch_size, name):
        held = journal is not None and journal.holds(reports)
        if journal is not None and held:
            failed = journal.failed(reports)
            counts.resumed += len(reports) - len(failed)
        else:
            done = _read(reports, extractor)
            yield Done([_above(r, settings.min_score) for r in done.results], done.failed)
            failed = done.failed
            counts.words += sum(len(r.text.split()) for r in reports)
        counts.read += len(reports) - len(failed)
        for report in reports:
            if report.id in failed:
                name(_failure(report, failed[report.id]))
        watch.told(counts, skipped=held)


def _read(reports: list[Report], extractor: "Extractor") -> Done:
    """A batch read together; if that fails, each alone, so that one text costs no other."""
    triples = [(r.id, r.text, r.meta) for r in reports]
    try:
        results = list(extractor.extract_many(triples, batch_size=len(triples)))
    except OSError:
        raise
    except Exception as error:  # noqa: BLE001 - any fault of any library, and the night goes on
        if len(reports) == 1:
            return Done([], {reports[0].id: f"{type(error).__name__}: {error}".splitlines()[0]})
        each = [_read([report], extractor) for report in reports]
        return Done(
            [r for one in each for r in one.results],
            {name: why for one in each for name, why in one.failed.items()},
        )
    if [r.id for r in results] != [r.id for r in reports]:
        raise RuntimeError(f"{len(reports)} reports gave {len(results)} results or other ones")
    return Done(results, {})


def _failure(report: Report, why: str) -> Fault:
    return Fault(report.where, f"the model failed at it ({why})", "send the text to the makers")


def _dated(item: Item, settings: Settings) -> Item:
    if isinstance(item, Report) and settings.published and not item.meta.get("published"):
        return msgspec.structs.replace(item, meta={**item.meta, "published": settings.published})
    return item


def _above(result: Result, least: float) -> Result:
    """A result without what is less probable than `least`, nor relations left without an end."""
    if least <= 0:
        return result
    mentions = [m for m in result.mentions if m.score >= least]
    ids = {m.id for m in mentions}
    relations = [
        r for r in result.relations if r.score >= least and r.head in ids and r.tail in ids
    ]
    return msgspec.structs.replace(result, mentions=mentions, relations=relations)
