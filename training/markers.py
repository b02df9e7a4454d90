"""Blocks of a Markdown file between markers. Knows no figures.

A block begins with `<!-- figures:NAME -->` and ends with `<!-- end -->`; what stands between is
replaced, so that no figure in a README is typed by hand.
"""

import re
from pathlib import Path


class MarkerError(ValueError):
    """A Markdown file without the block that figures should go into."""


def check_block(path: Path, name: str) -> None:
    """Raise `MarkerError` where a page has no block `name`, `OSError` where it cannot be read."""
    if not _block(name).search(path.read_text("utf-8")):
        raise MarkerError(
            f"{path}: no block {name!r}; add the lines `<!-- figures:{name} -->` and `<!-- end -->`"
        )


def fill_block(path: Path, name: str, shown: str) -> None:
    """Replace what a block holds. Raises as `check_block`."""
    check_block(path, name)
    text = path.read_text("utf-8")
    path.write_text(_block(name).sub(lambda m: m.group(1) + shown + m.group(2), text), "utf-8")


def _block(name: str) -> re.Pattern[str]:
    return re.compile(rf"(<!-- figures:{re.escape(name)} -->\n).*?(<!-- end -->)", re.DOTALL)
