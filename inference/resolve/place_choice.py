"""Which of the places that bear a name is meant: by hierarchy, nearness, kind. Knows no report.

The weights were set by reading the matches of `../shared/real/dev.jsonl`; they rank, they are no
probabilities.
"""

import math
from collections.abc import Callable, Sequence
from functools import lru_cache, partial

from msgspec import Struct

from inference.resolve.place_candidates import UNITS, Candidate, area_of, base_id, slips
from inference.resolve.place_fit import INSIDE, NEAR, OPEN, OUT, Fit
from inference.resolve.place_names import ends, is_generic, key, readings
from inference.resolve.place_table import PlaceRow, PlaceTable, kilometres

Groups = Sequence[Sequence[Candidate]]
# What a place lies in, and whether the text says so of the mention itself.
Scopes = Sequence[tuple[PlaceRow, bool]]
Point = tuple[float, float]
# How much rather a bare name means a place of this kind, when nothing else tells.
RANK = {
    "country": 0.0, "city": 0.0, "region": 0.1, "town": 0.3, "governorate": 0.35, "desert": 0.2,
    "district": 0.5, "subdistrict": 0.55, "village": 0.9, "quarter": 0.9,
}  # fmt: skip
OTHER_RANK = 0.3
# Sides and countrysides are of the largest unit of that name.
AREA_RANK = {"governorate": 0.0, "country": 0.0, "region": 0.1, "district": 0.2, "subdistrict": 0.4}
NEXT_KIND = 0.35  # against each next kind that a head noun may name
OTHER_KIND = 0.6  # against a kind that the head noun does not name
MARGIN = 0.3  # the lead that settles a choice
SAME_SPOT = 8.0  # km: two rows of one name this near are one place to a reader
FAR = 100.0  # km from every other place of the report: a namesake, not the village meant
SLIP_NEAR = 45.0  # km: a misspelt name must lie this near to what the report speaks of
QUARTER_NEAR = 10.0  # km: a bare quarter needs its city in the report
REMEMBERED = 10_000  # misspelt surfaces kept between reports
MINOR = frozenset(("village", "quarter", "hill", "facility", "bridge"))


class PlaceMatch(Struct, frozen=True, kw_only=True):
    """A place found. `how`: exact, head, area or fuzzy; `score` 0..1, no probability.

    `row` may be made for the mention (`SY09.east`, the eastern countryside of a governorate; a
    road between two places): then it is in no table. `alternatives`: place_ids of others of that
    name, likeliest first. `point`: latitude, longitude, ACLED precision, the mention's own `محيط`
    heeded; None where none is known.
    """

    place_id: str
    row: PlaceRow
    alternatives: tuple[str, ...]
    how: str
    score: float
    point: tuple[float, float, int] | None


