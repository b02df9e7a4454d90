"""One run of all contenders over the same documents. Knows the order of work; prints nothing."""

import importlib.metadata
import os
import platform
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from msgspec import Struct, field

from annotations.document import Document
from annotations.words import words
from inference.bundle import WORDS, BundleConfig
from training.benchmark.arithmetic import Shape, shapes
from training.benchmark.documents import write
from training.benchmark.orders import (
    NAMES,
    OURS,
    SHORT,
    Answer,
    BertSizes,
    Failed,
    Measure,
    Measured,
    Prepare,
    Prepared,
    Rates,
    Weigh,
)
from training.benchmark.processes import ask, timed
from training.benchmark.report import Report, Row
from training.data import DataError

TITLES = {
    "ours-int8": "ours, CPU int8",
    "ours-fp32": "ours, CPU fp32",
    "ours-gpu": "ours, GPU",
    "hf-bert": "HF, BERT-base",
    "hf-compact": "HF, our encoder",
    "spacy": "spaCy",
    "crf": "CRF",
}


class Settings(Struct, frozen=True, kw_only=True):
    """What to measure. `model` is a bundle's folder; `given`: trained peers' files, by name.

    `vocabulary`: a WordPiece vocabulary for the BERT-base. `passes` over the documents and `starts`
    of each process, 1 or more; `weigh_seconds` for a product of matrices, of the encoder's `shapes`
    if None.
    """

    model: Path
    threads: int
    only: tuple[str, ...] = NAMES
    passes: int = 3
    starts: int = 3
    given: dict[str, Path] = field(default_factory=dict)
    vocabulary: Path | None = None
    bert: BertSizes = field(default_factory=BertSizes)
    shapes: list[Shape] | None = None
    weigh_seconds: float = 0.1


def benchmark(
    documents: Sequence[Document],
    source: str,
    config: BundleConfig,
    settings: Settings,
    *,
    watch: Callable[[str], None] = lambda _: None,
) -> Report:
    """Measure each contender in processes of its own, one after another.

    `source` says in words where the documents are from; `config` is that of the bundle
    `settings.model`; `watch` is told what goes on. A contender that fails has a row that says why.
    Raises `DataError` for an unknown contender.
    """
    unknown = [name for name in settings.only if name not in NAMES]
    if unknown or not settings.only:
        raise DataError(f"no contender {', '.join(unknown) or 'named'}; known: {', '.join(NAMES)}")
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else None
    rates: Rates | str = ""
    command_start: list[float] = []
    if set(settings.only) & {"ours-int8", "ours-fp32"}:
        watch("the machine: products of matrices")
        rates = _rates(config, settings)
    with tempfile.TemporaryDirectory(prefix="marsad-benchmark-") as name:
        folder = Path(name)
        write(list(documents), folder / "documents.json")
        if "ours-int8" in settings.only:
            watch("marsad extract: start-up")
            command_start = _command_start(folder, settings)
        has_marks = any(document.mentions for document in documents)
        rows = []
        for contender in (name for name in NAMES if name in settings.only):
            rows.append(_row(contender, folder, config, settings, watch, score=has_marks))
    return Report(
        processor=_processor(),
        threads=settings.threads,
        load=load,
        versions=_versions(),
        source=source,
        documents=len(documents),
        words=sum(len(words(document.text)) for document in documents),
        passes=settings.passes,
        encoder=config.encoder,
        rows=rows,
        rates=rates if isinstance(rates, Rates) else None,
        rates_why=rates if isinstance(rates, str) else "",
        command_start=command_start,
    )


def _row(
    name: str,
    folder: Path,
    config: BundleConfig,
    settings: Settings,
    watch: Callable[[str], None],
    *,
    score: bool,
) -> Row:
    title = TITLES[name]
    path, note = _files(name, settings)
    if path is None and name == "crf":
        return Row(name=name, title=title, why=note)
    trained = path is not None
    if path is None:
        watch(f"{name}: preparing")
        path = folder / name
        preparing = Prepare(
            contender=name,
            folder=str(path),
            model=str(settings.model),
            documents=str(folder / "documents.json"),
            schema=config.schema,
            vocabulary=str(settings.vocabulary) if settings.vocabulary else None,
            bert=settings.bert,
        )
        answer = ask(preparing, threads=settings.threads).answer
        if not isinstance(answer, Prepared):
            return Row(name=name, title=title, why=_why(answer))
    watch(f"{name}: measuring")
    starts: list[float] = []
    measured: Measured | None = None
    for number in range(1, settings.starts + 1):
        last = number == settings.starts
        order = Measure(
            contender=name,
            path=str(path),
            documents=str(folder / "documents.json"),
            schema=config.schema,
            threads=settings.threads,
            passes=settings.passes if last else 0,
            score=score and trained,
        )
        reply = ask(order, threads=settings.threads, gpu=name == "ours-gpu")
        if not isinstance(reply.answer, Measured):
            return Row(name=name, title=title, why=_why(reply.answer))
        measured = reply.answer
        if reply.seconds is not None:
            starts.append(reply.seconds)
    return Row(name=name, title=title, measured=measured, starts=starts, note=note)


def _files(name: str, settings: Settings) -> tuple[Path | None, str]:
    """What a contender opens, None where it must be made first; and what is to be known of it."""
    if name in OURS:
        return settings.model, ""
    if name in settings.given:
        return settings.given[name], f"trained, {settings.given[name]}"
    if name == "crf":
        words_of = settings.model / WORDS
        if words_of.is_file():
            return words_of, f"the {WORDS} of our model, alone"
        return None, (
            "not trained, and its speed depends on what it learnt; train one (`marsad baselines "
            "--only crf`) and give its crf.model with --crf-model"
        )
    if name == "spacy":
        return None, "not trained (its speed hardly depends on it)"
    made = "the token-classification pipeline of transformers, not trained (its speed does not "
    made += "depend on it)"
    if name == "hf-bert":
        made += ", random weights; " + (
            f"vocabulary {settings.vocabulary}"
            if settings.vocabulary
            else "each word is one piece, fewer than any real vocabulary makes"
        )
    return None, made


def _why(answer: Answer) -> str:
    return answer.why if isinstance(answer, Failed) else "its process gave no figures"


def _rates(config: BundleConfig, settings: Settings) -> Rates | str:
    order = Weigh(
        shapes=settings.shapes or shapes(config.encoder),
        threads=settings.threads,
        seconds=settings.weigh_seconds,
    )
    answer = ask(order, threads=settings.threads).answer
    return answer if isinstance(answer, Rates) else _why(answer)


def _command_start(folder: Path, settings: Settings) -> list[float]:
    text = folder / "short.txt"
    text.write_text(SHORT, "utf-8")
    command = [sys.executable, "-P", "-m", "inference.cli", "extract", str(text)]
    command += [
        "--model",
        str(settings.model),
        "--device",
        "cpu",
        "-o",
        str(folder / "short.jsonl"),
    ]
    found = [timed(command, threads=settings.threads) for _ in range(settings.starts)]
    return [seconds for seconds in found if seconds is not None]


def _processor() -> str:
    try:
        for line in Path("/proc/cpuinfo").read_text("utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()


def _versions() -> dict[str, str]:
    found = {"python": platform.python_version()}
    for name in ("onnxruntime", "numpy", "torch", "transformers", "spacy", "python-crfsuite"):
        try:
            found[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            continue
    return found
