"""Temperatures and thresholds fitted on held-out documents. Knows readers and scores, no files."""

from collections.abc import Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray

from annotations.bio import Labelled, place_on_words, to_tags
from annotations.document import Document
from inference.bundle import Calibration
from inference.reader import Reader
from inference.relate import with_none
from inference.windows import Reading, read_text
from training.features import build
from training.metrics import pooled


def calibrate(reader: Reader, documents: Sequence[Document]) -> Calibration:
    """Temperatures by least log loss, one a head; thresholds of relations by best F1.

    Guo et al. 2017, "On Calibration of Modern Neural Networks", section 4.2 (temperature scaling).
    """
    readings: list[tuple[Reading, NDArray[np.float32], list[Labelled]]] = []
    tag_scores: list[NDArray[np.float64]] = []
    tag_gold: list[NDArray[np.int64]] = []
    pair_scores: list[NDArray[np.float64]] = []
    pair_gold: list[NDArray[np.int64]] = []
    for document in documents:
        reading = read_text(document.text, reader.tokenizer, reader.rule)
        if not reading.words:
            continue
        words = reader.words(reading, list(reader.runtime.encode(reading.windows)))
        placed, _ = place_on_words(document.mentions, reading.words, reader.schema.types)
        labelled = [item for _, item in placed]
        readings.append((reading, words, labelled))
        tag_scores.append(reader.heads.tags(words).astype(np.float64))
        tag_gold.append(np.array(to_tags(labelled, len(reading.words))))
        built = build([document], reader.tokenizer, reader.schema, reader.rule).examples[0]
        for task in built.tasks:
            part = task.segment
            if not len(task.pairs.heads):
                continue
            own = words[part.first : part.last]
            inside = part.inside(labelled)
            found = reader.heads.relations(own, reader.heads.mentions(own, inside), task.pairs)
            allowed = with_none(task.pairs.lawful)
            pair_scores.append(np.where(allowed, found, -1e4).astype(np.float64))
            pair_gold.append(task.labels)
    if not tag_scores:
        return Calibration()
    tags = temperature(np.concatenate(tag_scores), np.concatenate(tag_gold))
    fitted = Calibration(tags=tags)
    weight = best_weight(msgspec.structs.replace(reader, calibration=fitted), readings)
    fitted = msgspec.structs.replace(fitted, words=weight)
    outside = best_outside(msgspec.structs.replace(reader, calibration=fitted), readings)
    fitted = msgspec.structs.replace(fitted, outside=outside)
    if not pair_scores:
        return fitted
    scores: NDArray[np.float64] = np.concatenate(pair_scores)
    gold = np.concatenate(pair_gold)
    relations = temperature(scores, gold)
    fitted = msgspec.structs.replace(fitted, relations=relations)
    thresholds = best_thresholds(msgspec.structs.replace(reader, calibration=fitted), documents)
    return msgspec.structs.replace(fitted, thresholds=thresholds)


def temperature(scores: NDArray[np.float64], gold: NDArray[np.int64]) -> float:
    """The temperature of least log loss, by golden steps between 0.5 and 4."""

    def loss(value: float) -> float:
        chance = softmax(scores / value)[np.arange(len(gold)), gold]
        return float(-np.log(np.maximum(chance, 1e-12)).mean())

    grid = np.exp(np.linspace(np.log(0.5), np.log(4), 43))
    return round(float(min(grid, key=loss)), 3)


def best_weight(
    reader: Reader, readings: Sequence[tuple[Reading, NDArray[np.float32], list[Labelled]]]
) -> float:
    """The weight of the word model's tags beside the encoder's with the least log loss of tags.

    0 without a word model. F1 of mentions has no single peak on a hundred documents, so that its
    best weight is chance (0.2 to 0.4 from one run to the next); log loss has.
    """
    if reader.word_model is None:
        return 0.0
    gold = [np.array(to_tags(found, len(reading.words))) for reading, _, found in readings]

    def loss(weight: float) -> float:
        weighed = _with(reader, words=weight)
        total = 0.0
        for (reading, words, _), tags in zip(readings, gold, strict=True):
            chances = weighed.tags(reading, words)[np.arange(len(tags)), tags]
            total -= float(np.maximum(chances, np.log(1e-12)).sum())
        return total

    return round(float(min(_WEIGHTS, key=loss)), 2)


