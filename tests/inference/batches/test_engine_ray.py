"""A cluster gives what one machine gives: the same bytes, faults and order, whatever dies."""

import contextlib
import itertools
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from inference.batches import engine_ray
from inference.batches.engine_local import LocalEngine
from inference.batches.engine_ray import RayEngine
from inference.batches.meter import Meter
from inference.batches.ray_machines import Actor
from inference.batches.ray_session import ClusterError
from inference.batches.reading import Done, as_line, planned
from inference.batches.settings import Settings
from inference.batches.sources import read_inputs
from inference.cli import app

RUNNER = CliRunner()
TEXTS = ["قصفت قوات النظام بلدة", "مقتل 3 مدنيين في قصف", "", "اشتباكات " * 200, "غارة"]


@pytest.fixture(scope="module")
def cluster() -> Iterator[None]:
    """One core of this machine as a cluster, in a folder that is gone afterwards."""
    ray = pytest.importorskip("ray", reason="Ray is not installed: pip install 'marsad[ray]'")
    pytest.importorskip("ray.data", reason="Ray Data is not installed: pip install 'marsad[ray]'")
    # Short: the sockets lie in it, and their names may have a hundred letters.
    folder = tempfile.mkdtemp(prefix="marsad-", dir="/tmp")
    with pytest.MonkeyPatch.context() as env:
        env.setenv("RAY_USAGE_STATS_ENABLED", "0")
        env.setenv("RAY_BACKEND_LOG_LEVEL", "fatal")
        ray.init(
            address="local",
            num_cpus=1,
            object_store_memory=80 * 2**20,
            include_dashboard=False,
            log_to_driver=False,
            logging_level="ERROR",
            _temp_dir=folder,
        )
        yield
        ray.shutdown()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """Fifteen reports in files of three kinds, and four inputs that cannot be read."""
    folder = tmp_path / "in"
    folder.mkdir()
    rows = [json.dumps({"id": f"r{n}", "text": TEXTS[n % 5]}) for n in range(12)]
    rows[0:0] = ["{broken"]
    rows[5:5] = ['{"id": "r1", "text": "again"}']
    (folder / "a.jsonl").write_text("\n".join([*rows, '{"no": "text"}']), "utf-8")
    (folder / "b.csv").write_text("id,text\nc1,قصف\nc2,قتيل\n", "utf-8")
    (folder / "c.txt").write_text("مقتل مواطنة", "utf-8")
    (folder / "d.txt").write_bytes(b"\xff")
    return folder


def extract(source: Path | str, bundle: Path | str, *more: str | Path) -> Result:
    options = ["-o", "unwritten", "--model", str(bundle), "--device", "cpu", "--batch-size", "3"]
    return RUNNER.invoke(app, ["extract", str(source), *options, *map(str, more)])


def engine(source: Path, bundle: Path, size: int = 1) -> RayEngine:
    settings = Settings(model=str(bundle), device="cpu", batch_size=size)
    return RayEngine([str(source)], settings, Meter())


