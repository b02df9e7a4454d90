"""Many reports through an engine to one output. Knows reports and results, no model inside."""

import shutil
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import BinaryIO

from rich.console import Console
from rich.text import Text

from annotations.schema import Schema
from inference.batches.counts import Counts
from inference.batches.items import Item
from inference.batches.journal import Journal, beside
from inference.batches.meter import Meter
from inference.batches.progress import bar
from inference.batches.reading import Done, Engine, Line, Made, as_it_is, as_line, read_all
from inference.batches.settings import Settings
from inference.batches.stops import stopped
from inference.result import Result

__all__ = ["FORMS", "Counts", "Settings", "run"]

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
    resume: bool = False,
    meter: Meter | None = None,
    engine: AbstractContextManager[Engine] | None = None,
) -> Counts:
    """Read every report in order and write it; faults are named on `err` as they are met.

    `engine`: what reads them, and is opened here; None is a model in this process.
    With `resume` a run that was cut off is gone on with, to the bytes that an unbroken one gives.
    Raises `ValueError` for an unknown form, one without the output that it needs, or a run that
    cannot be gone on with; `BundleError` when the model cannot be opened; `Stopped` when a person,
    a full disk or a closed pipe ends it.
    """
    lines = output is not None and form in ("jsonl", None)
    _check(output, form, resume=resume, lines=lines)
    counts = Counts()
    show = err.is_terminal and (output is not None or not out.is_terminal)
    with engine or _local(settings) as reader:
        stands = reader.standing() | settings.standing() if output and lines else {}
        journal = Journal.open(output, stands, resume=resume) if output and lines else None
        try:
            with journal or nullcontext(), bar(err, meter or Meter(), show=show) as watch:

                def done(make: Callable[[Result], Made]) -> Iterator[Done[Made]]:
                    return read_all(items, reader, settings, counts, err, watch, journal, make)

                if form == "view" or (form is None and output is None and out.is_terminal):
                    _view(done(as_it_is), out, whole=form == "view")
                elif journal is not None:
                    _keep(done(as_line), journal)
                elif output is not None and form is not None:
                    _export(done(as_it_is), form, output, reader.schema, err)
                else:
                    _write(done(as_line), sys.stdout.buffer)
        except (KeyboardInterrupt, OSError) as cause:
            raise stopped(cause, str(counts), _kept(output, lines=lines)) from cause
    if counts.faults or output is not None:
        err.print(Text(f"marsad: {counts}"))
    return counts


def _check(output: Path | None, form: str | None, *, resume: bool, lines: bool) -> None:
    if form not in (*FORMS, None):
        raise ValueError(f"--format {form}: not known; choose {', '.join(FORMS)}")
    if output is None and form not in ("view", "jsonl", None):
        raise ValueError(f"--format {form} needs a file or folder to write; name it with -o")
    if resume and not lines:
        raise ValueError(
            "--resume needs JSON Lines in a file: -o FILE.jsonl, and no --format but jsonl"
        )


def _local(settings: Settings) -> AbstractContextManager[Engine]:
    # Loading it loads the runtime, which `marsad annotations` has no use for.
    from inference.batches.engine_local import LocalEngine

    return nullcontext(LocalEngine(settings))


def _kept(output: Path | None, *, lines: bool) -> str:
    """Where a stopped run's results are, and what goes on with them."""
    if output is None:
        return "to be able to go on, write to a file: -o FILE.jsonl"
    if lines:
        return f"{beside(output)} keeps them; the same command with --resume goes on"
    return f"{beside(output)} keeps what was written; to go on (--resume) needs JSON Lines"


def _keep(done: Iterator[Done[Line]], journal: Journal) -> None:
    for batch in done:
        lines = batch.results
        journal.write([line.id for line in lines], [line.data for line in lines], batch.failed)
    journal.finish()


def _write(done: Iterator[Done[Line]], stream: BinaryIO) -> None:
    for batch in done:
        stream.write(b"".join(line.data for line in batch.results))
        stream.flush()


def _export(
    done: Iterator[Done[Result]], form: str, output: Path, schema: Schema, err: Console
) -> None:
    """Write a form of `inference.export`, beside and moved into place at the end.

    A folder that is there keeps its other files.
    """
    from inference.export import WRITERS

    output, writer_type = output.resolve(), WRITERS[form]
    if output.exists() and output.is_dir() != writer_type.folder:
        is_, wants = ("a file", "a folder") if writer_type.folder else ("a folder", "a file")
        raise ValueError(f"{output} is {is_}, and --format {form} writes {wants}; name another")
    output.parent.mkdir(parents=True, exist_ok=True)
    part = beside(output)
    if part.is_dir():  # of a run that was cut off
        shutil.rmtree(part)
    with writer_type.open(part, schema=schema) as writer:
        for batch in done:
            for result in batch.results:
                for problem in writer.write(result):
                    err.print(Text(str(problem), style="yellow"))
    if not output.is_dir():
        part.replace(output)
        return
    for file in sorted(part.iterdir()):
        file.replace(output / file.name)
    part.rmdir()


def _view(done: Iterator[Done[Result]], out: Console, whole: bool) -> None:
    from inference.view import show

    for number, result in enumerate(r for batch in done for r in batch.results):
        last = number > 0 and not whole
        with out.capture() as shown:
            if last:
                out.print(Text("…more than one report: name an output with -o, or --format view"))
            else:
                show(result, out)
        # Rich itself ends the process without a word where a pipe is closed. Halves of surrogate
        # pairs, in an id, are in no encoding.
        out.file.write(shown.get().encode("utf-8", "replace").decode("utf-8"))
        out.file.flush()
        if last:
            return
