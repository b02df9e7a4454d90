"""`marsad annotations …`: work on marked documents. Knows the terminal; the rules are elsewhere."""

from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from annotations.check import check_document
from annotations.corpus import Rejected, read_corpus
from annotations.schema import Schema, SchemaError

app = typer.Typer(help="Check, convert and compare marked documents.", no_args_is_help=True)

SchemaOption = Annotated[
    Path | None, typer.Option("--schema", help="Your own schema.toml instead of the guide's.")
]


@app.command()
def check(
    paths: Annotated[list[Path], typer.Argument(help="Corpus folders, .ann or .jsonl files.")],
    schema: SchemaOption = None,
    doubts: Annotated[
        bool, typer.Option("--doubts", help="Also list what a careful reader should look at.")
    ] = False,
) -> None:
    """Name every fault. Exit status 1 if there is one."""
    rules = _schema(schema)
    documents = faults = 0
    seen: Counter[str] = Counter()
    for path in paths:
        for item in read_corpus(path, schema=rules):
            if isinstance(item, Rejected):
                faults += 1
                typer.echo(str(item))
                continue
            documents += 1
            for finding in check_document(item, rules):
                if finding.doubt and not doubts:
                    continue
                seen[finding.code] += 1
                faults += not finding.doubt
                typer.echo(f"{'doubt ' if finding.doubt else ''}{finding}")
    typer.echo(f"{documents} documents, {faults} faults")
    if faults or not documents:
        raise typer.Exit(1)


def _schema(path: Path | None) -> Schema:
    try:
        return Schema.from_file(path) if path else Schema.default()
    except SchemaError as error:
        typer.echo(f"marsad: {error}", err=True)
        raise typer.Exit(2) from error
