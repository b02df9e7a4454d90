"""`marsad train`: from a bundle, refusals in one line, and what it says when it is done."""

from pathlib import Path

import msgspec
import pytest
import typer
from typer.testing import CliRunner

from annotations.corpus import write_jsonl
from annotations.document import Document
from inference.bundle import Bundle
from training.cli import add_commands

app = typer.Typer()
add_commands(app)

OWN = """
name = "own"
version = 1
[[mentions]]
type = "PLACE"
kind = "place"
[[mentions]]
type = "VEHICLE"
kind = "thing"
"""


@pytest.fixture
def toml(tiny_bert: Path, report: Document, tmp_path: Path) -> Path:
    corpus = tmp_path / "corpus.jsonl"
    write_jsonl(
        [
            msgspec.structs.replace(report, id=f"d{k}", meta={"split": "dev" if k else "train"})
            for k in range(2)
        ],
        corpus,
    )
    path = tmp_path / "tiny.toml"
    path.write_text(
        f"""
name = "tiny"
backbone = "{tiny_bert}"
output = "{tmp_path}/run"
train = ["{corpus}"]
epochs = 1
device = "cpu"
mention_width = 16
pair_width = 16
word_model = false
""",
        "utf-8",
    )
    return path


def test_a_run_begins_from_a_bundle(toml: Path, tiny_bundle: Path, tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["train", str(toml), "--from", str(tiny_bundle)])
    assert done.exit_code == 0, done.output
    assert "epoch 1/1  loss" in done.output and "held-out documents" in done.output
    assert Bundle.open(tmp_path / "run" / "bundle").config.name == "tiny"
    card = (tmp_path / "run" / "bundle" / "README.md").read_text("utf-8")
    assert str(tiny_bundle) in card


def test_a_bundle_serves_a_schema_of_ones_own(
    toml: Path, tiny_bundle: Path, tmp_path: Path
) -> None:
    (tmp_path / "own.toml").write_text(OWN, "utf-8")
    options = ["--from", str(tiny_bundle), "--set", f"schema={tmp_path}/own.toml"]
    done = CliRunner().invoke(app, ["train", str(toml), *options])
    assert done.exit_code == 0, done.output
    assert Bundle.open(tmp_path / "run" / "bundle").config.schema.types == ("PLACE", "VEHICLE")


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--from", "/no/such/bundle"], "neither a folder nor a model that ships"),
        (["--set", "unmarked=['x.txt']"], "name a bundle that marks them"),
        (["--set", "documents_per_step=0"], "must be 1 or more"),
        (["--set", "temperature=0"], "must be above 0"),
        (["--set", "rare_weight=-1"], "must be 0 or more"),
    ],
)
def test_what_cannot_be_is_one_line(toml: Path, options: list[str], told: str) -> None:
    done = CliRunner().invoke(app, ["train", str(toml), *options])
    assert done.exit_code == 2
    assert done.output.startswith("marsad train: ") and told in done.output


def test_a_folder_without_a_bundle_is_refused_before_anything_is_read(
    toml: Path, tmp_path: Path
) -> None:
    done = CliRunner().invoke(app, ["train", str(toml), "--from", str(tmp_path)])
    assert done.exit_code == 2
    assert "model.onnx" in done.output and not (tmp_path / "run").exists()


def test_a_teacher_of_another_schema_is_refused(
    toml: Path, tiny_bundle: Path, tmp_path: Path
) -> None:
    (tmp_path / "own.toml").write_text(OWN, "utf-8")
    options = ["--set", f"teacher={tiny_bundle}", "--set", f"schema={tmp_path}/own.toml"]
    done = CliRunner().invoke(app, ["train", str(toml), *options])
    assert done.exit_code == 2
    assert "has other types than 'own'" in done.output
