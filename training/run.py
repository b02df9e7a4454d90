"""A whole run: configuration to run folder with a bundle. Knows every step, prints nothing.

run.json         config, versions, git state, data hashes
metrics.jsonl    one line an epoch
tensorboard/     losses by step, scores by epoch
features/        what the documents are learnt as, kept for the next start with the same ones
best.safetensors weights of the best epoch
words.crf        the CRF over words
bundle/          what `Extractor.from_pretrained` opens
"""

import json
import platform
import subprocess
import time
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import msgspec
import torch
from msgspec import Struct

from annotations.bio import tag_names
from annotations.schema import Schema
from inference.bundle import WORDS
from inference.word_model import WordModel
from training.backbone import load_backbone
from training.barred import Barred
from training.calibrate import calibrate
from training.card import model_card
from training.config import TrainConfig
from training.data import Data, fingerprint, load
from training.evaluate import Evaluation, evaluate
from training.export import export
from training.log import RunLog
from training.portion import portion
from training.processes import from_main, start
from training.progress import Bar, Progress, Step
from training.reading import live_reader
from training.train import Trained, train
from training.unmarked import read_unmarked
from training.word_model import train_crf


class Finished(Struct, frozen=True):
    """What a run came to."""

    bundle: Path
    evaluation: Evaluation
    problems: list[str]
    seconds: float


def run(
    config: TrainConfig,
    *,
    resume: bool = False,
    watch: Callable[[Progress], None] = lambda _: None,
    bar: Bar | None = None,
) -> Finished:
    """Train, calibrate on the held-out documents, export, and measure what was exported.

    Of several processes the main one alone writes, and calls `watch` (every epoch) and `bar` (every
    stage and step); all are given the same result.
    """
    began = time.monotonic()
    bar = bar or Bar()
    accelerator = start(config)
    folder = Path(config.output)
    folder.mkdir(parents=True, exist_ok=True)
    schema = Schema.from_file(Path(config.schema)) if config.schema else Schema.default()
    data = portion(
        load(config.train, config.dev, schema, longest_document=config.longest_document),
        share=config.share,
        fold=config.fold,
        seed=config.seed,
    )
    untaken: list[str] = []
    unmarked, others = read_unmarked(
        config.unmarked,
        (*data.train, *data.dev),
        barred=Barred.read(config.without, schema, untaken),
        longest_document=config.longest_document,
    )
    untaken += others
    backbone = load_backbone(config.backbone)
    documents = {"train": data.train, "dev": data.dev, "unmarked": unmarked}
    facts = {
        "config": msgspec.to_builtins(config),
        "encoder": backbone.origin,
        "versions": _versions(),
        "git": _git(),
        "processes": accelerator.num_processes,
        "documents": {name: len(some) for name, some in documents.items()},
        "hashes": {name: fingerprint(some) for name, some in documents.items()},
        "problems": data.problems + untaken,
    }
    log = RunLog(folder, resume=resume or not accelerator.is_main_process)
    if accelerator.is_main_process:
        _write(facts, folder)
        if not resume:
            (folder / WORDS).unlink(missing_ok=True)

    def note(progress: Progress) -> None:
        log.epoch(progress)
        watch(progress)

    def step(step: Step) -> None:
        log.step(step)
        bar.step(step)

    bar.stage("the teacher reads" if config.teachers else "building features")
    trained = train(
        config,
        backbone,
        schema,
        data.train,
        data.dev,
        unmarked=unmarked,
        resume=resume,
        watch=note,
        step=step,
    )
    log.close()

    def finish() -> Finished:
        problems = data.problems + untaken + trained.lost
        _write({**facts, "problems": problems}, folder)
        bundle, evaluation = _finish(config, trained, data, facts, bar, resume=resume)
        return Finished(bundle, evaluation, problems, time.monotonic() - began)

    return from_main(finish)


def _finish(
    config: TrainConfig,
    trained: Trained,
    data: Data,
    facts: dict[str, Any],
    bar: Bar,
    *,
    resume: bool,
) -> tuple[Path, Evaluation]:
    """The bundle of a trained network, calibrated, and what it scores on the held-out documents."""
    folder, schema = Path(config.output), trained.schema
    words = folder / WORDS if config.word_model else None
    if words and not (resume and words.is_file()):
        bar.stage("learning the CRF over words")
        building = words.with_suffix(".tmp")
        train_crf(data.train, schema, building)
        building.replace(words)
    bar.stage("calibrating")
    reader = live_reader(
        trained.network,
        trained.backbone.tokenizer,
        schema,
        config.window,
        torch.device("cpu"),
        word_model=WordModel(words.read_bytes(), tag_names(schema.types)) if words else None,
    )
    calibration = calibrate(reader, data.dev)
    bundle = folder / "bundle"
    bar.stage("writing and measuring the bundle")
    export(
        bundle,
        name=config.name,
        origin=trained.backbone.origin,
        network=trained.network,
        tokenizer=trained.backbone.tokenizer,
        schema=schema,
        window=config.window,
        calibration=calibration,
        card="",
        words=words,
    )
    from inference.extractor import Extractor

    evaluation = evaluate(Extractor.from_pretrained(bundle, device="cpu"), data.dev)
    (bundle / "README.md").write_text(model_card(config, facts, evaluation), "utf-8")
    return bundle, evaluation


def _write(facts: dict[str, Any], folder: Path) -> None:
    text = json.dumps(facts, ensure_ascii=False, indent=1)
    (folder / "run.json").write_text(text, "utf-8")


def _versions() -> dict[str, str]:
    found = {"python": platform.python_version()}
    for name in ("marsad", "torch", "transformers", "accelerate", "tokenizers", "onnxruntime"):
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "not installed"
    return found


def _git() -> str:
    try:
        return subprocess.run(
            ["git", "describe", "--always", "--dirty"], capture_output=True, text=True, check=True
        ).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
