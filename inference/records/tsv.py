"""The tables beside this code. Knows where they lie; `resolve.tables` knows their form."""

from pathlib import Path

from inference.resolve import tables


def rows(name: str) -> list[dict[str, str]]:
    """The rows of a table in this folder; see `resolve.tables.rows`."""
    return tables.rows(name, folder=Path(__file__).parent)
