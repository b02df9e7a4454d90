"""A report as tables and lines, for the terminal and for a page. Measures nothing."""

from collections.abc import Iterator
from statistics import median

from msgspec import Struct
from rich.box import SIMPLE_HEAD
from rich.table import Table

from training.benchmark.orders import Rate
from training.benchmark.report import Report, Row
from training.metrics import Score

BLANK = "–"
UNSTEADY = 0.1
BUSY = 0.5


class Sheet(Struct, frozen=True):
    """A table: its title, its columns, its rows as they are shown."""

    title: str
    header: list[str]
    rows: list[list[str]]


def sheets(report: Report) -> Iterator[Sheet]:
    """The contenders side by side; then our encoder against the machine, where it was measured."""
    yield Sheet(
        f"{report.documents} documents, {report.words} words ({report.source}), "
        f"{report.threads} cores of {report.processor}",
        [
            "contender", "words/s", "× BERT", "docs/s", "start s", "RAM MB", "disk MB",
            "F1", "rel. F1",
        ],
        [_row(report, row) for row in report.rows],
    )  # fmt: skip
    rows = [_encoder_row(report, row) for row in report.rows if row.measured]
    found = [row for row in rows if row]
    if found:
        yield Sheet(
            "the encoder alone",
            ["runtime", "words/s", "pieces", "padding", "Gop/s", "of its limit", "of both limits"],
            found,
        )


def lines(report: Report) -> Iterator[str]:
    """What must be known beside the tables."""
    if report.load is not None and report.load > BUSY:
        yield (
            f"The machine was busy when it began (load {report.load:.1f}): figures are too low. "
            "Measure again when nothing else runs."
        )
    for row in report.rows:
        if row.why:
            yield f"{row.title}: {row.why}."
        elif row.note:
            yield f"{row.title}: {row.note}."
        if row.spread > UNSTEADY:
            yield f"{row.title}: passes differ by {row.spread:.0%}; its figures are rough."
        if row.measured and row.measured.gpu_peak:
            yield f"{row.title}: {_mega(row.measured.gpu_peak)} MB of tensors on the GPU at most."
    if report.command_start:
        yield (
            f"`marsad extract` on a short text, from start to end: "
            f"{median(report.command_start):.2f} s."
        )
    yield from _limit_lines(report)
    passes = "one pass" if report.passes == 1 else f"{report.passes} passes, the median,"
    yield (
        f"Speed: {passes} after a warm-up, each contender in a process "
        "of its own; words are those of the annotation guide; start: from the start of the process "
        "to the first result on a short text; RAM: the most that it and its helpers held; "
        "MB are 10⁶ bytes; F1 and rel. F1: strict, of mentions and of relations."
    )
    yield ", ".join(f"{name} {version}" for name, version in report.versions.items()) + "."


def as_rich(sheet: Sheet) -> Table:
    """A table for the terminal."""
    table = Table(title=sheet.title, title_justify="left", box=SIMPLE_HEAD, padding=0)
    for number, name in enumerate(sheet.header):
        table.add_column(name, justify="right" if number else "left", no_wrap=not number)
    for row in sheet.rows:
        table.add_row(*row)
    return table


def _row(report: Report, row: Row) -> list[str]:
    measured, speed, seconds = row.measured, report.speed(row), row.seconds
    if measured is None or not seconds:
        return [row.title, *([BLANK] * 8)]
    return [
        row.title,
        _number(speed),
        _number(report.times(row, "hf-bert"), 1),
        _number(report.documents / seconds, 1),
        _number(row.start, 2),
        BLANK if measured.peak is None else _mega(measured.peak),
        _mega(measured.size),
        _f1(measured.mentions),
        _f1(measured.relations),
    ]


def _encoder_row(report: Report, row: Row) -> list[str] | None:
    passes = row.measured.encoder if row.measured else None
    if passes is None:
        return None
    padding = f"{passes.padded.pieces / passes.useful.pieces - 1:.1%}" if passes.padded else BLANK
    return [
        row.title,
        _number(report.words / median(passes.seconds)),
        f"{passes.useful.pieces}",
        padding,
        _number(report.reached(passes) / 1e9),
        _share(report.share(row)),
        _share(report.ideal_share(row)),
    ]


def _limit_lines(report: Report) -> Iterator[str]:
    if report.rates_why:
        yield f"The machine's limits could not be measured: {report.rates_why}."
    limits = [(kind, report.limit(kind)) for kind in ("int8", "fp32")]
    told = [f"{kind} {_limit(rate)}" for kind, rate in limits if rate]
    if not told:
        return
    yield (
        f"The machine's limits, the best of all products tried: {', '.join(told)}. Operations are "
        "counted on the texts' own pieces, without padding, norms and softmax "
        "(Narayanan et al. 2021). Of its limit: all of them against int8 (ours in int8) or fp32 "
        "(torch). Of both limits: the time that products of weights at that limit and attention "
        "at the fp32 limit would take, as a share of the time taken."
    )
    for row in report.rows:
        passes = row.measured.encoder if row.measured else None
        if passes:
            each = passes.useful.operations / passes.useful.pieces
            yield (
                f"A piece costs {each / 1e6:.1f} million operations, a word "
                f"{passes.useful.operations / report.words / 1e6:.1f} million."
            )
            return


def _limit(rate: Rate) -> str:
    return f"{rate.operations / 1e9:.0f} Gop/s ({rate.kernel}, {'×'.join(map(str, rate.shape))})"


def _number(value: float | None, digits: int = 0) -> str:
    return BLANK if value is None else f"{value:.{digits}f}"


def _mega(count: int) -> str:
    return f"{count / 1e6:.0f}"


def _share(value: float | None) -> str:
    return BLANK if value is None else f"{value:.0%}"


def _f1(score: Score | None) -> str:
    return BLANK if score is None else f"{score.f1:.3f}"
