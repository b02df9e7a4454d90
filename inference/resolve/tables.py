"""The tables beside this code: tab-separated rows under a header. Knows nothing of what they mean.

A line that begins with `#` is a remark. Cells are stripped; a missing trailing cell is empty.
"""

from pathlib import Path


def rows(name: str, *, folder: Path | None = None) -> list[dict[str, str]]:
    """The rows of a table in a folder (without one, in this), column name -> cell.

    Raises `ValueError` naming file and line when a row has more cells than the header.
    """
    path = (folder or Path(__file__).parent) / name
    found: list[dict[str, str]] = []
    header: list[str] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = [cell.strip() for cell in line.split("\t")]
        if not header:
            header = cells
            continue
        if len(cells) > len(header):
            raise ValueError(
                f"{path}:{number}: {len(cells)} cells under {len(header)} columns; remove a tab"
            )
        found.append(dict(zip(header, cells + [""] * (len(header) - len(cells)), strict=True)))
    return found


def words(cell: str) -> list[str]:
    """The words or phrases of a cell, which stand between bars."""
    return [part.strip() for part in cell.split("|") if part.strip()]
