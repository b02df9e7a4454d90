"""Learning rates by layer, and how they rise and fall. Knows networks' names of weights."""

import math

import torch
from torch.optim import AdamW, Optimizer
from torch.optim.lr_scheduler import LRScheduler
from transformers import get_linear_schedule_with_warmup

from inference.network import Network
from training.config import PretrainConfig, TrainConfig
from training.guesser import Guesser


def optimiser(network: Network, config: TrainConfig, steps: int) -> tuple[Optimizer, LRScheduler]:
    """AdamW over all epochs of `steps` batches each: a linear rise, then a linear fall to zero."""
    groups = parameter_groups(network, config, layer_decay=config.layer_decay)
    total = config.epochs * math.ceil(steps / config.accumulate)
    return rising_and_falling(groups, config.warmup, total)


def rising_and_falling(
    groups: list[dict[str, object]], warmup: float, steps: int
) -> tuple[Optimizer, LRScheduler]:
    """AdamW whose rates rise over the share `warmup` of all steps, then fall to zero."""
    chosen = AdamW(groups, fused=True)
    return chosen, get_linear_schedule_with_warmup(chosen, int(warmup * steps), steps)


def parameter_groups(
    model: Network | Guesser, config: TrainConfig | PretrainConfig, *, layer_decay: float = 1.0
) -> list[dict[str, object]]:
    """Learning rates that fall from the heads down through the layers; no decay on vectors."""
    depth = len(model.encoder.layers)
    groups: dict[tuple[float, float], list[torch.nn.Parameter]] = {}
    for name, parameter in model.named_parameters():
        if not parameter.requires_grad:
            continue
        rate = config.head_rate
        if name.startswith("encoder."):
            part = name.split(".")
            below = depth - int(part[2]) - 1 if part[1] == "layers" else depth
            rate = config.encoder_rate * layer_decay**below
        decay = config.weight_decay if parameter.ndim > 1 else 0.0
        groups.setdefault((rate, decay), []).append(parameter)
    return [{"params": p, "lr": rate, "weight_decay": decay} for (rate, decay), p in groups.items()]
