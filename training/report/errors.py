"""Everything that is wrong, document by document, held against the counts of the scores.

Knows documents, results and evaluations; no page.
"""

from collections.abc import Iterator, Sequence

from msgspec import Struct

from annotations.document import Document
from annotations.schema import Schema
from inference.result import Result
from training.evaluate import Evaluation, Readings
from training.metrics import Score
from training.report.figures import (
    CASUALTIES,
    COUNTS,
    DATES,
    EVENTS,
    pair_attributes,
    pair_records,
)
from training.report.marks import pair_mentions, pair_relations
from training.report.told import Kind, Pair

MENTIONS = "mentions, strict"
RELATIONS = "relations, strict"
GIVEN = "relations, mentions given"


class Compared(Struct, frozen=True, kw_only=True):
    """A document of gold and all that either side says of it, table by table, right or wrong."""

    document: Document
    tables: dict[str, list[Pair]]

    def errors(self) -> dict[str, list[Pair]]:
        """What is wrong, by table; only tables with an error."""
        wrong = {
            name: [pair for pair in pairs if pair.kind is not Kind.RIGHT]
            for name, pairs in self.tables.items()
        }
        return {name: pairs for name, pairs in wrong.items() if pairs}


class Balance(Struct, frozen=True, kw_only=True):
    """Errors of one table: as the scores count them, and as they are shown."""

    table: str
    missed: int
    made_up: int
    shown_missed: int
    shown_made_up: int

    @property
    def holds(self) -> bool:
        """Whether every error is shown, and none that does not count."""
        return (self.missed, self.made_up) == (self.shown_missed, self.shown_made_up)


def compared(
    gold: Sequence[Document], readings: Readings, schema: Schema, *, records: bool
) -> Iterator[Compared]:
    """Each document of gold with what was read in it. `records`: whether there are rows."""
    for document, result, between in zip(
        gold, readings.results, readings.with_mentions, strict=True
    ):
        yield Compared(
            document=document,
            tables=_tables(document, result, between, schema, records=records),
        )


def balance(documents: Sequence[Compared], scores: Evaluation) -> list[Balance]:
    """For each table of the scores whether what is shown adds up to what they count."""
    lines = []
    errors = [document.errors() for document in documents]
    for table, score in _counted(scores).items():
        wrong = [pair for one in errors for pair in one.get(table, ())]
        lines.append(
            Balance(
                table=table,
                missed=int(score.wanted - score.right),
                made_up=int(score.given - score.right),
                shown_missed=sum(pair.gold is not None for pair in wrong),
                shown_made_up=sum(pair.given is not None for pair in wrong),
            )
        )
    return lines


def attribute_table(name: str) -> str:
    """The table of an attribute."""
    return f"attribute {name}, on mentions found"


def _tables(
    document: Document, result: Result, between: Result, schema: Schema, *, records: bool
) -> dict[str, list[Pair]]:
    mentions = pair_mentions(document, result)
    tables = {
        MENTIONS: mentions,
        RELATIONS: pair_relations(document, result, schema, mentions),
        GIVEN: pair_relations(document, between, schema, pair_mentions(document, between)),
    }
    for name, pairs in pair_attributes(document, result, schema).items():
        tables[attribute_table(name)] = pairs
    return tables | (pair_records(document, result, schema) if records else {})


def _counted(scores: Evaluation) -> dict[str, Score]:
    tables = {
        MENTIONS: scores.mentions["all"],
        RELATIONS: scores.relations["all"],
        GIVEN: scores.relations_given_mentions["all"],
    }
    tables |= {attribute_table(name): score for name, score in scores.attributes.items()}
    if scores.records:
        tables |= {
            COUNTS: scores.records.counts,
            DATES: scores.records.dates,
            CASUALTIES: scores.records.casualties["all"],
            EVENTS: scores.records.events["all"],
        }
    return tables
