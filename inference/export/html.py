"""One self-contained page for a report or a batch. Knows results, loads nothing from anywhere.

No script, no outside address, and a policy in the page that forbids both; all text is escaped.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Self, TextIO

from annotations.readers import Problem
from annotations.schema import Schema
from inference.export.html_map import Point, svg
from inference.export.html_text import MarkedText, shown
from inference.export.tables import plain, rows_of
from inference.export.writer import Writer
from inference.result import Result


class HtmlPage(Writer):
    """A section a report: text, map, events, casualties, checks. The first section stands open."""

    folder = False

    def __init__(self, stream: TextIO, schema: Schema) -> None:
        """`stream`: a new file, open for text. Writes the head of the page."""
        self._stream, self._schema, self._number = stream, schema, 0
        kinds = dict.fromkeys(schema.kinds.values())
        legend = " ".join(f'<mark class="k{i}">{shown(k)}</mark>' for i, k in enumerate(kinds))
        style = Path(__file__).with_name("page.css").read_text(encoding="utf-8")
        stream.write(_HEAD.replace("{style}", style).replace("{legend}", legend))

    @classmethod
    def open(cls, path: Path, *, schema: Schema) -> Self:
        """Begin the page. Raises `OSError`."""
        return cls(path.open("w", encoding="utf-8", newline="\n"), schema)

    def write(self, result: Result) -> list[Problem]:
        """Write the section of a report; nothing is lost."""
        self._number += 1
        marked = MarkedText(result, self._schema, f"d{self._number}-")
        self._stream.write("\n".join(_section(result, marked, opened=self._number == 1)) + "\n")
        return []

    def close(self) -> None:
        """End the page and close the file."""
        reports = "1 report" if self._number == 1 else f"{self._number} reports"
        self._stream.write(f'<p class="none">{reports}</p>\n</body>\n</html>\n')
        self._stream.close()


_HEAD = """<!DOCTYPE html>
<html lang="en" dir="ltr">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Marsad مرصد</title>
<style>
{style}</style>
</head>
<body>
<h1>Marsad <span lang="ar">مرصد</span></h1>
<p class="legend">{legend} Point at a mention for its type, score and relations. A program read
these reports; check each figure against the text.</p>
"""
_SIGNS = {"agrees": ("✓", "agrees"), "disagrees": ("✗", "disagrees")}


def _section(result: Result, marked: MarkedText, *, opened: bool) -> Iterator[str]:
    events = list(rows_of(result, "events"))
    groups = list(rows_of(result, "casualties"))
    places = {row["place_id"]: row for row in rows_of(result, "places")}
    checks = list(rows_of(result, "checks"))
    failed = sum(check["verdict"] == "disagrees" for check in checks)
    about = [result.meta.get("published", "not dated"), f"{len(events)} events"]
    about += [f"{len(groups)} groups of people", f"{len(checks)} checks, {failed} disagree"]
    yield f"<details{' open' if opened else ''}>"
    yield f"<summary><bdi>{shown(plain(result.id))}</bdi> "
    yield f"<small>{shown(plain(' · '.join(about)))}</small></summary>"
    drawn = svg(_points(events, places))
    yield '<div class="both">' if drawn else "<div>"
    yield f'<div class="text" lang="ar" dir="rtl">{marked.html()}</div>'
    yield f'<div class="map">{drawn}</div>\n</div>' if drawn else "</div>"
    yield from _table("Events", _EVENTS, (_event(row, places, marked) for row in events))
    yield from _table("Casualties", _GROUPS, (_group(*item, marked) for item in _tree(groups)))
    yield from _table("Checks", _CHECKS, (_check(row, marked) for row in checks))
    yield "</details>"


_EVENTS = ("event", "type", "when", "who", "whom", "where", "with", "killed", "wounded", "score")
_GROUPS = ("group", "outcome", "count", "who they were", "side", "by whom", "when", "notes")
_CHECKS = ("", "check", "group", "stated", "computed", "how")


def _event(row: Mapping[str, Any], places: Mapping[str, Any], marked: MarkedText) -> list[str]:
    place = places.get(row["place_id"], {})
    realis = (
        "" if row["realis"] == "actual" else f' <span class="tag">{_text(row["realis"])}</span>'
    )
    kind = _text(row["event_type"]) + realis
    if row["acled_sub_event_type"]:
        kind += f"<br><small>{_text(row['acled_sub_event_type'])}</small>"
    return [
        _link(row["event_id"], marked),
        kind,
        _when(row),
        _list(row["actors"]),
        _list(row["targets"]),
        _text(place.get("name_ar")),
        _list(row["weapons"]),
        _range(row["deaths_best"], row["deaths_low"], row["deaths_high"]),
        _text(row["wounded_best"]),
        _text(None if row["score"] is None else f"{row['score']:.2f}"),
    ]


def _group(row: Mapping[str, Any], depth: int, marked: MarkedText) -> list[str]:
    relation = f"<small>{_text(row['parent_relation'])}</small> " if depth else ""
    count = _range(row["count"], row["count_min"], row["count_max"])
    if row["hedge"] and row["hedge"] != "exact":
        count += f" <small>{_text(row['hedge'])}</small>"
    if row["alternative_count"] is not None:
        count += f' <span class="tag">or {_text(row["alternative_count"])}</span>'
    traits = [row[name] for name in ("civilian_status", "sex", "age")]
    notes = [*(row["flags"] or []), *(["cumulative"] if row["scope"] == "cumulative" else [])]
    return [
        f'<span class="group" style="padding-inline-start:{min(depth, 8)}rem">{relation}'
        f"{_link(row['casualty_id'], marked, row['text'])}</span>",
        _text(row["outcome"]),
        count,
        _list([trait for trait in traits if trait and trait != "unknown"]),
        _list(row["side"]),
        _list(row["perpetrator"]),
        _when(row),
        _list(notes),
    ]


def _check(row: Mapping[str, Any], marked: MarkedText) -> list[str]:
    sign, name = _SIGNS.get(row["verdict"], ("?", "unsure"))
    return [
        f'<span class="{name}" title="{shown(plain(str(row["verdict"])))}">{sign}</span>',
        _text(row["kind"]),
        _link(row["casualty_id"], marked),
        _text(row["stated"]),
        _text(row["computed"]),
        _text(row["note"]),
    ]


def _tree(groups: Sequence[Mapping[str, Any]]) -> Iterator[tuple[Mapping[str, Any], int]]:
    """Groups, each followed by its parts, with their depth; a circle's rows stand by themselves."""
    known = {row["casualty_id"] for row in groups}
    parts: dict[Any, list[Mapping[str, Any]]] = defaultdict(list)
    for row in groups:
        parts[row["parent_id"] if row["parent_id"] in known else None].append(row)
    seen: set[int] = set()
    waiting = [(row, 0) for row in reversed(parts[None])]
    waiting[:0] = [(row, 0) for row in reversed(groups) if row["parent_id"] in known]
    while waiting:
        row, depth = waiting.pop()
        if id(row) in seen:
            continue
        seen.add(id(row))
        yield row, depth
        waiting += [(part, depth + 1) for part in reversed(parts[row["casualty_id"]])]


