"""Strict scores by document length, by paragraph and by source. Knows documents, no model."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Sequence

import numpy as np
from msgspec import Struct

from annotations.document import Document
from annotations.schema import Schema
from annotations.words import paragraphs, words
from training.metrics import Key, Score, compare, mention_keys, relation_keys

NO_SOURCE = "(none)"
LENGTHS = ("short", "medium", "long")
LINES = ("first", "second", "later")


class Part(Struct, frozen=True):
    """Scores of one part: its documents, the words of the shortest and the longest of them."""

    documents: int
    words: tuple[int, int]
    mentions: Score
    relations: Score


def breakdown(
    gold: Sequence[Document], given: Sequence[Document], schema: Schema
) -> dict[str, dict[str, Part]]:
    """Parts by `length` (thirds, by words), `paragraph` and `source`; each item is in one of each.

    A mention belongs to the line that it begins in, a relation to that of its head (of the later
    end where it has no direction). Documents of one length are never parted.
    """
    lengths = [len(words(document.text)) for document in gold]
    limits = np.quantile(lengths, [1 / 3, 2 / 3]) if lengths else np.zeros(2)
    sizes = [LENGTHS[int(np.searchsorted(limits, length))] for length in lengths]
    sources = [document.meta.get("source") or NO_SOURCE for document in gold]
    lines = [[span.start for span in paragraphs(document.text)] for document in gold]

    def line(number: int, start: int) -> str:
        return LINES[min(max(bisect_right(lines[number], start) - 1, 0), 2)]

    sort = _Sorter(gold, given, schema, lengths)
    return {
        "length": sort.parts(LENGTHS, [[size] for size in sizes], lambda n, _: sizes[n]),
        "paragraph": sort.parts(LINES, [LINES[: max(1, len(starts))] for starts in lines], line),
        "source": sort.parts(
            sorted(set(sources)), [[name] for name in sources], lambda n, _: sources[n]
        ),
    }


class _Sorter:
    """The keys of all items with the number of their document and their first offset."""

    def __init__(
        self,
        gold: Sequence[Document],
        given: Sequence[Document],
        schema: Schema,
        lengths: Sequence[int],
    ) -> None:
        self._lengths = lengths
        self._mentions = [_of_mentions(side) for side in (gold, given)]
        self._relations = [_of_relations(side, schema) for side in (gold, given)]

    def parts(
        self,
        names: Sequence[str],
        members: Sequence[Sequence[str]],
        part_of: Callable[[int, int], str],
    ) -> dict[str, Part]:
        """The parts that have a document, in the order of `names`.

        `members`: the parts that each document has. `part_of`: number and offset to part.
        """
        mentions = _sorted(self._mentions, part_of)
        relations = _sorted(self._relations, part_of)
        lengths: dict[str, list[int]] = {}
        for length, mine in zip(self._lengths, members, strict=True):
            for name in mine:
                lengths.setdefault(name, []).append(length)
        return {
            name: Part(
                documents=len(lengths[name]),
                words=(min(lengths[name]), max(lengths[name])),
                mentions=compare(*mentions[name]),
                relations=compare(*relations[name]),
            )
            for name in names
            if name in lengths
        }


Item = tuple[int, int, Key]


def _sorted(
    sides: Sequence[Sequence[Item]], part_of: Callable[[int, int], str]
) -> dict[str, tuple[list[Key], list[Key]]]:
    """Part -> the keys of gold and those given in it, each with its document's number."""
    parts: dict[str, tuple[list[Key], list[Key]]] = defaultdict(lambda: ([], []))
    for side, items in enumerate(sides):
        for number, start, key in items:
            parts[part_of(number, start)][side].append((number, key))
    return parts


def _of_mentions(documents: Sequence[Document]) -> list[Item]:
    return [
        (number, key[0], key)
        for number, document in enumerate(documents)
        for key in mention_keys(document)
    ]


def _of_relations(documents: Sequence[Document], schema: Schema) -> list[Item]:
    return [
        (number, key.head[0], key)
        for number, document in enumerate(documents)
        for key in relation_keys(document, schema)
    ]
