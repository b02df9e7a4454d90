"""The communities of OCHA from the Syrian CSV: names, aliases, units, rank. Knows its columns.

Facts of the UN OCHA common operational dataset as the Syrian Archive republished them.
"""

import math
import re
from collections.abc import Sequence

from msgspec import Struct
from rapidfuzz.distance import OSA

from inference.resolve.place_names import key
from inference.resolve.place_table import COLUMNS

SYRIA_BOX = (32.2, 37.4, 35.6, 42.5)  # south, north, west, east; degrees
TOWN, CITY = 10_000, 50_000  # inhabitants by GeoNames
SAME_TOWN = 6.0  # km between OCHA's point and GeoNames'
# First words that are no name alone: `مزرعة بيت جن` in `بيت جن` is not `مزرعة`.
NO_NAME = frozenset(
    (
        "مزرعة", "معرة", "معارة", "مدينة", "تل", "تلة", "خربة", "عين", "كفر", "بيت", "دير", "أم",
        "ابو", "أبو", "شيخ", "الشيخ", "وادي", "بئر", "جب", "قصر", "برج", "قلعة", "رسم", "حارة",
        "سهل", "ضهر", "رأس", "وقف", "بستان", "نهر", "جسر", "مشتى", "بلدة", "قرية", "جديدة",
        "مركز",
    )
)  # fmt: skip
Row = dict[str, str]


class Town(Struct, frozen=True):
    """A line of the GeoNames extract; coordinates in decimal degrees, `pop` inhabitants."""

    geonameid: int
    cc: str
    name: str
    names_ar: list[str]
    lat: float
    lon: float
    pop: int


def read_communities(
    archive: Sequence[Row], units: dict[tuple[str, str], str], named: set[str]
) -> tuple[list[Row], dict[str, list[str]]]:
    """Rows for the communities, and the ids left out by reason.

    `units`: (district, sub-district) in English -> p-code. `named`: points (`S…`) of the CSV
    without a p-code that our own table takes by name.
    """
    dropped: dict[str, list[str]] = {}
    rows: list[Row] = []
    for cells in archive:
        pcode, point = cells["pcode"], f"S{cells['id']}"
        placed = in_syria(cells["lat"], cells["lon"])
        if not re.fullmatch(r"C\d{4}", pcode):
            if point not in named:
                reason = "no p-code of OCHA" if placed else "no coordinates, or outside Syria"
                dropped.setdefault(reason, []).append(point)
            continue
        parents = [part.strip() for part in cells["parents_en"].split("|")]
        district, unit = parents[-1], parents[-2] if len(parents) > 1 else ""
        parent = units.get((district, "Damascus" if district == "Damascus" else unit))
        if parent is None or not placed:
            dropped.setdefault("no district, or no coordinates", []).append(pcode)
            continue
        rows.append(_community(cells, parent))
    return rows, dropped


def rank_communities(rows: Sequence[Row], ours: Sequence[Row], towns: Sequence[Town]) -> None:
    """Towns are the seats of sub-districts and what GeoNames counts as large; the rest villages."""
    seats = {
        unit["place_id"]: {key(unit["name_ar"].replace("مركز ", "")), key(unit["aliases_ar"])}
        for unit in ours
        if unit["kind"] in ("governorate", "district", "subdistrict")
    }
    for row in rows:
        name = key(row["name_ar"])
        if name in seats[row["parent"]]:
            row["kind"] = "city" if name in seats.get(row["parent"][:4], ()) else "town"
    for town in towns:
        if town.cc != "SY" or town.pop < TOWN:
            continue
        names = {key(name) for name in town.names_ar}
        for row in rows:
            if _km(row, town) < SAME_TOWN and key(row["name_ar"]) in names:
                row["kind"] = "city" if town.pop >= CITY or row["kind"] == "city" else "town"


def new_row(**cells: str) -> Row:
    """A row with every column, empty where not given."""
    return {column: cells.get(column, "").strip() for column in COLUMNS}


def join_aliases(names: Sequence[str]) -> str:
    """All names but the first, each once, between bars."""
    return "|".join(name for name in dict.fromkeys(names) if name and name != names[0])


def in_syria(lat: str, lon: str) -> bool:
    """Whether two cells are coordinates within Syria's box."""
    south, north, west, east = SYRIA_BOX
    try:
        return south <= float(lat) <= north and west <= float(lon) <= east
    except ValueError:
        return False


def _community(cells: Row, parent: str) -> Row:
    units = _units(cells["parents_ar"])
    parts = [part.strip() for part in re.split(r"[_\-/()،]", cells["name_ar"]) if part.strip()]
    names = parts[:1] + [name for name in parts[1:] if key(name) not in units]
    names += [short for name in names if (short := _short(name, units))]
    old = cells["old_name"].split(":")[-1].strip()
    if OSA.distance(key(old), key(names[0])) <= 1 and key(old)[:1] == key(names[0])[:1]:
        names.append(old)
    return new_row(
        place_id=cells["pcode"],
        name_ar=names[0],
        name_en=re.sub(r"\s*\(.*", "", cells["name_en"]),
        aliases_ar=join_aliases(names),
        kind="village",
        parent=parent,
        pcode=cells["pcode"],
        lat=cells["lat"],
        lon=cells["lon"],
        geo_precision="1",
        source="OCHA-COD",
    )


def _units(parents: str) -> set[str]:
    """Keys of the units that OCHA adds to a name to tell namesakes apart (`خالدية عفرين`)."""
    return {key(unit.replace("مركز", "")) for unit in parents.split("|")} | {"سمعان", "حسكه"}


def _short(name: str, units: set[str]) -> str:
    """A name without the unit added to it, or nothing."""
    words = name.split()
    for at in range(1, len(words)):
        if key(" ".join(words[at:])) in units and not (at == 1 and words[0] in NO_NAME):
            return " ".join(words[:at])
    return ""


def _km(row: Row, town: Town) -> float:
    at = float(row["lat"])
    east = (float(row["lon"]) - town.lon) * math.cos(math.radians(at))
    return 111.2 * math.hypot(at - town.lat, east)
