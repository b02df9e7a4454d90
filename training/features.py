"""Marked documents as what the network learns from. Knows windows, tags and pairs, no weights.

Built with the very functions that reading uses (`inference.windows`, `inference.pairs`).
"""

from collections import Counter

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray
from tokenizers import Tokenizer

from annotations.bio import Labelled, place_on_words, to_tags
from annotations.document import Document, Mention
from annotations.schema import Schema
from inference.pairs import Lawful, Pairs, Segment, segment_pairs
from inference.windows import Window, WindowRule, central, read_text


class PairTask(Struct, frozen=True):
    """The pairs of one segment and the relation each holds (0: none, else 1 + relation number)."""

    segment: Segment
    pairs: Pairs
    labels: NDArray[np.int64]


class Soft(Struct, frozen=True):
    """What a teacher holds of a document: scores of the heads, not normalised.

    `tags` [words, tags]; `pairs`, a task at a time, [pairs, 1 + relations] with -1e4 where the
    schema allows no relation; `attributes` [mentions, values of all attributes side by side].
    """

    tags: NDArray[np.float32]
    pairs: list[NDArray[np.float32]]
    attributes: NDArray[np.float32]


class Example(Struct, frozen=True):
    """One document. `window`, `place`: where each word's vector is taken from (see `central`).

    `attributes` [mentions, attributes]: value numbers, -1 where a mention bears none. `marked`:
    people marked it; else its mentions are the teacher's and nothing is known beside `soft`.
    """

    id: str
    windows: list[Window]
    window: NDArray[np.int64]
    place: NDArray[np.int64]
    tags: NDArray[np.int64]
    mentions: list[Labelled]
    attributes: NDArray[np.int64]
    tasks: list[PairTask]
    marked: bool = True
    soft: Soft | None = None


class Built(Struct, frozen=True):
    """Examples, and what of the documents could not be learnt from, in words."""

    examples: list[Example]
    lost: list[str]


def build(
    documents: list[Document], tokenizer: Tokenizer, schema: Schema, rule: WindowRule
) -> Built:
    """Examples of all documents. What cannot be tagged or paired is named in `lost`."""
    rules = Lawful.of(schema)
    examples: list[Example] = []
    lost: list[str] = []
    for document in documents:
        example, told = build_one(document, tokenizer, schema, rule, rules)
        lost += told
        if example is not None:
            examples.append(example)
    return Built(examples, lost)


def build_one(
    document: Document, tokenizer: Tokenizer, schema: Schema, rule: WindowRule, rules: Lawful
) -> tuple[Example | None, list[str]]:
    """The example of a document (none without words), and what of it is lost, in words."""
    reading = read_text(document.text, tokenizer, rule)
    if not reading.words:
        return None, [f"{document.id}: no words"]
    placed, refused = place_on_words(document.mentions, reading.words, schema.types)
    foreign = Counter(m.type for m in refused if m.type not in schema.types)
    lost = [
        f"{document.id}: {count} mentions cannot be tagged, the schema has no type {name!r}"
        for name, count in sorted(foreign.items())
    ]
    lost += [
        f"{document.id}: mention {m.id} at {m.start}-{m.end} cannot be tagged"
        for m in refused
        if m.type not in foreign
    ]
    lost += [
        f"{document.id}: the schema has no relation {name!r}"
        for name in sorted({r.type for r in document.relations} - schema.relation.keys())
    ]
    labelled = [item for _, item in placed]
    gold = _gold(document, [m for m, _ in placed], schema)
    tasks = []
    for part, pairs in segment_pairs(document.text, reading.words, labelled, rules):
        labels = np.array(
            [
                gold.pop((int(h) + part.opening, int(t) + part.opening), 0)
                for h, t in zip(pairs.heads, pairs.tails, strict=True)
            ],
            np.int64,
        )
        for row in np.flatnonzero(labels):
            if not pairs.lawful[row, labels[row] - 1]:
                lost.append(
                    f"{document.id}: a {schema.relation_types[labels[row] - 1]} is "
                    "against the schema's signature"
                )
                labels[row] = 0
        tasks.append(PairTask(part, pairs, labels))
    lost += [
        f"{document.id}: {placed[h][0].id} {schema.relation_types[r - 1]} "
        f"{placed[t][0].id} is no candidate"
        for (h, t), r in gold.items()
    ]
    window, place = central(reading)
    tags = np.array(to_tags(labelled, len(reading.words)), np.int64)
    attributes = _attributes([m for m, _ in placed], schema)
    return (
        Example(document.id, reading.windows, window, place, tags, labelled, attributes, tasks),
        lost,
    )


def _gold(
    document: Document, mentions: list[Mention], schema: Schema
) -> dict[tuple[int, int], int]:
    """(head, tail) mention numbers -> 1 + relation number; symmetric ones from the later."""
    number = {m.id: n for n, m in enumerate(mentions)}
    relations = {name: n for n, name in enumerate(schema.relation_types)}
    gold: dict[tuple[int, int], int] = {}
    for relation in document.relations:
        if not {relation.head, relation.tail} <= number.keys() or relation.type not in relations:
            continue
        ends = (number[relation.head], number[relation.tail])
        if schema.relation[relation.type].symmetric:
            ends = (max(ends), min(ends))
        gold.setdefault(ends, 1 + relations[relation.type])
    return gold


def _attributes(mentions: list[Mention], schema: Schema) -> NDArray[np.int64]:
    values = np.full((len(mentions), len(schema.attributes)), -1, np.int64)
    for row, mention in enumerate(mentions):
        borne = schema.attributes_of(mention.type)
        for column, attribute in enumerate(schema.attributes):
            if attribute in borne:
                value = mention.attributes.get(attribute.name, attribute.default)
                values[row, column] = attribute.values.index(value)
    return values
