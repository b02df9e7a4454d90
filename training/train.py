"""The training loop: documents to a run folder with the best weights. Knows no bundle format.

A run can be cut off at any moment and taken up again from its last checkpoint (`resume`). Several
processes (`training/processes.py`) share every step and end with the weights that one would have.
"""

import time
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from pathlib import Path

import torch
from accelerate import Accelerator
from accelerate.utils import set_seed
from msgspec import Struct
from torch.optim import Optimizer
from torch.optim.lr_scheduler import LRScheduler
from torch.utils.data import DataLoader

from annotations.document import Document
from annotations.schema import Schema
from inference.network import Network
from training.backbone import Backbone
from training.batch import Batch, collate
from training.beginning import new_network
from training.checkpoint import Checkpoint, State
from training.config import TrainConfig
from training.features import Example
from training.lessons import lessons
from training.like_lengths import LikeLengths
from training.loss import Learner, Weights, rare_weights
from training.masking import hidden_piece
from training.metrics import pooled
from training.processes import gathered, start
from training.progress import Progress, Step
from training.rates import optimiser
from training.reading import live_reader

__all__ = ["Progress", "Trained", "new_network", "train"]


class Trained(Struct, frozen=True):
    """A finished run: the network with its best weights, and what it was built from."""

    network: Network
    backbone: Backbone
    schema: Schema
    lost: list[str]


def train(
    config: TrainConfig,
    backbone: Backbone,
    schema: Schema,
    documents: list[Document],
    held_out: list[Document],
    *,
    unmarked: Sequence[Document] = (),
    resume: bool = False,
    watch: Callable[[Progress], None] = lambda _: None,
    step: Callable[[Step], None] = lambda _: None,
) -> Trained:
    """Train to the end or to `patience`, and give the network back with its best weights.

    `unmarked`: texts that the configuration's teacher marks. `watch` and `step` are called in the
    main process alone, after every epoch and every step.
    """
    folder = Path(config.output)
    folder.mkdir(parents=True, exist_ok=True)
    accelerator = start(config)
    set_seed(config.seed)
    network = new_network(backbone, schema, config)
    with accelerator.main_process_first():
        known = lessons(config, backbone.tokenizer, schema, documents, unmarked)
    sampler = LikeLengths(
        known.lengths,
        config.documents_per_step,
        config.seed,
        process=accelerator.process_index,
        processes=accelerator.num_processes,
    )
    loader: DataLoader[Example] = DataLoader(
        known,
        batch_sampler=sampler,
        collate_fn=collate,
        # One of its own: else opening the loader would take from what dropout draws from.
        generator=torch.Generator(),
    )
    weights = Weights(
        relations=config.relation_weight,
        attributes=config.attribute_weight,
        soft=config.distil_weight,
        temperature=config.temperature,
        tags=rare_weights(known.mentions_of_types, config.rare_weight),
    )
    learner = Learner(
        network,
        weights,
        hidden_words=config.hidden_words,
        hidden=hidden_piece(backbone.tokenizer) if config.hidden_words else 0,
    )
    optimizer, schedule = optimiser(network, config, len(loader))
    wrapped, optimizer, schedule = accelerator.prepare(learner, optimizer, schedule)
    checkpoint = Checkpoint(
        folder, accelerator, minutes=config.checkpoint_minutes, seed=config.seed
    )
    state = checkpoint.load(resume=resume)
    loop = _Loop(
        config=config,
        accelerator=accelerator,
        learner=learner,
        wrapped=wrapped,
        sampler=sampler,
        loader=loader,
        optimizer=optimizer,
        schedule=schedule,
        checkpoint=checkpoint,
        state=state,
        tell=step,
        pace=_Pace(time.monotonic(), state.epoch * len(loader) + state.step),
    )
    while state.epoch < config.epochs and state.epoch - state.best_epoch <= config.patience:
        loss = loop.epoch()
        mentions, relations = _score(network, backbone, schema, config, held_out, accelerator)
        score = mentions + relations
        better = score > state.best_score
        if better:
            state.best_score, state.best_epoch = score, state.epoch
            checkpoint.keep_best(network)
        state.epoch, state.step, state.loss = state.epoch + 1, 0, 0.0
        if accelerator.is_main_process:
            watch(
                Progress(
                    epoch=state.epoch,
                    epochs=config.epochs,
                    loss=loss,
                    mentions=mentions,
                    relations=relations,
                    best=better,
                    seconds_left=loop.seconds_left(),
                )
            )
        checkpoint.save(state)
    checkpoint.take_best(network)
    return Trained(network.cpu().float().eval(), backbone, schema, known.lost)


