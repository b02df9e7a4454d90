"""Two processes that share every step end where one does."""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest
from safetensors.numpy import load_file

from annotations.corpus import write_jsonl
from annotations.document import Document
from training.config import ConfigError, TrainConfig
from training.processes import from_main, gathered, speaks, start
from training.run import run

CHILD = Path(__file__).with_name("child.py")


@pytest.fixture
def config(tiny_bert: Path, report: Document, tmp_path: Path) -> TrainConfig:
    corpus = tmp_path / "corpus.jsonl"
    documents = [
        msgspec.structs.replace(
            report,
            id=f"d{k}",
            relations=report.relations[2 * k :],
            meta={"split": "dev" if k > 6 else "train"},
        )
        for k in range(10)
    ]
    write_jsonl(documents, corpus)
    return TrainConfig(
        name="t",
        backbone=str(tiny_bert),
        output=str(tmp_path / "one"),
        train=(str(corpus),),
        epochs=7,
        patience=1,
        # Seven documents: the last step of an epoch leaves nothing to the second process.
        documents_per_step=3,
        dropout=0.0,
        device="cpu",
        mention_width=16,
        pair_width=16,
        word_model=False,
        checkpoint_minutes=0.0,
    )


def metrics(output: str) -> list[dict[str, float]]:
    lines = (Path(output) / "metrics.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


def test_two_processes_end_where_one_does(config: TrainConfig, tmp_path: Path) -> None:
    two = msgspec.structs.replace(config, output=str(tmp_path / "two"))
    file = tmp_path / "config.json"
    file.write_bytes(msgspec.json.encode(two))
    said = _together([sys.executable, str(CHILD), str(file)])
    finished = run(config)
    # Both are given the same result, and it is what one process finds.
    expected = [finished.evaluation.mentions["all"].f1, finished.evaluation.relations["all"].f1]
    assert said[0] == said[1]
    assert [float(value) for value in said[0].split()] == pytest.approx(expected, abs=0.02)
    mine, theirs = metrics(config.output), metrics(two.output)
    assert [line["epoch"] for line in theirs] == [line["epoch"] for line in mine]
    assert len(mine) < config.epochs  # both stopped early
    for left, right in zip(mine, theirs, strict=True):
        assert right["loss"] == pytest.approx(left["loss"], rel=1e-3)
        assert right["mentions"] == pytest.approx(left["mentions"], abs=0.02)
    left, right = (load_file(Path(c.output) / "best.safetensors") for c in (config, two))
    assert left.keys() == right.keys()
    for name in ("heads.tag.weight", "heads.relation.weight", "encoder.layers.1.up.weight"):
        assert abs(left[name] - right[name]).max() < 1e-3, name
    facts = json.loads((Path(two.output) / "run.json").read_text("utf-8"))
    assert facts["processes"] == 2


def test_alone_a_process_speaks_and_waits_for_nobody(config: TrainConfig) -> None:
    assert start(config).num_processes == 1
    assert speaks()
    assert gathered([1, 2]) == [1, 2]
    assert from_main(lambda: "made") == "made"


def test_a_device_that_is_not_there_is_named(
    config: TrainConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("torch.cuda.is_available", lambda: False)
    with pytest.raises(ConfigError, match="torch sees no GPU"):
        start(msgspec.structs.replace(config, device="cuda"))


def _together(command: list[str]) -> list[str]:
    """What two processes, joined as a launcher joins them, print."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    shared = {
        "PYTHONPATH": os.getcwd(),
        "MASTER_ADDR": "127.0.0.1",
        "MASTER_PORT": str(port),
        "WORLD_SIZE": "2",
        "LOCAL_WORLD_SIZE": "2",
        "OMP_NUM_THREADS": "1",
    }
    children = [
        subprocess.Popen(
            command,
            env={**os.environ, **shared, "RANK": rank, "LOCAL_RANK": rank},
            stdout=subprocess.PIPE,
            text=True,
        )
        for rank in ("0", "1")
    ]
    try:
        said = [child.communicate(timeout=400)[0] for child in children]
    finally:
        for child in children:
            child.kill()
    assert [child.returncode for child in children] == [0, 0]
    return said
