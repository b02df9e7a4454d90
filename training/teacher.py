"""Finished models as the teacher of one. Knows their readers, no training.

Hinton et al. 2015, "Distilling the Knowledge in a Neural Network". A model's tags are those that it
reads by, its CRF over words and its calibration included; its relation scores stand over the marks
of people where there are such, else over the mentions that are found. Several models teach what
they hold on average. Words do not hang on a tokenizer, so that teachers and student may have
different ones.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

import msgspec
import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from annotations.bio import Labelled, place_on_words
from annotations.document import Document, Mention
from annotations.schema import Schema
from inference.bundle import WORDS, BundleError
from inference.extractor import Extractor, bundle_folder
from inference.heads import log_softmax
from inference.pairs import Pairs, Segment, segment_pairs
from inference.reader import Reader
from inference.relate import with_none
from inference.windows import Reading, read_text
from training.features import Soft

Array = NDArray[np.float32]
# Documents whose windows are encoded together.
_TOGETHER = 16


class Teacher(Struct, frozen=True):
    """The readers of one or more bundles. `key` changes with anything that their scores hang on."""

    readers: tuple[Reader, ...]
    key: str

    def lessons(
        self, documents: Iterable[Document], *, marked: bool
    ) -> Iterator[tuple[Document, Soft | None]]:
        """Documents with the teacher's scores, in order; a text without words has none.

        Where they are not `marked`, the documents come back with the teacher's mentions.
        """
        waiting = iter(documents)
        while chunk := list(islice(waiting, _TOGETHER)):
            for document, *seen in zip(
                chunk, *(_seen(reader, chunk) for reader in self.readers), strict=True
            ):
                if not seen[0].reading.words:
                    yield document, None
                    continue
                tags = _average([one.tags for one in seen])
                if not marked:
                    document = _with_mentions(document, seen[0], tags)
                yield document, _soft(document, seen, tags)


class _Seen(Struct, frozen=True):
    """A text as one reader has it: its words, their vectors [n, width], their tags [n, tags]."""

    reader: Reader
    reading: Reading
    words: Array
    tags: Array


def open_teacher(names: Sequence[str], schema: Schema, *, device: str = "auto") -> Teacher:
    """Bundles (their folders, or names of models that ship) to learn this schema from.

    Raises `BundleError` when one cannot be opened or marks other types than the schema's.
    """
    readers = []
    digest = hashlib.sha256()
    for name in names:
        extractor = Extractor.from_pretrained(name, device=device)
        _same_marks(name, extractor.bundle.config.schema, schema)
        folder = bundle_folder(name)
        for file in ("config.json", "tokenizer.json", "model.safetensors", WORDS):
            if (folder / file).is_file():
                digest.update((folder / file).read_bytes())
        readers.append(extractor.reader)
    return Teacher(tuple(readers), digest.hexdigest()[:16])


def _same_marks(name: str, known: Schema, schema: Schema) -> None:
    for what, theirs, ours in (
        ("types", known.types, schema.types),
        ("relations", known.relation_types, schema.relation_types),
        ("attributes", known.attributes, schema.attributes),
    ):
        if theirs != ours:
            raise BundleError(
                f"teacher {name}: its schema {known.name!r} has other {what} than "
                f"{schema.name!r}; train a teacher for this schema"
            )


def _seen(reader: Reader, documents: Sequence[Document]) -> Iterator[_Seen]:
    readings = [read_text(d.text, reader.tokenizer, reader.rule) for d in documents]
    vectors = iter(reader.runtime.encode([w for reading in readings for w in reading.windows]))
    for reading in readings:
        own = list(islice(vectors, len(reading.windows)))
        words = reader.words(reading, own) if reading.words else np.zeros((0, 0), np.float32)
        tags = reader.tags(reading, words) if reading.words else words
        yield _Seen(reader, reading, words, tags)


def _soft(document: Document, seen: Sequence[_Seen], tags: Array) -> Soft:
    first = seen[0]
    schema, rules = first.reader.schema, first.reader.rules
    placed, _ = place_on_words(document.mentions, first.reading.words, schema.types)
    mentions = [item for _, item in placed]
    pairs = []
    for part, task in segment_pairs(first.reading.text, first.reading.words, mentions, rules):
        scores = np.zeros((0, 1 + len(schema.relation_types)), np.float32)
        if len(task.heads):
            scores = _average([_relations(one, part, mentions, task) for one in seen])
        pairs.append(scores)
    width = sum(len(attribute.values) for attribute in schema.attributes)
    attributes = np.zeros((len(mentions), width), np.float32)
    if mentions and width:
        heads = [(one.reader.heads, one.words) for one in seen]
        each = [head.attributes(head.mentions(words, mentions)) for head, words in heads]
        attributes = np.mean(each, axis=0)
    return Soft(tags.astype(np.float32), pairs, attributes.astype(np.float32))


def _relations(one: _Seen, part: Segment, mentions: list[Labelled], task: Pairs) -> Array:
    """Scores [pairs, 1 + relations] of one reader, at the temperature of its calibration."""
    own = one.words[part.first : part.last]
    heads = one.reader.heads
    scores = heads.relations(own, heads.mentions(own, part.inside(mentions)), task)
    scaled = scores / np.float32(one.reader.calibration.relations)
    return np.where(with_none(task.lawful), scaled, np.float32(-1e4))


def _average(scores: Sequence[Array]) -> Array:
    """The mean of what several hold, as log-probabilities; one's scores are left as they are."""
    if len(scores) == 1:
        return scores[0]
    chances = np.mean([np.exp(log_softmax(each)) for each in scores], axis=0)
    found: Array = np.log(np.maximum(chances, 1e-12)).astype(np.float32)
    return found


def _with_mentions(document: Document, seen: _Seen, tags: Array) -> Document:
    """The document with the mentions that these tags make, and without relations."""
    reading, schema = seen.reading, seen.reader.schema
    found, _ = seen.reader.lawful(reading, tags)
    mentions = [
        Mention(
            id=f"m{number}",
            type=schema.types[item.type],
            start=reading.words[item.first].start,
            end=reading.words[item.last].end,
        )
        for number, item in enumerate(found, 1)
    ]
    return msgspec.structs.replace(document, mentions=mentions, relations=[])
