"""The gazetteer's rows: by id, by name, by what holds them. Knows no mentions.

Coordinates are decimal degrees; `geo_precision` is ACLED's: 1 the place itself, 2 near it, 3 the
region. Where the rows come from: `tables/README.md`.
"""

import math
from bisect import bisect
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path

from msgspec import Struct

from inference.resolve.near_names import NearNames
from inference.resolve.place_names import key

COLUMNS = (
    "place_id", "name_ar", "name_en", "aliases_ar", "kind", "parent", "country", "pcode",
    "admin1", "admin2", "admin3", "lat", "lon", "geo_precision", "source",
)  # fmt: skip
_KIND, _LAT = COLUMNS.index("kind"), COLUMNS.index("lat")
KM_PER_DEGREE = 111.2
Point = tuple[float, float]


class PlaceRow(Struct, frozen=True, kw_only=True, gc=False):
    """A row of the gazetteer. `parent`: the place_id of what holds it, or ``.

    `country`, `admin1`–`admin3`: place_id of the country, English names of governorate, district
    and sub-district. `pcode`: OCHA's. `source`: who says so.
    """

    place_id: str
    name_ar: str
    name_en: str
    aliases_ar: tuple[str, ...] = ()
    kind: str
    parent: str = ""
    country: str = ""
    pcode: str = ""
    admin1: str = ""
    admin2: str = ""
    admin3: str = ""
    lat: float | None = None
    lon: float | None = None
    geo_precision: int | None = None
    source: str = ""


