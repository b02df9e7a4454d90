"""Ctrl-C, a full disk and a closed pipe, as a shell sees them."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]


def command(many: Path, bundle: Path, *more: str) -> list[str]:
    program = [sys.executable, "-m", "inference.cli", "extract", str(many), *more]
    return [*program, "--model", str(bundle), "--device", "cpu", "--batch-size", "2"]


@pytest.fixture
def many(tmp_path: Path) -> Path:
    """More reports than are read in a moment."""
    path = tmp_path / "in.jsonl"
    rows = [json.dumps({"id": str(n), "text": "مقتل 3 مدنيين في قصف " * 20}) for n in range(2000)]
    path.write_text("\n".join(rows), "utf-8")
    return path


def test_ctrl_c(many: Path, tiny_bundle: Path, tmp_path: Path) -> None:
    part = tmp_path / "o.jsonl.part"
    running = subprocess.Popen(
        command(many, tiny_bundle, "-o", str(tmp_path / "o.jsonl")),
        cwd=ROOT,
        stderr=subprocess.PIPE,
        text=True,
    )
    while running.poll() is None and not (part.exists() and part.stat().st_size):
        time.sleep(0.01)
    running.send_signal(signal.SIGINT)
    _, said = running.communicate(timeout=30)
    assert running.returncode == 130
    (line,) = said.splitlines()
    assert line.startswith("marsad: stopped by Ctrl-C; ")
    assert f"{part} keeps them; the same command with --resume goes on" in line
    assert part.stat().st_size


@pytest.mark.parametrize(("form", "begins"), [("jsonl", b'{"id":"0"'), ("view", b"0: ")])
def test_a_closed_pipe(form: str, begins: bytes, many: Path, tiny_bundle: Path) -> None:
    running = subprocess.Popen(
        command(many, tiny_bundle, "--format", form),
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert running.stdout
    assert running.stderr
    assert running.stdout.readline().startswith(begins)
    running.stdout.close()
    said = running.stderr.read().decode()
    assert running.wait(timeout=30) == 1
    (line,) = said.splitlines()
    assert line.startswith("marsad: stopped: who read the output closed it; ")


@pytest.mark.skipif(os.name != "posix", reason="needs a limit on the size of files")
@pytest.mark.parametrize("form", ["jsonl", "csv"])
def test_a_full_disk(form: str, many: Path, tiny_bundle: Path, tmp_path: Path) -> None:
    import resource

    done = subprocess.run(
        command(many, tiny_bundle, "-o", str(tmp_path / "o"), "--format", form),
        cwd=ROOT,
        capture_output=True,
        text=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000)),
    )
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert line.startswith("marsad: stopped: no room on the disk (File too large); ")
    assert "o.part keeps" in line
    assert "--resume" in line
    assert not (tmp_path / "o").exists()
    assert (tmp_path / "o.part").exists()
