"""A marked document to its records, from mentions to checks. Knows the order of the work.

Works alike on documents that people marked and on those that a model read: what is unlawful or
circular is left out (`marks`, `trees`), what is not told stays None.
"""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

import msgspec
from msgspec import Struct

from annotations.document import Document
from annotations.schema import Schema
from inference.records.actor_rows import ActorNames, Actors
from inference.records.casualties import CasualtyTable
from inference.records.events import EventTable
from inference.records.incidents import Incidents
from inference.records.ledger import Ledger
from inference.records.marks import Marks
from inference.records.place_rows import Places
from inference.records.rows import Records
from inference.records.settings import Settings
from inference.records.story import Story
from inference.records.tolls import Tolls
from inference.records.traits import read_all
from inference.records.values import read_values
from inference.records.when import published
from inference.resolve.actors import ActorTable
from inference.resolve.places import Gazetteer

TABLES = ("events", "casualties", "places", "actors", "checks")


class Knowledge(Struct, frozen=True):
    """The tables that names are looked up in. Opened once, shared by all documents."""

    gazetteer: Gazetteer
    actors: ActorTable

    @staticmethod
    @cache
    def default() -> "Knowledge":
        """The tables that ship."""
        return Knowledge(Gazetteer.default(), ActorTable.default())


def assemble(
    document: Document,
    schema: Schema,
    *,
    scores: Mapping[str, float] | None = None,
    knowledge: Knowledge | None = None,
) -> Records:
    """The records of one document.

    `scores`: the probability of each mention by its id, where a model found them. Dates are told
    against `meta["published"]` (ISO); without it relative ones stay unresolved.
    """
    known = knowledge or Knowledge.default()
    marks = Marks(document, schema, scores)
    day = published(document.meta.get("published"))
    names = ActorNames(marks, known.actors, year=day.year if day else None)
    story = Story.read(marks, names.sides())
    actors = Actors(marks, story.threads, names)
    places = Places(marks, story.threads, story.scenes, known.gazetteer)
    settings = Settings(story)
    incidents = Incidents(story, settings)
    traits = read_all(story, actors)
    tolls = Tolls(story, incidents, traits)
    table = EventTable(story, traits=traits, actors=actors, places=places, tolls=tolls)
    casualties = CasualtyTable(
        story,
        settings=settings,
        traits=traits,
        actors=actors,
        places=places,
        incidents=incidents,
        tolls=tolls,
    ).rows()
    place_rows, place_mentions = places.rows(actors)
    actor_rows, actor_mentions = actors.rows()
    told = {group.main: group.mentions for group in story.groups.by_name.values()}
    return Records(
        events=[table.row(incident) for incident in incidents.by_name.values()],
        casualties=casualties,
        places=place_rows,
        actors=actor_rows,
        checks=Ledger(story, traits).checks(),
        values=read_values(story, places, actors),
        evidence={
            "events": {
                i.mentions[0]: _spans(marks, (*i.mentions, *i.outcomes))
                for i in incidents.by_name.values()
            },
            "casualties": {
                row.casualty_id: _spans(marks, told[row.casualty_id]) for row in casualties
            },
            "places": {name: _spans(marks, ids) for name, ids in place_mentions.items()},
            "actors": {name: _spans(marks, ids) for name, ids in actor_mentions.items()},
        },
    )


def to_result_fields(
    records: Records,
) -> tuple[dict[str, dict[str, Any] | None], dict[str, list[dict[str, Any]]]]:
    """Values by mention id, and the records as plain rows, for a `Result`."""
    rows = {name: msgspec.to_builtins(getattr(records, name)) for name in TABLES}
    return records.values, rows


def _spans(marks: Marks, names: Iterable[str]) -> list[tuple[int, int]]:
    return [(marks.mention(name).start, marks.mention(name).end) for name in marks.in_order(names)]
