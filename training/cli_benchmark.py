"""The command `benchmark`: ours and its peers, one run, one table. Knows the terminal alone."""

import json
import shlex
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from training.data import DataError
from training.refusals import refusals


def benchmark(
    context: typer.Context,
    documents: Annotated[
        Path | None,
        typer.Option(
            help="Documents to read, marked or not, in any form. By default the written test split."
        ),
    ] = None,
    model: Annotated[str, typer.Option(help="A model that ships, or a bundle folder.")] = "compact",
    only: Annotated[
        str,
        typer.Option(
            help="Of ours-int8,ours-fp32,ours-gpu,hf-bert,hf-compact,spacy,crf; by default all."
        ),
    ] = "",
    repeat: Annotated[
        int, typer.Option(min=1, help="Passes over the documents, whose median is given.")
    ] = 3,
    threads: Annotated[
        int, typer.Option(min=0, help="Cores that each contender may use; 0: all.")
    ] = 0,
    vocabulary: Annotated[
        Path | None,
        typer.Option(help="A WordPiece vocabulary (AraBERT's vocab.txt) for the untrained BERT."),
    ] = None,
    hf_model: Annotated[
        Path | None, typer.Option(help="For hf-bert: a trained folder of transformers, for its F1.")
    ] = None,
    hf_compact_model: Annotated[
        Path | None, typer.Option(help="For hf-compact: such a folder over our encoder.")
    ] = None,
    spacy_model: Annotated[
        Path | None, typer.Option(help="For spacy: a trained pipeline's folder.")
    ] = None,
    crf_model: Annotated[
        Path | None, typer.Option(help="For crf: a trained file; by default our model's words.crf.")
    ] = None,
    json_out: Annotated[
        Path | None, typer.Option("--json", help="Write all figures here as JSON.")
    ] = None,
    figures: Annotated[
        str | None,
        typer.Option(help="FILE:NAME, a Markdown file and the block in it to fill with figures."),
    ] = None,
) -> None:
    """Measure speed, memory, start-up and F1 of our reader and its peers, side by side.

    Trained peers come from `marsad baselines`. Nothing else should run on the machine meanwhile.
    """
    from inference.bundle import Bundle
    from inference.extractor import bundle_folder
    from inference.limits import cores
    from training.benchmark import run as running
    from training.benchmark.documents import documents_of, written_test
    from training.benchmark.orders import NAMES
    from training.benchmark.page import write_report
    from training.benchmark.table import as_rich, lines, sheets
    from training.markers import check_block

    problems: list[str] = []
    out, err = Console(), Console(stderr=True)
    given = {
        "hf-bert": hf_model,
        "hf-compact": hf_compact_model,
        "spacy": spacy_model,
        "crf": crf_model,
    }
    with refusals("benchmark"):
        page, block = _place(figures)
        if page:
            check_block(page, block)
        folder = bundle_folder(model)
        config = Bundle.open(folder).config
        read = (
            documents_of(documents, config.schema, problems)
            if documents
            else written_test(config.schema, problems)
        )
        settings = running.Settings(
            model=folder,
            threads=min(threads, cores()) or cores(),
            only=tuple(name.strip() for name in only.split(",")) if only else NAMES,
            passes=repeat,
            given={name: path for name, path in given.items() if path},
            vocabulary=vocabulary,
        )
        source = str(documents) if documents else "the written test split"
        with err.status("…") as status:
            report = running.benchmark(read, source, config, settings, watch=status.update)
        for sheet in sheets(report):
            out.print(as_rich(sheet))
        for line in lines(report):
            out.print(line, markup=False, highlight=False)
        if json_out:
            plain = json.dumps(report.plain(), ensure_ascii=False, indent=1)
            json_out.write_text(plain + "\n", "utf-8")
        if page:
            write_report(page, block, _command(context), report)
    for problem in problems:
        typer.echo(problem, err=True)
    if problems or not any(row.measured for row in report.rows):
        raise typer.Exit(1)


def _place(figures: str | None) -> tuple[Path | None, str]:
    """The page and the block of `FILE:NAME`."""
    file, _, name = (figures or "").rpartition(":")
    if figures and not file:
        raise DataError(f"--figures {figures}: no block named; write FILE:NAME")
    return (Path(file) if file else None), name


def _command(context: typer.Context) -> str:
    """The options as they were given, less those that say where figures go."""
    parts = ["marsad benchmark"]
    for option in context.command.params:
        name = option.name or ""
        source = context.get_parameter_source(name)
        if source is not None and source.name == "COMMANDLINE" and name not in _OUTPUTS:
            parts += [option.opts[0], shlex.quote(str(context.params[name]))]
    return " ".join(parts)


_OUTPUTS = ("json_out", "figures")
