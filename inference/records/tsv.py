"""The tables beside this code: tab-separated rows under a header. Knows not what they mean."""

from pathlib import Path


def rows(name: str) -> list[dict[str, str]]:
    """The rows of a table in this folder, column -> cell; lines that begin with `#` are remarks.

    Raises `ValueError` naming file and line when a row has not the header's number of cells.
    """
    path = Path(__file__).with_name(name)
    header: list[str] = []
    found = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = [cell.strip() for cell in line.split("\t")]
        if not header:
            header = cells
            continue
        cells += [""] * (len(header) - len(cells))
        if len(cells) > len(header):
            raise ValueError(
                f"{path}:{number}: {len(cells)} cells under {len(header)} columns; remove a tab"
            )
        found.append(dict(zip(header, cells, strict=True)))
    return found
