"""What a corpus is like, in figures: lengths, types, distances, habits of the genre.

Knows documents, words and a schema; no file and no table on a terminal. Words are counted without
punctuation marks. Where a habit is a matter of spelling (datelines, quotes, months) it is counted
in the text, so that an unmarked corpus can be counted too.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from statistics import fmean, median

from msgspec import Struct

from annotations.document import Document, Mention, Relation
from annotations.genre import SHAPES, SLIPS, is_nationality, shapes, slips
from annotations.schema import Schema
from annotations.words import Span, paragraphs, words


class Figure(Struct, frozen=True, kw_only=True):
    """One row: how many were found, and the same as a rate or length that corpora of different
    sizes can be compared by. `count` is None where nothing is counted, `value` None where there is
    nothing to divide by. `unit` says what `value` is in."""

    section: str
    name: str
    unit: str
    count: int | None = None
    value: float | None = None


def corpus_stats(documents: Iterable[Document], schema: Schema) -> list[Figure]:
    """The figures of a corpus, the same rows in the same order for every corpus of one schema."""
    views = [_View(document) for document in documents]
    return [
        *_sizes(views),
        *_shape(views),
        *_spelling(views),
        *_mentions(views, schema),
        *_attributes(views, schema),
        *_relations(views, schema),
        *_habits(views, schema),
    ]


def ratio(ours: float | None, theirs: float | None) -> float | None:
    """Ours by theirs; None where either is missing or theirs is 0."""
    return None if ours is None or not theirs else ours / theirs


class _View:
    """A document with its words, paragraphs and sentences, counted once."""

    def __init__(self, document: Document) -> None:
        self.document = document
        text = document.text
        self.words = [span for span in words(text) if _LETTER.search(text, span.start, span.end)]
        self._starts = [span.start for span in self.words]
        self.paragraphs = paragraphs(text)
        self.sentences = [part for line in self.paragraphs for part in _sentences(text, line)]
        self.mentions = sorted(document.mentions, key=lambda m: (m.start, m.end))
        self.by_id = document.by_id()
        self.order = {mention.id: number for number, mention in enumerate(self.mentions)}
        self.relations = [
            r for r in document.relations if r.head in self.by_id and r.tail in self.by_id
        ]

    def length(self, span: Span | Mention) -> int:
        """Words that begin within `[start, end)`."""
        return bisect_left(self._starts, span.end) - bisect_left(self._starts, span.start)

    def line(self, mention: Mention) -> int:
        """The number of a mention's paragraph."""
        return sum(line.end <= mention.start for line in self.paragraphs)

    def far(self, relation: Relation) -> bool:
        """Whether a relation joins two paragraphs."""
        return self.line(self.by_id[relation.head]) != self.line(self.by_id[relation.tail])

    @property
    def headline(self) -> Span | None:
        """The first paragraph, if another follows and it neither ends like a sentence nor is long.

        40 words: the longest headlines of the genre have about 35.
        """
        if len(self.paragraphs) < 2:
            return None
        first = self.paragraphs[0]
        text = self.document.text[first.start : first.end].rstrip()
        return None if text.endswith((".", ":", "،")) or self.length(first) > 40 else first


def _sentences(text: str, line: Span) -> list[Span]:
    """Pieces of a paragraph up to a full stop, question or exclamation mark before a blank."""
    cuts = [line.start + match.end() for match in _STOP.finditer(text[line.start : line.end])]
    bounds = [line.start, *cuts, line.end]
    spans = [Span(a, b) for a, b in pairwise(bounds)]
    return [span for span in spans if _LETTER.search(text, span.start, span.end)]


def _sizes(views: Sequence[_View]) -> list[Figure]:
    size = sum(len(view.words) for view in views)
    rows = [_row("size", "documents", "", len(views), None), _row("size", "words", "", size, None)]
    headlines = [view.length(span) for view in views if (span := view.headline)]
    lengths = {
        "words of a document": [len(view.words) for view in views],
        "words of a headline": headlines,
        "words of a paragraph": [v.length(span) for v in views for span in v.paragraphs],
        "words of a sentence": [v.length(span) for v in views for span in v.sentences],
        "paragraphs of a document": [len(view.paragraphs) for view in views],
    }
    for name, values in lengths.items():
        rows += _lengths("size", name, values)
    sentences = lengths["words of a sentence"]
    long = sum(value >= 150 for value in sentences)
    share = _part(long, len(sentences))
    rows.append(_row("size", "sentences of 150 words and more", "% of sentences", long, share))
    share = _part(len(headlines), len(views))
    return [*rows, _row("size", "headlines", "% of documents", len(headlines), share)]


def _shape(views: Sequence[_View]) -> list[Figure]:
    found = [shapes(view.document.text) for view in views]
    hits = {name: [one[name] for one in found if one[name]] for name in SHAPES}
    return [
        _row("shape", name, "% of documents with", sum(some), _part(len(some), len(views)))
        for name, some in hits.items()
    ]


