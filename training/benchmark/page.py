"""A report as Markdown, between the markers of a page. Knows no contender and no terminal.

The markers are those of `training.figures`: `<!-- figures:NAME -->` and `<!-- end -->`.
"""

import re
from pathlib import Path

from training.benchmark.report import Report
from training.benchmark.table import Sheet, lines, sheets
from training.figures import MarkerError


def check_page(path: Path, name: str) -> None:
    """Raise `MarkerError` where a page has no block `name`, `OSError` where it cannot be read."""
    if not _block(name).search(path.read_text("utf-8")):
        raise MarkerError(
            f"{path}: no block {name!r}; add the lines `<!-- figures:{name} -->` and `<!-- end -->`"
        )


def write_report(path: Path, name: str, command: str, report: Report) -> None:
    """Replace the block `name` of a Markdown file. Raises `MarkerError` when it has none."""
    check_page(path, name)
    shown = markdown(command, report)
    text = _block(name).sub(lambda m: m.group(1) + shown + m.group(2), path.read_text("utf-8"))
    path.write_text(text, "utf-8")


def markdown(command: str, report: Report) -> str:
    """The command, its tables and what must be known beside them."""
    parts = [f"`{command}`", *map(_table, sheets(report))]
    parts.append("\n".join(f"- {line}" for line in lines(report)))
    return "\n\n".join(parts) + "\n"


def _block(name: str) -> re.Pattern[str]:
    return re.compile(rf"(<!-- figures:{re.escape(name)} -->\n).*?(<!-- end -->)", re.DOTALL)


def _table(sheet: Sheet) -> str:
    rows = [sheet.header, ["---"] * len(sheet.header), *sheet.rows]
    table = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    return f"{sheet.title[0].upper()}{sheet.title[1:]}:\n\n{table}"
