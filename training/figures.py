"""Measured figures written into a Markdown file between markers. Knows evaluations, no model.

A block begins with `<!-- figures:NAME -->` and ends with `<!-- end -->`; what stands between is
replaced, so that no figure in a README is typed by hand.
"""

import re
from pathlib import Path

from training.evaluate import Evaluation


class MarkerError(ValueError):
    """A Markdown file without the block that figures should go into."""


def write_figures(path: Path, name: str, command: str, scores: Evaluation) -> None:
    """Replace the block `name` of a Markdown file. Raises `MarkerError` when it has none."""
    text = path.read_text("utf-8")
    block = re.compile(rf"(<!-- figures:{re.escape(name)} -->\n).*?(<!-- end -->)", re.DOTALL)
    if not block.search(text):
        raise MarkerError(
            f"{path}: no block {name!r}; add the lines `<!-- figures:{name} -->` and `<!-- end -->`"
        )
    table = figures(command, scores)
    path.write_text(block.sub(lambda m: m.group(1) + table + m.group(2), text), "utf-8")


def figures(command: str, scores: Evaluation) -> str:
    """A Markdown table of the overall scores, and the command that made it."""
    rows = [
        ("mentions, strict", scores.mentions["all"]),
        ("relations, strict", scores.relations["all"]),
        ("relations, mentions given", scores.relations_given_mentions["all"]),
    ]
    lines = [
        f"`{command}`: {scores.documents} documents, {scores.words} words.",
        "",
        "| | precision | recall | F1 | gold |",
        "| --- | --- | --- | --- | --- |",
        *(f"| {n} | {s.precision:.3f} | {s.recall:.3f} | {s.f1:.3f} | {s.wanted} |"
          for n, s in rows),
    ]  # fmt: skip
    return "\n".join(lines) + "\n"