class PlaceTable:
    """The places by id and by name."""

    def __init__(self, cells: Sequence[Sequence[str]]) -> None:
        """`cells`: rows in the order of `COLUMNS`."""
        self._cells = cells
        self._made: dict[int, PlaceRow] = {}
        self._units: dict[str, PlaceRow] = {}

    @classmethod
    def from_file(cls, path: Path) -> "PlaceTable":
        """Read a table with the columns of `COLUMNS`. Raises `ValueError` naming file and line."""
        lines = path.read_text(encoding="utf-8").splitlines()
        if not lines or tuple(lines[0].split("\t")) != COLUMNS:
            raise ValueError(f"{path}:1: the header must be {' '.join(COLUMNS)}")
        cells = [line.split("\t") for line in lines[1:]]
        for number, row in enumerate(cells, 2):
            if len(row) != len(COLUMNS):
                raise ValueError(
                    f"{path}:{number}: {len(row)} cells under {len(COLUMNS)} columns; mend the tabs"
                )
        return cls(cells)

    def __len__(self) -> int:
        return len(self._cells)

    def __getitem__(self, place_id: str) -> PlaceRow:
        """The row of a place. Raises `KeyError` when there is none."""
        return self._row(self._places[place_id])

    def get(self, place_id: str, default: PlaceRow) -> PlaceRow:
        """The row of a place, else `default`."""
        index = self._places.get(place_id)
        return default if index is None else self._row(index)

    def __contains__(self, place_id: object) -> bool:
        return place_id in self._places

    def named(self, name: str) -> list[PlaceRow]:
        """The rows that bear a name, by its look-up key."""
        return [self._row(index) for index in self._index.get(key(name), ())]

    @cached_property
    def near(self) -> NearNames:
        """The look-up keys, for approximate matching."""
        return NearNames(list(self._index))

    def by_key(self, look_up: str) -> list[PlaceRow]:
        """The rows under a look-up key."""
        return [self._row(index) for index in self._index.get(look_up, ())]

    def holders(self, row: PlaceRow) -> Iterator[PlaceRow]:
        """What holds a place, nearest first: its sub-district, district, governorate, country."""
        seen = {row.place_id}
        while row.parent in self._places and row.parent not in seen:
            row = self[row.parent]
            seen.add(row.place_id)
            yield row

    def within(self, row: PlaceRow, place_id: str) -> bool:
        """Whether a place is another or lies in it by the table's own hierarchy."""
        return row.place_id == place_id or any(h.place_id == place_id for h in self.holders(row))

    def unit(self, row: PlaceRow) -> PlaceRow:
        """The largest unit that bears a town's name: its countryside is the town's."""
        if row.place_id not in self._places:
            return self._namesake(row)
        if row.place_id not in self._units:
            self._units[row.place_id] = self._namesake(row)
        return self._units[row.place_id]

    def nearest(self, point: Point, place_id: str, *, within: float) -> float | None:
        """Kilometres from a point to the nearest place with coordinates that lies in a place.

        Infinite where all are farther than `within`; None where there are none.
        """
        points = self._points.get(place_id)
        if not points:
            return None
        best = math.inf
        at = bisect(points, point)
        for way in (range(at - 1, -1, -1), range(at, len(points))):
            for index in way:
                if abs(points[index][0] - point[0]) * KM_PER_DEGREE > within:
                    break  # what follows lies farther north or south
                away = kilometres(point, points[index])
                if away <= within:
                    best = within = away
        return best

    def point(self, row: PlaceRow) -> tuple[float, float, int] | None:
        """Latitude, longitude and ACLED precision: the row's own, else those of what holds it.

        A quarter without coordinates takes its city's with precision 2, as ACLED does; a country
        lends none.
        """
        if row.lat is not None and row.lon is not None:
            return row.lat, row.lon, row.geo_precision or 3
        for holder in self.holders(row):
            if holder.lat is not None and holder.lon is not None:
                return holder.lat, holder.lon, 3 if holder.kind in AREAS else 2
        return None

    def km(self, one: PlaceRow, other: PlaceRow) -> float | None:
        """Kilometres between two places, where both have a point."""
        a, b = self.point(one), self.point(other)
        return kilometres(a[:2], b[:2]) if a and b else None

    @cached_property
    def _places(self) -> dict[str, int]:
        return {row[0]: index for index, row in enumerate(self._cells)}

    @cached_property
    def _index(self) -> dict[str, list[int]]:
        index: dict[str, list[int]] = {}
        for at, row in enumerate(self._cells):
            for look_up in {key(name) for name in (row[1], *row[3].split("|")) if name}:
                index.setdefault(look_up, []).append(at)
        return index

    @cached_property
    def _points(self) -> dict[str, list[Point]]:
        """Place_id -> the points of all places that lie in it, from south to north."""
        points: dict[str, list[Point]] = {}
        for index, cells in enumerate(self._cells):
            if cells[_LAT] and cells[_KIND] not in AREAS:
                row = self._row(index)
                point = (row.lat or 0.0, row.lon or 0.0)
                for place in (row, *self.holders(row)):
                    points.setdefault(place.place_id, []).append(point)
        return {place_id: sorted(found) for place_id, found in points.items()}

    def _namesake(self, row: PlaceRow) -> PlaceRow:
        names = {key(name) for name in (row.name_ar, *row.aliases_ar)}
        for holder in reversed(list(self.holders(row))):
            if names & {key(holder.name_ar), *map(key, holder.aliases_ar)}:
                return holder
        return row

    def _row(self, index: int) -> PlaceRow:
        if index not in self._made:
            cells = dict(zip(COLUMNS, self._cells[index], strict=True))
            lat, lon, precision = (cells.pop(c) for c in ("lat", "lon", "geo_precision"))
            aliases = tuple(name for name in cells.pop("aliases_ar").split("|") if name)
            self._made[index] = PlaceRow(
                **cells,
                aliases_ar=aliases,
                lat=float(lat) if lat else None,
                lon=float(lon) if lon else None,
                geo_precision=int(precision) if precision else None,
            )
        return self._made[index]


AREAS = frozenset(
    ("country", "governorate", "district", "subdistrict", "region", "desert", "countryside", "sea")
)


def kilometres(one: Point, other: Point) -> float:
    """The distance of two points in decimal degrees; flat-earth, right to 1 % within 500 km."""
    narrow = math.cos(math.radians((one[0] + other[0]) / 2))
    return KM_PER_DEGREE * math.hypot(one[0] - other[0], (one[1] - other[1]) * narrow)
