"""All baselines in one table, by the library and by the command."""

import json
from pathlib import Path

import msgspec
import pytest
import typer
from typer.testing import CliRunner

from annotations.corpus import write_jsonl
from annotations.document import Document
from annotations.schema import Schema
from training.baselines.compare import compare, learnt_from
from training.cli_baselines import baselines
from training.data import DataError


def _named(report: Document, name: str, split: str) -> Document:
    return msgspec.structs.replace(report, id=name, meta={**report.meta, "split": split})


def test_a_report_known_by_heart(tmp_path: Path, report: Document, schema: Schema) -> None:
    nearest, crf = compare([report] * 3, [report], schema, tmp_path)
    assert (nearest.name, crf.name) == ("nearest", "crf")
    assert crf.mentions is not None and crf.relations is not None
    assert crf.mentions["all"].f1 == 1.0
    assert nearest.given_mentions is not None and nearest.mentions is None
    # Its mentions are the gold ones, so its relations are those of the rule between gold mentions.
    assert crf.relations["all"] == nearest.given_mentions["all"]
    assert nearest.given_mentions["all"].wanted == len(report.relations)
    assert crf.given_mentions is None
    assert crf.speed > 0
    assert (tmp_path / "crf.model").is_file() and (tmp_path / "nearest.json").is_file()


def test_without_the_rule_there_are_no_relations(
    tmp_path: Path, report: Document, schema: Schema
) -> None:
    (crf,) = compare([report], [report], schema, tmp_path, only=["crf"])
    assert crf.relations is None


def test_only_the_train_split_is_learnt_from(report: Document) -> None:
    pool = [_named(report, name, name) for name in ("train", "dev", "test")]
    assert [d.id for d in learnt_from(pool, [])] == ["train"]
    with pytest.raises(DataError, match="left to learn from"):
        learnt_from(pool, pool)


@pytest.mark.parametrize("only", [["crf", "svm"], [], ["hf"]])
def test_a_wrong_choice_is_refused(
    tmp_path: Path, report: Document, schema: Schema, only: list[str]
) -> None:
    with pytest.raises(DataError, match=r"known: crf|--encoder"):
        compare([report], [report], schema, tmp_path, only=only)


def test_the_command(tmp_path: Path, report: Document) -> None:
    write_jsonl([_named(report, f"t{n}", "train") for n in range(3)], tmp_path / "train.jsonl")
    write_jsonl([_named(report, "g", "test")], tmp_path / "gold.jsonl")
    app = typer.Typer()
    app.command("baselines")(baselines)
    out = tmp_path / "figures.json"
    result = CliRunner().invoke(
        app,
        [
            *("--train", str(tmp_path / "train.jsonl"), "--gold", str(tmp_path / "gold.jsonl")),
            *("--output", str(tmp_path / "models"), "--json", str(out)),
        ],
    )
    assert result.exit_code == 0, result.output
    assert "crf" in result.output and "1.000" in result.output
    figures = json.loads(out.read_text("utf-8"))
    assert figures["crf"]["mentions"]["all"]["f1"] == 1.0
    assert figures["nearest"]["mentions"] is None
    assert set(figures) == {"crf", "nearest"}


def test_the_command_says_what_is_wrong(tmp_path: Path, report: Document) -> None:
    write_jsonl([_named(report, "g", "test")], tmp_path / "gold.jsonl")
    app = typer.Typer()
    app.command("baselines")(baselines)
    gold = str(tmp_path / "gold.jsonl")
    result = CliRunner().invoke(app, ["--train", gold, "--gold", gold])
    assert result.exit_code == 2
    assert "left to learn from" in result.output
