"""The commands `train` and `evaluate`. Knows the terminal; the work is in `run` and `evaluate`."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from annotations.schema import SchemaError
from inference.bundle import BundleError
from training.cli_study import study
from training.compact import BackboneError
from training.config import ConfigError, load_config
from training.data import DataError, read_documents
from training.metrics import Score

if TYPE_CHECKING:
    from training.evaluate import Evaluation
    from training.train import Progress


def add_commands(app: typer.Typer) -> None:
    """Join these commands to `marsad` (entry-point group `marsad.commands`)."""
    app.command("train")(train)
    app.command("evaluate")(evaluate)
    app.command("study")(study)


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


def evaluate(
    gold: Annotated[Path, typer.Option(help="Marked documents, in any form `annotations` reads.")],
    model: Annotated[str, typer.Option(help="A model that ships, or a bundle folder.")] = "compact",
    device: Annotated[str, typer.Option(help="auto, cpu or cuda.")] = "cpu",
    split: Annotated[
        str | None, typer.Option(help="Only this split of a corpus: train, dev or test.")
    ] = None,
    json_out: Annotated[
        Path | None, typer.Option("--json", help="Write all figures here as JSON.")
    ] = None,
    figures: Annotated[
        str | None,
        typer.Option(help="FILE:NAME, a Markdown file and the block in it to fill with figures."),
    ] = None,
) -> None:
    """Measure a model on gold documents: strict precision, recall and F1 by type."""
    from annotations.corpus import split_of
    from inference.extractor import Extractor
    from training import evaluate as measuring

    problems: list[str] = []
    try:
        extractor = Extractor.from_pretrained(model, device=device)
        documents = read_documents(gold, extractor.bundle.config.schema, problems)
        if split:
            documents = [d for d in documents if split_of(d) == split]
        for problem in problems:
            typer.echo(problem, err=True)
        if not documents:
            raise DataError(f"{gold}: no document to measure on")
        scores = measuring.evaluate(extractor, documents)
    except (DataError, BundleError, OSError) as error:
        typer.echo(f"marsad evaluate: {error}", err=True)
        raise typer.Exit(2) from error
    out = Console()
    out.print(f"{scores.documents} documents, {scores.words} words, model {model}")
    for title, table in (
        ("mentions, strict", scores.mentions),
        ("relations, strict", scores.relations),
        ("relations, mentions given", scores.relations_given_mentions),
        ("attributes, on mentions found", scores.attributes),
    ):
        out.print(_table(title, table))
    if json_out:
        json_out.write_text(json.dumps(scores.plain(), indent=1) + "\n", "utf-8")
    if figures:
        _fill(figures, gold, split, scores)
    if problems:
        raise typer.Exit(1)


def _fill(target: str, gold: Path, split: str | None, scores: "Evaluation") -> None:
    from training.figures import MarkerError, write_figures

    file, _, name = target.rpartition(":")
    command = f"marsad evaluate --gold {gold}" + (f" --split {split}" if split else "")
    try:
        write_figures(Path(file), name, command, scores)
    except (MarkerError, OSError) as error:
        typer.echo(f"marsad evaluate: {error}", err=True)
        raise typer.Exit(2) from error


def _line(progress: "Progress") -> str:
    return (
        f"epoch {progress.epoch}/{progress.epochs}  loss {progress.loss:.3f}  mentions F1 "
        f"{progress.mentions:.3f}  relations F1 {progress.relations:.3f}"
        f"{'  best' if progress.best else ''}  {progress.seconds_left / 60:.0f} min left"
    )


def _table(title: str, scores: dict[str, Score]) -> Table:
    table = Table(title=title)
    for name in ("type", "precision", "recall", "F1", "given", "gold"):
        table.add_column(name, justify="left" if name == "type" else "right")
    for name, score in scores.items():
        table.add_row(
            name,
            f"{score.precision:.3f}",
            f"{score.recall:.3f}",
            f"{score.f1:.3f}",
            str(score.given),
            str(score.wanted),
        )
    return table
