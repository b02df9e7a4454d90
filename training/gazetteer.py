"""Builds the gazetteer that ships from its sources. Knows their columns; looks nothing up.

    python -m training.gazetteer --syria ../shared/gazetteer/syria_places.csv \
        --geonames ../shared/gazetteer/geonames_cities500_me.jsonl

`places_extra.tsv` is ours and comes first: countries, governorates, districts and sub-districts
with their OCHA p-codes, regions, quarters, hills, bases, fields, crossings, villages that OCHA
lacks. Its rows named `G…` and `S…` take coordinates from GeoNames and from the Syrian Archive, its
rows named `C…` add to a community of OCHA. Of the Syrian CSV only communities with a p-code are
taken whole; its other rows are hand-copied points, many misplaced, and enter only by name.
"""

import argparse
import csv
import json
import math
import re
import sys
from collections.abc import Sequence
from pathlib import Path

from rapidfuzz.distance import OSA

from inference.resolve.place_names import key
from inference.resolve.place_table import COLUMNS, TABLES

SYRIA_BOX = (32.2, 37.4, 35.6, 42.5)  # south, north, west, east; degrees
TOWN, CITY = 10_000, 50_000  # inhabitants by GeoNames
# First words that are no name alone: `مزرعة بيت جن` in `بيت جن` is not `مزرعة`.
NO_NAME = frozenset(
    "مزرعة معرة معارة مدينة تل تلة خربة عين كفر بيت دير أم ابو أبو شيخ الشيخ وادي بئر جب قصر برج "
    "قلعة رسم حارة سهل ضهر رأس وقف بستان نهر جسر مشتى بلدة قرية جديدة مركز".split()
)
Row = dict[str, str]


def main(arguments: Sequence[str] | None = None) -> None:
    """Write `places.tsv` and say what was dropped."""
    parser = argparse.ArgumentParser(description="Build inference/resolve/tables/places.tsv.")
    parser.add_argument("--syria", type=Path, required=True, help="syria_places.csv")
    parser.add_argument("--geonames", type=Path, required=True, help="geonames JSON Lines")
    parser.add_argument("--extra", type=Path, default=TABLES / "places_extra.tsv")
    parser.add_argument("--out", type=Path, default=TABLES / "places.tsv")
    given = parser.parse_args(arguments)
    rows, dropped = build(given.syria, given.geonames, given.extra)
    with given.out.open("w", encoding="utf-8", newline="\n") as stream:
        stream.write("\t".join(COLUMNS) + "\n")
        stream.writelines("\t".join(row.get(c, "") for c in COLUMNS) + "\n" for row in rows)
    for reason, ids in dropped.items():
        sys.stdout.write(f"dropped {len(ids):4} rows: {reason} ({', '.join(ids[:8])} …)\n")
    sys.stdout.write(f"wrote {len(rows)} places to {given.out}\n")


def build(syria: Path, geonames: Path, extra: Path) -> tuple[list[Row], dict[str, list[str]]]:
    """The rows of the gazetteer, and the ids of the Syrian rows left out, by reason."""
    ours = [dict(row) for row in csv.DictReader(extra.open(encoding="utf-8"), delimiter="\t")]
    with syria.open(encoding="utf-8-sig", newline="") as stream:
        archive = list(csv.DictReader(stream))
    towns = {f"G{t['geonameid']}": t for t in map(json.loads, geonames.open(encoding="utf-8"))}
    admins = _admins(ours)
    named = {row["place_id"] for row in ours}
    communities, dropped = _communities(archive, admins, named)
    table = {row["place_id"]: row for row in communities}
    points = {f"S{row['id']}": row for row in archive}
    _rank(communities, ours, list(towns.values()))
    fresh: list[Row] = []
    for row in ours:
        community = table.get(row["place_id"])
        if community is not None:
            _amend(community, row)
        else:
            fresh.append(_own(row, towns, points))
    table.update({row["place_id"]: row for row in fresh})
    for row in [*fresh, *communities]:
        _place(row, table)
    return [*fresh, *communities], dropped


def _admins(ours: Sequence[Row]) -> dict[tuple[str, str], str]:
    """(district, sub-district) by their English names -> p-code of the sub-district."""
    names = {row["place_id"]: row["name_en"] for row in ours}
    return {
        (names[row["parent"]], row["name_en"]): row["place_id"]
        for row in ours
        if row["kind"] == "subdistrict" and row["place_id"].startswith("SY")
    }


def _communities(
    archive: Sequence[Row], admins: dict[tuple[str, str], str], named: set[str]
) -> tuple[list[Row], dict[str, list[str]]]:
    dropped: dict[str, list[str]] = {}
    rows: list[Row] = []
    for row in archive:
        pcode, parents = row["pcode"], [p.strip() for p in row["parents_en"].split("|")][-2:]
        if not re.fullmatch(r"C\d{4}", pcode):
            point = f"S{row['id']}"
            if point not in named:
                bad = not _in_syria(row["lat"], row["lon"])
                reason = "without coordinates or outside Syria" if bad else "no p-code of OCHA"
                dropped.setdefault(reason, []).append(point)
            continue
        parent = admins.get(("Damascus", "Damascus") if parents[-1] == "Damascus" else (
            parents[-1], parents[0]))  # fmt: skip
        if parent is None or not _in_syria(row["lat"], row["lon"]):
            dropped.setdefault("no district or no coordinates", []).append(pcode)
            continue
        names = [n.strip() for n in re.split(r"[_\-/()،]", row["name_ar"]) if n.strip()]
        names += [short for name in names if (short := _short(name, row["parents_ar"]))]
        old = row["old_name"].split(":")[-1].strip()
        if OSA.distance(key(old), key(names[0])) <= 1 and key(old)[:1] == key(names[0])[:1]:
            names.append(old)
        english = re.sub(r"\s*\(.*", "", row["name_en"])
        rows.append(
            _row(
                place_id=pcode,
                name_ar=names[0],
                name_en=english,
                aliases_ar=_aliases(names),
                kind="village",
                parent=parent,
                pcode=pcode,
                lat=row["lat"],
                lon=row["lon"],
                geo_precision="1",
                source="OCHA-COD",
            )
        )
    return rows, dropped