def _points(events: Iterable[Mapping[str, Any]], places: Mapping[Any, Any]) -> list[Point]:
    """A point for each pair of coordinates; its name is that of the place fixed best."""
    here: dict[tuple[float, float], tuple[list[Any], list[Any]]] = defaultdict(lambda: ([], []))
    for at, rows in enumerate((places.values(), events)):
        for row in rows:
            if row["latitude"] is not None and row["longitude"] is not None:
                here[row["latitude"], row["longitude"]][at].append(row)
    points = []
    for (latitude, longitude), (sites, done) in here.items():
        sites.sort(key=lambda row: row["geo_precision"] or 9)
        labels = [plain(str(row["name_ar"])) for row in sites]
        lines = ["، ".join(labels), *(f"{row['event_type']} {row['event_id']}" for row in done)]
        points.append(
            Point(
                latitude=latitude,
                longitude=longitude,
                label=labels[0] if labels else "",
                note="\n".join(lines),
                events=len(done),
                weight=sum(row["deaths_best"] or 0 for row in done),
            )
        )
    return points


def _table(title: str, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """A table of cells that are HTML already; a line in its place where there are no rows."""
    lines = ["".join(f"<td>{cell}</td>" for cell in row) for row in rows]
    yield f"<h2>{title}</h2>"
    if not lines:
        yield '<p class="none">none</p>'
        return
    yield f'<div class="scroll"><table><tr>{"".join(f"<th>{h}</th>" for h in heads)}</tr>'
    yield from (f"<tr>{line}</tr>" for line in lines)
    yield "</table></div>"


def _text(value: object) -> str:
    return "" if value is None else f"<bdi>{shown(plain(str(value)))}</bdi>"


def _list(values: Iterable[object] | None) -> str:
    """Values in one line of the first's direction."""
    names = [plain(str(value)) for value in values or ()]
    comma = "، " if any("\u0600" <= c <= "\u06ff" for c in "".join(names)[:1]) else ", "
    return f'<div dir="auto">{shown(comma.join(names))}</div>' if names else ""


def _link(name: object, marked: MarkedText, label: object = None) -> str:
    """A name that leads to its mention in the text, where there is one."""
    anchor, inside = marked.anchor(name), _text(name if label is None else label)
    return f'<a href="#{anchor}">{inside}</a>' if anchor else inside


def _range(best: int | None, low: int | None, high: int | None) -> str:
    if (low is None and high is None) or low == high == best:
        return _text(best)
    span = f"{'' if low is None else low}–{'' if high is None else high}"
    return _text(span) if best is None else f"{_text(best)} <small>({_text(span)})</small>"


def _when(row: Mapping[str, Any]) -> str:
    start, end = row["date_start"], row["date_end"]
    dates = start if start == end or not (start and end) else f"{start} – {end}"
    if start and not end:
        dates = f"since {start}"
    said = row.get("date_text")
    return f'<span class="n">{_text(dates or end)}</span>' + (
        f"<br><small>{_text(said)}</small>" if said else ""
    )
