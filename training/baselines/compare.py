"""Baselines trained and measured side by side. Knows all of them and the scores; prints nothing."""

import time
from collections.abc import Callable, Sequence
from pathlib import Path

from msgspec import Struct

from annotations.corpus import split_of
from annotations.document import Document
from annotations.schema import Schema
from annotations.words import words
from training.baselines.crf import Crf, train_crf
from training.baselines.hf import HfSettings, HfTagger, train_hf
from training.baselines.nearest import Nearest, learn_nearest
from training.baselines.spacy_ner import SpacyTagger, train_spacy
from training.data import DataError
from training.metrics import Score, pooled

KINDS = ("crf", "nearest", "spacy", "hf")


class Measured(Struct, frozen=True):
    """One line of the table. Scores by type with `all`; None where it does not give such things.

    `relations`: by the nearest rule between its own mentions; `given_mentions`: between gold ones.
    `seconds` of training; `speed` in words a second, reading alone, one document after another.
    """

    name: str
    mentions: dict[str, Score] | None
    relations: dict[str, Score] | None
    given_mentions: dict[str, Score] | None
    seconds: float
    speed: float


def learnt_from(documents: Sequence[Document], gold: Sequence[Document]) -> list[Document]:
    """The train split less what is measured on. Raises `DataError` when nothing is left."""
    measured = {document.id for document in gold}
    learnt = [d for d in documents if split_of(d) == "train" and d.id not in measured]
    if not learnt:
        raise DataError(
            f"none of {len(documents)} documents is left to learn from: they are outside the train "
            "split or among the gold; name others with --train"
        )
    return learnt


def compare(
    learnt: Sequence[Document],
    gold: Sequence[Document],
    schema: Schema,
    folder: Path,
    *,
    only: Sequence[str] = ("crf", "nearest"),
    encoder: Path | None = None,
    settings: HfSettings | None = None,
    watch: Callable[[str], None] = lambda _: None,
) -> list[Measured]:
    """Train each of `only` (of `KINDS`) on `learnt`, save it in `folder`, and measure it on `gold`.

    `watch` is told what is going on. `hf` needs the `encoder` folder. Raises `DataError`.
    """
    unknown = [name for name in only if name not in KINDS]
    if unknown or not only:
        raise DataError(f"no baseline {', '.join(unknown) or 'named'}; known: {', '.join(KINDS)}")
    if "hf" in only and encoder is None:
        raise DataError("hf fine-tunes an encoder: name its folder with --encoder, or leave it out")
    folder.mkdir(parents=True, exist_ok=True)
    rule: Nearest | None = None
    table = []
    if "nearest" in only:
        watch("nearest: learning")
        began = time.perf_counter()
        rule = learn_nearest(learnt, schema)
        seconds = time.perf_counter() - began
        rule.save(folder / "nearest.json")
        table.append(_between_gold(rule, gold, schema, seconds))
    if "crf" in only:
        watch(f"crf: learning from {len(learnt)} documents, some minutes")
        began = time.perf_counter()
        train_crf(learnt, schema, folder / "crf.model")
        seconds = time.perf_counter() - began
        crf = Crf(folder / "crf.model", schema)
        table.append(_measured("crf", crf.read, rule, gold, schema, seconds))
    if "spacy" in only:
        watch(f"spacy: learning from {len(learnt)} documents")
        began = time.perf_counter()
        train_spacy(learnt, schema, folder / "spacy")
        seconds = time.perf_counter() - began
        spacy = SpacyTagger(folder / "spacy", schema)
        table.append(_measured("spacy", spacy.read, rule, gold, schema, seconds))
    if "hf" in only and encoder is not None:
        watch(f"hf: fine-tuning {encoder} on {len(learnt)} documents")
        began = time.perf_counter()
        train_hf(learnt, schema, encoder, folder / "hf", settings=settings)
        seconds = time.perf_counter() - began
        for name, given_words in (("hf", False), ("hf, words given", True)):
            tagger = HfTagger(folder / "hf", schema, given_words=given_words)
            table.append(_measured(name, tagger.read, rule, gold, schema, seconds))
    return table


def _between_gold(
    rule: Nearest, gold: Sequence[Document], schema: Schema, seconds: float
) -> Measured:
    began = time.perf_counter()
    related = [rule.read(document, schema) for document in gold]
    speed = _words(gold) / (time.perf_counter() - began)
    scores = pooled(gold, related, schema)["relations"]
    return Measured("nearest", None, None, scores, seconds, speed)


def _measured(
    name: str,
    read: Callable[[Document], Document],
    rule: Nearest | None,
    gold: Sequence[Document],
    schema: Schema,
    seconds: float,
) -> Measured:
    # A reader is given the text alone, so that no gold mark can reach it.
    bare = [Document(id=d.id, text=d.text, meta=d.meta) for d in gold]
    began = time.perf_counter()
    given = [read(document) for document in bare]
    speed = _words(gold) / (time.perf_counter() - began)
    mentions = pooled(gold, given, schema)["mentions"]
    relations = None
    if rule is not None:
        related = [rule.read(document, schema) for document in given]
        relations = pooled(gold, related, schema)["relations"]
    return Measured(name, mentions, relations, None, seconds, speed)


def _words(documents: Sequence[Document]) -> int:
    return sum(len(words(document.text)) for document in documents)
