"""A whole run: configuration to run folder with a bundle. Knows every step, prints nothing.

run.json         config, versions, git state, data hashes, times
metrics.jsonl    one line an epoch
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

import msgspec
import torch
from msgspec import Struct

from annotations.bio import tag_names
from annotations.schema import Schema
from inference.bundle import WORDS
from inference.word_model import WordModel
from training.backbone import load_backbone
from training.calibrate import calibrate
from training.card import model_card
from training.config import TrainConfig
from training.data import fingerprint, load
from training.evaluate import Evaluation, evaluate
from training.export import export
from training.portion import portion
from training.reading import live_reader
from training.train import Progress, metrics_line, train
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
) -> Finished:
    """Train, calibrate on the held-out documents, export, and measure what was exported."""
    began = time.monotonic()
    folder = Path(config.output)
    folder.mkdir(parents=True, exist_ok=True)
    schema = Schema.from_file(Path(config.schema)) if config.schema else Schema.default()
    data = portion(
        load(config.train, config.dev, schema),
        share=config.share,
        fold=config.fold,
        seed=config.seed,
    )
    backbone = load_backbone(config.backbone)
    facts = {
        "config": msgspec.to_builtins(config),
        "versions": _versions(),
        "git": _git(),
        "documents": {"train": len(data.train), "dev": len(data.dev)},
        "hashes": {"train": fingerprint(data.train), "dev": fingerprint(data.dev)},
        "problems": data.problems,
    }
    (folder / "run.json").write_text(json.dumps(facts, ensure_ascii=False, indent=1), "utf-8")
    log = folder / "metrics.jsonl"
    if not resume:
        log.unlink(missing_ok=True)

    def note(progress: Progress) -> None:
        with log.open("a", encoding="utf-8") as stream:
            stream.write(metrics_line(progress) + "\n")
        watch(progress)

    trained = train(config, backbone, schema, data.train, data.dev, resume=resume, watch=note)
    words = folder / WORDS if config.word_model else None
    if words and not (resume and words.is_file()):
        train_crf(data.train, schema, words)
    reader = live_reader(
        trained.network,
        backbone.tokenizer,
        schema,
        config.window,
        torch.device("cpu"),
        word_model=WordModel(words.read_bytes(), tag_names(schema.types)) if words else None,
    )
    calibration = calibrate(reader, data.dev)
    bundle = folder / "bundle"

    def write(card: str) -> None:
        export(
            bundle,
            name=config.name,
            network=trained.network,
            tokenizer=backbone.tokenizer,
            schema=schema,
            window=config.window,
            calibration=calibration,
            card=card,
            words=words,
        )

    write("")
    from inference.extractor import Extractor

    evaluation = evaluate(Extractor.from_pretrained(bundle, device="cpu"), data.dev)
    (bundle / "README.md").write_text(model_card(config, facts, evaluation), "utf-8")
    return Finished(bundle, evaluation, data.problems + trained.lost, time.monotonic() - began)


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
