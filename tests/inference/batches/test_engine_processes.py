"""Several processes give what one gives: the same bytes, faults and order, whatever dies."""

import json
import multiprocessing
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from inference.batches.engine_local import LocalEngine
from inference.batches.engine_processes import ProcessEngine, WorkerLostError, fitting
from inference.batches.items import Fault, Report
from inference.batches.reading import Done, Line, as_line
from inference.batches.settings import Settings
from inference.bundle import BundleError
from inference.cli import app
from inference.limits import cores, free_memory

RUNNER = CliRunner()
TEXTS = ["قصفت قوات النظام بلدة", "مقتل 3 مدنيين في قصف", "", "اشتباكات " * 200, "غارة"] * 3


@pytest.fixture(scope="module")
def settings(tiny_bundle: Path) -> Settings:
    return Settings(model=str(tiny_bundle), device="cpu", batch_size=2)


def steps() -> Iterator[Fault | list[Report]]:
    reports = [Report(f"r{n}", text, {}, f"in:{n}") for n, text in enumerate(TEXTS)]
    for at in range(0, len(reports), 2):
        yield reports[at : at + 2]
        yield Fault(f"in:{at}", "broken", "mend it")


def test_steps_come_in_their_order_with_the_bytes_of_one_process(settings: Settings) -> None:
    with ProcessEngine(settings, 2) as engine:
        several = list(engine.read(steps(), 0, as_line))
        assert engine.schema == LocalEngine(settings).schema
        assert engine.standing() == LocalEngine(settings).standing()
    assert several == list(LocalEngine(settings).read(steps(), 0, as_line))


def test_no_more_is_read_ahead_than_said(settings: Settings) -> None:
    taken = 0

    def counted() -> Iterator[Fault | list[Report]]:
        nonlocal taken
        for step in steps():
            taken += 1
            yield step

    with ProcessEngine(settings, 1) as engine:
        found = engine.read(counted(), 0, as_line)
        next(found)
        assert taken == 3  # what is waited for, and two more


def test_a_process_that_is_killed_is_told_of(settings: Settings) -> None:
    with ProcessEngine(settings, 1) as engine:
        found = engine.read(steps(), 0, as_line)
        first = next(found)
        assert isinstance(first, Done) and isinstance(first.results[0], Line)
        for child in multiprocessing.active_children():
            os.kill(child.pid or 0, signal.SIGKILL)
        with pytest.raises(WorkerLostError, match="--processes 1"):
            list(found)


def test_the_command_writes_the_same_file(tiny_bundle: Path, tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    rows = [json.dumps({"id": f"r{n}", "text": text}) for n, text in enumerate(TEXTS)]
    source.write_text("\n".join([*rows[:4], "{broken", *rows[4:]]) + "\n", "utf-8")
    written = []
    for processes in ("1", "2"):
        out = tmp_path / f"out{processes}.jsonl"
        done = RUNNER.invoke(
            app,
            ["extract", str(source), "-o", str(out), "--model", str(tiny_bundle), "--device", "cpu",
             "--batch-size", "3", "--processes", processes],
        )  # fmt: skip
        assert done.exit_code == 1  # the broken row
        assert "in.jsonl:5" in done.output.replace("\n", "")
        written.append(out.read_bytes())
    assert written[0] == written[1]
    assert len(written[0].splitlines()) == len(TEXTS)


def test_processes_end_with_a_parent_that_is_killed(tiny_bundle: Path) -> None:
    program = f"""
if __name__ == "__main__":
    from inference.batches.engine_processes import ProcessEngine
    from inference.batches.items import Report
    from inference.batches.reading import as_line
    from inference.batches.settings import Settings
    import multiprocessing, time
    with ProcessEngine(Settings(model={str(tiny_bundle)!r}, device="cpu"), 1) as engine:
        list(engine.read(iter([[Report("r", "قصف", {{}}, "in")]]), 0, as_line))
        print(multiprocessing.active_children()[0].pid, flush=True)
        time.sleep(60)
"""
    file = tiny_bundle.parent / "orphans.py"
    file.write_text(program, "utf-8")
    parent = subprocess.Popen([sys.executable, str(file)], stdout=subprocess.PIPE, text=True)
    if parent.stdout is None:
        raise AssertionError("no pipe")
    child = int(parent.stdout.readline())
    parent.kill()
    parent.wait()
    parent.stdout.close()
    until = time.monotonic() + 20
    while Path(f"/proc/{child}").exists() and time.monotonic() < until:
        time.sleep(0.05)
    assert not Path(f"/proc/{child}").exists()


def test_a_model_that_cannot_be_opened_is_told_as_such(tiny_bundle: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken"
    shutil.copytree(tiny_bundle, broken)
    (broken / "model.onnx").write_bytes(b"no graph")
    settings = Settings(model=str(broken), device="cpu")
    with (
        pytest.raises(BundleError, match="copy the bundle again"),
        ProcessEngine(settings, 1) as engine,
    ):
        list(engine.read(steps(), 0, as_line))


def test_who_stops_a_run_waits_for_no_batch(settings: Settings) -> None:
    long = [Report(f"l{n}", "اشتباكات عنيفة في بلدة " * 20_000, {}, "in") for n in range(4)]
    began = time.monotonic()
    with pytest.raises(KeyboardInterrupt), ProcessEngine(settings, 1) as engine:
        found = engine.read(iter([long[:1], long[1:2], long[2:3], long[3:]]), 0, as_line)
        threading.Timer(2, os.kill, [os.getpid(), signal.SIGINT]).start()
        list(found)
    assert time.monotonic() - began < 20


def test_options_that_cannot_be_met(tiny_bundle: Path, tmp_path: Path) -> None:
    assert 1 <= fitting() <= cores()
    assert (free_memory() or 1) > 0
    with pytest.raises(ValueError, match="--device cpu"):
        ProcessEngine(Settings(model=str(tiny_bundle), device="cuda"), 2)
    out = str(tmp_path / "out.jsonl")
    done = RUNNER.invoke(app, ["extract", "x", "-o", out, "--engine", "ray", "--processes", "2"])
    assert done.exit_code == 2
    assert "--engine local" in done.output
