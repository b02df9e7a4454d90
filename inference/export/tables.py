"""Columns of the tables and cells that no program runs. Knows rows as plain dicts, no file.

The columns and their order are design.md's. Formula guard: https://owasp.org/www-community/attacks/
CSV_Injection (a cell that a spreadsheet would compute gets an apostrophe before it).
"""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from inference.result import Result

COLUMNS: dict[str, tuple[str, ...]] = {
    "events": (
        "event_id", "doc_id", "event_type", "acled_event_type", "acled_sub_event_type",
        "plover_event", "plover_mode", "realis", "date_start", "date_end", "date_precision",
        "date_text", "actors", "targets", "place_id", "latitude", "longitude", "geo_precision",
        "weapons", "strikes", "deaths_best", "deaths_low", "deaths_high", "deaths_civilians",
        "wounded_best", "civilian_targeting", "source", "mentions", "start", "end", "score",
    ),
    "casualties": (
        "casualty_id", "doc_id", "event_id", "parent_id", "parent_relation", "outcome", "text",
        "count", "count_min", "count_max", "hedge", "implied", "alternative_count",
        "civilian_status", "sex", "age", "side", "perpetrator", "place_id", "date_start",
        "date_end", "scope", "flags", "mentions", "start", "end", "score",
    ),
    "places": (
        "place_id", "doc_id", "name_ar", "name_en", "kind", "parent_id", "pcode", "admin1",
        "admin2", "admin3", "latitude", "longitude", "geo_precision", "controlled_by", "mentions",
        "score",
    ),
    "actors": (
        "actor_id", "doc_id", "name_ar", "name_en", "kind", "side", "allied_with", "mentions",
    ),
    "checks": ("doc_id", "kind", "casualty_id", "stated", "computed", "verdict", "note"),
}  # fmt: skip
JOIN = " | "


def rows_of(result: Result, table: str) -> Iterator[dict[str, Any]]:
    """The rows of a table of one report, each with every column in order, values unchanged.

    What a row lacks is None; `doc_id` is the report's where the row names none.
    """
    for row in result.records.get(table, []):
        given = {"doc_id": result.id, **row}
        yield {name: given.get(name) for name in COLUMNS[table]}


def cell(value: object) -> str:
    """A value as text for a cell of a spreadsheet.

    None is empty, lists are joined with ` | `, truth is `true` or `false`, numbers stay numbers.
    In text, what steers a display is taken out (`plain`) and what begins as a formula gets a
    leading apostrophe.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, Sequence) and not isinstance(value, str):
        raw = JOIN.join("" if item is None else str(item) for item in value)
    else:
        raw = str(value)
    text = plain(raw)
    risky = raw.startswith(("\t", "\r")) or text.startswith(_FORMULAS)
    return f"'{text}" if risky else text


def plain(text: str) -> str:
    """A text on one line without control characters, lone surrogates and bidi controls.

    Line breaks and tabs become blanks. Joiners and the Arabic number signs stay: they are seen.
    """
    one_line = " ".join(text.split())
    return "".join(c for c in one_line if not steers(c)).strip()


def steers(character: str) -> bool:
    """Whether a character is not seen but changes how others are shown, or is no character."""
    kind = unicodedata.category(character)
    return kind in ("Cc", "Cs") or (kind == "Cf" and character not in _SEEN)


def flat(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row whose lists are joined and whose texts are plain, for forms without lists."""
    return {
        name: plain(JOIN.join(map(str, value)))
        if isinstance(value, list)
        else (plain(value) if isinstance(value, str) else value)
        for name, value in row.items()
    }


# The last four are the full-width forms, which Japanese and Chinese editions compute as well.
_FORMULAS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
# ZWNJ, ZWJ; number, year, footnote, page, safha, samvat, ayah and abbreviation signs.
_SEEN = frozenset("\u200c\u200d\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u08e2")
