"""Evaluation through the extractor, and figures written where they belong."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from annotations.corpus import write_jsonl
from annotations.document import Document
from inference.cli import app
from inference.extractor import Extractor
from training.cli import add_commands
from training.evaluate import evaluate
from training.figures import MarkerError, write_figures


def test_no_document_is_left_out(tiny_bundle: Path, report: Document) -> None:
    empty = Document(id="empty", text="")
    scores = evaluate(Extractor.from_pretrained(tiny_bundle, device="cpu"), [report, empty])
    assert scores.documents == 2
    assert scores.mentions["all"].wanted == len(report.mentions)
    assert scores.relations_given_mentions["all"].wanted == len(report.relations)
    plain = scores.plain()
    assert set(plain["mentions"]["strict"]) >= {"precision", "recall", "f1"}
    assert set(plain["relations"]["strict"]) >= {"precision", "recall", "f1"}


def test_the_command_writes_json_and_figures(
    tiny_bundle: Path, report: Document, tmp_path: Path
) -> None:
    add_commands(app)
    gold, out, page = tmp_path / "g.jsonl", tmp_path / "o.json", tmp_path / "P.md"
    write_jsonl([report], gold)
    page.write_text("a\n<!-- figures:x -->\nstale\n<!-- end -->\nb\n", "utf-8")
    done = CliRunner().invoke(
        app,
        ["evaluate", "--gold", str(gold), "--model", str(tiny_bundle), "--json", str(out),
         "--figures", f"{page}:x"],
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    assert json.loads(out.read_text())["documents"] == 1
    text = page.read_text("utf-8")
    assert "stale" not in text
    assert f"| {len(report.mentions)} |" in text
    assert text.endswith("<!-- end -->\nb\n")


def test_a_page_without_the_block_is_named(
    tiny_bundle: Path, report: Document, tmp_path: Path
) -> None:
    page = tmp_path / "P.md"
    page.write_text("nothing", "utf-8")
    scores = evaluate(Extractor.from_pretrained(tiny_bundle, device="cpu"), [report])
    with pytest.raises(MarkerError, match="figures:y"):
        write_figures(page, "y", "cmd", scores)
