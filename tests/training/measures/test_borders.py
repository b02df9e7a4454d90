"""Mentions that lie across window borders, read by a tiny model and counted a second way."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec
import numpy as np
import pytest
from numpy.typing import NDArray

from annotations.bio import tag_names
from annotations.document import Document
from annotations.words import words
from inference.extractor import Extractor
from inference.heads import Heads
from inference.reader import Reader
from inference.windows import Window, read_text
from tests.training.measures import planted
from tests.training.measures.planted import Count, Marks, Pair
from training.evaluate import Evaluation, score
from training.metrics import Score

# Words that a planted model tells by themselves: what opens a mention, goes on in it, is outside.
OPENS, GOES_ON, OUTSIDE = "قصف", "بلدة", "من"
SCHEMA = planted.SCHEMA
TAGS = dict(zip((OPENS, GOES_ON, OUTSIDE), ("B-SHELLING", "I-SHELLING", "O"), strict=True))


class ByPiece:
    """An encoder that knows no context: a piece's vector is its own, whatever stands beside it."""

    def __init__(self, width: int, seed: int = 0) -> None:
        self._table = np.random.default_rng(seed).normal(size=(2000, width)).astype(np.float32)

    def encode(self, windows: Sequence[Window]) -> Iterator[NDArray[np.float32]]:
        """Vectors of each window's pieces."""
        for window in windows:
            yield self._table[window.ids]


@pytest.fixture(scope="module")
def tiny(tiny_bundle: Path) -> Reader:
    return Extractor.from_pretrained(tiny_bundle, device="cpu").reader


@pytest.fixture(scope="module")
def sure(tiny: Reader) -> Reader:
    """The tiny model with a tag head that reads `OPENS`, `GOES_ON` and `OUTSIDE` as they are."""
    width = tiny.heads.weights["tag.weight"].shape[1]
    reader = msgspec.structs.replace(tiny, runtime=ByPiece(width), word_model=None)
    vectors = []
    for word in TAGS:
        reading = read_text(word, reader.tokenizer, reader.rule)
        vectors.append(reader.words(reading, list(reader.runtime.encode(reading.windows)))[0])
    names = tag_names(SCHEMA.types)
    wanted = np.zeros((len(TAGS), len(names)))
    for row, tag in enumerate(TAGS.values()):
        wanted[row, names.index(tag)] = 30
    weight = np.linalg.lstsq(np.array(vectors, np.float64), wanted, rcond=None)[0].T
    heads = Heads(
        {
            **reader.heads.weights,
            "tag.weight": weight.astype(np.float32),
            "tag.bias": np.zeros(len(names), np.float32),
        }
    )
    return msgspec.structs.replace(reader, heads=heads)


def long_text(lengths: Sequence[int]) -> tuple[list[str], Marks]:
    """Mentions of so many words, three words apart."""
    text, places = [OUTSIDE] * 3, []
    for length in lengths:
        places.append((len(text), len(text) + length - 1, "SHELLING"))
        text += [OPENS, *[GOES_ON] * (length - 1), *[OUTSIDE] * 3]
    return text, Marks(tuple(places), ())


def cut(reader: Reader, document: Document) -> list[int]:
    """Numbers of the mentions inside which a window of the reader begins or ends."""
    reading = read_text(document.text, reader.tokenizer, reader.rule)
    borders = {at for w in reading.windows[:-1] for at in (w.last,)}
    borders |= {w.first for w in reading.windows[1:]}
    starts = [span.start for span in reading.words]
    return [
        k
        for k, m in enumerate(document.mentions)
        if any(m.start < starts[at] < m.end for at in borders)
    ]


def measure(reader: Reader, gold: Document) -> tuple[Evaluation, Document]:
    (result,) = reader.read([(gold.id, gold.text, {})])
    return score([gold], [result], [result], SCHEMA), result.document()


def marks_of(document: Document) -> Marks:
    """A document's marks by words, counted on its text alone."""
    spans = words(document.text)
    first = {span.start: n for n, span in enumerate(spans)}
    last = {span.end: n for n, span in enumerate(spans)}
    number = {m.id: n for n, m in enumerate(document.mentions)}
    return Marks(
        tuple((first[m.start], last[m.end], m.type) for m in document.mentions),
        tuple((number[r.head], r.type, number[r.tail]) for r in document.relations),
    )


