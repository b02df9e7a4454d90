"""Studies: a folder a run, finished runs kept, means over seeds."""

import json
from pathlib import Path

import msgspec
import pytest
import typer
from typer.testing import CliRunner

from annotations.corpus import write_jsonl
from annotations.document import Document
from training.cli import add_commands
from training.study import Outcome, learning_curve, summary

app = typer.Typer()
add_commands(app)


@pytest.fixture
def toml(tiny_bert: Path, report: Document, tmp_path: Path) -> Path:
    corpus = tmp_path / "corpus.jsonl"
    documents = [
        msgspec.structs.replace(report, id=f"d{k}", meta={"split": "dev" if k == 3 else "train"})
        for k in range(5)
    ]
    write_jsonl(documents, corpus)
    path = tmp_path / "tiny.toml"
    path.write_text(
        f"""
name = "tiny"
backbone = "{tiny_bert}"
output = "{tmp_path}/runs"
train = ["{corpus}"]
epochs = 1
device = "cpu"
mention_width = 16
pair_width = 16
""",
        "utf-8",
    )
    return path


def test_a_curve_is_run_and_taken_up_again(toml: Path, tmp_path: Path) -> None:
    command = ["study", str(toml), "--curve", "50,100", "--gold", str(tmp_path / "corpus.jsonl")]
    done = CliRunner().invoke(app, command)
    assert done.exit_code == 0, done.output
    assert "50 %" in done.output and "100 %" in done.output
    log = tmp_path / "runs" / "study.json"
    outcomes = {o["name"]: o for o in json.loads(log.read_text("utf-8"))}
    assert outcomes["share-50-seed-1"]["documents"] == 2
    assert outcomes["share-100-seed-1"]["documents"] == 4
    bundle = tmp_path / "runs" / "share-50-seed-1" / "bundle" / "config.json"
    before = bundle.stat().st_mtime_ns
    again = CliRunner().invoke(app, [*command, "--resume"])
    assert again.exit_code == 0
    assert bundle.stat().st_mtime_ns == before


def test_folds_hold_every_document_out(toml: Path, tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["study", str(toml), "--folds", "5"])
    assert done.exit_code == 0, done.output
    outcomes = json.loads((tmp_path / "runs" / "study.json").read_text("utf-8"))
    assert [o["documents"] for o in outcomes] == [4] * 5


@pytest.mark.parametrize(
    "options", [[], ["--curve", "50", "--folds", "2"], ["--curve", "half"], ["--folds", "9"]]
)
def test_a_study_that_cannot_be_is_one_line(toml: Path, options: list[str]) -> None:
    done = CliRunner().invoke(app, ["study", str(toml), *options])
    assert done.exit_code == 2
    assert done.output.startswith("marsad study: ")


def test_means_are_by_share() -> None:
    def outcome(share: float, seed: int, f1: float) -> Outcome:
        found = {"mentions": f1, "relations": f1 / 2}
        return Outcome(
            name=f"{share}{seed}", share=share, seed=seed, documents=9, held_out=found, gold=None
        )

    rows = summary([outcome(0.5, 1, 0.6), outcome(1, 1, 0.8), outcome(0.5, 2, 0.7)], by_share=True)
    assert [(r.name, r.runs) for r in rows] == [("50 %", 2), ("100 %", 1)]
    assert rows[0].mentions == pytest.approx((0.65, 0.0707), abs=1e-3)
    assert rows[1].relations == (0.4, 0.0)


def test_a_curve_runs_seed_by_seed(toml: Path) -> None:
    from training.config import load_config

    parts = learning_curve(load_config(toml, ["epochs=10"]), [1, 0.5], [1, 2])
    assert [(p.seed, p.share) for p in parts] == [(1, 0.5), (1, 1), (2, 0.5), (2, 1)]
    assert len({p.output for p in parts}) == 4
    assert [p.epochs for p in parts[:2]] == [15, 10]