class _Pace(Struct, frozen=True):
    """When the loop began, and how many steps were behind then."""

    began: float
    behind: int


class _Loop(Struct, kw_only=True):
    """The steps of a run. `wrapped`: the learner as accelerate calls it."""

    config: TrainConfig
    accelerator: Accelerator
    learner: Learner
    wrapped: torch.nn.Module
    sampler: LikeLengths
    loader: DataLoader[Example]
    optimizer: Optimizer
    schedule: LRScheduler
    checkpoint: Checkpoint
    state: State
    tell: Callable[[Step], None]
    pace: _Pace

    def epoch(self) -> float:
        """The present epoch to its end; the mean loss of all of it."""
        self.wrapped.train()
        state, count = self.state, len(self.loader)
        self.sampler.begin(state.epoch, skip=state.step)
        for batch in self.loader:
            self.checkpoint.seed(state)
            whole = (state.step + 1) % self.config.accumulate == 0 or state.step + 1 == count
            parts = self._learn(batch, whole=whole)
            state.loss += parts["loss"]
            state.step += 1
            if self.accelerator.is_main_process:
                self.tell(self._told(parts))
            # Between two parts of a step there are gradients, which a checkpoint does not hold.
            if whole and self.checkpoint.due():
                self.checkpoint.save(state)
        return state.loss / max(state.step, 1)

    def seconds_left(self) -> float:
        """Until the end of the last epoch, at the pace so far."""
        done = self.state.epoch * len(self.loader) + self.state.step
        passed = time.monotonic() - self.pace.began
        left = self.config.epochs * len(self.loader) - done
        return passed / max(done - self.pace.behind, 1) * left

    def _learn(self, batch: Batch, *, whole: bool) -> dict[str, float]:
        """One batch; the loss over all processes, by its parts. `whole`: the weights then move."""
        accelerator = self.accelerator
        totals = accelerator.reduce(self.learner.counts(batch).to(accelerator.device), "sum")
        with nullcontext() if whole else accelerator.no_sync(self.wrapped):
            parts = self.wrapped(batch, accelerator.device, totals, accelerator.num_processes)
            accelerator.backward(parts["loss"] / self.config.accumulate)
        if whole:
            accelerator.clip_grad_norm_(self.wrapped.parameters(), 1.0)
            self.optimizer.step()
            self.schedule.step()
            self.optimizer.zero_grad()
        values = torch.stack([value.detach().float() for value in parts.values()])
        shared = accelerator.reduce(values, "mean").tolist()
        return dict(zip(parts, shared, strict=True))

    def _told(self, parts: dict[str, float]) -> Step:
        state, steps = self.state, len(self.loader)
        return Step(
            epoch=state.epoch + 1,
            epochs=self.config.epochs,
            step=state.step,
            steps=steps,
            done=state.epoch * steps + state.step,
            total=self.config.epochs * steps,
            loss=parts["loss"],
            parts={name: value for name, value in parts.items() if name != "loss"},
            rate=max(map(float, self.schedule.get_last_lr())),
            seconds_left=self.seconds_left(),
        )


def _score(
    network: Network,
    backbone: Backbone,
    schema: Schema,
    config: TrainConfig,
    held_out: list[Document],
    accelerator: Accelerator,
) -> tuple[float, float]:
    """Strict F1 of mentions and relations on the held-out documents, read as a bundle reads.

    Each process reads a part of them, and all score the whole: they stop at the same epoch.
    """
    network.eval()
    reader = live_reader(network, backbone.tokenizer, schema, config.window, accelerator.device)
    own = range(accelerator.process_index, len(held_out), accelerator.num_processes)
    results = reader.read([(held_out[n].id, held_out[n].text, held_out[n].meta) for n in own])
    read = gathered([(n, r.document()) for n, r in zip(own, results, strict=True)])
    given = [document for _, document in sorted(read, key=lambda item: item[0])]
    tables = pooled(held_out, given, schema)
    return tables["mentions"]["all"].f1, tables["relations"]["all"].f1
