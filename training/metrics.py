"""How right a set of documents is against gold. Knows documents only: no files, no model."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from msgspec import Struct

from annotations.bio import place_on_words, tag_names, to_tags
from annotations.document import Document, Mention
from annotations.schema import Schema
from annotations.words import words


class Score(Struct, frozen=True):
    """Counts of right, given and wanted items, and what follows from them.

    `right` is a whole number but where half a mention counts as half right (`measures.spans`).
    """

    right: float
    given: int
    wanted: int

    @property
    def precision(self) -> float:
        """Right of given; 0 when nothing was given."""
        return self.right / self.given if self.given else 0.0

    @property
    def recall(self) -> float:
        """Right of wanted; 0 when nothing was wanted."""
        return self.right / self.wanted if self.wanted else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean; 1 when nothing was wanted and nothing given."""
        both = self.given + self.wanted
        return 2 * self.right / both if both else 1.0


Key = tuple[object, ...]


def compare(gold: Iterable[Key], given: Iterable[Key]) -> Score:
    """Score of two multisets: an item given twice is right once."""
    left, right = Counter(gold), Counter(given)
    return Score(sum((left & right).values()), sum(right.values()), sum(left.values()))


def mention_keys(document: Document) -> list[tuple[int, int, str]]:
    """(start, end, type) of every mention, in words: first and last word.

    A predicted span is compared by the words it covers, so that a hidden mark at its edge is not
    an error; a span that covers no word keeps its own offsets and is right for nothing.
    """
    return [(*_word_range(document, m.start, m.end), m.type) for m in document.mentions]


class RelationKey(NamedTuple):
    """A relation's type and its ends: first and last word and type of each."""

    type: str
    head: tuple[int, int, str]
    tail: tuple[int, int, str]


def relation_keys(document: Document, schema: Schema) -> list[RelationKey]:
    """A key a relation, in the document's order; symmetric ones without direction.

    An end that names no mention stays in the count, at -1: what was marked cannot vanish.
    """
    ends = {m.id: (*_word_range(document, m.start, m.end), m.type) for m in document.mentions}
    keys = []
    for relation in document.relations:
        head, tail = (ends.get(e, (-1, -1, e)) for e in (relation.head, relation.tail))
        rule = schema.relation.get(relation.type)
        if rule and rule.symmetric:
            head, tail = max(head, tail), min(head, tail)
        keys.append(RelationKey(relation.type, head, tail))
    return keys


def right_pairs(gold: Document, given: Document) -> list[tuple[Mention, Mention]]:
    """Gold mentions with the given ones that are strictly right; of a double only the first."""
    waiting: dict[Key, list[Mention]] = defaultdict(list)
    for mention, key in zip(given.mentions, mention_keys(given), strict=True):
        waiting[key].append(mention)
    return [
        (mention, waiting[key].pop(0))
        for mention, key in zip(gold.mentions, mention_keys(gold), strict=True)
        if waiting[key]
    ]


def by_document(
    gold: Sequence[Document], given: Sequence[Document], schema: Schema
) -> dict[str, list[Score]]:
    """Strict scores document by document, in their order: `mentions` and `relations`."""
    pairs = list(zip(gold, given, strict=True))
    return {
        "mentions": [compare(mention_keys(a), mention_keys(b)) for a, b in pairs],
        "relations": [
            compare(relation_keys(a, schema), relation_keys(b, schema)) for a, b in pairs
        ],
    }


def pooled(
    gold: Sequence[Document], given: Sequence[Document], schema: Schema
) -> dict[str, dict[str, Score]]:
    """Strict scores over all documents: `mentions` and `relations`, by type and `all`."""
    tables: dict[str, dict[str, Score]] = {}
    pairs = list(zip(gold, given, strict=True))
    for name in ("mentions", "relations"):
        wanted: list[Key] = []
        found: list[Key] = []
        for number, (left, right) in enumerate(pairs):
            if name == "mentions":
                wanted += [(number, *key) for key in mention_keys(left)]
                found += [(number, *key) for key in mention_keys(right)]
            else:
                wanted += [(number, *key) for key in relation_keys(left, schema)]
                found += [(number, *key) for key in relation_keys(right, schema)]
        place = -1 if name == "mentions" else 1
        kinds = schema.types if name == "mentions" else schema.relation_types
        tables[name] = tabulate(wanted, found, place, kinds)
    return tables


def tabulate(
    wanted: Sequence[Key], found: Sequence[Key], place: int, kinds: Iterable[str]
) -> dict[str, Score]:
    """The score of `all` and of each kind that was met; a key's kind is its item `place`."""
    table = {"all": compare(wanted, found)}
    for kind in kinds:
        score = compare(
            (k for k in wanted if k[place] == kind), (k for k in found if k[place] == kind)
        )
        if score.given or score.wanted:
            table[kind] = score
    return table


def tag_sequences(documents: Sequence[Document], schema: Schema) -> list[list[str]]:
    """IOB2 tags of each document's words, as seqeval reads them."""
    names = tag_names(schema.types)
    rows = []
    for document in documents:
        spans = words(document.text)
        placed, _ = place_on_words(document.mentions, spans, schema.types)
        rows.append([names[tag] for tag in to_tags([item for _, item in placed], len(spans))])
    return rows


def _word_range(document: Document, start: int, end: int) -> tuple[int, int]:
    text = document.text[start:end]
    spans = words(text)
    if not spans:
        return start, end
    return start + spans[0].start, start + spans[-1].end
