"""What a run of the benchmark found, and the figures that follow from it. Knows no process."""

from statistics import median
from typing import Any

import msgspec
from msgspec import Struct

from inference.bundle import EncoderSizes
from training.benchmark.orders import EncoderPasses, Measured, Rate, Rates


class Row(Struct, frozen=True, kw_only=True):
    """A contender: what was measured, or `why` not. `starts`: seconds to the first result, each.

    `note`: what must be known beside its figures.
    """

    name: str
    title: str
    measured: Measured | None = None
    starts: list[float] = []
    why: str = ""
    note: str = ""

    @property
    def start(self) -> float | None:
        """Seconds from the start of the process to the first result, the median."""
        return median(self.starts) if self.starts else None

    @property
    def seconds(self) -> float | None:
        """Seconds of a pass over the documents, the median."""
        return median(self.measured.seconds) if self.measured else None

    @property
    def spread(self) -> float:
        """How far passes differ: the longest less the shortest, as a share of the median."""
        if self.measured is None or not self.seconds:
            return 0.0
        return (max(self.measured.seconds) - min(self.measured.seconds)) / self.seconds


class Report(Struct, frozen=True, kw_only=True):
    """A run: the machine, the documents, a row a contender.

    `words` are those of the annotation guide. `command_start`: seconds of `marsad extract` on a
    short text, from start to end, each. `load`: processes that were running when it began, None
    where the system does not tell. `threads`: cores each contender could use. `rates_why`: why the
    machine's limits are not there, if they were asked for.
    """

    processor: str
    threads: int
    load: float | None
    versions: dict[str, str]
    source: str
    documents: int
    words: int
    passes: int
    encoder: EncoderSizes
    rows: list[Row]
    rates: Rates | None = None
    rates_why: str = ""
    command_start: list[float] = []

    def row(self, name: str) -> Row | None:
        """The row of a contender that was measured."""
        return next((r for r in self.rows if r.name == name and r.measured), None)

    def limit(self, kind: str) -> Rate | None:
        """The best product of a kind, `int8` or `fp32`."""
        if self.rates is None:
            return None
        return max(getattr(self.rates, kind), key=lambda rate: rate.operations, default=None)

    def speed(self, row: Row) -> float | None:
        """Words a second."""
        return self.words / row.seconds if row.seconds else None

    def times(self, row: Row, against: str) -> float | None:
        """How many times the words a second of another contender; None where it has none."""
        other = self.row(against)
        ours = self.speed(row)
        theirs = self.speed(other) if other else None
        return ours / theirs if ours and theirs else None

    def reached(self, passes: EncoderPasses) -> float:
        """Operations a second of the encoder on the texts' own pieces, the median of passes."""
        return passes.useful.operations / median(passes.seconds)

    def share(self, row: Row) -> float | None:
        """The encoder's part of the limit: of int8 for ours in int8, of fp32 for torch."""
        limit = self.limit(_KIND.get(row.name, "")) if row.name in _KIND else None
        passes = row.measured.encoder if row.measured else None
        return self.reached(passes) / limit.operations if limit and passes else None

    def ideal_share(self, row: Row) -> float | None:
        """The time that the limits allow for the arithmetic, as a share of the time taken.

        Products of weights at the row's own limit and attention, which is fp32 in both, at fp32's.
        """
        own, fp32 = self.limit(_KIND.get(row.name, "fp32")), self.limit("fp32")
        passes = row.measured.encoder if row.measured else None
        if row.name not in _KIND or not own or not fp32 or not passes:
            return None
        best = passes.useful.matrices / own.operations + passes.useful.attention / fp32.operations
        return best / median(passes.seconds)

    def plain(self) -> dict[str, Any]:
        """The JSON of `marsad benchmark --json`: what was measured and what follows from it."""
        data: dict[str, Any] = msgspec.to_builtins(self)
        data["limits"] = {kind: msgspec.to_builtins(self.limit(kind)) for kind in ("int8", "fp32")}
        for row, shown in zip(self.rows, data["rows"], strict=True):
            speed, seconds = self.speed(row), row.seconds
            shown["words_per_second"] = speed
            shown["documents_per_second"] = self.documents / seconds if seconds else None
            shown["start_seconds"] = row.start
            shown["times_hf_bert"] = self.times(row, "hf-bert")
            passes = row.measured.encoder if row.measured else None
            if row.measured is None:
                continue
            for name, score in (
                ("mentions", row.measured.mentions),
                ("relations", row.measured.relations),
            ):
                shown[f"{name}_f1"] = score.f1 if score else None
            if passes:
                shown["encoder_words_per_second"] = self.words / median(passes.seconds)
                shown["encoder_operations_per_second"] = self.reached(passes)
                shown["share_of_limit"] = self.share(row)
                shown["share_of_both_limits"] = self.ideal_share(row)
        return data


# The limit that stands beside each of ours.
_KIND = {"ours-int8": "int8", "ours-fp32": "fp32"}
