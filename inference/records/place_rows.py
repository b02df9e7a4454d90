"""Where things are: one row a place, and the point that other rows use. Knows no events.

A mention is the gazetteer's place that its own words give, else that of the nearest mention that it
is `same_as`, else of its thread. What has no match keeps its name and has no coordinates.
"""

from collections.abc import Iterable, Sequence

from msgspec import Struct

from inference.records.actor_rows import Actors
from inference.records.marks import Marks
from inference.records.names import common_name
from inference.records.rows import PlaceRow
from inference.records.scenes import Scenes
from inference.records.threads import Threads
from inference.resolve.place_queries import place_queries
from inference.resolve.places import Gazetteer, PlaceMatch

# ACLED's geo precision of what is only known to lie in or near a town, and in a region.
NEAR, REGION = 2, 3
_REGIONS = frozenset({"country", "governorate", "district", "subdistrict", "region", "countryside"})


class Spot(Struct, frozen=True):
    """The place of an event or group: its row's id, and a point with ACLED's precision."""

    place_id: str
    point: tuple[float, float, int] | None


class Places:
    """The places of a document by mention."""

    def __init__(
        self, marks: Marks, threads: Threads, scenes: Scenes, gazetteer: Gazetteer
    ) -> None:
        self._marks = marks
        self._threads = threads
        self._scenes = scenes
        queries = place_queries(marks.tidy())
        found = dict(zip(queries, gazetteer.resolve(list(queries.values())), strict=True))
        self._match: dict[str, PlaceMatch] = {}
        names = [name for name in marks.of_kind("place") if name in found]
        for name in names:
            # A wrong link far back must not rename what stands nearer: the nearest earlier name.
            match = (
                found[name]
                or next(filter(None, map(found.get, threads.antecedents(name))), None)
                or _best([found.get(m) for m in threads.members(threads.of(name))])
            )
            if match:
                self._match[name] = match
        self._generic = {n for n in names if gazetteer.is_generic(marks.surface(n))}
        self._names = names

    def value(self, name: str) -> str | None:
        """The gazetteer's place_id of a mention, None where it cannot be told."""
        match = self._match.get(name)
        return match.place_id if match else None

    def id_of(self, name: str) -> str:
        """The gazetteer's place_id, else the first unmatched mention of the thread."""
        if name in self._match:
            return self._match[name].place_id
        thread = self._threads.members(self._threads.of(name))
        return next(m for m in thread if m not in self._match)

    def country(self, mentions: Iterable[str]) -> str | None:
        """The country of the first matched place, as the gazetteer's place_id."""
        found = (self._match[name].row.country for name in mentions if name in self._match)
        return next((country for country in found if country), None)

    def names(self, mentions: Iterable[str]) -> list[str]:
        """Names to show for what some mentions stand for."""
        found = []
        for name in mentions:
            match = self._match.get(name)
            found.append(match.row.name_ar if match else self._name(self._threads.of(name)))
        return list(dict.fromkeys(found))

    def spot(self, sites: Sequence[str], within: Sequence[str] = ()) -> Spot | None:
        """The first of some places that is no whole region, else one in what surrounds it.

        `sites`: places themselves, `within`: what they lie in. A plural (`المدينتين`) stands for
        its parts.
        """
        near = self._single(sites)
        wide = self._single([*within, *self._around(near)])
        around = [name for name in (*wide, *near) if name in self._match]
        around = sorted(around, key=self._is_region)
        for name in near:
            if name in self._match and not self._is_region(name):
                return Spot(self.id_of(name), self._match[name].point or self._lent(around))
        for name in (*near, *wide):
            if self._is_unknown_village(name):
                return Spot(self.id_of(name), self._lent(around))
            if name in wide and name in self._match and not self._is_region(name):
                return Spot(self.id_of(name), self._lent([name, *around]))
        if around:
            name = around[0]
            point = self._match[name].point if name in near else self._lent(around)
            return Spot(self.id_of(name), point)
        return next((Spot(self.id_of(name), None) for name in (*near, *wide)), None)

    def rows(self, actors: Actors) -> tuple[list[PlaceRow], dict[str, list[str]]]:
        """A row a place in the order of the text, and the mentions that each was read from."""
        by_id: dict[str, list[str]] = {}
        for name in self._names:
            if name in self._match or not self._threads.is_plural(self._threads.of(name)):
                by_id.setdefault(self.id_of(name), []).append(name)
        return [self._row(i, names, actors) for i, names in by_id.items()], by_id

    def _row(self, place_id: str, names: list[str], actors: Actors) -> PlaceRow:
        matches = [self._match[name] for name in names if name in self._match]
        match = max(matches, key=lambda m: m.score, default=None)
        row = match.row if match else None
        point = min((m.point for m in matches if m.point), key=lambda p: p[2], default=None)
        holders = [h for name in names for h in self._marks.tails(name, "part_of")]
        parents = [self.id_of(h) for h in holders if self.id_of(h) != place_id]
        controllers = self._marks.in_order(
            c for name in names for c in self._marks.tails(name, "controlled_by")
        )
        return PlaceRow(
            place_id=place_id,
            doc_id=self._marks.document.id,
            name_ar=row.name_ar if row else self._name(self._threads.of(names[0])),
            name_en=(row.name_en or None) if row else None,
            kind=row.kind if row else self._marks.type(names[0]).lower(),
            parent_id=(row.parent if row else "") or next(iter(parents), None),
            pcode=(row.pcode or None) if row else None,
            admin1=(row.admin1 or None) if row else None,
            admin2=(row.admin2 or None) if row else None,
            admin3=(row.admin3 or None) if row else None,
            latitude=point[0] if point else None,
            longitude=point[1] if point else None,
            geo_precision=point[2] if point else None,
            controlled_by=actors.names(controllers),
            mentions=self._marks.in_order(names),
            score=self._marks.score(names),
        )

    def _name(self, thread: str) -> str:
        return common_name(self._marks, self._threads.members(thread))

    def _single(self, mentions: Sequence[str]) -> list[str]:
        """Mentions of places, plurals taken apart, in their order."""
        found: list[str] = []
        for name in mentions:
            if name in self._match or not self._threads.is_plural(self._threads.of(name)):
                found.append(name)
            else:
                found += self._threads.expand([name])
        return [name for name in found if self._marks.kind(name) == "place"]

    def _around(self, names: Sequence[str]) -> list[str]:
        """What places lie in by the text, nearest first, to the end."""
        found: list[str] = []
        waiting = [holder for name in names for holder in self._scenes.holders(name)]
        for name in waiting:
            if name not in found:
                found.append(name)
                waiting += self._scenes.holders(name)
        return found

    def _is_region(self, name: str) -> bool:
        return self._match[name].row.kind in _REGIONS

    def _is_unknown_village(self, name: str) -> bool:
        """Whether a place has a name that the gazetteer lacks; houses and cars are no places."""
        return (
            name not in self._match
            and name not in self._generic
            and self._marks.type(name) == "PLACE"
        )

    def _lent(self, around: Sequence[str]) -> tuple[float, float, int] | None:
        """The point of what a place lies in, as exact as that is."""
        for name in around:
            if point := self._match[name].point:
                least = REGION if self._is_region(name) else NEAR
                return (*point[:2], max(point[2], least))
        return None


def _best(matches: Iterable[PlaceMatch | None]) -> PlaceMatch | None:
    found = [match for match in matches if match]
    return max(found, key=lambda match: match.score, default=None)
