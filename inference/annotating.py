"""`marsad annotations …`: work on marked documents. Knows the terminal; the rules are elsewhere."""

from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from annotations.agreement import agreement
from annotations.check import check_corpus
from annotations.corpus import Rejected, read_corpus
from annotations.document import Document
from annotations.readers import FORMATS, Problem, ReadResult, guess_format
from annotations.schema import Schema, SchemaError
from annotations.stats import corpus_stats
from inference.annotation_tables import agreement_table, difference_lines, stats_table

app = typer.Typer(help="Check, convert and compare marked documents.", no_args_is_help=True)

SchemaOption = Annotated[
    Path | None, typer.Option("--schema", help="Your own schema.toml instead of the guide's.")
]
_FORMS = ", ".join(FORMATS)


@app.command()
def check(
    paths: Annotated[list[Path], typer.Argument(help="Corpus folders, .ann or .jsonl files.")],
    schema: SchemaOption = None,
    doubts: Annotated[
        bool, typer.Option("--doubts", help="Also list what a careful reader should look at.")
    ] = False,
) -> None:
    """Name every fault, near-copies across splits included. Exit status 1 if there is one."""
    rules = _schema(schema)
    documents: list[Document] = []
    faults = 0
    for path in paths:
        for item in read_corpus(path, schema=rules):
            if isinstance(item, Rejected):
                faults += 1
                typer.echo(str(item))
            else:
                documents.append(item)
    unsure: Counter[str] = Counter()
    for finding in check_corpus(documents, rules):
        faults += not finding.doubt
        unsure[finding.code] += finding.doubt
        if doubts or not finding.doubt:
            typer.echo(f"{'doubt ' if finding.doubt else ''}{finding}")
    kinds = ", ".join(f"{code} {count}" for code, count in unsure.most_common() if count)
    tail = f", {unsure.total()} doubts ({kinds})" if doubts and kinds else ""
    typer.echo(f"{len(documents)} documents, {faults} faults{tail}")
    if faults or not documents:
        raise typer.Exit(1)


@app.command()
def convert(
    path: Annotated[Path, typer.Argument(help="A file or folder of annotations.")],
    out: Annotated[
        Path,
        typer.Option("--output", "-o", help="A file; a folder for brat, webanno-tsv, xmi, inline."),
    ],
    to: Annotated[str, typer.Option("--to", help=f"The form to write: {_FORMS}.")],
    form: Annotated[
        str | None, typer.Option("--from", help=f"The form to read, if it is not plain: {_FORMS}.")
    ] = None,
    schema: SchemaOption = None,
) -> None:
    """From one tool's form to another's. What a form cannot hold is named on stderr, and counted;
    exit status 1 if there is any."""
    rules = _schema(schema)
    if out.resolve() == path.resolve():
        raise _refusal(f"{out} would be written over while it is read; name another output")
    form = form or _guess(path)
    if form is None:
        raise _refusal(f"{path}: names and first lines do not tell the form; say it with --from")
    for name in (form, to):
        if name not in FORMATS:
            raise _refusal(f"{name!r} is no form of annotations; choose one of {_FORMS}")
    read = _read(path, rules, form=form)
    lost: list[Problem] = []
    try:
        if read.documents:
            out.parent.mkdir(parents=True, exist_ok=True)
            lost = FORMATS[to].write(read.documents, out, rules)
    except (OSError, ValueError, ImportError) as error:
        raise _refusal(str(error)) from error
    _name(lost)
    count = len(read.problems) + len(lost)
    typer.echo(f"{len(read.documents)} documents from {form} to {to}, {count} problems", err=True)
    if count or not read.documents:
        raise typer.Exit(1)


@app.command()
def stats(
    path: Annotated[Path, typer.Argument(help="A corpus, in any form that convert reads.")],
    against: Annotated[
        Path | None, typer.Option("--against", help="Another corpus, for a column beside it.")
    ] = None,
    schema: SchemaOption = None,
) -> None:
    """Lengths, types, distances and habits of a corpus. Exit status 1 if something of it could not
    be read."""
    rules = _schema(schema)
    results = [_read(each, rules) for each in (path, against) if each is not None]
    ours, *theirs = [corpus_stats(result.documents, rules) for result in results]
    _print(stats_table(ours, theirs[0] if theirs else None))
    _end(results)


@app.command(name="agreement")
def compare(
    first: Annotated[Path, typer.Argument(help="One annotation, in any form that convert reads.")],
    second: Annotated[Path, typer.Argument(help="The other, of the same documents.")],
    differences: Annotated[
        bool, typer.Option("--differences", help="Also list every place where the two differ.")
    ] = False,
    schema: SchemaOption = None,
) -> None:
    """How far two annotations agree. Exit status 1 if something could not be read or paired."""
    rules = _schema(schema)
    results = [_read(each, rules) for each in (first, second)]
    found = agreement(results[0].documents, results[1].documents, rules)
    _print(agreement_table(found))
    if differences:
        _print(difference_lines(found.differences))
    for line in found.unpaired:
        typer.echo(f"marsad: {line}", err=True)
    _end(results, faulty=bool(found.unpaired))


def _schema(path: Path | None) -> Schema:
    try:
        return Schema.from_file(path) if path else Schema.default()
    except SchemaError as error:
        raise _refusal(str(error)) from error


def _guess(path: Path) -> str | None:
    try:
        return guess_format(path)
    except OSError as error:
        raise _refusal(f"{path} cannot be read ({error}); mend the path") from error


def _read(path: Path, schema: Schema, *, form: str | None = None) -> ReadResult:
    """The documents; what is wrong with them is named on stderr. What has no plain form is read as
    the project's own, whose reader says what is amiss."""
    try:
        result = FORMATS[form or _guess(path) or "jsonl"].read(path, schema=schema)
    except (OSError, ImportError) as error:
        raise _refusal(str(error)) from error
    _name(result.problems)
    return result


def _name(problems: list[Problem]) -> None:
    for problem in problems:
        typer.echo(str(problem), err=True)


def _print(lines: list[str]) -> None:
    for line in lines:
        typer.echo(line)


def _end(results: list[ReadResult], *, faulty: bool = False) -> None:
    count = sum(len(result.problems) for result in results)
    if count:
        typer.echo(f"{count} problems", err=True)
    if count or faulty or not all(result.documents for result in results):
        raise typer.Exit(1)


def _refusal(message: str) -> typer.Exit:
    """Say why nothing was done; the exit to raise."""
    typer.echo(f"marsad: {message}", err=True)
    return typer.Exit(2)
