"""The processes of a run: one, or several that share every step. Knows accelerate alone.

Several are started by `accelerate launch` or `torchrun`. All do the same steps, each on its part
of the documents; the main one alone writes files and speaks.
"""

import os
from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

import torch
from accelerate import Accelerator, PartialState
from accelerate.utils import (
    DataLoaderConfiguration,
    DistributedDataParallelKwargs,
    InitProcessGroupKwargs,
    broadcast_object_list,
    gather_object,
)

from training.config import ConfigError, PretrainConfig, TrainConfig

T = TypeVar("T")

# The others wait while the main process builds features and, at the end, the bundle.
_PATIENCE = timedelta(hours=12)


def start(config: TrainConfig | PretrainConfig) -> Accelerator:
    """The run's accelerator. Raises `ConfigError` for a device that is not there."""
    gpu = torch.cuda.is_available()
    if config.device == "cuda" and not gpu:
        raise ConfigError("device = 'cuda': torch sees no GPU here; --set device=cpu, or auto")
    several = int(os.environ.get("WORLD_SIZE", "1")) > 1
    return Accelerator(
        mixed_precision="bf16" if config.half_precision else "no",
        # Several processes without a GPU are joined only if accelerate is told of the CPU.
        cpu=config.device == "cpu" or (several and not gpu),
        # A batch is one of all processes together: schedules go by steps, not by processes.
        dataloader_config=DataLoaderConfiguration(split_batches=True),
        kwargs_handlers=[
            # A batch without pairs leaves the pair head without gradients.
            DistributedDataParallelKwargs(find_unused_parameters=True),
            InitProcessGroupKwargs(timeout=_PATIENCE),
        ],
    )


def speaks() -> bool:
    """Whether this is the process that writes and speaks."""
    return bool(PartialState().is_main_process)


def gathered(own: list[T]) -> list[T]:
    """The items of all processes, the first process's first."""
    found: list[T] = gather_object(own)
    return found


def from_main(make: Callable[[], T]) -> T:
    """What the main process alone makes, given to all; the others wait for it."""
    made = [make()] if speaks() else [None]
    broadcast_object_list(made)
    shared: T = made[0]  # type: ignore[assignment]
    return shared


def end() -> None:
    """Part from the other processes; without them nothing happens."""
    PartialState().destroy_process_group()
