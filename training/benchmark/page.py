"""A report as Markdown, as a block of a page. Knows no contender and no terminal."""

from pathlib import Path

from training.benchmark.report import Report
from training.benchmark.table import Sheet, lines, sheets
from training.markers import fill_block


def write_report(path: Path, name: str, command: str, report: Report) -> None:
    """Replace the block `name` of a Markdown file. Raises `MarkerError` when it has none."""
    fill_block(path, name, markdown(command, report))


def markdown(command: str, report: Report) -> str:
    """The command, its tables and what must be known beside them."""
    parts = [f"`{command}`", *map(_table, sheets(report))]
    parts.append("\n".join(f"- {line}" for line in lines(report)))
    return "\n\n".join(parts) + "\n"


def _table(sheet: Sheet) -> str:
    rows = [sheet.header, ["---"] * len(sheet.header), *sheet.rows]
    table = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    return f"{sheet.title[0].upper()}{sheet.title[1:]}:\n\n{table}"
