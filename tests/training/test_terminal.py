"""A bar where a person looks on, plain lines elsewhere, nothing of processes that do not speak."""

import io

import pytest
from rich.console import Console

from training.progress import Progress, Step
from training.terminal import TerminalBar, left, shown

EPOCH = Progress(
    epoch=2,
    epochs=12,
    loss=0.4567,
    mentions=0.871,
    relations=0.654,
    best=True,
    seconds_left=700,
)
STEP = Step(
    epoch=3,
    epochs=12,
    step=40,
    steps=161,
    done=362,
    total=1932,
    loss=0.321,
    parts={},
    rate=0.001,
    seconds_left=4000,
)


def told(*, terminal: bool, quiet: bool = False) -> str:
    out = io.StringIO()
    console = Console(file=out, force_terminal=terminal, width=160, color_system=None)
    with shown(console, quiet=quiet) as bar:
        bar.stage("building features")
        bar.epoch(EPOCH)
        bar.step(STEP)
        if isinstance(bar, TerminalBar):
            bar.bars.refresh()
        bar.stage("calibrating")
        if isinstance(bar, TerminalBar):
            bar.bars.refresh()
    return out.getvalue()


def test_without_a_terminal_there_is_a_line_an_epoch() -> None:
    assert told(terminal=False) == (
        "epoch 2/12  loss 0.457  mentions F1 0.871  relations F1 0.654  best  12 min left\n"
    )


def test_a_terminal_shows_step_loss_scores_and_time_left() -> None:
    seen = told(terminal=True)
    assert "epoch 3/12 step 40/161  loss 0.321  67 min left  dev 0.871 0.654" in seen
    assert "19%" in seen
    assert "epoch 2/12  loss 0.457" in seen
    # How long a stage takes is not known.
    assert "calibrating" in seen and "%" not in seen[seen.rindex("calibrating") :]


def test_the_other_processes_say_nothing() -> None:
    assert told(terminal=True, quiet=True) == ""


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(12.3, "12 s"), (100, "2 min"), (5000, "83 min"), (5399, "1 h 30"), (11_100, "3 h 05")],
)
def test_times_are_told_in_what_fits(seconds: float, said: str) -> None:
    assert left(seconds) == said
