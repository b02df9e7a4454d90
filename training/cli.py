"""The command `train`, and how the commands of this floor join `marsad`. Knows the terminal."""

from pathlib import Path
from typing import Annotated

import msgspec
import typer
from rich.console import Console

from inference.bundle import Bundle
from training.cli_baselines import baselines
from training.cli_benchmark import benchmark
from training.cli_evaluate import evaluate
from training.cli_pretrain import pretrain
from training.cli_study import study
from training.config import load_config
from training.refusals import refusals


def add_commands(app: typer.Typer) -> None:
    """Join these commands to `marsad` (entry-point group `marsad.commands`)."""
    app.command("train")(train)
    app.command("pretrain")(pretrain)
    app.command("evaluate")(evaluate)
    app.command("study")(study)
    app.command("baselines")(baselines)
    app.command("benchmark")(benchmark)


def train(
    config: Annotated[Path, typer.Argument(help="A TOML file; see training/configs.")],
    changes: Annotated[
        list[str] | None, typer.Option("--set", help="key=value over the file; may be repeated.")
    ] = None,
    start: Annotated[
        str | None,
        typer.Option(
            "--from",
            help="Begin from this bundle: a folder, or a model that ships (compact). As "
            "--set backbone=FOLDER.",
        ),
    ] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on from the last checkpoint in the output folder.")
    ] = False,
) -> None:
    """Train a model on marked documents and write a bundle."""
    out = Console()
    with refusals("train"):
        settings = load_config(config, changes or [])
        if start is not None:
            settings = msgspec.structs.replace(settings, backbone=_bundle(start))
        from transformers.utils import logging

        from training import processes
        from training.run import run
        from training.terminal import shown

        logging.disable_progress_bar()  # it would write over ours
        processes.start(settings)
        speaks = processes.speaks()
        with shown(out, quiet=not speaks) as bar:
            finished = run(settings, resume=resume, watch=bar.epoch, bar=bar)
        processes.end()
    if not speaks:
        return
    for problem in finished.problems[:_TOLD]:
        typer.echo(problem, err=True)
    if len(finished.problems) > _TOLD:
        more = len(finished.problems) - _TOLD
        typer.echo(f"{more} more problems, see {settings.output}/run.json", err=True)
    scores = finished.evaluation
    out.print(
        f"{finished.bundle}: mentions F1 {scores.mentions['all'].f1:.3f}, relations F1 "
        f"{scores.relations['all'].f1:.3f} on {scores.documents} held-out documents; "
        f"{finished.seconds / 60:.0f} minutes",
        soft_wrap=True,
    )


# Problems that are shown; run.json holds all.
_TOLD = 40


def _bundle(name: str) -> str:
    """The folder of a bundle to begin from. Raises `BundleError` where it is none."""
    from inference.extractor import bundle_folder

    folder = bundle_folder(name)
    Bundle.open(folder)
    return str(folder)
