"""Which of the places that bear a name is meant: by hierarchy, nearness, kind. Knows no report.

The weights were set by reading the matches of `../shared/real/dev.jsonl`; they rank, they are no
probabilities.
"""

import math
from collections.abc import Callable, Sequence
from functools import partial

from msgspec import Struct

from inference.kept import kept
from inference.resolve.place_candidates import UNITS, Candidate, area_of, base_id, slips
from inference.resolve.place_fit import INSIDE, NEAR, OPEN, OUT, Fit
from inference.resolve.place_kinds import unlikeliness
from inference.resolve.place_names import ends, is_generic, key, readings
from inference.resolve.place_table import PlaceRow, PlaceTable, Point

Groups = Sequence[Sequence[Candidate]]
# What a place lies in, and whether the text says so of the mention itself.
Scopes = Sequence[tuple[PlaceRow, bool]]
MARGIN = 0.3  # the lead that settles a choice
SAME_SPOT = 8.0  # km: two rows of one name this near are one place to a reader
FAR = 100.0  # km from every other place of the report: a namesake, not the village meant
SLIP_NEAR = 45.0  # km: a misspelt name must lie this near to what the report speaks of
QUARTER_NEAR = 10.0  # km: a bare quarter needs its city in the report
REMEMBERED = 10_000  # misspelt surfaces kept between reports
MINOR = frozenset(("village", "quarter", "hill", "facility", "bridge"))


class PlaceMatch(Struct, frozen=True, kw_only=True, gc=False):
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
        self._slips = kept(REMEMBERED)(partial(slips, table))

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
        unit = self._table.unit(row) if match.how == "exact" and row.kind == "city" else row
        return unit if unit.kind == "governorate" else row

    def _choose(
        self,
        viable: Sequence[tuple[Candidate, int]],
        anchors: Sequence[Point],
        scopes: Scopes,
    ) -> PlaceMatch | None:
        ranked = self._ranked(viable, anchors)
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

    def _ranked(
        self, viable: Sequence[tuple[Candidate, int]], anchors: Sequence[Point]
    ) -> list[tuple[float, Candidate, int]]:
        """Candidates with their worth, best first; one alone need not be weighed."""
        if len(viable) == 1:
            return [(0.0, *viable[0])]
        weighed = ((self._worth(c, fit, anchors), c, fit) for c, fit in viable)
        return sorted(weighed, key=lambda item: -item[0])

    def _worth(self, candidate: Candidate, fit: int, anchors: Sequence[Point]) -> float:
        row = candidate.row
        unit = self._table.get(base_id(row), row)
        near = 0.0
        if anchors and (point := self._table.point(row)):
            near = 1.5 * math.exp(-self._fit.distance(point[:2], anchors) / 25)
        return candidate.score + fit + near - unlikeliness(unit.kind, candidate.reading)

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
        if row.kind == "quarter" and (fit == OPEN or "quarter" not in best.reading.kinds):
            named = "quarter" in best.reading.kinds and rivals == 1
            if fit == NEAR or named or self._city_said(row, scopes):
                return True
            far = self._away(row, anchors)
            return far is not None and far <= QUARTER_NEAR
        if fit != OPEN or row.kind not in MINOR:
            return True
        far = self._away(row, anchors)
        return rivals == 1 if far is None else far <= FAR

    def _away(self, row: PlaceRow, anchors: Sequence[Point]) -> float | None:
        """Kilometres to the nearest of some points, None where either has none."""
        point = self._table.point(row)
        return self._fit.away(point[:2], anchors) if point else None

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
                base = self._table.unit(self._table.get(base_id(row), row))
                if base.kind in UNITS and (reading.side or reading.rural):
                    made = area_of(base, side=reading.side, rural=True)
                    return self._made(Candidate(made, reading, "area", 0.9), (), 1.0)
                if said:
                    return self._made(Candidate(row, reading, "head", 0.9), (), 1.0)
        return None

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
        unit = self._table.unit(best.row) if best.row.kind == "city" else best.row
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
