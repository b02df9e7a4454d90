"""Contenders in processes of their own: figures, failures, and what a process costs."""

import json
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest
import typer
from typer.testing import CliRunner

from annotations.corpus import write_jsonl
from annotations.document import Document
from annotations.schema import Schema
from annotations.words import words
from inference.bundle import Bundle
from inference.limits import cores
from training.baselines.crf import CrfSettings, train_crf
from training.benchmark import processes
from training.benchmark.orders import Failed, Measure, Weigh
from training.benchmark.processes import ask
from training.benchmark.run import Settings, benchmark
from training.cli_benchmark import benchmark as command
from training.data import DataError

WEIGH = Weigh(shapes=[(4, 4, 4)], threads=1, seconds=0.0)


@pytest.fixture(scope="module")
def crf(tmp_path_factory: pytest.TempPathFactory, report: Document, schema: Schema) -> Path:
    file = tmp_path_factory.mktemp("crf") / "crf.model"
    train_crf([report], schema, file, settings=CrfSettings(iterations=30))
    return file


def _stub(folder: Path, body: str) -> str:
    """A program in Python's place."""
    file = folder / "stub"
    file.write_text(f"#!/bin/sh\n{body}\n", "utf-8")
    file.chmod(0o755)
    return str(file)


def test_a_run_measures_what_it_can(
    tmp_path: Path, tiny_bundle: Path, report: Document, crf: Path
) -> None:
    settings = Settings(
        model=tiny_bundle,
        threads=cores(),
        only=("crf", "ours-int8", "spacy"),
        passes=2,
        starts=1,
        given={"crf": crf, "spacy": tmp_path / "nowhere"},
        shapes=[(4, 8, 8)],
        weigh_seconds=0.0,
    )
    told: list[str] = []
    config = Bundle.open(tiny_bundle).config
    documents = [report, msgspec.structs.replace(report, id="b")]
    found = benchmark(documents, "two reports", config, settings, watch=told.append)
    assert [row.name for row in found.rows] == ["ours-int8", "spacy", "crf"]
    ours, failed, peer = found.rows
    assert ours.measured is not None and peer.measured is not None
    for row in (ours, peer):
        assert row.measured is not None
        assert len(row.measured.seconds) == 2 and len(row.starts) == 1
        assert row.start and row.start > 0
        assert row.measured.peak is None or row.measured.peak > 5e6
        assert row.measured.mentions is not None
        assert row.measured.mentions.wanted == 2 * len(report.mentions)
    assert peer.measured.mentions is not None and peer.measured.mentions.f1 == 1.0
    assert peer.measured.relations is None and ours.measured.relations is not None
    assert peer.measured.size == crf.stat().st_size
    assert ours.measured.encoder is not None and ours.measured.encoder.padded is not None
    assert ours.measured.encoder.padded.pieces == ours.measured.encoder.useful.pieces
    assert found.share(ours) and found.ideal_share(ours)
    assert len(found.command_start) == 1
    # One that fails is named, and costs the others nothing.
    assert failed.measured is None and "spaCy" in failed.why
    assert (found.documents, found.words) == (2, 2 * len(words(report.text)))
    assert any("crf" in line for line in told)


def test_an_untrained_crf_has_no_row_of_figures(tiny_bundle: Path, report: Document) -> None:
    settings = Settings(model=tiny_bundle, threads=1, only=("crf",), starts=1)
    found = benchmark([report], "one", Bundle.open(tiny_bundle).config, settings)
    (row,) = found.rows
    assert row.measured is None and "--crf-model" in row.why
    assert found.rates is None and found.command_start == []


def test_an_unknown_contender_is_refused(tiny_bundle: Path, report: Document) -> None:
    settings = Settings(model=tiny_bundle, threads=1, only=("llm",))
    with pytest.raises(DataError, match="no contender llm; known: ours-int8"):
        benchmark([report], "one", Bundle.open(tiny_bundle).config, settings)


