"""`marsad extract` as a user calls it, with a model that knows nothing."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from inference.cli import app

RUNNER = CliRunner()


def test_a_batch_goes_on_past_bad_input(tiny_bundle: Path, tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    source.write_text('{"id": "1", "text": "قصف"}\n{oops\n{"id": "2", "text": "بلدة"}\n', "utf-8")
    out = tmp_path / "deep" / "out.jsonl"
    done = RUNNER.invoke(
        app,
        [
            "extract",
            str(source),
            str(tmp_path / "none.txt"),
            "-o",
            str(out),
            "--model",
            str(tiny_bundle),
            "--device",
            "cpu",
        ],
    )
    assert done.exit_code == 1
    assert "in.jsonl:2" in done.output
    assert "none.txt" in done.output
    assert "2 reports read, 2 not" in done.output
    rows = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    assert [row["id"] for row in rows] == ["1", "2"]
    assert set(rows[0]) == {"id", "text", "meta", "entities", "relations", "records"}
    assert set(rows[0]["records"]) == {"events", "casualties", "places", "actors", "checks"}


def test_good_input_ends_well(tiny_bundle: Path, tmp_path: Path) -> None:
    source = tmp_path / "a.txt"
    source.write_text("قصفت قوات النظام بلدة", "utf-8")
    done = RUNNER.invoke(
        app,
        [
            "extract",
            str(source),
            "--model",
            str(tiny_bundle),
            "--format",
            "view",
            "--device",
            "cpu",
        ],
    )
    assert done.exit_code == 0
    assert "mentions" in done.output


@pytest.mark.parametrize(("arguments", "word"), [
    (["--model", "nothing-of-the-kind"], "from_pretrained"),
    (["--published", "yesterday"], "YYYY-MM-DD"),
    (["--format", "pdf"], "choose"),
])  # fmt: skip
def test_wrong_options_are_one_line(tmp_path: Path, arguments: list[str], word: str) -> None:
    source = tmp_path / "a.txt"
    source.write_text("قصف", "utf-8")
    done = RUNNER.invoke(app, ["extract", str(source), *arguments])
    assert done.exit_code == 2
    assert word in done.output
    assert "Traceback" not in done.output


def test_least_probability_leaves_the_rest_out(tiny_bundle: Path, tmp_path: Path) -> None:
    source = tmp_path / "a.txt"
    source.write_text("قصفت قوات النظام بلدة", "utf-8")
    out = tmp_path / "o.jsonl"
    done = RUNNER.invoke(
        app,
        [
            "extract",
            str(source),
            "-o",
            str(out),
            "--min-score",
            "1.01",
            "--model",
            str(tiny_bundle),
            "--device",
            "cpu",
        ],
    )
    assert done.exit_code == 0
    row = json.loads(out.read_text("utf-8"))
    assert row["entities"] == []
    assert row["relations"] == []
