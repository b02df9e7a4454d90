"""One result for a reader at a terminal. Knows results; prints through the console it is given.

Events, casualties and the ledger as tables, then names, dates and sources as lists. Every cell is
cleaned of characters that steer a terminal.
"""

import unicodedata
from collections import Counter
from collections.abc import Iterable
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from inference.result import Result


def show(result: Result, console: Console) -> None:
    """Print a result. Without records (a schema of one's own) the mentions are listed by type."""
    console.print(
        Text(
            f"{result.id}: {len(result.mentions)} mentions, {len(result.relations)} relations",
            style="bold",
        )
    )
    places = {row["place_id"]: row for row in result.records.get("places", [])}
    _events(result, places, console)
    _casualties(result, places, console)
    _checks(result, console)
    _lists(result, console)


def _events(result: Result, places: dict[str, Any], console: Console) -> None:
    rows = result.records.get("events", [])
    if not rows:
        return
    table = _table("events", "type", "text", "who", "against", "where", "when", "with", "dead")
    for row in rows:
        kind = row["event_type"] + (f" ({row['realis']})" if row["realis"] != "actual" else "")
        table.add_row(
            kind,
            _cell(_words(result, row["mentions"])),
            _cell("، ".join(row["actors"])),
            _cell("، ".join(row["targets"])),
            _cell(_place(places.get(row["place_id"]))),
            _when(row),
            _cell("، ".join(row["weapons"])),
            _range(row["deaths_low"], row["deaths_high"]),
        )
    console.print(table)


def _casualties(result: Result, places: dict[str, Any], console: Console) -> None:
    rows = result.records.get("casualties", [])
    if not rows:
        return
    table = _table("people", "count", "text", "outcome", "status", "side", "where", "part of")
    names = {row["casualty_id"]: row["text"] for row in rows}
    for row in rows:
        other = row["alternative_count"]
        parent = names.get(row["parent_id"])
        relation = "of" if row["parent_relation"] == "subtotal" else "among"
        status = [row["civilian_status"], row["sex"], row["age"]]
        table.add_row(
            _range(row["count_min"], row["count_max"]) + (f" / {other}?" if other else ""),
            _cell(row["text"]) + (" (running total)" if row["scope"] == "cumulative" else ""),
            row["outcome"] or "",
            " ".join(s for s in status if s not in ("unknown", None)),
            _cell("، ".join(row["side"])),
            _cell(_place(places.get(row["place_id"]))),
            f"{relation} {_cell(parent)}" if parent else "",
        )
    console.print(table)


def _checks(result: Result, console: Console) -> None:
    styles = {"agrees": "green", "disagrees": "red"}
    for row in result.records.get("checks", []):
        line = f"{row['kind']}: stated {row['stated']}, computed {row['computed']}: "
        console.print(
            Text(line)
            + Text(row["verdict"], style=styles.get(row["verdict"], "yellow"))
            + Text(f"  {_clean(row['note'])}", style="dim")
        )


def _lists(result: Result, console: Console) -> None:
    rows = result.records
    names = {
        "actors": [row["name_ar"] for row in rows.get("actors", [])],
        "places": [_place(row) for row in rows.get("places", [])],
    }
    values = {"dates": "DATE", "counts": "COUNT", "sources": "SOURCE"}
    for title, kind in values.items():
        names[title] = [
            result.text[m.start : m.end] + (_value(m.value) if kind == "DATE" else "")
            for m in result.mentions
            if m.type == kind
        ]
    if not rows.get("actors") and not rows.get("places"):
        for mention in result.mentions:
            names.setdefault(mention.type, []).append(result.text[mention.start : mention.end])
    for title, given in names.items():
        if given:
            console.print(Text(f"{title}: ", style="bold") + Text(_listed(given)))


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, expand=True)
    for name in columns:
        table.add_column(name, overflow="fold")
    return table


def _words(result: Result, ids: Iterable[str]) -> str:
    by_id = {m.id: m for m in result.mentions}
    found = [result.text[by_id[i].start : by_id[i].end] for i in ids if i in by_id]
    return found[0] + (f" (+{len(found) - 1})" if len(found) > 1 else "") if found else ""


def _place(row: dict[str, Any] | None) -> str:
    if row is None:
        return ""
    return f"{row['name_ar']} ({row['name_en']})" if row.get("name_en") else str(row["name_ar"])


def _when(row: dict[str, Any]) -> str:
    start, end = row["date_start"], row["date_end"]
    if not start and not end:
        return _cell(row["date_text"] or "")
    return str(start) if start == end else f"{start or '…'} – {end or '…'}"


def _value(value: dict[str, Any] | None) -> str:
    if not value or not (value.get("start") or value.get("end")):
        return ""
    return " = " + _when({"date_start": value["start"], "date_end": value["end"]})


def _range(low: int | None, high: int | None) -> str:
    if low is None:
        return "" if high is None else f"≤ {high}"
    return str(low) if low == high else f"{low}+" if high is None else f"{low}–{high}"


def _listed(names: Iterable[str]) -> str:
    counts = Counter(_clean(name) for name in names)
    return "  ·  ".join(f"{n} ×{c}" if c > 1 else n for n, c in counts.items())


def _cell(text: str | None) -> str:
    # Square brackets would be read as rich's markup.
    return _clean(text or "").replace("[", r"\[")


def _clean(text: str) -> str:
    """Text without characters that steer a terminal (escapes, bidi overrides), on one line."""
    flat = " ".join(text.split())
    return "".join(c for c in flat if unicodedata.category(c) not in ("Cc", "Cf", "Cs"))
