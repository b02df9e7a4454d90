"""A finished model as the teacher of a smaller one. Knows its reader, no training.

Hinton et al. 2015, "Distilling the Knowledge in a Neural Network". The teacher's tags are those
that it reads by, its CRF over words and its calibration included; its relation scores stand over
the marks of people where there are such, else over the mentions that it finds itself. Words do not
hang on a tokenizer, so that teacher and student may have different ones.
"""

import hashlib
from collections.abc import Iterable, Iterator
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
from inference.pairs import segment_pairs
from inference.reader import Reader
from inference.windows import Reading, read_text
from training.features import Soft

# Documents whose windows are encoded together.
_TOGETHER = 16


class Teacher(Struct, frozen=True):
    """A bundle's reader. `key` changes with anything that its scores hang on."""

    reader: Reader
    key: str

    def lessons(
        self, documents: Iterable[Document], *, marked: bool
    ) -> Iterator[tuple[Document, Soft | None]]:
        """Documents with the teacher's scores, in order; a text without words has none.

        Where they are not `marked`, the documents come back with the teacher's mentions.
        """
        waiting = iter(documents)
        while chunk := list(islice(waiting, _TOGETHER)):
            reader = self.reader
            readings = [read_text(d.text, reader.tokenizer, reader.rule) for d in chunk]
            windows = [window for reading in readings for window in reading.windows]
            vectors = iter(reader.runtime.encode(windows))
            for document, reading in zip(chunk, readings, strict=True):
                own = list(islice(vectors, len(reading.windows)))
                if not reading.words:
                    yield document, None
                    continue
                words = reader.words(reading, own)
                tags = reader.tags(reading, words)
                if not marked:
                    found, _ = reader.mentions(reading, words)
                    document = _with_mentions(document, reading, found, reader.schema)
                yield document, self._soft(document, reading, words, tags)

    def _soft(
        self,
        document: Document,
        reading: Reading,
        words: NDArray[np.float32],
        tags: NDArray[np.float32],
    ) -> Soft:
        reader, schema = self.reader, self.reader.schema
        placed, _ = place_on_words(document.mentions, reading.words, schema.types)
        mentions = [item for _, item in placed]
        pairs = []
        for part, task in segment_pairs(reading.text, reading.words, mentions, reader.rules):
            scores = np.zeros((0, 1 + len(schema.relation_types)), np.float32)
            if len(task.heads):
                own = words[part.first : part.last]
                vectors = reader.heads.mentions(own, part.inside(mentions))
                scores = reader.heads.relations(own, vectors, task)
                scores = scores / np.float32(reader.calibration.relations)
            never = np.concatenate([np.zeros((len(scores), 1), bool), ~task.lawful], axis=1)
            pairs.append(np.where(never, np.float32(-1e4), scores).astype(np.float32))
        width = sum(len(attribute.values) for attribute in schema.attributes)
        attributes = np.zeros((len(mentions), width), np.float32)
        if mentions and width:
            attributes = reader.heads.attributes(reader.heads.mentions(words, mentions))
        return Soft(tags.astype(np.float32), pairs, attributes.astype(np.float32))


def open_teacher(name: str, schema: Schema, *, device: str = "auto") -> Teacher:
    """A bundle (its folder, or the name of a model that ships) to learn this schema from.

    Raises `BundleError` when it cannot be opened or marks other types than the schema's.
    """
    extractor = Extractor.from_pretrained(name, device=device)
    known = extractor.bundle.config.schema
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
    digest = hashlib.sha256()
    folder = bundle_folder(name)
    for file in ("config.json", "tokenizer.json", "model.safetensors", WORDS):
        if (folder / file).is_file():
            digest.update((folder / file).read_bytes())
    return Teacher(extractor.reader, digest.hexdigest()[:16])


def _with_mentions(
    document: Document, reading: Reading, found: list[Labelled], schema: Schema
) -> Document:
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
