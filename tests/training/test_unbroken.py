"""A run that was killed ends as an unbroken one; the same seed gives the same run."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
import torch
from safetensors.numpy import load_file

from annotations.corpus import write_jsonl
from annotations.document import Document
from training.config import TrainConfig
from training.run import Finished, run

CHILD = Path(__file__).with_name("child.py")


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    """Sums in another order are other sums: parent and child count alike."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture
def base(tiny_bert: Path, report: Document, tmp_path: Path) -> TrainConfig:
    corpus = tmp_path / "corpus.jsonl"
    documents = [
        msgspec.structs.replace(
            report,
            id=f"d{k}",
            relations=report.relations[k:],
            meta={"split": "dev" if k == 5 else "train"},
        )
        for k in range(6)
    ]
    write_jsonl(documents, corpus)
    return TrainConfig(
        name="t",
        backbone=str(tiny_bert),
        output=str(tmp_path / "whole"),
        train=(str(corpus),),
        epochs=3,
        documents_per_step=1,
        accumulate=2,
        device="cpu",
        mention_width=16,
        pair_width=16,
        word_model=False,
        checkpoint_minutes=99.0,
    )


def changed(config: TrainConfig, name: str, **changes: Any) -> TrainConfig:
    output = str(Path(config.output).with_name(name))
    return msgspec.structs.replace(config, output=output, **changes)


def metrics(config: TrainConfig) -> list[dict[str, float]]:
    lines = (Path(config.output) / "metrics.jsonl").read_text("utf-8").splitlines()
    return [{k: v for k, v in json.loads(x).items() if k != "seconds_left"} for x in lines]


def same_weights(left: TrainConfig, right: TrainConfig) -> bool:
    """Whether best and last weights and the bundles' are equal, bit for bit."""
    last = f"checkpoint-{left.epochs}-0/model.safetensors"
    for file in (last, "best.safetensors", "bundle/model.safetensors"):
        mine, theirs = (load_file(Path(c.output) / file) for c in (left, right))
        if mine.keys() != theirs.keys() or any((mine[n] != theirs[n]).any() for n in mine):
            return False
    return True


def scores(finished: Finished) -> dict[str, Any]:
    both = finished.evaluation.mentions, finished.evaluation.relations
    return {f"{n} {name}": s for n, table in enumerate(both) for name, s in table.items()}


def test_a_killed_run_ends_as_an_unbroken_one(base: TrainConfig, tmp_path: Path) -> None:
    broken = changed(base, "broken", checkpoint_minutes=0.0)
    file = tmp_path / "config.json"
    file.write_bytes(msgspec.json.encode(broken))
    child = subprocess.Popen([sys.executable, str(CHILD), str(file), "2"], env=_env())
    try:
        _wait_for(Path(broken.output) / "latest", "checkpoint-1-2", child)
    finally:
        child.send_signal(signal.SIGKILL)
    assert child.wait() == -signal.SIGKILL
    stopped_at = (Path(broken.output) / "latest").read_text()
    assert stopped_at in ("checkpoint-1-2", "checkpoint-1-4")
    assert [line["epoch"] for line in metrics(broken)] == [1]
    # What a kill in the midst of writing leaves: halves of a checkpoint, of weights, of a line.
    torn = Path(broken.output) / "checkpoint-2-2"
    torn.mkdir()
    (torn / "model.safetensors").write_bytes(b"\x10")
    (Path(broken.output) / "best.safetensors.tmp").write_bytes(b"\x10")
    with (Path(broken.output) / "metrics.jsonl").open("a", encoding="utf-8") as stream:
        stream.write('{"epoch": 2, "epo')
    resumed = run(broken, resume=True)
    whole = run(base)
    assert metrics(broken) == metrics(base)
    assert same_weights(broken, base)
    assert scores(resumed) == scores(whole)


def test_the_same_seed_gives_the_same_run(base: TrainConfig) -> None:
    again = changed(base, "again", checkpoint_minutes=0.0)
    other = changed(base, "other", seed=2)
    first, second = run(base), run(again)
    # However often checkpoints are written.
    assert metrics(base) == metrics(again)
    assert same_weights(base, again)
    assert scores(first) == scores(second)
    run(other)
    assert metrics(other) != metrics(base)
    assert not same_weights(base, other)


def test_a_run_that_begins_anew_leaves_nothing_to_resume(base: TrainConfig) -> None:
    run(base)
    before = metrics(base)
    longer = msgspec.structs.replace(base, seed=5)

    class Stopped(Exception):  # noqa: N818
        pass

    def stop(_: object) -> None:
        raise Stopped

    with pytest.raises(Stopped):
        run(longer, watch=stop)
    assert not (Path(base.output) / "latest").exists()
    run(longer, resume=True)
    assert len(metrics(longer)) == 3 and metrics(longer) != before


def _env() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": os.getcwd()}


def _wait_for(file: Path, content: str, child: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + 300
    while not file.is_file() or file.read_text() != content:
        assert child.poll() is None, "the child ended before it could be killed"
        assert time.monotonic() < deadline
        time.sleep(0.01)
