"""`marsad extract --format …` writes in one piece, and says in one line what it lacks."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from inference.cli import app
from inference.export import WRITERS

RUNNER = CliRunner()


@pytest.fixture
def report(tmp_path: Path) -> Path:
    source = tmp_path / "in.txt"
    source.write_text("قصفت قوات النظام بلدة", "utf-8")
    return source


def extract(source: Path, form: str, model: Path, *more: str) -> tuple[int, str]:
    arguments = ["extract", str(source), "--format", form, "--model", str(model)]
    done = RUNNER.invoke(app, [*arguments, "--device", "cpu", *more])
    return done.exit_code, done.output


@pytest.mark.parametrize("form", sorted(WRITERS))
def test_each_form(form: str, report: Path, tiny_bundle: Path, tmp_path: Path) -> None:
    out = tmp_path / "deep" / "out"
    code, said = extract(report, form, tiny_bundle, "-o", str(out))
    assert code == 0, said
    assert out.is_dir() == WRITERS[form].folder
    assert [file.name for file in out.parent.iterdir()] == ["out"]


@pytest.mark.parametrize("form", sorted(WRITERS))
def test_without_an_output(form: str, report: Path, tmp_path: Path) -> None:
    code, said = extract(report, form, tmp_path / "no-model-is-opened")
    assert code == 2
    assert (
        said.strip() == f"marsad: --format {form} needs a file or folder to write; name it with -o"
    )


def test_a_folder_keeps_what_else_lies_there(
    report: Path, tiny_bundle: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "mine.txt").write_text("x")
    (out / "events.csv").write_text("old")
    (tmp_path / "out.part").mkdir()
    (tmp_path / "out.part" / "stale.csv").write_text("of a run that was cut off")
    code, said = extract(report, "csv", tiny_bundle, "-o", str(out))
    assert code == 0, said
    assert (out / "mine.txt").read_text() == "x"
    assert (out / "events.csv").read_text("utf-8-sig").startswith("event_id,doc_id")
    assert not (out / "stale.csv").exists()
    assert not (tmp_path / "out.part").exists()


@pytest.mark.parametrize(("form", "word"), [("csv", "a folder"), ("html", "a file")])
def test_a_file_is_no_folder(
    form: str, word: str, report: Path, tiny_bundle: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    if word == "a folder":
        out.write_text("mine")
    else:
        out.mkdir()
    code, said = extract(report, form, tiny_bundle, "-o", str(out))
    assert code == 2
    assert f"writes {word}" in said
