"""The command `baselines`: plain peers trained, measured, one table. Knows the terminal alone."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from annotations.corpus import split_of
from annotations.schema import Schema
from training.data import DataError, read_documents
from training.metrics import Score
from training.refusals import refusals

if TYPE_CHECKING:
    from training.baselines.compare import Measured


def baselines(
    train: Annotated[
        list[str], typer.Option(help="Marked documents, whose train split is learnt from.")
    ],
    gold: Annotated[Path, typer.Option(help="Marked documents to measure on, in any form.")],
    only: Annotated[
        str,
        typer.Option(
            help="Of crf,nearest,spacy,hf. By default crf,nearest, and hf with --encoder."
        ),
    ] = "",
    encoder: Annotated[
        Path | None,
        typer.Option(help="For hf: a folder with a model of transformers, or `compact`."),
    ] = None,
    epochs: Annotated[float, typer.Option(help="For hf: times through the documents.")] = 10,
    split: Annotated[
        str | None, typer.Option(help="Only this split of the gold: train, dev or test.")
    ] = None,
    schema: Annotated[Path | None, typer.Option(help="A schema file of your own.")] = None,
    output: Annotated[Path, typer.Option(help="Where the trained models go.")] = Path(
        "runs/baselines"
    ),
    json_out: Annotated[
        Path | None, typer.Option("--json", help="Write all figures, by type, here as JSON.")
    ] = None,
) -> None:
    """Train plain baselines (CRF, nearest lawful pair, spaCy, HF) and measure them on gold."""
    from training.baselines.compare import compare, learnt_from
    from training.baselines.hf import HfSettings

    names = [name.strip() for name in only.split(",")] if only else ["crf", "nearest"]
    if not only and encoder is not None:
        names.append("hf")
    problems: list[str] = []
    with refusals("baselines"):
        types = Schema.from_file(schema) if schema else Schema.default()
        pool = [d for name in train for d in read_documents(Path(name), types, problems)]
        measured_on = read_documents(gold, types, problems)
        if split:
            measured_on = [d for d in measured_on if split_of(d) == split]
        if not measured_on:
            raise DataError(f"{gold}: no document to measure on")
        learnt = learnt_from(pool, measured_on)
        if "hf" in names and encoder == Path("compact"):
            encoder = _compact(output / "compact")
        table = compare(
            learnt,
            measured_on,
            types,
            output,
            only=names,
            encoder=encoder,
            settings=HfSettings(epochs=epochs),
            watch=lambda line: typer.echo(line, err=True),
        )
        if json_out:
            json_out.write_text(json.dumps(plain(table), indent=1) + "\n", "utf-8")
    Console().print(shown(table, len(learnt), len(measured_on), str(gold)))
    for problem in problems:
        typer.echo(problem, err=True)
    if problems:
        raise typer.Exit(1)


def shown(table: "list[Measured]", learnt: int, measured_on: int, gold: str) -> Table:
    """The table for the terminal."""
    out = Table(
        title=f"strict F1 on {measured_on} documents of {gold}, learnt from {learnt}",
        caption="relations by the nearest lawful pair: between the baseline's own mentions, and "
        "between gold ones",
    )
    out.add_column("baseline")
    for name in ("mentions", "relations", "mentions given", "training s", "words/s"):
        out.add_column(name, justify="right")
    for row in table:
        scores = (_f1(s) for s in (row.mentions, row.relations, row.given_mentions))
        out.add_row(row.name, *scores, f"{row.seconds:.1f}", f"{row.speed:.0f}")
    return out


def plain(table: "list[Measured]") -> dict[str, Any]:
    """The JSON of `--json`: by baseline, with precision, recall and F1 by type."""

    def scores(by_type: dict[str, Score] | None) -> dict[str, Any] | None:
        if by_type is None:
            return None
        return {
            name: {
                "precision": round(s.precision, 4),
                "recall": round(s.recall, 4),
                "f1": round(s.f1, 4),
                "right": s.right,
                "given": s.given,
                "wanted": s.wanted,
            }
            for name, s in by_type.items()
        }

    return {
        row.name: {
            "mentions": scores(row.mentions),
            "relations": scores(row.relations),
            "relations_given_mentions": scores(row.given_mentions),
            "training_seconds": round(row.seconds, 2),
            "words_per_second": round(row.speed),
        }
        for row in table
    }


def _compact(folder: Path) -> Path:
    """The backbone of the model that ships, before training, as transformers' files."""
    from training.backbone import load_backbone
    from training.baselines.encoder import write_encoder

    write_encoder(load_backbone("compact"), folder)
    return folder


def _f1(scores: dict[str, Score] | None) -> str:
    return "–" if scores is None else f"{scores['all'].f1:.3f}"