def _short(name: str, parents: str) -> str:
    """A name without the district that OCHA adds to tell namesakes apart (`خالدية عفرين`)."""
    words = name.split()
    units = {key(p.replace("مركز", "")) for p in parents.split("|")} | {"سمعان", "حسكه"}
    for at in range(1, len(words)):
        rest = words[:at]
        if key(" ".join(words[at:])) in units and not (at == 1 and rest[0] in NO_NAME):
            return " ".join(rest)
    return ""


def _rank(communities: Sequence[Row], ours: Sequence[Row], towns: Sequence[dict[str, object]]) -> None:
    """Towns are the seats of sub-districts and what GeoNames counts as large; the rest villages."""
    seats: dict[str, list[str]] = {}
    for unit in ours:
        if unit["kind"] in ("governorate", "district", "subdistrict"):
            names = [unit["name_ar"].replace("مركز ", ""), *unit["aliases_ar"].split("|")]
            seats[unit["place_id"]] = [key(name) for name in names if name]
    for row in communities:
        if key(row["name_ar"]) in seats[row["parent"]]:
            row["kind"] = "town"
        if key(row["name_ar"]) in seats.get(row["parent"][:4], []) and row["kind"] == "town":
            row["kind"] = "city"
    for town in towns:
        people = int(str(town["pop"]))
        if town["cc"] != "SY" or people < TOWN:
            continue
        for row in communities:
            near = _km(row, float(str(town["lat"])), float(str(town["lon"]))) < 6
            if near and key(row["name_ar"]) in {key(n) for n in list(town["names_ar"])}:  # type: ignore[call-overload]
                row["kind"] = "city" if people >= CITY or row["kind"] == "city" else "town"


def _amend(community: Row, row: Row) -> None:
    names = [community["name_ar"], *community["aliases_ar"].split("|"), *row["aliases_ar"].split("|")]
    community["aliases_ar"] = _aliases(names)
    community["kind"] = row["kind"] or community["kind"]


def _own(row: Row, towns: dict[str, dict[str, object]], points: dict[str, Row]) -> Row:
    ident = row["place_id"]
    made = _row(**{column: row[column] for column in row}, source="Marsad")
    if re.fullmatch(r"SY\d+", ident):
        made.update(pcode=ident, source="OCHA-COD")
    elif ident in towns:
        town = towns[ident]
        made.update(lat=str(town["lat"]), lon=str(town["lon"]), geo_precision="1")
        made["source"] = "GeoNames"
    elif ident in points:
        point = points[ident]
        if not _in_syria(point["lat"], point["lon"]):
            raise ValueError(f"places_extra.tsv: {ident} lies outside Syria in the CSV; remove it")
        made.update(lat=point["lat"], lon=point["lon"], geo_precision="2", source="Syrian Archive")
        made["name_en"] = row["name_en"] or point["name_en"].split(":")[-1].strip()
    elif re.match(r"[CGS]\d", ident):
        raise ValueError(f"places_extra.tsv: {ident} is in no source; mend or remove the row")
    return made


def _place(row: Row, table: dict[str, Row]) -> None:
    """Country, administrative names and, for units, the coordinates of their seat."""
    chain, unit = [row], row
    while unit["parent"]:
        if unit["parent"] not in table:
            raise ValueError(f"{unit['place_id']}: parent {unit['parent']!r} is no place; mend it")
        unit = table[unit["parent"]]
        chain.append(unit)
    row["country"] = unit["place_id"] if unit["kind"] == "country" else ""
    for level, kind in enumerate(("governorate", "district", "subdistrict"), 1):
        row[f"admin{level}"] = next((u["name_en"] for u in chain if u["kind"] == kind), "")
    if row["lat"].startswith("="):
        seat = table[row["lat"][1:]]
        row["lat"], row["lon"] = seat["lat"], seat["lon"]
    elif row["pcode"].startswith("SY") and not row["lat"]:
        names = {key(row["name_ar"].replace("مركز ", "")), key(row["aliases_ar"])}
        for seat in table.values():
            inside = seat["pcode"].startswith("C") and seat["parent"].startswith(row["place_id"])
            if inside and seat["kind"] != "village" and key(seat["name_ar"]) in names:
                precision = "3" if row["kind"] == "governorate" else "2"
                row.update(lat=seat["lat"], lon=seat["lon"], geo_precision=precision)
    for column in ("lat", "lon"):
        row[column] = f"{float(row[column]):.5f}".rstrip("0").rstrip(".") if row[column] else ""


def _row(**cells: str) -> Row:
    return {column: cells.get(column, "").strip() for column in COLUMNS}


def _aliases(names: Sequence[str]) -> str:
    return "|".join(n for n in dict.fromkeys(names) if n and n != names[0])


def _in_syria(lat: str, lon: str) -> bool:
    south, north, west, east = SYRIA_BOX
    try:
        return south <= float(lat) <= north and west <= float(lon) <= east
    except ValueError:
        return False


def _km(row: Row, lat: float, lon: float) -> float:
    at = float(row["lat"])
    return 111.2 * math.hypot(at - lat, (float(row["lon"]) - lon) * math.cos(math.radians(at)))


if __name__ == "__main__":
    main()
