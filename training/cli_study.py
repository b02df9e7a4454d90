"""The command `study`: many runs of one configuration, and a table. Knows the terminal alone."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from annotations.schema import Schema
from training.config import ConfigError, load_config
from training.data import DataError, read_documents
from training.refusals import refusals


def study(
    config: Annotated[Path, typer.Argument(help="A TOML file; see training/configs.")],
    curve: Annotated[
        str, typer.Option(help="Percentages of the training documents, e.g. 25,50,75,100.")
    ] = "",
    folds: Annotated[int, typer.Option(help="Hold each of so many parts out once.")] = 0,
    seeds: Annotated[str, typer.Option(help="Seeds of a curve's runs, e.g. 1,2,3.")] = "1",
    gold: Annotated[
        Path | None, typer.Option(help="Also measure every run on these marked documents.")
    ] = None,
    changes: Annotated[
        list[str] | None, typer.Option("--set", help="key=value over the file; may be repeated.")
    ] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Keep the runs that have finished, go on with others.")
    ] = False,
) -> None:
    """Train one configuration many times: a learning curve (--curve) or cross-validation (--folds).

    Every run has a folder below the configuration's output; outcomes are kept in study.json there.
    """
    out = Console()
    problems: list[str] = []
    with refusals("study"):
        settings = load_config(config, changes or [])
        if bool(curve) == bool(folds):
            raise ConfigError("say one of --curve 25,50,75,100 and --folds 5")
        from training import study as studies

        if curve:
            shares = [number / 100 for number in _numbers("--curve", curve)]
            parts = studies.learning_curve(settings, shares, _whole(_numbers("--seeds", seeds)))
        else:
            parts = studies.folds(settings, folds)
        schema = Schema.from_file(Path(settings.schema)) if settings.schema else Schema.default()
        documents = read_documents(gold, schema, problems) if gold else []
        if gold and not documents:
            raise DataError(f"{gold}: no document to measure on")
        outcomes = []
        for outcome in studies.study(
            settings,
            parts,
            gold=documents,
            resume=resume,
            watch=lambda name, p: out.print(
                f"{name} epoch {p.epoch}/{p.epochs}: held out {p.mentions:.3f} {p.relations:.3f}"
            ),
        ):
            outcomes.append(outcome)
            shown = outcome.gold or outcome.held_out
            out.print(
                f"{outcome.name}: {outcome.documents} documents, mentions F1 "
                f"{shown['mentions']:.3f}, relations F1 {shown['relations']:.3f}"
            )
        rows = studies.summary(outcomes, by_share=bool(curve))
    table = Table(title=f"strict F1 on {gold or 'held-out documents'}: mean ± standard deviation")
    for name in ("share", "runs", "documents", "mentions", "relations"):
        table.add_column(name, justify="right")
    for row in rows:
        spreads = (f"{mean:.3f} ± {spread:.3f}" for mean, spread in (row.mentions, row.relations))
        table.add_row(row.name, str(row.runs), str(row.documents), *spreads)
    out.print(table)
    for problem in problems:
        typer.echo(problem, err=True)


def _numbers(option: str, text: str) -> list[float]:
    try:
        return [float(part) for part in text.split(",")]
    except ValueError as error:
        raise ConfigError(f"{option} {text}: numbers with commas between, e.g. 1,2,3") from error


def _whole(numbers: list[float]) -> list[int]:
    return [int(number) for number in numbers]
