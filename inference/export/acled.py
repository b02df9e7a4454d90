"""Events under ACLED's column names (codebook of 2024). Knows rows and ACLED's lists, no file form.

Source: https://acleddata.com/methodology/acled-codebook (columns, precision, disorder and actor
types). The table is ACLED-like, not ACLED's: nobody there has seen it.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from inference.export.event_file import EventFile
from inference.export.parties import Country, Directory, Party, names
from inference.export.tables import rows_of
from inference.result import Result

COLUMNS = (
    "event_id_cnty", "event_date", "year", "time_precision", "disorder_type", "event_type",
    "sub_event_type", "actor1", "assoc_actor_1", "inter1", "actor2", "assoc_actor_2", "inter2",
    "interaction", "civilian_targeting", "iso", "region", "country", "admin1", "admin2", "admin3",
    "location", "latitude", "longitude", "geo_precision", "source", "source_scale", "notes",
    "fatalities", "tags", "timestamp",
)  # fmt: skip


class Acled(EventFile):
    """One CSV file, a line an event that happened (`realis` actual) and has an ACLED event type.

    - event_id_cnty: `doc_id/event_id`, ours. event_date: `date_start`; empty where the text does
      not tell, never the day of publication. time_precision, geo_precision: 1 to 3 as in the rows.
    - disorder_type: from the types, by the codebook's table.
    - actor1, actor2: the first of each side (`parties`), the rest in assoc_actor_1 and _2. Against
      civilians, actor2 is `Civilians (Country)`. inter1, inter2: the codebook's words for the
      actor's kind, empty where the table of actors does not tell; interaction: both, where known.
    - country, iso (numeric), admin1 to admin3, location: by the gazetteer. region: empty.
    - fatalities: `deaths_best`; empty where no figure is given (ACLED's own coders estimate).
    - notes: the report, the offsets of the event's word (code points, end exclusive) and the word.
    - source_scale, tags, timestamp: empty; coders' work.
    """

    columns = COLUMNS

    @staticmethod
    def rows(result: Result) -> Iterator[dict[str, Any]]:
        """The rows of a report; columns that stay empty are not among a row's keys."""
        directory = Directory(result)
        for event in rows_of(result, "events"):
            if event["realis"] == "actual" and event["acled_event_type"]:
                yield _row(event, directory, result)


def disorder_type(event_type: str, sub_event_type: str | None) -> str:
    """The codebook's disorder type of an event type; empty for one that it does not have."""
    if (event_type, sub_event_type) == ("Protests", "Excessive force against protesters"):
        return "Political violence; Demonstrations"
    if event_type == "Riots":
        return "Political violence" if sub_event_type == "Mob violence" else "Demonstrations"
    return _DISORDER.get(event_type, "")


_DISORDER = {
    "Battles": "Political violence",
    "Explosions/Remote violence": "Political violence",
    "Violence against civilians": "Political violence",
    "Protests": "Demonstrations",
    "Strategic developments": "Strategic developments",
}
# Kinds of the actor table that are one of the codebook's actor types; political, coalition and
# unidentified are not.
_INTER = {
    "state_forces": "State forces",
    "state_police": "State forces",
    "rebel": "Rebel group",
    "militia": "Political militia",
    "tribe": "Identity militia",
    "foreign_state": "External/Other forces",
    "civilians": "Civilians",
    "civil": "Civilians",
}
# ISO 3166 numeric codes of the countries that reports of the region tell of.
_ISO = {
    "SY": 760, "IQ": 368, "LB": 422, "PS": 275, "YE": 887, "SD": 729, "LY": 434, "IL": 376,
    "JO": 400, "TR": 792, "EG": 818, "IR": 364, "SA": 682,
}  # fmt: skip


def _inter(party: Party, country: Country | None) -> str:
    """A state's forces outside their own country are external ones."""
    abroad = country is not None and party.home not in ("", country.code)
    kind = "foreign_state" if abroad and party.kind.startswith("state_") else party.kind
    return _INTER.get(kind, "")


def _row(event: Mapping[str, Any], directory: Directory, result: Result) -> dict[str, Any]:
    country = directory.country(event["place_id"])
    place = directory.place(event["place_id"])
    parties = directory.parties(event)
    second = parties.second
    if event["civilian_targeting"] and not second:
        second = [Party(f"Civilians ({country.name})" if country else "Civilians", "civilians")]
    inter = [_inter(side[0], country) if side else "" for side in (parties.first, second)]
    surface = result.text[event["start"] : event["end"]]
    date = event["date_start"]
    return {
        "event_id_cnty": f"{event['doc_id']}/{event['event_id']}",
        "event_date": date,
        "year": date[:4] if date else None,
        "time_precision": event["date_precision"],
        "disorder_type": disorder_type(event["acled_event_type"], event["acled_sub_event_type"]),
        "event_type": event["acled_event_type"],
        "sub_event_type": event["acled_sub_event_type"],
        "actor1": names(parties.first[:1]),
        "assoc_actor_1": names(parties.first[1:]),
        "inter1": inter[0],
        "actor2": names(second[:1]),
        "assoc_actor_2": names(second[1:]),
        "inter2": inter[1],
        "interaction": "-".join(inter) if all(inter) else None,
        "civilian_targeting": "Civilian targeting" if event["civilian_targeting"] else None,
        "iso": _ISO.get(country.code) if country else None,
        "country": country.name if country else None,
        "admin1": place.get("admin1"),
        "admin2": place.get("admin2"),
        "admin3": place.get("admin3"),
        "location": place.get("name_en") or place.get("name_ar"),
        "latitude": event["latitude"],
        "longitude": event["longitude"],
        "geo_precision": event["geo_precision"],
        "source": "; ".join(event["source"] or []),
        "notes": f"{event['doc_id']} {event['start']}-{event['end']}: {surface}",
        "fatalities": event["deaths_best"],
    }
