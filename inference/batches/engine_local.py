"""Batches read by one model in this process. Knows one batch at a time; no inputs, no outputs."""

from collections.abc import Callable, Iterator

import msgspec

from annotations.schema import Schema
from inference.batches import standing
from inference.batches.items import Fault, Report
from inference.batches.reading import Done, Made, failure
from inference.batches.settings import Settings
from inference.extractor import Extractor
from inference.result import Result


class LocalEngine:
    """An `Engine` that has the model itself. A cluster's actors hold one each."""

    def __init__(self, settings: Settings, *, threads: int = 0) -> None:
        """`threads` 0: all cores. Raises `BundleError` when the model cannot be opened."""
        self._least = settings.min_score
        self._extractor = Extractor.from_pretrained(
            settings.model, device=settings.device, threads=threads
        )

    @property
    def schema(self) -> Schema:
        """The model's."""
        return self._extractor.bundle.config.schema

    def standing(self) -> dict[str, str]:
        """What results stand on."""
        return standing.standing(self._extractor)

    def read(
        self, rest: Iterator[Fault | list[Report]], taken: int, make: Callable[[Result], Made]
    ) -> Iterator[Fault | Done[Made]]:
        """One after the other."""
        for step in rest:
            yield step if isinstance(step, Fault) else self.batch(step, make)

    def batch(self, reports: list[Report], make: Callable[[Result], Made]) -> Done[Made]:
        """A batch read together, whose reports have ids that differ."""
        triples = [(r.id, r.text, r.meta) for r in reports]
        results = list(self._extractor.extract_many(triples, batch_size=len(triples)))
        if [r.id for r in results] != [r.id for r in reports]:
            raise RuntimeError(f"{len(reports)} reports gave {len(results)} results or other ones")
        failed = {r.id: r.fault for r in results if r.fault is not None}
        return Done(
            results=[make(_above(r, self._least)) for r in results if r.fault is None],
            failed=failed,
            faults=[failure(r, failed[r.id]) for r in reports if r.id in failed],
            words=sum(len(r.text.split()) for r in reports),
        )


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
