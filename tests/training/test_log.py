"""A run's log: each epoch once, whatever was cut off; TensorBoard's files can be read back."""

import json
from pathlib import Path

import pytest
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

from training.log import RunLog
from training.progress import Progress, Step


def epoch(number: int, mentions: float = 0.5) -> Progress:
    return Progress(
        epoch=number,
        epochs=9,
        loss=1.0,
        mentions=mentions,
        relations=0.25,
        best=True,
        seconds_left=1.0,
    )


def step(done: int, loss: float = 1.0) -> Step:
    return Step(
        epoch=1,
        epochs=9,
        step=done,
        steps=4,
        done=done,
        total=36,
        loss=loss,
        parts={"tags": loss / 2, "soft tags": loss / 4},
        rate=0.001,
        seconds_left=1.0,
    )


def lines(folder: Path) -> list[tuple[int, float]]:
    read = map(json.loads, (folder / "metrics.jsonl").read_text("utf-8").splitlines())
    return [(line["epoch"], line["mentions"]) for line in read]


def test_an_epoch_that_is_done_again_has_one_line(tmp_path: Path) -> None:
    log = RunLog(tmp_path, resume=False)
    for number in (1, 2, 3):
        log.epoch(epoch(number))
    log.close()
    with (tmp_path / "metrics.jsonl").open("a", encoding="utf-8") as stream:
        stream.write('{"epoch": 4, "men')
    again = RunLog(tmp_path, resume=True)
    again.epoch(epoch(3, 0.75))
    again.close()
    assert lines(tmp_path) == [(1, 0.5), (2, 0.5), (3, 0.75)]
    anew = RunLog(tmp_path, resume=False)
    anew.epoch(epoch(1))
    anew.close()
    assert lines(tmp_path) == [(1, 0.5)]


def test_tensorboard_shows_each_step_once(tmp_path: Path) -> None:
    log = RunLog(tmp_path, resume=False)
    for done in (1, 2, 3, 4):
        log.step(step(done, 8.0))
    log.epoch(epoch(1))
    log.close()
    again = RunLog(tmp_path, resume=True)
    for done in (3, 4, 5):
        again.step(step(done, 2.0))
    again.close()
    board = EventAccumulator(str(tmp_path / "tensorboard"))
    board.Reload()
    read = [(e.step, e.value) for e in board.Scalars("loss/all")]
    assert read == [(1, 8.0), (2, 8.0), (3, 2.0), (4, 2.0), (5, 2.0)]
    assert [e.value for e in board.Scalars("loss/soft_tags")] == [2.0, 2.0, 0.5, 0.5, 0.5]
    assert {"rate/heads", "loss/tags"} <= set(board.Tags()["scalars"])


def test_scores_stand_at_the_step_of_their_epoch(tmp_path: Path) -> None:
    log = RunLog(tmp_path, resume=False)
    log.step(step(4))
    log.epoch(epoch(1))
    log.close()
    board = EventAccumulator(str(tmp_path / "tensorboard"))
    board.Reload()
    (score,) = board.Scalars("held_out/mentions_f1")
    assert (score.step, score.value) == (4, pytest.approx(0.5))
