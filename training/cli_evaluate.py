"""The command `evaluate`. Knows the terminal; the work is in `evaluate`."""

import json
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from training.data import DataError, read_documents
from training.refusals import refusals

if TYPE_CHECKING:
    from training.evaluate import Evaluation


def evaluate(
    gold: Annotated[Path, typer.Option(help="Marked documents, in any form `annotations` reads.")],
    model: Annotated[str, typer.Option(help="A model that ships, or a bundle folder.")] = "compact",
    against: Annotated[
        str | None,
        typer.Option(help="Another model: how far the first is better, with interval and p-value."),
    ] = None,
    device: Annotated[str, typer.Option(help="auto, cpu or cuda.")] = "cpu",
    split: Annotated[
        str | None, typer.Option(help="Only this split of a corpus: train, dev or test.")
    ] = None,
    json_out: Annotated[
        Path | None, typer.Option("--json", help="Write all figures here as JSON.")
    ] = None,
    html_out: Annotated[
        Path | None,
        typer.Option("--html", help="Write a page here: tables, plots, every error in its text."),
    ] = None,
    date: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="The day that the page names; else it names none."),
    ] = None,
    figures: Annotated[
        str | None,
        typer.Option(help="FILE:NAME, a Markdown file and the block in it to fill with figures."),
    ] = None,
) -> None:
    """Measure a model on gold documents: mentions, relations, figures, rows and probabilities."""
    from annotations.corpus import split_of
    from inference.extractor import Extractor
    from training import evaluate as measuring
    from training import tables
    from training.report.errors import compared
    from training.report.page import About, write_page

    problems: list[str] = []
    out = Console()
    with refusals("evaluate"):
        extractor = Extractor.from_pretrained(model, device=device)
        other = Extractor.from_pretrained(against, device=device) if against else None
        schema = extractor.bundle.config.schema
        documents = read_documents(gold, schema, problems)
        if split:
            documents = [d for d in documents if split_of(d) == split]
        for problem in problems:
            typer.echo(problem, err=True)
        if not documents:
            raise DataError(f"{gold}: no document to measure on")
        readings = measuring.read_both(extractor, documents)
        for result in readings.results:
            if result.fault is not None:
                problem = (
                    f"{gold}: document {result.id}: {result.fault}; scored as if it had nothing"
                )
                typer.echo(problem, err=True)
                problems.append(problem)
        scores = measuring.score(documents, readings.results, readings.with_mentions, schema)
        plain = scores.plain()
        out.print(f"{scores.documents} documents, {scores.words} words, model {model}")
        for table in tables.tables(scores):
            out.print(table)
        found = None
        if other and against:
            found = measuring.against(scores, other, documents)
            out.print(tables.differences(model, against, found))
            plain["against"] = measuring.plain_difference(against, found)
        if json_out:
            json_out.write_text(json.dumps(plain, ensure_ascii=False, indent=1) + "\n", "utf-8")
        if html_out:
            about = About(
                model=model,
                gold=str(gold),
                split=split,
                date=date.date().isoformat() if date else None,
                problems=problems,
                other=against or "",
                differences=found,
            )
            pairs = list(compared(documents, readings, schema, records=scores.records is not None))
            with html_out.open("w", encoding="utf-8", newline="\n") as stream:
                write_page(stream, about, scores, pairs, schema)
    if figures:
        _fill(figures, gold, split, scores)
    if problems:
        raise typer.Exit(1)


def _fill(target: str, gold: Path, split: str | None, scores: "Evaluation") -> None:
    from training.figures import write_figures

    file, _, name = target.rpartition(":")
    command = f"marsad evaluate --gold {gold}" + (f" --split {split}" if split else "")
    with refusals("evaluate"):
        write_figures(Path(file), name, command, scores)
