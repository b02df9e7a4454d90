"""Incidents as rows of the table of events. Knows how columns are filled, not what merges."""

from collections.abc import Iterable, Mapping

from inference.records.actor_rows import Actors
from inference.records.codes import Circumstances, codes
from inference.records.figures import written
from inference.records.incidents import Incident
from inference.records.place_rows import Places
from inference.records.rows import EventRow
from inference.records.scopes import CUMULATIVE
from inference.records.story import Story
from inference.records.tolls import Tolls
from inference.records.traits import Traits
from inference.resolve.counts import read_group
from inference.resolve.nouns import phrases
from inference.resolve.numbers import tokens

# Blows that their own noun may count (`غارتين`): an attack or a clash is no blow.
COUNTED = frozenset({"AIRSTRIKE", "SHELLING", "EXPLOSION"})
SINGLE = frozenset({"غاره", "ضربه", "طلعه", "رشقه", "انفجار", "تفجير"})
CIVIL = frozenset({"civil", "civilians", "tribe"})
STATE = frozenset({"state_forces", "state_police"})


class EventTable:
    """Rows of incidents."""

    def __init__(
        self,
        story: Story,
        *,
        traits: Mapping[str, Traits],
        actors: Actors,
        places: Places,
        tolls: Tolls,
    ) -> None:
        self._marks = story.marks
        self._threads = story.threads
        self._figures = story.figures
        self._groups = story.groups
        self._fates = story.fates
        self._traits = traits
        self._actors = actors
        self._places = places
        self._tolls = tolls

    def row(self, incident: Incident) -> EventRow:
        """The row of an incident."""
        marks, scene, when = self._marks, incident.scene, incident.when
        spot = self._places.spot([*scene.places, *scene.targets], scene.within)
        point = spot.point if spot else None
        dead, wounded = self._tolls.dead(incident.name), self._tolls.wounded(incident.name)
        hit = self._tolls.hit(incident.name)
        targeting = self._targeting(incident, hit)
        outcomes = [*incident.mentions, *incident.outcomes]
        code = codes(
            Circumstances(
                type=incident.type,
                words=tuple(marks.surface(n) for n in (*incident.mentions, *scene.weapons)),
                civilians=targeting,
                winner=self._winner(incident),
                planned=incident.realis != "actual",
                outcomes=frozenset(
                    {marks.type(n) for n in outcomes} | {self._outcome(g) for g in hit}
                ),
            )
        )
        first = marks.mention(incident.mentions[0])
        return EventRow(
            event_id=incident.mentions[0],
            doc_id=marks.document.id,
            event_type=incident.type,
            acled_event_type=code.acled_event_type,
            acled_sub_event_type=code.acled_sub_event_type,
            plover_event=code.plover_event,
            plover_mode=code.plover_mode,
            realis=incident.realis,
            date_start=when.start if when else None,
            date_end=when.end if when else None,
            date_precision=when.precision if when else None,
            date_text=when.text if when else None,
            actors=self._actors.names(scene.agents),
            targets=self._names(scene.targets),
            place_id=spot.place_id if spot else None,
            latitude=point[0] if point else None,
            longitude=point[1] if point else None,
            geo_precision=point[2] if point else None,
            weapons=self._surfaces(scene.weapons),
            strikes=self._strikes(incident),
            deaths_best=dead.best,
            deaths_low=dead.low,
            deaths_high=dead.high,
            deaths_civilians=dead.civilians,
            wounded_best=wounded.best,
            civilian_targeting=targeting,
            source=self._surfaces(scene.sources),
            mentions=list(incident.mentions),
            start=first.start,
            end=first.end,
            score=marks.score(incident.mentions),
        )

    def _names(self, mentions: Iterable[str]) -> list[str]:
        """Names of whatever is aimed at: actors, places, groups; plurals taken apart."""
        found: list[str] = []
        for name in mentions:
            for thread in self._threads.expand([name]):
                kind = self._marks.kind(thread)
                if kind == "place":
                    own = self._threads.of(name) == thread
                    found += self._places.names([name if own else thread])
                elif kind in ("actor", "person"):
                    found += self._actors.names([thread])
                else:
                    group = self._groups.by_name.get(thread)
                    found.append(self._marks.surface(group.main if group else thread))
        return list(dict.fromkeys(found))

    def _surfaces(self, mentions: Iterable[str]) -> list[str]:
        return list(dict.fromkeys(self._marks.surface(name) for name in mentions))

    def _strikes(self, incident: Incident) -> int | None:
        """How many blows: as counted, else as the noun says; running totals are left out."""
        said: list[int] = []
        for name in incident.mentions:
            for count in self._figures.own(name):
                is_total = self._marks.attribute(count, "scope") == CUMULATIVE
                if not is_total and not self._marks.tails(count, "subtotal_of"):
                    values = [figure.value for figure in self._figures.of(count)]
                    said += [figure for v in values if (figure := written(v)) is not None]
        if said or incident.type not in COUNTED:
            return said[0] if said else None
        for name in incident.mentions:
            surface = self._marks.surface(name)
            read = phrases(tokens(surface))
            value = read_group(surface) if read and read[0].head.noun.kind == "event" else None
            if value is None or value.min != value.max or self._figures.own(name):
                continue
            # `غارة` is one blow and `استهدافين` two; `استهداف` alone may be a whole day's.
            if value.min > 1 or read[0].head.noun.lemma in SINGLE:
                said.append(value.min)
        return max(said, default=None)

    def _outcome(self, group: str) -> str:
        fate = self._fates.of(group)
        return (fate.outcome if fate else None) or ""

    def _targeting(self, incident: Incident, hit: list[str]) -> bool | None:
        """Whether civilians, and no fighters, were hit or aimed at; no clash aims at civilians."""
        if incident.type == "CLASH":
            return False
        aimed = self._threads.expand(incident.scene.targets)
        said = {self._traits[g].status for g in [*hit, *aimed] if g in self._traits}
        for thread in aimed:
            if self._marks.kind(thread) in ("actor", "person"):
                kind = self._actors.kind_of(thread)
                said.add("civilian" if kind in CIVIL else "combatant" if kind else "unknown")
        if "civilian" in said and not said & {"combatant", "mixed"}:
            return True
        return False if said & {"combatant"} and not said & {"civilian", "mixed"} else None

    def _winner(self, incident: Incident) -> str:
        """Who took a place: forces of the state that it lies in, or anybody else."""
        country = self._places.country(incident.scene.sites())
        kinds = set()
        for thread in self._threads.expand(incident.scene.agents):
            kind = self._actors.kind_of(thread)
            if kind:
                at_home = self._actors.id_of(thread).split(".")[0] == country
                kinds.add("state" if kind in STATE and at_home else "nonstate")
        return "state" if "state" in kinds else "nonstate" if kinds else ""
