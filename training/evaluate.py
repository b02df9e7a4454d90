"""A saved bundle measured on gold documents, through `Extractor`: what ships is what is measured.

Knows bundles, documents and measures; the terminal's tables are made in `tables.py`.
"""

from collections.abc import Sequence
from typing import Any

from msgspec import Struct, to_builtins

from annotations.bio import place_on_words
from annotations.document import Document
from annotations.schema import Schema
from annotations.words import words
from inference.extractor import Extractor
from inference.result import Result
from training.measures.breakdown import Part, breakdown
from training.measures.records import RecordScores, record_scores
from training.measures.reliability import Reliability, reliability, rightness
from training.measures.resampling import (
    DRAWS,
    LEVEL,
    SEED,
    Difference,
    Interval,
    difference,
    interval,
)
from training.measures.sequences import seqeval_scores
from training.measures.spans import mention_tables, relation_table
from training.metrics import (
    Score,
    by_document,
    mention_keys,
    pooled,
    relation_keys,
    right_pairs,
)


class Evaluation(Struct, frozen=True, kw_only=True):
    """Scores by table and type, and the number of documents and words that they stand on.

    `records` is None for a schema of one's own, which has mentions alone. `calibration`: by
    mentions, relations, relations_given_mentions. `intervals` and `by_document` (strict scores in
    the documents' order): by mentions and relations.
    """

    documents: int
    words: int
    mentions: dict[str, Score]
    mentions_boundary: dict[str, Score]
    mentions_partial: dict[str, Score]
    relations: dict[str, Score]
    relations_boundary: dict[str, Score]
    relations_given_mentions: dict[str, Score]
    attributes: dict[str, Score]
    seqeval: dict[str, float]
    records: RecordScores | None
    calibration: dict[str, Reliability]
    intervals: dict[str, Interval | None]
    by: dict[str, dict[str, Part]]
    by_document: dict[str, list[Score]]

    def plain(self) -> dict[str, Any]:
        """The JSON of `marsad evaluate --json`."""
        return {
            "documents": self.documents,
            "words": self.words,
            "mentions": {
                "strict": _table(self.mentions),
                "boundary": _table(self.mentions_boundary),
                "partial": _table(self.mentions_partial),
                "seqeval": self.seqeval,
            },
            "relations": {
                "strict": _table(self.relations),
                "boundary": _table(self.relations_boundary),
                "given_mentions": _table(self.relations_given_mentions),
            },
            "attributes": {name: _plain(score) for name, score in self.attributes.items()},
            "figures": self.records and {
                "counts": _plain(self.records.counts),
                "dates": _plain(self.records.dates),
                "casualties": _table(self.records.casualties, "by_count"),
                "events": _table(self.records.events),
            },
            "calibration": _rounded(to_builtins(self.calibration)),
            "intervals": {
                **_rounded(to_builtins(self.intervals)),
                "level": LEVEL,
                "draws": DRAWS,
                "seed": SEED,
            },
            "by": {
                name: {
                    part: {
                        "documents": p.documents,
                        "words": list(p.words),
                        "mentions": _plain(p.mentions),
                        "relations": _plain(p.relations),
                    }
                    for part, p in parts.items()
                }
                for name, parts in self.by.items()
            },
        }  # fmt: skip


class Readings(Struct, frozen=True, kw_only=True):
    """What a model gives, one result a gold document, in their order.

    `with_mentions`: its relations between the gold mentions.
    """

    results: list[Result]
    with_mentions: list[Result]


def evaluate(extractor: Extractor, gold: Sequence[Document]) -> Evaluation:
    """Read every document and score it. None is left out: an unread one scores nothing."""
    readings = read_both(extractor, gold)
    schema = extractor.bundle.config.schema
    return score(gold, readings.results, readings.with_mentions, schema)


def read_both(extractor: Extractor, gold: Sequence[Document]) -> Readings:
    """Read every document twice: from its text alone, and with the gold mentions."""
    schema = extractor.bundle.config.schema
    with_mentions = [_given_mentions(extractor, document, schema) for document in gold]
    return Readings(results=read(extractor, gold), with_mentions=with_mentions)


def read(extractor: Extractor, gold: Sequence[Document]) -> list[Result]:
    """What a model gives for the texts of gold documents, in their order."""
    return list(extractor.extract_many((d.id, d.text, d.meta) for d in gold))


