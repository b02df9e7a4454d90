"""Attributes, values and rows of gold paired with those given. Knows results, no page.

What is compared, and by what, is as `training.evaluate` and `measures.records` count it.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from annotations.document import Document, Mention
from annotations.schema import Schema
from inference.records.assemble import assemble, to_result_fields
from inference.result import Result
from training.measures.records import casualty_key, event_key, words_of_mentions
from training.metrics import Key, right_pairs
from training.report.matching import equal, overlapping, rest
from training.report.told import End, Kind, Pair, Told, in_text_order, told_by

COUNTS = "values of counts found"
DATES = "values of dates found"
CASUALTIES = "casualty rows"
EVENTS = "event rows"


def pair_attributes(gold: Document, result: Result, schema: Schema) -> dict[str, list[Pair]]:
    """Values that differ from the default on right mentions, by the attribute's name."""
    right = right_pairs(gold, result.document())
    tables: dict[str, list[Pair]] = {}
    for attribute in schema.attributes:
        sides = [
            (_attribute(mine, attribute.name), _attribute(theirs, attribute.name))
            for mine, theirs in right
        ]
        tables[attribute.name] = _told_pairs(sides)
    return tables


def pair_records(gold: Document, result: Result, schema: Schema) -> dict[str, list[Pair]]:
    """Values of right COUNT and DATE mentions, casualty rows and event rows, by table."""
    values, rows = to_result_fields(assemble(gold, schema))
    read = result.document()
    given = {mention.id: mention.value for mention in result.mentions}
    right = right_pairs(gold, read)
    tables = {}
    for table, kind in ((COUNTS, "COUNT"), (DATES, "DATE")):
        tables[table] = _told_pairs(
            [
                (_value(mine, values.get(mine.id)), _value(theirs, given[theirs.id]))
                for mine, theirs in right
                if mine.type == kind
            ]
        )
    sides = (_Rows(gold, rows), _Rows(read, result.records))
    tables[CASUALTIES] = _row_pairs(*(side.casualties() for side in sides))
    tables[EVENTS] = _row_pairs(*(side.events() for side in sides))
    return tables


class _Rows:
    """The rows of one side: what is compared, and what is shown of it."""

    def __init__(
        self, document: Document, records: Mapping[str, Sequence[Mapping[str, Any]]]
    ) -> None:
        self._records = records
        self._names = words_of_mentions(document)
        self._places = {row["place_id"]: row["name_ar"] for row in records.get("places", ())}

    def casualties(self) -> list[tuple[Key, Told]]:
        """Outcome, least and most, scope and the words of the group."""
        return [
            (
                casualty_key(row),
                _row(row, row["outcome"], ("outcome", "count_min", "count_max", "scope", "text")),
            )
            for row in self._records["casualties"]
        ]

    def events(self) -> list[tuple[Key, Told]]:
        """Type, place, dates and realis."""
        found: list[tuple[Key, Told]] = []
        for row in self._records["events"]:
            names = ("event_type", "place", "place_id", "date_start", "date_end", "realis")
            told = _row({**row, **self._place(row["place_id"])}, row["event_type"], names)
            found.append((event_key(row, self._names), told))
        return found

    def _place(self, place_id: str | None) -> dict[str, str | None]:
        """The name and id of a place that a table knows, of another its words in the text."""
        if place_id is None or place_id in self._names:
            words_of = " ".join(self._names.get(place_id or "", ()))
            return {"place": words_of, "place_id": None}
        return {"place": self._places.get(place_id), "place_id": place_id}


def _row(row: Mapping[str, Any], label: str | None, names: Sequence[str]) -> Told:
    label = label or "none"
    fields = {name: "" if row[name] is None else str(row[name]) for name in names}
    return Told(label=label, ends=((row["start"], row["end"], label),), fields=fields)


def _attribute(mention: Mention, name: str) -> Told | None:
    value = mention.attributes.get(name)
    return None if value is None else Told(label=value, ends=(_end(mention),))


def _value(mention: Mention, value: Mapping[str, Any] | None) -> Told | None:
    if value is None:
        return None
    fields = {name: "" if item is None else str(item) for name, item in value.items()}
    return Told(label=mention.type, ends=(_end(mention),), fields=fields)


def _end(mention: Mention) -> End:
    return mention.start, mention.end, mention.type


def _told_pairs(sides: Sequence[tuple[Told | None, Told | None]]) -> list[Pair]:
    return in_text_order(
        Pair(kind=told_by(mine, theirs), gold=mine, given=theirs)
        for mine, theirs in sides
        if mine or theirs
    )


def _row_pairs(wanted: Sequence[tuple[Key, Told]], found: Sequence[tuple[Key, Told]]) -> list[Pair]:
    """Rows that are right, then those that share words of the text, then the rest."""
    exact = equal([key for key, _ in wanted], [key for key, _ in found])
    mine = [wanted[n][1] for n in rest(len(wanted), [a for a, _ in exact])]
    theirs = [found[n][1] for n in rest(len(found), [b for _, b in exact])]
    near = overlapping([told.ends[0] for told in mine], [told.ends[0] for told in theirs])
    pairs = [Pair(kind=Kind.RIGHT, gold=wanted[a][1], given=found[b][1]) for a, b in exact]
    pairs += [Pair(kind=Kind.VALUE, gold=mine[a], given=theirs[b]) for a, b in near]
    pairs += [Pair(kind=Kind.MISSED, gold=mine[n]) for n in rest(len(mine), [a for a, _ in near])]
    pairs += [
        Pair(kind=Kind.MADE_UP, given=theirs[n]) for n in rest(len(theirs), [b for _, b in near])
    ]
    return in_text_order(pairs)
