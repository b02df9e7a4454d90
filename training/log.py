"""What is written of a run while it goes: metrics.jsonl and TensorBoard's files. Knows no loop."""

import json
import shutil
from pathlib import Path
from typing import Any

import msgspec

from training.progress import Progress, Step

METRICS = "metrics.jsonl"
BOARD = "tensorboard"


class RunLog:
    """The log of a run folder; one that is not taken up again (`resume`) begins empty."""

    def __init__(self, folder: Path, *, resume: bool) -> None:
        self._metrics = folder / METRICS
        self._board = folder / BOARD
        self._writer: Any = None
        self._done = 0
        if not resume:
            self._metrics.unlink(missing_ok=True)
            shutil.rmtree(self._board, ignore_errors=True)

    def step(self, step: Step) -> None:
        """Losses and learning rate of a step, for TensorBoard."""
        writer = self._open(step.done)
        writer.add_scalar("loss/all", step.loss, step.done)
        for name, value in step.parts.items():
            writer.add_scalar(f"loss/{name.replace(' ', '_')}", value, step.done)
        writer.add_scalar("rate/heads", step.rate, step.done)
        self._done = step.done

    def epoch(self, progress: Progress) -> None:
        """An epoch's line in metrics.jsonl, and its scores for TensorBoard.

        A run that was cut off may do an epoch again: the file holds each once, and is whole at
        every moment.
        """
        lines = [line for line in self._lines() if line["epoch"] < progress.epoch]
        lines.append(msgspec.to_builtins(progress))
        building = self._metrics.with_suffix(".tmp")
        building.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
        building.replace(self._metrics)
        writer = self._open(self._done)
        writer.add_scalar("held_out/mentions_f1", progress.mentions, self._done)
        writer.add_scalar("held_out/relations_f1", progress.relations, self._done)
        writer.flush()

    def close(self) -> None:
        """Write what waits to be written."""
        if self._writer is not None:
            self._writer.close()

    def _open(self, step: int) -> Any:
        if self._writer is None:
            from torch.utils.tensorboard import SummaryWriter

            # What a killed run wrote of this step and later ones is told anew.
            self._writer = SummaryWriter(str(self._board), purge_step=step)
        return self._writer

    def _lines(self) -> list[dict[str, Any]]:
        """The lines so far; one that an older version left half written is passed over."""
        if not self._metrics.is_file():
            return []
        found = []
        for line in self._metrics.read_text("utf-8").splitlines():
            try:
                found.append(json.loads(line))
            except json.JSONDecodeError:
                continue
        return found