def test_a_process_says_what_failed(tmp_path: Path, schema: Schema) -> None:
    order = Measure(
        contender="ours-int8",
        path=str(tmp_path / "nowhere"),
        documents="",
        schema=schema,
        threads=1,
        passes=1,
    )
    reply = ask(order, threads=cores())
    assert isinstance(reply.answer, Failed) and "nowhere" in reply.answer.why
    assert reply.seconds is None


def test_a_process_that_dies_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if sys.platform == "win32":
        pytest.skip("no signals")
    monkeypatch.setattr(processes.sys, "executable", _stub(tmp_path, "kill -9 $$"))
    answer = ask(WEIGH, threads=cores()).answer
    assert isinstance(answer, Failed) and "SIGKILL" in answer.why and "memory" in answer.why
    monkeypatch.setattr(processes.sys, "executable", _stub(tmp_path, "echo broken >&2; exit 3"))
    answer = ask(WEIGH, threads=cores()).answer
    assert answer == Failed("its process ended with status 3: broken")


def test_a_process_has_the_cores_and_threads_it_is_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not hasattr(processes.os, "sched_getaffinity"):
        pytest.skip("no cores can be chosen here")
    before = cores()
    body = f"echo $OMP_NUM_THREADS $RAYON_NUM_THREADS [$CUDA_VISIBLE_DEVICES] > {tmp_path}/seen"
    body += f"\ngrep Cpus_allowed_list /proc/self/status >> {tmp_path}/seen\nexit 1"
    monkeypatch.setattr(processes.sys, "executable", _stub(tmp_path, body))
    ask(WEIGH, threads=1)
    threads, allowed = (tmp_path / "seen").read_text().splitlines()
    assert threads == "1 1 []"
    assert allowed.split()[1].isdigit()
    assert cores() == before


def test_the_command_fills_table_json_and_page(
    tmp_path: Path, tiny_bundle: Path, report: Document, crf: Path
) -> None:
    app = typer.Typer()
    app.command("benchmark")(command)
    gold, out, page = tmp_path / "g.jsonl", tmp_path / "o.json", tmp_path / "P.md"
    write_jsonl([report], gold)
    page.write_text("<!-- figures:x -->\n<!-- end -->\n", "utf-8")
    options = ["--documents", str(gold), "--model", str(tiny_bundle), "--only", "crf"]
    options += ["--crf-model", str(crf), "--repeat", "2"]
    options += ["--json", str(out), "--figures", f"{page}:x"]
    done = CliRunner().invoke(app, options)
    assert done.exit_code == 0, done.output
    plain = json.loads(out.read_text("utf-8"))
    assert plain["rows"][0]["mentions_f1"] == 1.0
    assert plain["threads"] == cores() and plain["passes"] == 2
    assert len(plain["rows"][0]["starts"]) == 3
    text = page.read_text("utf-8")
    assert f"`marsad benchmark --documents {gold}" in text and "--json" not in text
    assert "| CRF |" in text and "CRF" in done.output


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--documents", "nowhere.txt"], "nowhere.txt"),
        (["--model", "nowhere"], "neither a folder nor a model"),
        (["--only", "llm"], "no contender llm"),
        (["--figures", "page.md"], "write FILE:NAME"),
        (["--figures", f"{__file__}:nothing"], "no block 'nothing'"),
    ],
)
def test_what_cannot_be_met_is_one_line(options: list[str], told: str) -> None:
    app = typer.Typer()
    app.command("benchmark")(command)
    done = CliRunner().invoke(app, options)
    assert done.exit_code == 2
    assert done.output.startswith("marsad benchmark: ") and told in done.output


def test_the_measuring_process_itself_is_light() -> None:
    code = (
        "import sys, training.cli_benchmark, training.benchmark.run, training.benchmark.child\n"
        "print(sorted({'torch', 'transformers', 'spacy', 'onnxruntime'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
