"""The training loop: documents to a run folder with the best weights. Knows no bundle format.

A run can be cut off at any moment and taken up again from its last checkpoint (`resume`).
"""

import json
import math
import random
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import torch
from accelerate import Accelerator
from accelerate.utils import set_seed
from msgspec import Struct
from safetensors.torch import load_file, save_file
from torch.optim import AdamW
from torch.utils.data import DataLoader, Sampler
from transformers import get_linear_schedule_with_warmup

from annotations.document import Document
from annotations.schema import Schema
from inference.network import HeadShape, Network
from inference.pairs import FEATURES
from training.backbone import Backbone
from training.batch import Batch, collate
from training.config import TrainConfig
from training.features import Example, build
from training.loss import Learner, Weights
from training.metrics import pooled
from training.reading import live_reader


class Progress(Struct, frozen=True, kw_only=True):
    """What the loop tells whoever watches, once an epoch."""

    epoch: int
    epochs: int
    loss: float
    mentions: float
    relations: float
    best: bool
    seconds_left: float


class State(Struct, kw_only=True):
    """Where a run stands: part of every checkpoint."""

    epoch: int = 0
    step: int = 0
    best_score: float = -1.0
    best_epoch: int = -1


class Trained(Struct, frozen=True):
    """A finished run: the network with its best weights, and what it was built from."""

    network: Network
    backbone: Backbone
    schema: Schema
    lost: list[str]


def new_network(backbone: Backbone, schema: Schema, config: TrainConfig) -> Network:
    """A network with the backbone's weights and, of a bundle whose heads fit, its heads."""
    shape = HeadShape(
        tags=1 + 2 * len(schema.types),
        types=len(schema.types),
        relations=len(schema.relation_types),
        pair_features=FEATURES,
        attributes=tuple(len(a.values) for a in schema.attributes),
        mention_width=config.mention_width,
        pair_width=config.pair_width,
    )
    network = Network(backbone.shape, shape, dropout=config.dropout)
    network.encoder.load_state_dict(backbone.weights)
    own = network.heads.state_dict()
    if {n: v.shape for n, v in own.items()} == {n: v.shape for n, v in backbone.heads.items()}:
        network.heads.load_state_dict(backbone.heads)
    network.encoder.checkpointing = config.gradient_checkpointing
    if config.freeze_embeddings:
        network.encoder.word.requires_grad_(False)
    return network


def train(
    config: TrainConfig,
    backbone: Backbone,
    schema: Schema,
    documents: list[Document],
    held_out: list[Document],
    *,
    resume: bool = False,
    watch: Callable[[Progress], None] = lambda _: None,
) -> Trained:
    """Train to the end or to `patience`, and give the network back with its best weights."""
    folder = Path(config.output)
    folder.mkdir(parents=True, exist_ok=True)
    accelerator = Accelerator(
        mixed_precision="bf16" if config.half_precision else "no",
        gradient_accumulation_steps=config.accumulate,
        cpu=config.device == "cpu",
    )
    set_seed(config.seed)
    network = new_network(backbone, schema, config)
    built = build(documents, backbone.tokenizer, schema, config.window)
    loader: DataLoader[Example] = DataLoader(
        built.examples,  # type: ignore[arg-type]
        batch_sampler=LikeLengths(built.examples, config.documents_per_step, config.seed),
        collate_fn=collate,
    )
    learner = Learner(network, Weights(config.relation_weight, config.attribute_weight))
    optimizer = AdamW(parameter_groups(network, config), fused=True)
    steps = config.epochs * math.ceil(len(loader) / config.accumulate)
    schedule = get_linear_schedule_with_warmup(optimizer, int(config.warmup * steps), steps)
    learner, optimizer, loader, schedule = accelerator.prepare(learner, optimizer, loader, schedule)
    state = State()
    checkpoint = Checkpoint(
        folder, accelerator, minutes=config.checkpoint_minutes, seed=config.seed
    )
    if resume:
        state = checkpoint.load()
    began, first = time.monotonic(), state.epoch
    while state.epoch < config.epochs and state.epoch - state.best_epoch <= config.patience:
        _sampler(loader).set_epoch(state.epoch)
        loss = _epoch(accelerator, learner, optimizer, loader, schedule, state, checkpoint)
        mentions, relations = _score(network, backbone, schema, config, held_out, accelerator)
        score = mentions + relations
        better = score > state.best_score
        if better:
            state.best_score, state.best_epoch = score, state.epoch
            if accelerator.is_main_process:
                save_file(_plain(network), folder / "best.safetensors")
        done = state.epoch + 1 - first
        left = (time.monotonic() - began) / done * (config.epochs - state.epoch - 1)
        if accelerator.is_main_process:
            watch(
                Progress(
                    epoch=state.epoch + 1,
                    epochs=config.epochs,
                    loss=loss,
                    mentions=mentions,
                    relations=relations,
                    best=better,
                    seconds_left=left,
                )
            )
        state.epoch, state.step = state.epoch + 1, 0
        checkpoint.save(state)
    accelerator.wait_for_everyone()
    network.load_state_dict(load_file(folder / "best.safetensors"))
    return Trained(network.cpu().float().eval(), backbone, schema, built.lost)


def parameter_groups(network: Network, config: TrainConfig) -> list[dict[str, object]]:
    """Learning rates that fall from the heads down through the layers; no decay on vectors."""
    depth = len(network.encoder.layers)
    groups: dict[tuple[float, float], list[torch.nn.Parameter]] = {}
    for name, parameter in network.named_parameters():
        if not parameter.requires_grad:
            continue
        rate = config.head_rate
        if name.startswith("encoder."):
            part = name.split(".")
            below = depth - int(part[2]) - 1 if part[1] == "layers" else depth
            rate = config.encoder_rate * config.layer_decay**below
        decay = config.weight_decay if parameter.ndim > 1 else 0.0
        groups.setdefault((rate, decay), []).append(parameter)
    return [{"params": p, "lr": rate, "weight_decay": decay} for (rate, decay), p in groups.items()]


