"""The command line `marsad`. Knows every other module of inference; none knows it.

Commands of heavier floors (`train`, `evaluate`, …) join through the entry-point group
`marsad.commands`, so that this floor never imports them.
"""

import os
from collections.abc import Iterator
from contextlib import AbstractContextManager
from importlib.metadata import entry_points
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from inference.annotating import app as annotations_app
from inference.batches.items import Item
from inference.batches.meter import Meter
from inference.batches.reading import Engine
from inference.batches.settings import ONE_THREAD, Settings
from inference.batches.sources import read_inputs, total_bytes

app = typer.Typer(
    help="Arabic conflict-monitoring reports to records that a person can check.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(annotations_app, name="annotations")


@app.callback()
def _marsad() -> None:
    """Arabic conflict-monitoring reports to records that a person can check."""


@app.command()
def extract(
    inputs: Annotated[
        list[str],
        typer.Argument(
            help="Text files, folders, .jsonl, .csv or .parquet files (text, .jsonl and .csv also "
            "as .gz or .zst), or - for stdin."
        ),
    ],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Write here instead of to the terminal.")
    ] = None,
    form: Annotated[
        str | None,
        typer.Option(
            "--format",
            help="view, jsonl, csv, parquet, html, geojson, label-studio, brat, acled or ucdp; "
            "on a terminal, by default, view, else jsonl. csv, parquet and brat write a folder.",
        ),
    ] = None,
    model: Annotated[str, typer.Option(help="A model that ships, or a bundle folder.")] = "compact",
    device: Annotated[str, typer.Option(help="auto, cpu or cuda.")] = "auto",
    published: Annotated[
        str | None, typer.Option(help="Publication date for reports that state none, YYYY-MM-DD.")
    ] = None,
    min_score: Annotated[
        float, typer.Option(help="Leave out mentions and relations less probable than this.")
    ] = 0.0,
    batch_size: Annotated[int, typer.Option(min=1, help="Reports read together.")] = 32,
    resume: Annotated[
        bool,
        typer.Option(
            "--resume",
            help="Go on where a run with the same inputs and options was cut off; JSON Lines only.",
        ),
    ] = False,
    engine: Annotated[
        str, typer.Option(help="local, or ray: the machines of a Ray cluster (docs/cluster.md).")
    ] = "local",
    processes: Annotated[
        int,
        typer.Option(
            min=0,
            help="Of this machine, for --engine local on the CPU. 0: one a core if there is much "
            "to read and no GPU, else one.",
        ),
    ] = 0,
) -> None:
    """Read reports and write what they say.

    Exit status 1 if any input could not be read or the run was stopped, 130 for Ctrl-C, 2 for
    options that cannot be met.
    """
    from inference.batches.run import run
    from inference.batches.stops import CTRL_C, Stopped

    err = Console(stderr=True, soft_wrap=True)
    try:
        meter = Meter(total_bytes(inputs) if err.is_terminal else None)
        settings = Settings(
            model=model,
            device=device,
            published=published,
            min_score=min_score,
            batch_size=batch_size,
        )
        items, chosen = _engine(engine, inputs, output, settings, meter, processes)
        counts = run(
            items,
            settings,
            output=output,
            form=form,
            out=Console(soft_wrap=True),
            err=err,
            resume=resume,
            meter=meter,
            engine=chosen,
        )
    except Stopped as stop:
        typer.echo(f"marsad: {stop}", err=True)
        raise typer.Exit(stop.status) from stop
    except KeyboardInterrupt as error:
        typer.echo("marsad: stopped by Ctrl-C before anything was read", err=True)
        raise typer.Exit(CTRL_C) from error
    except (ValueError, OSError) as error:
        typer.echo(f"marsad: {error}", err=True)
        raise typer.Exit(2) from error
    if counts.faults:
        raise typer.Exit(1)


def _engine(
    name: str,
    inputs: list[str],
    output: Path | None,
    settings: Settings,
    meter: Meter,
    processes: int,
) -> tuple[Iterator[Item], AbstractContextManager[Engine] | None]:
    """The reports, and what reads them; None is a model in this process."""
    if name == "local":
        if processes == 0:
            processes = _processes(inputs, settings)
        if processes == 1:
            return read_inputs(inputs, meter), None
        from inference.batches.engine_processes import ProcessEngine

        return read_inputs(inputs, meter), ProcessEngine(settings, processes)
    if name != "ray":
        raise ValueError(f"--engine {name}: not known; choose local or ray")
    if processes:
        raise ValueError(f"--processes {processes}: of --engine local; Ray counts cores itself")
    if output is None:  # Ray tells of machines that it loses on standard output
        raise ValueError("--engine ray needs a file or folder to write; name it with -o")
    from inference.batches.engine_ray import RayEngine

    cluster = RayEngine(inputs, settings, meter)
    return cluster.items(), cluster


# Bytes of input from which the start of further processes is soon made up for.
_MUCH = 1_000_000


def _processes(inputs: list[str], settings: Settings) -> int:
    """One a core for much to read, else one: small things are done before others have begun."""
    if settings.device not in ("auto", "cpu") or (total_bytes(inputs) or 0) < _MUCH:
        return 1
    from inference.batches.engine_processes import fitting
    from inference.extractor import gpu_seen

    return 1 if settings.device == "auto" and gpu_seen() else fitting()


def main() -> None:
    """Run the command line with the commands of every installed floor."""
    for variable, value in ONE_THREAD.items():
        os.environ.setdefault(variable, value)
    for entry in entry_points(group="marsad.commands"):
        try:
            entry.load()(app)
        except ImportError as error:
            _absent(entry.name, error)
    app()


def _absent(name: str, error: ImportError) -> None:
    """A command whose packages are not installed says so when it is called."""

    @app.command(
        name,
        help=f"Needs `pip install 'marsad[train]'` ({error.name} is missing).",
        context_settings={"allow_extra_args": True, "ignore_unknown_options": True},
    )
    def missing() -> None:
        typer.echo(
            f"marsad {name}: {error.name} is not installed; run `pip install 'marsad[train]'`",
            err=True,
        )
        raise typer.Exit(2)


if __name__ == "__main__":
    main()
