"""Measured figures as a block of a Markdown file. Knows evaluations, no model."""

from pathlib import Path

from training.evaluate import Evaluation
from training.markers import fill_block


def write_figures(path: Path, name: str, command: str, scores: Evaluation) -> None:
    """Replace the block `name` of a Markdown file. Raises `MarkerError` when it has none."""
    fill_block(path, name, figures(command, scores))


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
          for n, s in rows if s.wanted or s.given),
    ]  # fmt: skip
    return "\n".join(lines) + "\n"