def test_the_bytes_and_the_faults_are_those_of_one_machine(
    cluster: None,
    source: Path,
    tiny_bundle: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    local, ray = (
        extract("in", tiny_bundle, "-o", name, "--format", "parquet", "--engine", name)
        for name in ("local", "ray")
    )
    assert ray.exit_code == local.exit_code == 1, ray.output
    assert "19 inputs: 15 reports read, 4 not" in ray.stderr
    assert "in/a.jsonl:1: no JSON" in ray.stderr
    assert ray.stderr == local.stderr
    files = sorted(p.name for p in Path("local").iterdir())
    assert "events.parquet" in files
    assert files == sorted(p.name for p in Path("ray").iterdir())
    for name in files:
        assert (Path("ray") / name).read_bytes() == (Path("local") / name).read_bytes()


def test_a_run_of_one_machine_is_gone_on_with(
    cluster: None,
    source: Path,
    tiny_bundle: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    whole, out = tmp_path / "whole.jsonl", tmp_path / "out.jsonl"
    extract(source, tiny_bundle, "-o", whole)
    write, calls = os.write, iter(range(1000))

    def failing(number: int, data: bytes) -> int:
        if next(calls) == 3:
            raise KeyboardInterrupt
        return write(number, data)

    with monkeypatch.context() as planted:
        planted.setattr("inference.batches.journal.os.write", failing)
        assert extract(source, tiny_bundle, "-o", out).exit_code == 130
    done = extract(source, tiny_bundle, "-o", out, "--engine", "ray", "--resume")
    # Of the three batches there, the last has nothing after it to show that it is whole.
    assert "19 inputs: 15 reports read (6 of them by the run before), 4 not" in done.stderr
    for place in ("a.jsonl:1:", "a.jsonl:6:", "a.jsonl:15:", "d.txt:"):
        assert done.stderr.count(place) == 1
    assert out.read_bytes() == whole.read_bytes()


def test_a_batch_whose_actor_dies_is_read_again(
    cluster: None, source: Path, tiny_bundle: Path, tmp_path: Path
) -> None:
    died = tmp_path / "died"

    def deadly(result):  # type: ignore[no-untyped-def] # the actors have no typing of ours
        if result.id == "r4" and not died.exists():
            died.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return as_line(result)

    with engine(source, tiny_bundle, 3) as ray:
        told = list(ray.read(iter([]), 0, deadly))
    assert died.exists()
    settings = Settings(model=str(tiny_bundle), device="cpu", batch_size=3)
    steps = planned(read_inputs([str(source)]), settings)
    assert told == list(LocalEngine(settings).read(steps, 0, as_line))


@pytest.mark.skipif(not Path("/proc/self/fdinfo").exists(), reason="needs /proc")
def test_the_reader_waits_for_a_slow_writer(
    cluster: None, tiny_bundle: Path, tmp_path: Path
) -> None:
    path = tmp_path / "in.jsonl"
    row = json.dumps({"text": "", "meta": {"large": "x" * 2**20}}) + "\n"
    with path.open("w", encoding="utf-8") as stream:
        stream.writelines(itertools.repeat(row, 150))  # twice what the cluster can hold
    with engine(path, tiny_bundle) as ray:
        steps = iter(ray.read(iter([]), 0, as_line))
        next(steps)
        far = still = 0
        for _ in range(60):  # on a busy machine it may take a while to begin, and to stand still
            time.sleep(1)
            now = _place_in(path)
            still = still + 1 if now == far else 0
            far = now
            if far and still == 3:
                break
        steps.close()
    assert 0 < far < 120 * len(row)


def _place_in(path: Path) -> int:
    """Where the process that has a file open stands in it."""
    for descriptor in Path("/proc").glob("[0-9]*/fd/*"):
        with contextlib.suppress(OSError):
            if os.readlink(descriptor) == str(path):
                info = (descriptor.parent.parent / "fdinfo" / descriptor.name).read_text()
                return int(info.split()[1])
    return 0


def test_a_batch_that_kills_every_actor_ends_the_run(
    cluster: None, source: Path, tiny_bundle: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine_ray, "TRIES", 1)

    def deadly(result):  # type: ignore[no-untyped-def]
        if result.id == "r4":
            os.kill(os.getpid(), signal.SIGKILL)
        return as_line(result)

    told = []
    with (
        engine(source, tiny_bundle, 3) as ray,
        pytest.raises(ClusterError, match=r"^the cluster: .*died"),
    ):
        told.extend(ray.read(iter([]), 0, deadly))
    lines = [line.id for step in told if isinstance(step, Done) for line in step.results]
    assert lines in ([], ["r0", "r1", "r2"])


def test_what_cannot_be_met_is_said(cluster: None, source: Path, tiny_bundle: Path) -> None:
    model = extract(source, "no-such-model", "--engine", "ray")
    assert model.exit_code == 2
    assert model.stderr.startswith("marsad: no-such-model: neither a folder nor a model")
    cuda = extract(source, tiny_bundle, "--engine", "ray", "--device", "cuda")
    assert cuda.exit_code == 2
    assert cuda.stderr == (
        "marsad: --device cuda: the cluster has no GPU; "
        "use --device cpu, or start Ray on a machine with one\n"
    )
    stdin = extract("-", tiny_bundle, "--engine", "ray")
    assert stdin.exit_code == 2
    assert "write standard input to a file first" in stdin.stderr


def test_a_machine_with_another_model_reads_nothing(tiny_bundle: Path) -> None:
    settings = Settings(model=str(tiny_bundle), device="cpu")
    stands = LocalEngine(settings).standing()
    Actor(settings, stands, as_line)
    with pytest.raises(ValueError, match="has another libraries and another model than the rest"):
        Actor(settings, stands | {"model": "x", "libraries": "y"}, as_line)


def test_without_ray_it_says_what_to_install(
    source: Path, tiny_bundle: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    monkeypatch.delitem(sys.modules, "ray.data", raising=False)
    done = extract(source, tiny_bundle, "--engine", "ray")
    assert done.exit_code == 2
    assert done.stderr == (
        "marsad: --engine ray: ray is not installed; run `pip install 'marsad[ray]'`\n"
    )


def test_another_engine_is_refused(source: Path, tiny_bundle: Path) -> None:
    done = extract(source, tiny_bundle, "--engine", "spark")
    assert done.exit_code == 2
    assert done.stderr == "marsad: --engine spark: not known; choose local or ray\n"


def test_the_command_line_starts_without_ray() -> None:
    code = "import sys, inference.cli, inference.batches.run; sys.exit('ray' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0