def _spelling(views: Sequence[_View]) -> list[Figure]:
    surfaces = [v.document.text[word.start : word.end] for v in views for word in v.words]
    found = slips(surfaces)
    return [
        _row(
            "spelling",
            name,
            "per 1,000 words",
            found[name],
            _part(found[name], len(surfaces), 1000),
        )
        for name in SLIPS
    ]


def _mentions(views: Sequence[_View], schema: Schema) -> list[Figure]:
    counts = Counter(m.type for view in views for m in view.mentions)
    total, size = counts.total(), sum(len(view.words) for view in views)
    rows = [_row("mentions", "all", "per 100 words", total, _part(total, size))]
    for name in [*schema.types, *sorted(counts.keys() - set(schema.types))]:
        share = _part(counts[name], total)
        rows.append(_row("mentions", name, "% of mentions", counts[name], share))
    lengths = [view.length(m) for view in views for m in view.mentions]
    return rows + _lengths("mentions", "words across", lengths)


def _attributes(views: Sequence[_View], schema: Schema) -> list[Figure]:
    rows = []
    for attribute in schema.attributes:
        types = set(schema.expand(attribute.on))
        bearers = [m for view in views for m in view.mentions if m.type in types]
        said = Counter(m.attributes.get(attribute.name, attribute.default) for m in bearers)
        for value in attribute.values[1:]:
            name, share = f"{attribute.name} {value}", _part(said[value], len(bearers))
            unit = f"% of {' and '.join(f'{kind}s' for kind in attribute.on)}"
            rows.append(_row("attributes", name, unit, said[value], share))
    return rows


def _relations(views: Sequence[_View], schema: Schema) -> list[Figure]:
    pairs = [(view, relation) for view in views for relation in view.relations]
    counts = Counter(relation.type for _, relation in pairs)
    far = Counter(relation.type for view, relation in pairs if view.far(relation))
    size = sum(len(view.words) for view in views)
    rows = [_row("relations", "all", "per 100 words", len(pairs), _part(len(pairs), size))]
    names = [*schema.relation_types, *sorted(counts.keys() - set(schema.relation_types))]
    for name in names:
        share = _part(counts[name], len(pairs))
        rows.append(_row("relations", name, "% of relations", counts[name], share))
    gaps = [abs(v.order[r.head] - v.order[r.tail]) - 1 for v, r in pairs]
    rows += _lengths("distances", "mentions between head and tail", gaps)
    share = _part(far.total(), len(pairs))
    rows.append(_row("distances", "across paragraphs", "% of relations", far.total(), share))
    for name in names:
        share = _part(far[name], counts[name])
        rows.append(
            _row("distances", f"{name} across paragraphs", f"% of {name}", far[name], share)
        )
    return rows


def _habits(views: Sequence[_View], schema: Schema) -> list[Figure]:
    told = Counter(_kind(schema, m) for view in views for m in view.mentions)
    again: Counter[str] = Counter()
    beside = held = 0
    for view in views:
        for relation in view.relations:
            held += relation.type == "controlled_by"
            if relation.type == "same_as" and view.far(relation):
                again[_kind(schema, view.by_id[relation.head])] += 1
        for one, two in pairwise(view.mentions):
            beside += _kind(schema, one) == "event" and _nationality(view.document, one, two)
    rows = [
        ("nationality as ACTOR after an event", beside, "event"),
        ("held places and sites", held, "place"),
        *((f"{kind}s told again in another paragraph", again[kind], kind) for kind in _TOLD),
    ]
    return [_row("habits", n, f"% of {kind}s", c, _part(c, told[kind])) for n, c, kind in rows]


def _nationality(document: Document, event: Mention, actor: Mention) -> bool:
    """Whether an ACTOR of one adjective follows the event with nothing but a blank between."""
    between = document.text[event.end : actor.start]
    named = actor.type == "ACTOR" and is_nationality(document.surface(actor))
    return named and not between.strip()


def _kind(schema: Schema, mention: Mention) -> str:
    return schema.kinds.get(mention.type, "")


def _lengths(section: str, name: str, values: Sequence[int]) -> list[Figure]:
    """Mean, median, the length that nine of ten do not pass, and the greatest."""
    ordered = sorted(values)
    tenth = ordered[(9 * len(ordered) - 1) // 10] if ordered else None
    figures = {
        "mean": fmean(ordered) if ordered else None,
        "median": median(ordered) if ordered else None,
        "nine of ten up to": tenth,
        "greatest": ordered[-1] if ordered else None,
    }
    return [_row(section, f"{name}, {how}", "", None, value) for how, value in figures.items()]


def _part(some: int, whole: int, per: int = 100) -> float | None:
    return per * some / whole if whole else None


def _row(section: str, name: str, unit: str, count: int | None, value: float | None) -> Figure:
    return Figure(section=section, name=name, unit=unit, count=count, value=value)


# Kinds of mention whose retelling would be counted twice.
_TOLD = ("event", "outcome", "group", "actor", "place")
_LETTER = re.compile(r"\w")
_STOP = re.compile(r"[.؟!]+[”»\"]?(?=\s|$)")
