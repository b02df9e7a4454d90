"""Deadly events under UCDP GED's column names (codebook 24.1). Knows rows, no file form.

Source: https://ucdp.uu.se/downloads/ged/ged241.pdf (columns, precisions). PRIO-GRID numbers:
https://grid.prio.org. The table is GED-like, not UCDP's: nobody there has seen it.
"""

import datetime
import math
from collections.abc import Iterator, Mapping
from typing import Any

from inference.export.event_file import EventFile
from inference.export.parties import Directory, Parties, names
from inference.export.tables import rows_of
from inference.result import Result

COLUMNS = (
    "id", "relid", "year", "active_year", "code_status", "type_of_violence", "conflict_dset_id",
    "conflict_new_id", "conflict_name", "dyad_dset_id", "dyad_new_id", "dyad_name",
    "side_a_dset_id", "side_a_new_id", "side_a", "side_b_dset_id", "side_b_new_id", "side_b",
    "number_of_sources", "source_article", "source_office", "source_date", "source_headline",
    "source_original", "where_prec", "where_coordinates", "where_description", "adm_1", "adm_2",
    "latitude", "longitude", "geom_wkt", "priogrid_gid", "country", "country_id", "region",
    "event_clarity", "date_prec", "date_start", "date_end", "deaths_a", "deaths_b",
    "deaths_civilians", "deaths_unknown", "best", "high", "low", "gwnoa", "gwnob",
)  # fmt: skip


class Ucdp(EventFile):
    """One CSV file, a line an event that happened and in which the text has somebody killed.

    - relid: `doc_id/event_id`, ours; id and every id of conflicts, dyads, sides and countries are
      UCDP's to give and stay empty, as do active_year, code_status, event_clarity, region.
    - side_a, side_b: as `parties` tells them; against civilians side_b is `Civilians`. dyad_name:
      both. type_of_violence: 3 against civilians where no other side is named, else 1 with a
      state among the sides, 2 without; empty where a side or its kind is not known.
    - where_prec: 1 the place itself, 2 near it, 3 district, 4 governorate, 6 country, by the
      gazetteer; adm_1, adm_2, geom_wkt and priogrid_gid follow. where_coordinates: the place's
      name. where_description: empty.
    - date_prec: 1 one day, 2 two to six, 3 seven, 4 to 31, 5 more; empty for an open end.
    - best, low, high, deaths_civilians: as the rows have them, empty without a bound. deaths_a,
      deaths_b, deaths_unknown: empty; the dead of each side stand in the casualty table.
    - source_article: the report and the offsets of the event's word; source_date: `published`;
      source_office: `meta["source"]`; source_original: whom the report names;
      number_of_sources: 1, the report.
    """

    columns = COLUMNS

    @staticmethod
    def rows(result: Result) -> Iterator[dict[str, Any]]:
        """The rows of a report; columns that stay empty are not among a row's keys."""
        directory = Directory(result)
        for event in rows_of(result, "events"):
            killed = max(event["deaths_best"] or 0, event["deaths_low"] or 0)
            if event["realis"] == "actual" and killed:
                yield _row(event, directory, result)


def date_precision(start: str | None, end: str | None) -> int | None:
    """GED's date_prec of a range of ISO dates, ends included; None where one end is not told."""
    if not start or not end:
        return None
    days = (datetime.date.fromisoformat(end) - datetime.date.fromisoformat(start)).days + 1
    return next((code for most, code in ((1, 1), (6, 2), (7, 3), (31, 4)) if days <= most), 5)


def priogrid(latitude: float, longitude: float) -> int:
    """The number of the PRIO-GRID cell (half a degree, from the south-west, 1-based)."""
    row, column = math.floor((latitude + 90) * 2), math.floor((longitude + 180) * 2)
    return min(row, 359) * 720 + min(column, 719) + 1


_AREAS = {"country": 6, "governorate": 4, "region": 4, "desert": 4, "district": 3, "subdistrict": 3}
_STATES = frozenset(("state_forces", "state_police", "foreign_state"))


def _row(event: Mapping[str, Any], directory: Directory, result: Result) -> dict[str, Any]:
    country = directory.country(event["place_id"])
    place = directory.place(event["place_id"])
    parties = directory.parties(event)
    side_a, side_b = names(parties.first), names(parties.second)
    if event["civilian_targeting"] and not side_b:
        side_b = "Civilians"
    point = (event["latitude"], event["longitude"])
    located = None not in point
    date = event["date_start"]
    where = event["geo_precision"]
    return {
        "relid": f"{event['doc_id']}/{event['event_id']}",
        "year": date[:4] if date else None,
        "type_of_violence": _type_of_violence(event, parties),
        "dyad_name": f"{side_a} - {side_b}" if side_a and side_b else None,
        "side_a": side_a,
        "side_b": side_b,
        "number_of_sources": 1,
        "source_article": f"{event['doc_id']} {event['start']}-{event['end']}",
        "source_office": result.meta.get("source"),
        "source_date": result.meta.get("published"),
        "source_original": "; ".join(event["source"] or []),
        "where_prec": _AREAS.get(place.get("kind", ""), 4 if where == 3 else where),
        "where_coordinates": place.get("name_en") or place.get("name_ar"),
        "adm_1": place.get("admin1"),
        "adm_2": place.get("admin2"),
        "latitude": event["latitude"],
        "longitude": event["longitude"],
        "geom_wkt": f"POINT ({point[1]} {point[0]})" if located else None,
        "priogrid_gid": priogrid(*point) if located else None,
        "country": country.name if country else None,
        "date_prec": date_precision(date, event["date_end"]),
        "date_start": date,
        "date_end": event["date_end"],
        "deaths_civilians": event["deaths_civilians"],
        "best": event["deaths_best"],
        "high": event["deaths_high"],
        "low": event["deaths_low"],
    }


def _type_of_violence(event: Mapping[str, Any], parties: Parties) -> int | None:
    if event["civilian_targeting"] and parties.first and not parties.second:
        return 3
    kinds = {party.kind for party in (*parties.first, *parties.second)}
    if not parties.first or not parties.second or kinds & {"unknown", "unidentified"}:
        return None
    return 1 if kinds & _STATES else 2