def plain(score: Score) -> Count:
    return Count(score.right, score.given, score.wanted)


def agrees(scores: Evaluation, pair: Pair) -> None:
    assert plain(scores.mentions["all"]) == planted.strict(pair)
    assert plain(scores.mentions_boundary["all"]) == planted.boundary(pair)
    assert plain(scores.mentions_partial["all"]) == planted.partial(pair)
    assert plain(scores.relations["all"]) == planted.relations(pair)
    assert plain(scores.relations_boundary["all"]) == planted.relations(pair, types_of_ends=False)


# One longer than the overlap of two windows, one longer than a window itself.
LENGTHS = (1, 2, 7, 3, 9, 1, 30, 4, 8, 2, 90, 5, 6, 1, 7, 3, 2, 9, 11) * 2


def test_a_mention_across_a_border_is_read_whole_and_once(sure: Reader) -> None:
    text, marks = long_text(LENGTHS)
    gold = planted.document("long", text, marks, "g")
    found = cut(sure, gold)
    assert 90 in {LENGTHS[k] for k in found}
    assert len(found) > 5
    scores, read = measure(sure, gold)
    assert marks_of(read).mentions == marks.mentions
    count = Count(len(LENGTHS), len(LENGTHS), len(LENGTHS))
    for table in (scores.mentions, scores.mentions_boundary, scores.mentions_partial):
        assert plain(table["all"]) == count


def test_faults_at_a_border_count_as_they_do_elsewhere(sure: Reader) -> None:
    text, marks = long_text(LENGTHS)
    found = cut(sure, planted.document("long", text, marks, "g"))
    # The gold differs from what is read at the cut mentions alone: shifted, mistyped, missing.
    wrong: list[planted.Place] = []
    for k, (first, last, kind) in enumerate(marks.mentions):
        fault = found.index(k) % 3 if k in found else None
        if fault == 0:
            wrong.append((first, last - 1, kind))
        elif fault == 1:
            wrong.append((first, last, "AIRSTRIKE"))
        elif fault is None:
            wrong.append((first, last, kind))
    planted_gold = Marks(tuple(wrong), ())
    gold = planted.document("long", text, planted_gold, "g")
    scores, read = measure(sure, gold)
    agrees(scores, Pair(tuple(text), planted_gold, marks_of(read)))
    assert plain(scores.mentions["all"]) == Count(
        len(LENGTHS) - len(found), len(LENGTHS), len(wrong)
    )
    shifted = sum(1 for n in range(len(found)) if n % 3 == 0)
    mistyped = sum(1 for n in range(len(found)) if n % 3 == 1)
    outside = len(LENGTHS) - len(found)
    assert scores.mentions_boundary["all"].right == outside + mistyped
    assert scores.mentions_partial["all"].right == outside + mistyped + shifted / 2


def test_a_model_that_knows_nothing_is_counted_alike(tiny: Reader, report: Document) -> None:
    gap, copies = "\n\n", 5
    step = len(report.text) + len(gap)
    mentions = [
        msgspec.structs.replace(m, id=f"{m.id}-{k}", start=m.start + k * step, end=m.end + k * step)
        for k in range(copies)
        for m in report.mentions
    ]
    relations = [
        msgspec.structs.replace(r, head=f"{r.head}-{k}", tail=f"{r.tail}-{k}")
        for k in range(copies)
        for r in report.relations
    ]
    gold = Document(
        id="five", text=gap.join([report.text] * copies), mentions=mentions, relations=relations
    )
    scores, read = measure(tiny, gold)
    assert cut(tiny, gold)
    assert read.mentions
    agrees(scores, Pair((), marks_of(gold), marks_of(read)))
    # What it gives, taken for gold, is right to the last item.
    again, _ = measure(tiny, msgspec.structs.replace(read, id="again"))
    for table in (again.mentions, again.mentions_partial, again.relations):
        assert plain(table["all"]) == (table["all"].wanted,) * 3