def score(
    gold: Sequence[Document],
    results: Sequence[Result],
    with_mentions: Sequence[Result],
    schema: Schema,
) -> Evaluation:
    """Score results, one a gold document; `with_mentions`: relations between the gold mentions."""
    given = [result.document() for result in results]
    tables = pooled(gold, given, schema)
    mentions = mention_tables(gold, given, schema)
    between_gold = [result.document() for result in with_mentions]
    singly = by_document(gold, given, schema)
    return Evaluation(
        documents=len(gold),
        words=sum(len(words(document.text)) for document in gold),
        mentions=tables["mentions"],
        mentions_boundary=mentions["boundary"],
        mentions_partial=mentions["partial"],
        relations=tables["relations"],
        relations_boundary=relation_table(gold, given, schema),
        relations_given_mentions=pooled(gold, between_gold, schema)["relations"],
        attributes=_attributes(gold, given, schema),
        seqeval=seqeval_scores(gold, given, schema),
        records=record_scores(gold, results, schema),
        calibration={
            "mentions": _mention_scores(gold, results),
            "relations": _relation_scores(gold, results, schema),
            "relations_given_mentions": _relation_scores(gold, with_mentions, schema),
        },
        intervals={name: interval(scores) for name, scores in singly.items()},
        by=breakdown(gold, given, schema),
        by_document=singly,
    )


def against(
    scores: Evaluation, other: Extractor, gold: Sequence[Document]
) -> dict[str, Difference | None]:
    """`scores` less those of another model on the same gold: strict F1, mentions and relations."""
    given = [result.document() for result in read(other, gold)]
    theirs = by_document(gold, given, other.bundle.config.schema)
    return {name: difference(ours, theirs[name]) for name, ours in scores.by_document.items()}


def plain_difference(model: str, found: dict[str, Difference | None]) -> dict[str, Any]:
    """The JSON of a comparison, `against` in that of `marsad evaluate --against`."""
    return {"model": model, **_rounded(to_builtins(found))}


def _given_mentions(extractor: Extractor, document: Document, schema: Schema) -> Result:
    """The model's relations between the gold mentions."""
    placed, _ = place_on_words(document.mentions, words(document.text), schema.types)
    return extractor.reader.given(document.id, document.text, [item for _, item in placed])


def _mention_scores(gold: Sequence[Document], results: Sequence[Result]) -> Reliability:
    found = [(n, *key) for n, r in enumerate(results) for key in mention_keys(r.document())]
    wanted = [(n, *key) for n, d in enumerate(gold) for key in mention_keys(d)]
    scores = [m.score for result in results for m in result.mentions]
    return reliability(scores, rightness(wanted, found), len(wanted))


def _relation_scores(
    gold: Sequence[Document], results: Sequence[Result], schema: Schema
) -> Reliability:
    found = [(n, key) for n, r in enumerate(results) for key in relation_keys(r.document(), schema)]
    wanted = [(n, key) for n, d in enumerate(gold) for key in relation_keys(d, schema)]
    scores = [r.score for result in results for r in result.relations]
    return reliability(scores, rightness(wanted, found), len(wanted))


def _attributes(
    gold: Sequence[Document], given: Sequence[Document], schema: Schema
) -> dict[str, Score]:
    """Values that differ from the default, on mentions that are right themselves."""
    pairs = [pair for a, b in zip(gold, given, strict=True) for pair in right_pairs(a, b)]
    scores = {}
    for attribute in schema.attributes:
        values = [tuple(m.attributes.get(attribute.name) for m in pair) for pair in pairs]
        scores[attribute.name] = Score(
            sum(mine is not None and mine == theirs for mine, theirs in values),
            sum(theirs is not None for _, theirs in values),
            sum(mine is not None for mine, _ in values),
        )
    return scores


def _table(scores: dict[str, Score], parts: str = "by_type") -> dict[str, Any]:
    rest = {name: _plain(s) for name, s in scores.items() if name != "all"}
    return {**_plain(scores["all"]), parts: rest}


def _plain(score: Score) -> dict[str, float]:
    return {
        "precision": round(score.precision, 4),
        "recall": round(score.recall, 4),
        "f1": round(score.f1, 4),
        "right": score.right,
        "given": score.given,
        "wanted": score.wanted,
    }


def _rounded(value: Any) -> Any:
    """Plain values with their fractions to four places."""
    if isinstance(value, float):
        return round(value, 4)
    if isinstance(value, dict):
        return {name: _rounded(item) for name, item in value.items()}
    return [_rounded(item) for item in value] if isinstance(value, list) else value
