"""Who stands against whom in an event, and in which country: what code books ask of a row.

Knows the rows of a report and the tables that names were looked up in; no code book.
"""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from msgspec import Struct

from inference.export.tables import rows_of
from inference.resolve.actor_table import ActorRow
from inference.resolve.actors import ActorTable
from inference.resolve.place_table import PlaceTable
from inference.resolve.places import Gazetteer
from inference.result import Result

# Events that have sides, not a doer and one done to.
MUTUAL = frozenset(("CLASH", "AGREEMENT"))


class Party(Struct, frozen=True):
    """One actor. `name`: ACLED's or the table's English name, else the report's own words.

    `kind`: the actor table's, `unknown` for strangers. `home`: its country's ISO alpha-2 code, or
    `` where the table's id names none.
    """

    name: str
    kind: str
    home: str = ""


class Parties(Struct, frozen=True):
    """The two sides of an event, each in the row's order."""

    first: list[Party]
    second: list[Party]


class Country(Struct, frozen=True):
    """A country by its English name and ISO 3166 alpha-2 code."""

    name: str
    code: str


class Directory:
    """Look-ups for the rows of one report."""

    def __init__(self, result: Result) -> None:
        """`result`: the report whose events are asked for."""
        self._places = {row["place_id"]: row for row in rows_of(result, "places")}
        self._actors = {row["name_ar"]: row for row in rows_of(result, "actors")}

    def parties(self, event: Mapping[str, Any]) -> Parties:
        """Agents against the actors among the targets.

        In a clash without such targets, the first agent with its side and allies against the rest.
        """
        agents = list(event["actors"] or [])
        against = [n for n in event["targets"] or [] if n in self._actors and n not in agents]
        if not against and event["event_type"] in MUTUAL and agents:
            against = [name for name in agents[1:] if not self._together(agents[0], name)]
        return Parties(
            [self._party(name) for name in agents if name not in against],
            [self._party(name) for name in against],
        )

    def place(self, place_id: str | None) -> Mapping[str, Any]:
        """The row of a place; empty where there is none."""
        return self._places.get(place_id, {})

    def country(self, place_id: str | None) -> Country | None:
        """The country that the gazetteer has for a place, or for what the report says holds it."""
        table, seen = _places(), set()
        while place_id and place_id not in seen:
            if place_id in table:
                code = table[place_id].country
                return Country(table[code].name_en, code) if code in table else None
            seen.add(place_id)
            place_id = self.place(place_id).get("parent_id")
        return None

    def _together(self, one: str, other: str) -> bool:
        a, b = self._actors.get(one, {}), self._actors.get(other, {})
        same = a.get("side") is not None and a.get("side") == b.get("side")
        return same or other in (a.get("allied_with") or []) or one in (b.get("allied_with") or [])

    def _party(self, name: str) -> Party:
        row = self._actors.get(name, {})
        known = _actors().get(str(row.get("actor_id")))
        if known:
            home = known.actor_id.split(".")[0]
            home = home if len(home) == 2 and home in _places() else ""
            return Party(known.acled_name or known.name_en or name, known.kind, home)
        return Party(row.get("name_en") or name, row.get("kind") or "unknown")


def names(parties: Iterable[Party]) -> str:
    """The names of several parties as both code books write them."""
    return "; ".join(dict.fromkeys(party.name for party in parties))


@cache
def _actors() -> dict[str, ActorRow]:
    return ActorTable.default().rows


@cache
def _places() -> PlaceTable:
    return Gazetteer.default().table