def best_outside(
    reader: Reader, readings: Sequence[tuple[Reading, NDArray[np.float32], list[Labelled]]]
) -> float:
    """What to dock the log-probability of "no mention", by strict F1 of mentions.

    F1 of each is averaged with its neighbours'. A name that training never met looks like no name:
    where such are many, F1 gains by it. A gain below `GAIN` is chance, and nothing is docked.
    """
    curve = np.array([_f1(reader, readings, outside=float(dock)) for dock in _DOCKS])
    peak = _peak(curve)
    nothing = int(np.abs(_DOCKS).argmin())
    return round(float(_DOCKS[peak]), 2) if curve[peak] - curve[nothing] >= GAIN else 0.0


def _f1(
    reader: Reader,
    readings: Sequence[tuple[Reading, NDArray[np.float32], list[Labelled]]],
    **changed: float,
) -> float:
    """Strict F1 of mentions with these parts of the calibration changed."""
    reader = _with(reader, **changed)
    right = both = 0
    for reading, words, gold in readings:
        found = set(reader.mentions(reading, words)[0])
        right += len(found & set(gold))
        both += len(found) + len(gold)
    return 2 * right / both if both else 1.0


def _with(reader: Reader, **changed: float) -> Reader:
    """The reader with these parts of its calibration changed."""
    calibration = msgspec.structs.replace(reader.calibration, **changed)
    return msgspec.structs.replace(reader, calibration=calibration)


def best_thresholds(reader: Reader, documents: Sequence[Document]) -> dict[str, float]:
    """The probability from which giving a relation has the best strict F1, end to end, by type.

    Measured between the mentions that the model itself finds: between gold ones relations look
    surer than they are in use. One threshold serves all types but those with `ENOUGH` relations in
    gold; theirs is the best of their own, F1 averaged with the neighbours on the grid, since a
    single peak on so few documents is chance.
    """
    names = reader.schema.relation_types
    open_handed = msgspec.structs.replace(
        reader.calibration, thresholds=dict.fromkeys(names, float(_GRID[0]))
    )
    reader = msgspec.structs.replace(reader, calibration=open_handed)
    results = reader.read([(d.id, d.text, d.meta) for d in documents])
    tables = []
    for least in _GRID:
        given = [
            msgspec.structs.replace(
                result, relations=[r for r in result.relations if r.score >= least]
            ).document()
            for result in results
        ]
        tables.append(pooled(documents, given, reader.schema)["relations"])
    common = _GRID[int(np.argmax([table["all"].f1 for table in tables]))]
    chosen = dict.fromkeys(names, round(float(common), 2))
    for name in names:
        scores = [table[name] for table in tables if name in table]
        if len(scores) == len(_GRID) and scores[0].wanted >= ENOUGH:
            peak = _peak(np.array([score.f1 for score in scores]))
            chosen[name] = round(float(_GRID[peak]), 2)
    return chosen


def _peak(curve: NDArray[np.float64]) -> int:
    """Where a curve is highest, each point averaged with its neighbours."""
    smooth = np.convolve(np.pad(curve, 1, mode="edge"), np.ones(3) / 3, mode="valid")
    return int(smooth.argmax())


GAIN = 0.005  # strict F1
ENOUGH = 150  # relations of a type in gold from which it may have a threshold of its own
_WEIGHTS = np.arange(0.0, 0.71, 0.1)
_DOCKS = np.arange(-1.0, 3.01, 0.25)
_GRID = np.arange(0.15, 0.71, 0.05)


def softmax(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Probabilities over the last axis."""
    weights = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return np.asarray(weights / weights.sum(axis=-1, keepdims=True))
