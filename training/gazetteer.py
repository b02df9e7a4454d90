"""Builds the gazetteer that ships from its sources. Knows where rows come from; looks nothing up.

    python -m training.gazetteer --syria ../shared/gazetteer/syria_places.csv \
        --geonames ../shared/gazetteer/geonames_cities500_me.jsonl

`places_extra.tsv` is ours and comes first: countries, governorates, districts and sub-districts
with their OCHA p-codes, regions, quarters, hills, bases, fields, crossings, villages that OCHA
lacks. Its rows named `G…` and `S…` take coordinates from GeoNames and from the Syrian Archive, its
rows named `C…` add to a community of OCHA, a `lat` of `=id` is another row's place. Of the Syrian
CSV only communities with a p-code are taken whole; its other rows are hand-copied points, many
misplaced, and enter only by name.
"""

import argparse
import csv
import re
import sys
from collections.abc import Sequence
from pathlib import Path

import msgspec

from inference.resolve.place_names import key
from inference.resolve.place_table import COLUMNS
from inference.resolve.word_table import TABLES
from training.gazetteer_ocha import (
    Row,
    Town,
    in_syria,
    join_aliases,
    new_row,
    rank_communities,
    read_communities,
)


def main(arguments: Sequence[str] | None = None) -> None:
    """Write `places.tsv` and say what was dropped."""
    parser = argparse.ArgumentParser(description="Build inference/resolve/tables/places.tsv.")
    parser.add_argument("--syria", type=Path, required=True, help="syria_places.csv")
    parser.add_argument("--geonames", type=Path, required=True, help="GeoNames as JSON Lines")
    parser.add_argument("--extra", type=Path, default=TABLES / "places_extra.tsv")
    parser.add_argument("--out", type=Path, default=TABLES / "places.tsv")
    given = parser.parse_args(arguments)
    rows, dropped = build(given.syria, given.geonames, given.extra)
    with given.out.open("w", encoding="utf-8", newline="\n") as stream:
        stream.write("\t".join(COLUMNS) + "\n")
        stream.writelines("\t".join(row[c] for c in COLUMNS) + "\n" for row in rows)
    for reason, ids in dropped.items():
        sys.stdout.write(f"dropped {len(ids):4} rows: {reason} ({', '.join(ids[:8])}, …)\n")
    sys.stdout.write(f"wrote {len(rows)} places to {given.out}\n")


def build(syria: Path, geonames: Path, extra: Path) -> tuple[list[Row], dict[str, list[str]]]:
    """The rows of the gazetteer, and the ids of the Syrian CSV's rows left out, by reason.

    Raises `ValueError` when a row of `extra` names a source's row or a parent that is not there.
    """
    with extra.open(encoding="utf-8", newline="") as stream:
        ours = list(csv.DictReader(stream, delimiter="\t"))
    with syria.open(encoding="utf-8-sig", newline="") as stream:
        archive = list(csv.DictReader(stream))
    decoder = msgspec.json.Decoder(Town)
    with geonames.open("rb") as lines:
        towns = {f"G{town.geonameid}": town for town in map(decoder.decode, lines)}
    communities, dropped = read_communities(archive, _units(ours), {r["place_id"] for r in ours})
    rank_communities(communities, ours, list(towns.values()))
    table = {row["place_id"]: row for row in communities}
    points = {f"S{cells['id']}": cells for cells in archive}
    fresh: list[Row] = []
    for row in ours:
        if row["place_id"] in table:
            _amend(table[row["place_id"]], row)
        else:
            fresh.append(_own(row, towns, points))
    table.update({row["place_id"]: row for row in fresh})
    for row in [*fresh, *communities]:
        _place(row, table)
    return [*fresh, *communities], dropped


def _units(ours: Sequence[Row]) -> dict[tuple[str, str], str]:
    """(district, sub-district) by their English names -> p-code of the sub-district."""
    names = {row["place_id"]: row["name_en"] for row in ours}
    return {
        (names[row["parent"]], row["name_en"]): row["place_id"]
        for row in ours
        if row["kind"] == "subdistrict" and row["place_id"].startswith("SY")
    }


def _amend(community: Row, row: Row) -> None:
    names = [community["name_ar"]]
    for aliases in (community["aliases_ar"], row["aliases_ar"]):
        names += aliases.split("|")
    community["aliases_ar"] = join_aliases(names)
    community["kind"] = row["kind"] or community["kind"]


def _own(row: Row, towns: dict[str, Town], points: dict[str, Row]) -> Row:
    ident = row["place_id"]
    made = new_row(**row, source="Marsad")
    if re.fullmatch(r"SY\d+", ident):
        made.update(pcode=ident, source="OCHA-COD")
    elif ident in towns:
        town = towns[ident]
        made.update(lat=str(town.lat), lon=str(town.lon), geo_precision="1", source="GeoNames")
    elif ident in points:
        point = points[ident]
        if not in_syria(point["lat"], point["lon"]):
            raise ValueError(f"places_extra.tsv: {ident} lies outside Syria in the CSV; remove it")
        made.update(lat=point["lat"], lon=point["lon"], geo_precision="2", source="Syrian Archive")
        made["name_en"] = row["name_en"] or point["name_en"].split(":")[-1].strip()
    elif re.match(r"[CGS]\d", ident):
        raise ValueError(f"places_extra.tsv: {ident} is in no source; mend or remove the row")
    return made


def _place(row: Row, table: dict[str, Row]) -> None:
    """Country, administrative names and, for units, the coordinates of their seat."""
    chain = [row]
    while parent := chain[-1]["parent"]:
        if parent not in table:
            raise ValueError(f"{chain[-1]['place_id']}: parent {parent!r} is no place; mend it")
        chain.append(table[parent])
    row["country"] = chain[-1]["place_id"] if chain[-1]["kind"] == "country" else ""
    for level, kind in enumerate(("governorate", "district", "subdistrict"), 1):
        row[f"admin{level}"] = next((u["name_en"] for u in chain if u["kind"] == kind), "")
    if row["lat"].startswith("="):
        seat = table[row["lat"][1:]]
        row.update(lat=seat["lat"], lon=seat["lon"])
    elif row["pcode"].startswith("SY") and not row["lat"]:
        names = {key(row["name_ar"].replace("مركز ", "")), key(row["aliases_ar"])}
        for seat in table.values():
            inside = seat["pcode"].startswith("C") and seat["parent"].startswith(row["place_id"])
            if inside and seat["kind"] != "village" and key(seat["name_ar"]) in names:
                precision = "3" if row["kind"] == "governorate" else "2"
                row.update(lat=seat["lat"], lon=seat["lon"], geo_precision=precision)
    for column in ("lat", "lon"):
        row[column] = f"{float(row[column]):.5f}".rstrip("0").rstrip(".") if row[column] else ""


if __name__ == "__main__":
    main()