class Choice:
    """Chooses among candidates. `groups` gives a surface's, by reading."""

    def __init__(self, table: PlaceTable, groups: Callable[[str], Groups]) -> None:
        self._table = table
        self._groups = groups
        self._fit = Fit(table)
        self._slips = lru_cache(REMEMBERED)(partial(slips, table))

    def match(
        self,
        surface: str,
        groups: Groups,
        scopes: Scopes,
        anchors: Sequence[Point],
    ) -> PlaceMatch | None:
        """The place a surface means.

        `scopes`: what it lies in, nearest first; `anchors`: points of the report's other places.
        """
        for group in groups:
            fits = [(c, self._fit.of(c.row, scopes)) for c in group]
            viable = [(c, fit) for c, fit in fits if fit != OUT]
            if viable:
                return self._choose(viable, anchors, scopes)
        if (made := self._side_of_scope(surface, scopes)) or (made := self._road(surface, scopes)):
            return made
        if groups or is_generic(surface) or not (scopes or anchors):
            return None
        return self._slip(surface, scopes, anchors)

    def as_scope(self, match: PlaceMatch) -> PlaceRow:
        """What a place says of what lies in it.

        A capital's bare name stands for its governorate, a road for what holds both its ends.
        """
        row = match.row
        if row.kind == "road":
            return self._table.get(row.parent, row)
        unit = self._unit(row) if match.how == "exact" and row.kind == "city" else row
        return unit if unit.kind == "governorate" else row

    def _choose(
        self,
        viable: Sequence[tuple[Candidate, int]],
        anchors: Sequence[Point],
        scopes: Scopes,
    ) -> PlaceMatch | None:
        ranked = sorted(
            ((self._worth(c, fit, anchors), c, fit) for c, fit in viable), key=lambda r: -r[0]
        )
        worth, best, fit = ranked[0]
        for other_worth, other, _ in ranked[1:]:
            if worth - other_worth >= MARGIN:
                break
            if not self._same_spot(best.row, other.row):
                return None
        if not self._likely(best, fit, len(viable), anchors, scopes):
            return None
        others = tuple(c.row.place_id for _, c, _ in ranked[1:])
        sure = {INSIDE: 1.0, NEAR: 0.95}.get(fit, 0.85)
        return self._made(best, others, sure)

    def _worth(self, candidate: Candidate, fit: int, anchors: Sequence[Point]) -> float:
        row, reading = candidate.row, candidate.reading
        unit = self._table.get(base_id(row), row)
        if reading.kinds and not reading.rural:
            order = reading.kinds
            cost = OTHER_KIND + 0.3 * RANK.get(unit.kind, OTHER_RANK)
            if unit.kind in order:
                cost = NEXT_KIND * order.index(unit.kind)
        elif reading.rural or reading.side:
            cost = AREA_RANK.get(unit.kind, 0.8)
        else:
            cost = RANK.get(unit.kind, OTHER_RANK)
        near = 0.0
        if anchors and (point := self._table.point(row)):
            near = 1.5 * math.exp(-self._fit.distance(point[:2], anchors) / 25)
        return candidate.score + fit + near - cost

    def _likely(
        self,
        best: Candidate,
        fit: int,
        rivals: int,
        anchors: Sequence[Point],
        scopes: Scopes,
    ) -> bool:
        """Whether a name may be taken for the place we know, given how little places it."""
        row = best.row
        point = self._table.point(row)
        far = min((kilometres(point[:2], a) for a in anchors), default=None) if point else None
        if row.kind == "quarter" and (fit == OPEN or "quarter" not in best.reading.kinds):
            named = "quarter" in best.reading.kinds and rivals == 1
            named = named or self._city_said(row, scopes)
            return fit == NEAR or named or (far is not None and far <= QUARTER_NEAR)
        if fit != OPEN or row.kind not in MINOR:
            return True
        return rivals == 1 if far is None else far <= FAR

    def _city_said(self, quarter: PlaceRow, scopes: Scopes) -> bool:
        """Whether the text puts a mention into the quarter's own city."""
        city = self._table.get(quarter.parent, quarter)
        said = (self._table.get(base_id(scope), scope) for scope, _ in scopes)
        return any(s.place_id == city.place_id or key(s.name_ar) == key(city.name_ar) for s in said)

    def _same_spot(self, one: PlaceRow, other: PlaceRow) -> bool:
        a, b = (self._table.get(base_id(row), row) for row in (one, other))
        if self._table.within(a, b.place_id) or self._table.within(b, a.place_id):
            return True
        km = self._table.km(one, other)
        return km is not None and km <= SAME_SPOT and bool(one.lat and other.lat)

    def _side_of_scope(self, surface: str, scopes: Scopes) -> PlaceMatch | None:
        """`ريفها الغربي`, `الريف الشمالي`: a side of what the mention is part of."""
        for reading in readings(surface):
            if not reading.anaphor:
                continue
            for row, said in scopes:
                if not said and not reading.side:
                    continue
                base = self._unit(self._table.get(base_id(row), row))
                if base.kind in UNITS and (reading.side or reading.rural):
                    made = area_of(base, side=reading.side, rural=True)
                    return self._made(Candidate(made, reading, "area", 0.9), (), 1.0)
                if said:
                    return self._made(Candidate(row, reading, "head", 0.9), (), 1.0)
        return None

    def _unit(self, row: PlaceRow) -> PlaceRow:
        """The largest unit that bears a town's name: its countryside is the town's."""
        names = {key(name) for name in (row.name_ar, *row.aliases_ar)}
        for holder in reversed(list(self._table.holders(row))):
            if names & {key(holder.name_ar), *map(key, holder.aliases_ar)}:
                return holder
        return row

    def _road(self, surface: str, scopes: Scopes) -> PlaceMatch | None:
        """A road or front named by its ends: a row without a point of its own."""
        matches = [self.match(end, self._groups(end), scopes, []) for end in ends(surface)]
        rows = [match.row for match in matches if match]
        if len(rows) < 2 or len(rows) < len(matches):
            return None
        common = [
            h for h in self._table.holders(rows[0]) if self._table.within(rows[1], h.place_id)
        ]
        row = PlaceRow(
            place_id="road." + "-".join(r.place_id for r in rows),
            name_ar="طريق " + " – ".join(r.name_ar for r in rows),
            name_en=" – ".join(r.name_en for r in rows) + " road",
            kind="road",
            parent=common[0].place_id if common else "",
            country=common[0].country if common else "",
            admin1=common[0].admin1 if common else "",
            source=rows[0].source,
        )
        return PlaceMatch(
            place_id=row.place_id, row=row, alternatives=(), how="area", score=0.8, point=None
        )

    def _slip(
        self,
        surface: str,
        scopes: Scopes,
        anchors: Sequence[Point],
    ) -> PlaceMatch | None:
        viable = []
        for candidate in self._slips(surface):
            fit = self._fit.of(candidate.row, scopes)
            point = self._table.point(candidate.row)
            near = point and anchors and self._fit.distance(point[:2], anchors) <= SLIP_NEAR
            if fit in (INSIDE, NEAR) or (fit == OPEN and near):
                viable.append((candidate, fit))
        if not viable:
            return None
        best = max(c.score for c, _ in viable)
        return self._choose([(c, f) for c, f in viable if c.score > best - 0.05], anchors, scopes)

    def _made(self, best: Candidate, others: tuple[str, ...], sure: float) -> PlaceMatch:
        point = self._table.point(best.row) if best.row.place_id in self._table else None
        if best.how == "area" and best.row.lat is not None and best.row.lon is not None:
            point = (best.row.lat, best.row.lon, best.row.geo_precision or 3)
        beside = best.reading.near or best.reading.side or best.reading.rural
        unit = self._unit(best.row) if best.row.kind == "city" else best.row
        # A capital's bare name may mean its governorate (`3 غارات على الرقة`): no exact point.
        either = unit.kind == "governorate" and not best.reading.kinds
        if either and unit is not best.row:
            others = (*others, unit.place_id)
        if point and (beside or either) and point[2] < 2:
            point = (*point[:2], 2)
        others = tuple(o for o in dict.fromkeys(others) if o != best.row.place_id)
        return PlaceMatch(
            place_id=best.row.place_id,
            row=best.row,
            alternatives=others,
            how=best.how,
            score=round(best.score * sure, 3),
            point=point,
        )
