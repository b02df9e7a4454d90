"""A saved bundle measured on gold documents, through `Extractor`: what ships is what is measured.

Knows bundles, documents and measures; the terminal table is made in `report.py`.
"""

from collections.abc import Sequence
from typing import Any

from msgspec import Struct
from seqeval.metrics.v1 import precision_recall_fscore_support
from seqeval.scheme import IOB2

from annotations.bio import place_on_words
from annotations.document import Document
from annotations.schema import Schema
from annotations.words import words
from inference.extractor import Extractor
from training.metrics import Score, pooled, tag_sequences


class Evaluation(Struct, frozen=True):
    """Scores by table and type, and the number of documents, words and seconds they stand on."""

    documents: int
    words: int
    mentions: dict[str, Score]
    relations: dict[str, Score]
    relations_given_mentions: dict[str, Score]
    attributes: dict[str, Score]
    seqeval: dict[str, float]

    def plain(self) -> dict[str, Any]:
        """The JSON of `marsad evaluate --json`."""

        def table(scores: dict[str, Score]) -> dict[str, Any]:
            by_type = {name: _plain(s) for name, s in scores.items() if name != "all"}
            return {**_plain(scores["all"]), "by_type": by_type}

        return {
            "documents": self.documents,
            "words": self.words,
            "mentions": {"strict": table(self.mentions), "seqeval": self.seqeval},
            "relations": {
                "strict": table(self.relations),
                "given_mentions": table(self.relations_given_mentions),
            },
            "attributes": {name: _plain(score) for name, score in self.attributes.items()},
        }


def evaluate(extractor: Extractor, gold: Sequence[Document]) -> Evaluation:
    """Read every document and score it. None is left out: an unread one scores nothing."""
    schema = extractor.bundle.config.schema
    given = [r.document() for r in extractor.extract_many((d.id, d.text, d.meta) for d in gold)]
    tables = pooled(gold, given, schema)
    with_mentions = [_given_mentions(extractor, document, schema) for document in gold]
    return Evaluation(
        documents=len(gold),
        words=sum(len(words(document.text)) for document in gold),
        mentions=tables["mentions"],
        relations=tables["relations"],
        relations_given_mentions=pooled(gold, with_mentions, schema)["relations"],
        attributes=_attributes(gold, given, schema),
        seqeval=_seqeval(gold, given, schema),
    )


def _given_mentions(extractor: Extractor, document: Document, schema: Schema) -> Document:
    """The model's relations between the gold mentions."""
    placed, _ = place_on_words(document.mentions, words(document.text), schema.types)
    result = extractor.reader.given(document.id, document.text, [item for _, item in placed])
    return result.document()


def _attributes(
    gold: Sequence[Document], given: Sequence[Document], schema: Schema
) -> dict[str, Score]:
    """Values that differ from the default, on mentions that are right themselves."""
    scores = {}
    for attribute in schema.attributes:
        wanted: list[tuple[object, ...]] = []
        found: list[tuple[object, ...]] = []
        for number, (left, right) in enumerate(zip(gold, given, strict=True)):
            mine = {(m.start, m.end, m.type): m for m in left.mentions}
            theirs = {(m.start, m.end, m.type): m for m in right.mentions}
            for key in mine.keys() & theirs.keys():
                for side, mention in ((wanted, mine[key]), (found, theirs[key])):
                    value = mention.attributes.get(attribute.name)
                    if value:
                        side.append((number, key, value))
        right_ones = len(set(wanted) & set(found))
        scores[attribute.name] = Score(right_ones, len(found), len(wanted))
    return scores


def _seqeval(
    gold: Sequence[Document], given: Sequence[Document], schema: Schema
) -> dict[str, float]:
    """Strict IOB2 scores by seqeval, micro and macro, as others publish them."""
    left, right = tag_sequences(gold, schema), tag_sequences(given, schema)
    report: dict[str, float] = {}
    for average in ("micro", "macro"):
        precision, recall, f1, _ = precision_recall_fscore_support(
            left, right, average=average, mode="strict", scheme=IOB2, zero_division=0
        )
        report |= {
            f"{average}_precision": float(precision),
            f"{average}_recall": float(recall),
            f"{average}_f1": float(f1),
        }
    return report


def _plain(score: Score) -> dict[str, float | int]:
    return {
        "precision": round(score.precision, 4),
        "recall": round(score.recall, 4),
        "f1": round(score.f1, 4),
        "right": score.right,
        "given": score.given,
        "wanted": score.wanted,
    }
