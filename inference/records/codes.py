"""Codes of other event data for an incident: ACLED's types, PLOVER's modes. Knows no relations.

The tables beside this file decide, row by row; what they cannot tell is None. Sources: ACLED
Codebook (2019 and later), PLOVER manual draft 0.8 with CAMEO2PLOVER (September 2021).
"""

import re
from functools import cache

from msgspec import Struct

from inference.arabic import fold
from inference.records.fates import DEADLY
from inference.records.tsv import rows


class Circumstances(Struct, frozen=True, kw_only=True):
    """What decides between codes. `words`: surfaces of the event and of its weapons.

    `civilians`: whether civilians were hit (None: unknown). `winner`: `state`, `nonstate` or empty.
    `outcomes`: types of what it led to, and the event's own.
    """

    type: str
    words: tuple[str, ...] = ()
    civilians: bool | None = None
    winner: str = ""
    planned: bool = False
    outcomes: frozenset[str] = frozenset()


class Codes(Struct, frozen=True, kw_only=True):
    """ACLED's event and sub-event type, PLOVER's event and mode."""

    acled_event_type: str | None
    acled_sub_event_type: str | None
    plover_event: str | None
    plover_mode: str | None


def codes(told: Circumstances) -> Codes:
    """The codes of an incident."""
    acled = _row("acled.tsv", told)
    plover = _row("plover.tsv", told)
    return Codes(
        acled_event_type=acled.get("event_type") or None,
        acled_sub_event_type=acled.get("sub_event_type") or None,
        plover_event=plover.get("event") or None,
        plover_mode=plover.get("mode") or None,
    )


def _row(table: str, told: Circumstances) -> dict[str, str]:
    return next((row for row in _table(table).get(told.type, []) if _holds(row["when"], told)), {})


def _holds(condition: str, told: Circumstances) -> bool:
    hurt = bool(told.outcomes & {*DEADLY, "WOUNDED"})
    match condition:
        case "":
            return True
        case "civilians":
            return told.civilians is True
        case "fighters":
            return told.civilians is False
        case "harmed":
            return hurt
        case "arrests":
            return "DETAINED" in told.outcomes and not hurt
        case "state" | "nonstate":
            return told.winner == condition
        case "planned":
            return told.planned
        case _:
            return any(_cue(condition).search(fold(word)) for word in told.words)


@cache
def _table(name: str) -> dict[str, list[dict[str, str]]]:
    found: dict[str, list[dict[str, str]]] = {}
    for row in rows(name):
        found.setdefault(row["type"], []).append(row)
    return found


@cache
def _cue(name: str) -> re.Pattern[str]:
    """The words of a cue. Raises `KeyError` for a condition that no table has."""
    cell = {row["cue"]: row["words"] for row in rows("code_words.tsv")}[name]
    parts = [part.strip() for part in cell.split("|")]
    return re.compile(
        "|".join(
            rf"\b[وفبلك]{{0,2}}{re.escape(fold(part[1:]))}"
            if part.startswith("=")
            else re.escape(fold(part))
            for part in parts
        )
    )
