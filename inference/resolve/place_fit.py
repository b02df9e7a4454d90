"""Whether a place can lie in what the text puts it in. Knows hierarchy and distances, no names.

Reports place a village by the nearest town or by a front that crosses borders, so that a few
kilometres outside a unit still count as near it.
"""

import math
from collections.abc import Sequence
from functools import lru_cache

from inference.resolve.place_candidates import base_id
from inference.resolve.place_table import PlaceRow, PlaceTable, Point, kilometres

OUT, OPEN, NEAR, INSIDE = -1, 0, 1, 2
# km outside a unit that still count as near it, by its kind; others: from the place itself.
REACH = {"governorate": 15.0, "district": 22.0, "subdistrict": 22.0}
POINT_REACH, REGION_REACH = 15.0, 45.0
# km from the seat of a governorate whose places the table does not hold.
WIDE_REACH = 130.0
# km within the governorate over which `ريف القامشلي` and the like are stretched.
LOOSE = 80.0
# A row without coordinates stands at its district's seat, which may be this far from it.
SLACK = 35.0
SMALL = frozenset(("village", "quarter", "hill"))
REMEMBERED = 100_000  # fits kept between reports
REMEMBERED_KM = 10_000  # distances kept
ANCHORS = 3  # how many of the report's places a distance is measured to


class Fit:
    """Fits of places into scopes, remembered."""

    def __init__(self, table: PlaceTable) -> None:
        self._table = table
        self._known: dict[tuple[str, str], int] = {}
        self._km = lru_cache(REMEMBERED_KM)(kilometres)  # a report's places are told again

    def of(self, row: PlaceRow, scopes: Sequence[tuple[PlaceRow, bool]]) -> int:
        """How a place fits all that is said of it: OUT, OPEN (nothing tells), NEAR or INSIDE.

        A scope that the text states of the mention itself must hold; a dateline yields where the
        place is a town or larger.
        """
        best = OPEN
        for scope, said in scopes:
            fit = self._one(row, scope)
            if fit == OUT:
                if said or row.kind in SMALL:
                    return OUT
                continue
            best = max(best, fit)
        return best

    def distance(self, point: Point, anchors: Sequence[Point]) -> float:
        """Mean kilometres to the nearest few of the report's settled places."""
        near = sorted(self._km(point, anchor) for anchor in anchors)[:ANCHORS]
        return sum(near) / len(near)

    def away(self, point: Point, anchors: Sequence[Point]) -> float | None:
        """Kilometres to the nearest of the report's settled places, None without any."""
        return min((self._km(point, anchor) for anchor in anchors), default=None)

    def _one(self, row: PlaceRow, scope: PlaceRow) -> int:
        known = (row.place_id, scope.place_id)
        if known not in self._known:
            if len(self._known) >= REMEMBERED:
                self._known.clear()
            self._known[known] = self._measure(row, scope)
        return self._known[known]

    def _measure(self, row: PlaceRow, scope: PlaceRow) -> int:
        inner, outer = base_id(row), base_id(scope)
        if inner not in self._table or outer not in self._table:
            return OPEN
        small, large = self._table[inner], self._table[outer]
        if self._table.within(small, outer):
            return NEAR if self._wrong_side(small, scope) else INSIDE
        if self._table.within(large, inner):
            return INSIDE if small.kind != "country" else NEAR
        if large.kind == "country":
            return OUT if small.country else OPEN
        if small.country != large.country and small.country and large.country:
            return OUT
        if small.kind in ("country", "region", "desert", "river", "road", "border", "sea"):
            return OPEN
        return self._by_distance(small, large)

    def _by_distance(self, row: PlaceRow, scope: PlaceRow) -> int:
        point = self._table.point(row)
        if point is None:
            return OPEN
        slack = 0.0 if row.lat is not None else SLACK
        if scope.kind in REACH:
            reach = REACH[scope.kind] + slack
            loose = scope.kind != "governorate" and row.admin1 == scope.admin1
            loose = loose and row.kind not in SMALL
            most = max(reach, LOOSE) if loose else reach
            nearest = self._table.nearest(point[:2], scope.place_id, within=most)
            if nearest is not None:
                return NEAR if nearest <= reach else OPEN if nearest <= most else OUT
        if scope.lat is None or scope.lon is None:
            if scope.parent and scope.kind not in ("region", "desert", "river", "road"):
                return self._measure(row, self._table[scope.parent])
            holder = next(self._table.holders(scope), None)
            if holder is None or holder.kind == "country":
                return OPEN
            return min(self._measure(row, holder), NEAR)
        reach = REGION_REACH if scope.kind in ("region", "desert", "hill") else POINT_REACH
        if scope.kind == "governorate" or (scope.kind == "region" and scope.geo_precision == 3):
            reach = WIDE_REACH
        away = kilometres(point[:2], (scope.lat, scope.lon))
        if away <= reach + slack:
            return NEAR
        loose = row.admin1 == scope.admin1 and scope.kind in ("city", "town")
        return OPEN if away <= (LOOSE if loose else 2 * reach) + slack else OUT

    def _wrong_side(self, row: PlaceRow, scope: PlaceRow) -> bool:
        """Whether a place lies on the other side than `ريف حلب الشمالي` says."""
        side = scope.place_id.partition(".")[2]
        if row.lat is None or row.lon is None or scope.lat is None or scope.lon is None:
            return False
        north = row.lat - scope.lat
        east = (row.lon - scope.lon) * math.cos(math.radians(scope.lat))
        along = {"north": north, "south": -north, "east": east, "west": -east}
        wanted = [along[part] for part in side.split("-") if part in along]
        return bool(wanted) and sum(wanted) < 0
