"""A run in a process of its own, for tests that kill it or start several: CONFIG [slow-from-epoch].

Not a test itself. Prints the bundle's F1 of mentions and relations.
"""

import sys
import time
from pathlib import Path

import msgspec
import torch

from training.config import TrainConfig
from training.progress import Bar, Step
from training.run import run


class Slow(Bar):
    """Leaves time between steps, from one epoch on, in which a process can be killed."""

    def __init__(self, first: int) -> None:
        self._first = first

    def step(self, step: Step) -> None:
        if step.epoch >= self._first:
            time.sleep(0.2)


def main() -> None:
    config = msgspec.json.decode(Path(sys.argv[1]).read_bytes(), type=TrainConfig)
    torch.set_num_threads(1)
    finished = run(config, bar=Slow(int(sys.argv[2])) if len(sys.argv) > 2 else None)
    scores = finished.evaluation
    sys.stdout.write(f"{scores.mentions['all'].f1} {scores.relations['all'].f1}\n")


if __name__ == "__main__":
    main()