class LikeLengths(Sampler[list[int]]):
    """Batches of documents of like length, in another order every epoch, the same for a seed."""

    def __init__(self, examples: list[Example], size: int, seed: int) -> None:
        self._lengths = [len(example.tags) for example in examples]
        self._size = size
        self._seed = seed
        self.epoch = 0

    def __len__(self) -> int:
        return math.ceil(len(self._lengths) / self._size)

    def set_epoch(self, epoch: int) -> None:
        """Choose the epoch whose order comes next."""
        self.epoch = epoch

    def __iter__(self) -> Iterator[list[int]]:
        chance = random.Random(f"{self._seed}:{self.epoch}")
        order = list(range(len(self._lengths)))
        chance.shuffle(order)
        pool = self._size * 8
        batches: list[list[int]] = []
        for at in range(0, len(order), pool):
            near = sorted(order[at : at + pool], key=lambda n: self._lengths[n])
            batches += [near[k : k + self._size] for k in range(0, len(near), self._size)]
        chance.shuffle(batches)
        return iter(batches)


class Checkpoint:
    """Writes and reads what a cut-off run needs. The last whole checkpoint is never in danger."""

    def __init__(
        self, folder: Path, accelerator: Accelerator, *, minutes: float, seed: int
    ) -> None:
        self._folder = folder
        self._seed = seed
        self._accelerator = accelerator
        self._seconds = minutes * 60
        self._last = time.monotonic()

    def moment(self, state: State) -> int:
        """The seed of all randomness from this step of the run on."""
        return hash((self._seed, state.epoch, state.step)) % 2**31

    def due(self) -> bool:
        """Whether the time between two checkpoints has passed."""
        return time.monotonic() - self._last >= self._seconds

    def save(self, state: State) -> None:
        """Write beside the last checkpoint, then point to the new one in one step."""
        name = f"checkpoint-{state.epoch}-{state.step}"
        self._accelerator.save_state(str(self._folder / name), safe_serialization=True)
        if self._accelerator.is_main_process:
            (self._folder / name / "state.json").write_bytes(msgspec.json.encode(state))
            pointer = self._folder / "latest.tmp"
            pointer.write_text(name)
            pointer.replace(self._folder / "latest")
            for old in self._folder.glob("checkpoint-*"):
                if old.name != name:
                    _remove(old)
        self._accelerator.wait_for_everyone()
        self._last = time.monotonic()

    def load(self) -> State:
        """Take up the last whole checkpoint; without one the run begins anew."""
        pointer = self._folder / "latest"
        if not pointer.is_file():
            return State()
        folder = self._folder / pointer.read_text()
        self._accelerator.load_state(str(folder))
        return msgspec.json.decode((folder / "state.json").read_bytes(), type=State)


def _epoch(
    accelerator: Accelerator,
    learner: torch.nn.Module,
    optimizer: torch.optim.Optimizer,
    loader: DataLoader[Example],
    schedule: torch.optim.lr_scheduler.LRScheduler,
    state: State,
    checkpoint: Checkpoint,
) -> float:
    """One pass (or the rest of one); the mean loss."""
    learner.train()
    # Randomness that depends on seed and step alone lets a resumed run draw what an unbroken drew.
    set_seed(checkpoint.moment(state))
    batches: Iterator[Batch] = iter(
        accelerator.skip_first_batches(loader, state.step) if state.step else loader
    )
    total, count = 0.0, 0
    for batch in batches:
        with accelerator.accumulate(learner):
            parts = learner(batch, accelerator.device)
            accelerator.backward(parts["loss"])
            if accelerator.sync_gradients:
                accelerator.clip_grad_norm_(learner.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            optimizer.zero_grad()
        total, count = total + float(parts["loss"].detach()), count + 1
        state.step += 1
        if checkpoint.due():
            checkpoint.save(state)
            set_seed(checkpoint.moment(state))
    return total / max(count, 1)


def _sampler(loader: DataLoader[Example]) -> LikeLengths:
    """Our sampler, under the shards that accelerate may have wrapped around it."""
    sampler: object = loader.batch_sampler
    while not isinstance(sampler, LikeLengths):
        sampler = getattr(sampler, "batch_sampler")  # noqa: B009  the wrappers are untyped
    return sampler


def _score(
    network: Network,
    backbone: Backbone,
    schema: Schema,
    config: TrainConfig,
    held_out: list[Document],
    accelerator: Accelerator,
) -> tuple[float, float]:
    """Strict F1 of mentions and relations on the held-out documents, read as a bundle reads."""
    network.eval()
    reader = live_reader(network, backbone.tokenizer, schema, config.window, accelerator.device)
    given = [r.document() for r in reader.read([(d.id, d.text, d.meta) for d in held_out])]
    tables = pooled(held_out, given, schema)
    return tables["mentions"]["all"].f1, tables["relations"]["all"].f1


def _plain(network: Network) -> dict[str, torch.Tensor]:
    return {name: value.detach().cpu().contiguous() for name, value in network.state_dict().items()}


def _remove(folder: Path) -> None:
    for path in sorted(folder.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    folder.rmdir()


def metrics_line(progress: Progress) -> str:
    """One line of `metrics.jsonl`."""
    return json.dumps(msgspec.to_builtins(progress))
