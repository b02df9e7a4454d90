"""Figures, dates, casualty rows and event rows against those of the gold marks.

Knows documents, results and how records are made, no model. The gold rows are made by the same
rules from the gold marks: this measures what the model's errors do to a record, not the rules.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct

from annotations.document import Document
from annotations.schema import Schema
from annotations.words import words
from inference.records.assemble import assemble, to_result_fields
from inference.result import Result
from training.metrics import Key, Score, compare, right_pairs, tabulate

BINS = ("0", "1", "2", "3-5", "6+")


class RecordScores(Struct, frozen=True):
    """`counts`, `dates`: values of COUNT and DATE mentions that are right themselves.

    A value that cannot be known is none: not wanted, not given. `casualties`: rows by count bin and
    `all`; `events`: rows by type and `all`.
    """

    counts: Score
    dates: Score
    casualties: dict[str, Score]
    events: dict[str, Score]


def record_scores(
    gold: Sequence[Document], results: Sequence[Result], schema: Schema
) -> RecordScores | None:
    """Compare the records of results with those of gold documents; None where no result has any.

    A casualty row is right when outcome, count_min, count_max, scope and the words of the group
    are; an event row when event_type, place, date_start, date_end and realis are. A place that
    no table knows is compared by its name.
    """
    if results and not any(result.records for result in results):
        return None
    wanted, found = _Side(), _Side()
    for number, (document, result) in enumerate(zip(gold, results, strict=True)):
        values, rows = to_result_fields(assemble(document, schema))
        read = result.document()
        given = {m.id: m.value for m in result.mentions}
        pairs = right_pairs(document, read)
        wanted.rows(number, document, rows)
        found.rows(number, read, result.records)
        wanted.values(number, [(mine.type, values.get(mine.id)) for mine, _ in pairs])
        found.values(number, [(theirs.type, given[theirs.id]) for _, theirs in pairs])
    types = sorted({row[1] for row in (*wanted.events, *found.events)})
    return RecordScores(
        counts=compare(wanted.counts, found.counts),
        dates=compare(wanted.dates, found.dates),
        casualties=tabulate(wanted.casualties, found.casualties, 1, BINS),
        events=tabulate(wanted.events, found.events, 1, types),
    )


def count_bin(count_max: int | None) -> str:
    """The bin of a row by its upper bound; `0` also where the text sets none."""
    if not count_max:
        return "0"
    return str(count_max) if count_max < 3 else "3-5" if count_max < 6 else "6+"


def casualty_key(row: Mapping[str, Any]) -> Key:
    """What is compared of a casualty row: outcome, least and most, scope, words of the group."""
    figure = row["count_min"], row["count_max"]
    return (row["outcome"], *figure, row["scope"], _words(row["text"]))


def event_key(row: Mapping[str, Any], names: Mapping[str, tuple[str, ...]]) -> Key:
    """What is compared of an event row: type, place, dates, realis. `names`: `words_of_mentions`.

    The id of a place that no table knows is that of a mention, which differs by side: its words
    stand for it.
    """
    place = names.get(row["place_id"], row["place_id"])
    return (row["event_type"], place, row["date_start"], row["date_end"], row["realis"])


def words_of_mentions(document: Document) -> dict[str, tuple[str, ...]]:
    """The words of each mention, by its id."""
    return {m.id: _words(document.surface(m)) for m in document.mentions}


class _Side:
    """The keys of one side's values and rows; each begins with the document's number."""

    def __init__(self) -> None:
        self.counts: list[Key] = []
        self.dates: list[Key] = []
        self.casualties: list[tuple[Any, ...]] = []
        self.events: list[tuple[Any, ...]] = []

    def values(self, number: int, items: Sequence[tuple[str, dict[str, Any] | None]]) -> None:
        """Type and value of right mentions, in one order for both sides."""
        for place, (kind, value) in enumerate(items):
            if value is not None and kind in ("COUNT", "DATE"):
                into = self.counts if kind == "COUNT" else self.dates
                into.append((number, place, *sorted(value.items())))

    def rows(
        self, number: int, document: Document, records: Mapping[str, list[dict[str, Any]]]
    ) -> None:
        """Casualty and event rows of a document."""
        names = words_of_mentions(document)
        # A report that could not be read has none.
        for row in records.get("casualties", ()):
            key = casualty_key(row)
            self.casualties.append((number, count_bin(row["count_max"]), *key))
        for row in records.get("events", ()):
            self.events.append((number, *event_key(row, names)))


def _words(text: str) -> tuple[str, ...]:
    return tuple(text[span.start : span.end] for span in words(text))
