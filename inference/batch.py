"""Many reports through one extractor to one output. Knows reports and results, no model inside."""

import datetime
import shutil
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import msgspec
from msgspec import Struct
from rich.console import Console
from rich.text import Text

from annotations.schema import Schema
from inference.result import Result, to_json
from inference.sources import Fault, Item, Report

if TYPE_CHECKING:  # loading it loads the runtime, which `marsad annotations` has no use for
    from inference.extractor import Extractor


class Settings(Struct, frozen=True, kw_only=True):
    """What a run of `marsad extract` was asked for."""

    model: str = "compact"
    device: str = "auto"
    published: str | None = None
    min_score: float = 0.0
    batch_size: int = 32

    def __post_init__(self) -> None:
        if self.published is not None:
            try:
                datetime.date.fromisoformat(self.published)
            except ValueError as error:
                raise ValueError(
                    f"--published {self.published}: no date; write YYYY-MM-DD"
                ) from error


class Counts(Struct):
    """How many reports were read and how many inputs were not."""

    read: int = 0
    faults: int = 0


# What `view` and `jsonl` do stands below, the rest in `inference.export`, which must have a path.
FORMS = (
    "view", "jsonl", "csv", "parquet", "html", "geojson", "label-studio", "brat", "acled", "ucdp",
)  # fmt: skip


def run(
    items: Iterable[Item],
    settings: Settings,
    *,
    output: Path | None,
    form: str | None,
    out: Console,
    err: Console,
) -> Counts:
    """Read every report in order and write it; faults are named on `err` as they are met.

    Raises `ValueError` for an unknown form or one without the output that it needs, and
    `BundleError` when the model cannot be opened.
    """
    from inference.extractor import Extractor

    if form not in (*FORMS, None):
        raise ValueError(f"--format {form}: not known; choose {', '.join(FORMS)}")
    if output is None and form not in ("view", "jsonl", None):
        raise ValueError(f"--format {form} needs a file or folder to write; name it with -o")
    extractor = Extractor.from_pretrained(settings.model, device=settings.device)
    counts = Counts()
    results = read_all(items, extractor, settings, counts, err)
    if form == "view" or (form is None and output is None and out.is_terminal):
        _view(results, extractor, out, whole=form == "view")
    elif output is not None and form not in ("view", "jsonl", None):
        _export(results, form, output, extractor.bundle.config.schema, err)
    else:
        _lines(results, output)
    if counts.faults:
        err.print(Text(f"marsad: {counts.read} reports read, {counts.faults} inputs were not"))
    return counts


def read_all(
    items: Iterable[Item],
    extractor: "Extractor",
    settings: Settings,
    counts: Counts,
    err: Console,
) -> Iterator[Result]:
    """Results in the order of the reports."""
    waiting: list[Report] = []

    def flush() -> Iterator[Result]:
        reports = [(r.id, r.text, _meta(r, settings)) for r in waiting]
        for result in extractor.extract_many(reports, batch_size=settings.batch_size):
            counts.read += 1
            yield _above(result, settings.min_score)
        waiting.clear()

    for item in items:
        if isinstance(item, Fault):
            counts.faults += 1
            err.print(Text(str(item), style="red"))
            continue
        waiting.append(item)
        if len(waiting) >= settings.batch_size:
            yield from flush()
    yield from flush()


def _meta(report: Report, settings: Settings) -> dict[str, str]:
    if settings.published and "published" not in report.meta:
        return {**report.meta, "published": settings.published}
    return report.meta


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


def _lines(results: Iterator[Result], output: Path | None) -> None:
    if output is None:
        _write(results, sys.stdout.buffer)
        return
    # Written beside and moved into place at the end, so that a cut-off run leaves no half file
    # under the name that was asked for.
    output.parent.mkdir(parents=True, exist_ok=True)
    beside = output.with_name(output.name + ".part")
    with beside.open("wb") as stream:
        _write(results, stream)
    beside.replace(output)


def _write(results: Iterator[Result], stream: BinaryIO) -> None:
    for result in results:
        stream.write(to_json(result) + b"\n")
    stream.flush()


def _export(
    results: Iterator[Result], form: str, output: Path, schema: Schema, err: Console
) -> None:
    """Write a form of `inference.export`, beside and moved into place at the end, as `_lines` does.

    A folder that is there keeps its other files.
    """
    from inference.export import WRITERS

    output, writer_type = output.resolve(), WRITERS[form]
    if output.exists() and output.is_dir() != writer_type.folder:
        is_, wants = ("a file", "a folder") if writer_type.folder else ("a folder", "a file")
        raise ValueError(f"{output} is {is_}, and --format {form} writes {wants}; name another")
    output.parent.mkdir(parents=True, exist_ok=True)
    beside = output.with_name(output.name + ".part")
    if beside.is_dir():  # of a run that was cut off
        shutil.rmtree(beside)
    with writer_type.open(beside, schema=schema) as writer:
        for result in results:
            for problem in writer.write(result):
                err.print(Text(str(problem), style="yellow"))
    if not output.is_dir():
        beside.replace(output)
        return
    for file in sorted(beside.iterdir()):
        file.replace(output / file.name)
    beside.rmdir()


def _view(results: Iterator[Result], extractor: "Extractor", out: Console, whole: bool) -> None:
    from inference.view import show

    for number, result in enumerate(results):
        if number and not whole:
            out.print(Text("…more than one report: name an output with -o, or --format view"))
            return
        show(result, out)
