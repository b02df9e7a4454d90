"""The command `train`, and how the commands of this floor join `marsad`. Knows the terminal."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from annotations.schema import SchemaError
from inference.bundle import BundleError
from training.cli_baselines import baselines
from training.cli_evaluate import evaluate
from training.cli_study import study
from training.compact import BackboneError
from training.config import ConfigError, load_config
from training.data import DataError

if TYPE_CHECKING:
    from training.train import Progress


def add_commands(app: typer.Typer) -> None:
    """Join these commands to `marsad` (entry-point group `marsad.commands`)."""
    app.command("train")(train)
    app.command("evaluate")(evaluate)
    app.command("study")(study)
    app.command("baselines")(baselines)


def train(
    config: Annotated[Path, typer.Argument(help="A TOML file; see training/configs.")],
    changes: Annotated[
        list[str] | None, typer.Option("--set", help="key=value over the file; may be repeated.")
    ] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on from the last checkpoint in the output folder.")
    ] = False,
) -> None:
    """Train a model on marked documents and write a bundle."""
    out = Console()
    try:
        settings = load_config(config, changes or [])
        from training.run import run

        finished = run(settings, resume=resume, watch=lambda p: out.print(_line(p)))
    except (ConfigError, DataError, BackboneError, BundleError, SchemaError, OSError) as error:
        typer.echo(f"marsad train: {error}", err=True)
        raise typer.Exit(2) from error
    for problem in finished.problems:
        typer.echo(problem, err=True)
    scores = finished.evaluation
    out.print(
        f"{finished.bundle}: mentions F1 {scores.mentions['all'].f1:.3f}, relations F1 "
        f"{scores.relations['all'].f1:.3f} on {scores.documents} held-out documents; "
        f"{finished.seconds / 60:.0f} minutes"
    )


def _line(progress: "Progress") -> str:
    return (
        f"epoch {progress.epoch}/{progress.epochs}  loss {progress.loss:.3f}  mentions F1 "
        f"{progress.mentions:.3f}  relations F1 {progress.relations:.3f}"
        f"{'  best' if progress.best else ''}  {progress.seconds_left / 60:.0f} min left"
    )
