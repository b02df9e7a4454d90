"""Many runs of one configuration: learning curves and folds. Knows runs and scores, no terminal.

Every run has a folder of its own below the configuration's output and is not done again once it
has finished, so that a study that was cut off goes on where it stopped. `study.json` holds what is
known so far.
"""

import json
import math
import statistics
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import msgspec
from msgspec import Struct

from annotations.document import Document
from inference.extractor import Extractor
from training.config import TrainConfig
from training.evaluate import Evaluation, evaluate
from training.run import run
from training.train import Progress


class Outcome(Struct, frozen=True, kw_only=True):
    """One run of a study: strict F1 on its held-out documents and, if given, on gold."""

    name: str
    share: float
    seed: int
    documents: int
    held_out: dict[str, float]
    gold: dict[str, float] | None = None


class Row(Struct, frozen=True, kw_only=True):
    """Runs that differ in seed or fold alone: means and standard deviations of F1 (0 of one)."""

    name: str
    runs: int
    documents: int
    mentions: tuple[float, float]
    relations: tuple[float, float]


def learning_curve(
    config: TrainConfig, shares: Sequence[float], seeds: Sequence[int]
) -> list[TrainConfig]:
    """A run for every share of the training documents and every seed, smallest share first.

    A smaller share is read through more often, `epochs / sqrt(share)` times: with as many epochs
    as the whole it would be short of steps, and the curve would show that and not its documents.
    Seeds outside: after the first seed there is a whole curve, if a rough one.
    """
    return [
        _part(
            config,
            f"share-{100 * share:g}-seed-{seed}",
            share=share,
            seed=seed,
            epochs=math.ceil(config.epochs / math.sqrt(share)),
        )
        for seed in seeds
        for share in sorted(shares)
    ]


def folds(config: TrainConfig, count: int) -> list[TrainConfig]:
    """A run for every fold: each document of train and dev is held out once."""
    return [
        _part(config, f"fold-{number}-of-{count}", fold=f"{number}/{count}")
        for number in range(1, count + 1)
    ]


def study(
    config: TrainConfig,
    parts: Sequence[TrainConfig],
    *,
    gold: Sequence[Document] = (),
    resume: bool = False,
    watch: Callable[[str, Progress], None] = lambda *_: None,
) -> Iterator[Outcome]:
    """Run the parts in order and give each one's outcome; `resume` keeps what was finished."""
    folder = Path(config.output)
    folder.mkdir(parents=True, exist_ok=True)
    known: dict[str, Outcome] = {}
    log = folder / "study.json"
    if resume and log.is_file():
        known = {o.name: o for o in msgspec.json.decode(log.read_bytes(), type=list[Outcome])}
    for part in parts:
        name = Path(part.output).name
        if name not in known:
            known[name] = _outcome(name, part, gold, resume, watch)
            log.write_text(json.dumps(msgspec.to_builtins(list(known.values())), indent=1), "utf-8")
        yield known[name]


def summary(outcomes: Sequence[Outcome], *, by_share: bool) -> list[Row]:
    """Outcomes of a curve by share, or those of folds together; on gold where it was given."""
    groups: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        groups.setdefault(f"{100 * outcome.share:g} %" if by_share else "all", []).append(outcome)
    return [
        Row(
            name=name,
            runs=len(group),
            documents=round(statistics.mean(o.documents for o in group)),
            mentions=_spread([(o.gold or o.held_out)["mentions"] for o in group]),
            relations=_spread([(o.gold or o.held_out)["relations"] for o in group]),
        )
        for name, group in groups.items()
    ]


def _outcome(
    name: str,
    part: TrainConfig,
    gold: Sequence[Document],
    resume: bool,
    watch: Callable[[str, Progress], None],
) -> Outcome:
    finished = run(part, resume=resume, watch=lambda progress: watch(name, progress))
    facts = json.loads((Path(part.output) / "run.json").read_text("utf-8"))
    measured = None
    if gold:
        measured = evaluate(Extractor.from_pretrained(finished.bundle, device="cpu"), gold)
    return Outcome(
        name=name,
        share=part.share,
        seed=part.seed,
        documents=facts["documents"]["train"],
        held_out=_f1(finished.evaluation),
        gold=_f1(measured) if measured else None,
    )


def _part(config: TrainConfig, name: str, **changes: object) -> TrainConfig:
    output = str(Path(config.output) / name)
    return msgspec.structs.replace(config, output=output, **changes)


def _f1(scores: Evaluation) -> dict[str, float]:
    return {
        "mentions": round(scores.mentions["all"].f1, 4),
        "relations": round(scores.relations["all"].f1, 4),
    }


def _spread(values: Sequence[float]) -> tuple[float, float]:
    return statistics.mean(values), statistics.stdev(values) if len(values) > 1 else 0.0
