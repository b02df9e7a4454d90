"""The folder of tables, and the word lists in it: word, class, value. Knows not what they mean."""

from pathlib import Path

from inference.arabic import fold

TABLES = Path(__file__).parent / "tables"


def read_words(path: Path) -> dict[str, dict[str, str]]:
    """Folded word -> class -> value. Raises `ValueError` naming file and line."""
    table: dict[str, dict[str, str]] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines()[1:], 2):
        cells = line.split("\t")
        if len(cells) != 3:
            raise ValueError(f"{path}:{number}: {len(cells)} cells, expected 3; mend the tabs")
        word, name, value = cells
        table.setdefault(fold(word), {})[name] = value
    return table
