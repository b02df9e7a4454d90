"""Masked-language training of an encoder on unmarked texts. Knows no mentions and no relations.

Guessing hidden words of the texts that it is to read teaches an encoder their language (Gururangan
et al. 2020, "Don't Stop Pretraining"); the compact one was packed to four bits before we had it,
besides. A run that was cut off is taken up from its last checkpoint (`resume`).
"""

import time
from collections.abc import Callable
from pathlib import Path

import msgspec
import numpy as np
import torch
from accelerate import Accelerator
from accelerate.utils import set_seed
from msgspec import Struct

from training.backbone import Backbone
from training.checkpoint import Checkpoint
from training.config import PretrainConfig
from training.guessed_texts import GuessedTexts
from training.guesser import Guesser
from training.processes import start
from training.progress import Step
from training.rates import parameter_groups, rising_and_falling


class Measured(Struct, frozen=True):
    """Loss and share of pieces guessed right, on windows of `texts` that were held out."""

    step: int
    loss: float
    right: float


class Pretrained(Struct, frozen=True):
    """What a run came to: the backbone with its new weights, how the held-out windows were guessed
    along the way, how many windows there were to learn from, and what was not taken."""

    backbone: Backbone
    measured: list[Measured]
    windows: dict[str, int]
    problems: list[str]


def pretrain(
    config: PretrainConfig,
    backbone: Backbone,
    *,
    resume: bool = False,
    step: Callable[[Step], None] = lambda _: None,
    watch: Callable[[Measured], None] = lambda _: None,
) -> Pretrained:
    """Train to the last step. `step` is called after each, `watch` at every tenth of a run.

    Raises `ConfigError` where the texts fill too few windows.
    """
    texts = GuessedTexts(config, backbone)
    accelerator = start(config)
    set_seed(config.seed)
    guesser = Guesser(backbone.shape, config.dropout)
    guesser.encoder.load_state_dict(backbone.weights)
    groups = parameter_groups(guesser, config)
    optimizer, schedule = rising_and_falling(groups, config.warmup, config.steps)
    wrapped, optimizer, schedule = accelerator.prepare(guesser, optimizer, schedule)
    checkpoint = Checkpoint(
        Path(config.output), accelerator, minutes=config.checkpoint_minutes, seed=config.seed
    )
    state = checkpoint.load(resume=resume)
    Path(config.output).mkdir(parents=True, exist_ok=True)
    record = Path(config.output) / "held_out.json"
    found = _measured_before(record, state.step) if state.step else []

    def measure() -> None:
        found.append(_measure(wrapped, texts, accelerator, state.step))
        record.write_bytes(msgspec.json.encode(found))
        watch(found[-1])

    if not found:
        measure()
    began, behind = time.monotonic(), state.step
    while state.step < config.steps:
        checkpoint.seed(state)
        wrapped.train()
        total = 0.0
        parts = config.windows_per_step // config.windows_at_once
        for shown, ids, wanted in texts.batches(state.step, accelerator.device):
            loss, _ = wrapped(shown, ids, wanted)
            accelerator.backward(loss / parts)
            total += float(loss.detach()) / parts
        accelerator.clip_grad_norm_(wrapped.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        optimizer.zero_grad()
        state.step += 1
        pace = (time.monotonic() - began) / (state.step - behind)
        step(
            Step(
                epoch=1,
                epochs=1,
                step=state.step,
                steps=config.steps,
                done=state.step,
                total=config.steps,
                loss=total,
                parts={},
                rate=max(map(float, schedule.get_last_lr())),
                seconds_left=pace * (config.steps - state.step),
            )
        )
        if checkpoint.due():
            checkpoint.save(state)
        if state.step % max(config.steps // 10, 1) == 0 or state.step == config.steps:
            measure()
    checkpoint.save(state)
    weights = guesser.encoder.state_dict()
    plain = {name: value.detach().cpu().contiguous() for name, value in weights.items()}
    return Pretrained(
        Backbone(backbone.tokenizer, backbone.shape, plain, {}),
        found,
        {"texts": len(texts.own), "general": len(texts.general.ids)},
        texts.problems,
    )


def _measured_before(record: Path, step: int) -> list[Measured]:
    """What a run that is taken up again had measured so far."""
    try:
        found = msgspec.json.decode(record.read_bytes(), type=list[Measured])
    except (OSError, msgspec.DecodeError):
        return []
    return [measured for measured in found if measured.step <= step]


def described(config: PretrainConfig, finished: Pretrained) -> str:
    """What was done, for a model card."""
    named = ", ".join((*config.texts, *config.general))
    pieces = config.steps * config.windows_per_step * config.window_pieces
    return (
        f"then masked-language training on {named} ({pieces / 1e6:.1f} million pieces in "
        f"{config.steps} steps; loss on held-out windows {finished.measured[0].loss:.2f} at the "
        f"beginning, {finished.measured[-1].loss:.2f} at the end)"
    )


def _measure(
    wrapped: torch.nn.Module, texts: GuessedTexts, accelerator: Accelerator, step: int
) -> Measured:
    wrapped.eval()
    found = []
    with torch.no_grad():
        for shown, ids, wanted in texts.held_out(accelerator.device):
            loss, right = wrapped(shown, ids, wanted)
            found.append((float(loss), float(right)))
    loss, right = np.mean(found, axis=0)
    return Measured(step, float(loss), float(right))
