"""What a run tells whoever watches: stages, steps, epochs. Knows no terminal and no files."""

from msgspec import Struct


class Progress(Struct, frozen=True, kw_only=True):
    """What the loop tells once an epoch."""

    epoch: int
    epochs: int
    loss: float
    mentions: float
    relations: float
    best: bool
    seconds_left: float


class Step(Struct, frozen=True, kw_only=True):
    """What the loop tells after every step.

    `epoch`, `step`: from 1; `done` and `total` count the steps of all epochs. `parts`: the loss by
    what it is of. `rate`: the heads' learning rate. `seconds_left` until the last epoch's end.
    """

    epoch: int
    epochs: int
    step: int
    steps: int
    done: int
    total: int
    loss: float
    parts: dict[str, float]
    rate: float
    seconds_left: float


class Bar:
    """Who watches a run from near; this one looks away."""

    def stage(self, name: str) -> None:
        """Something other than steps begins: building features, calibrating, …"""

    def step(self, step: Step) -> None:
        """A step is done."""
