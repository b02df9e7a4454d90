"""Which places a mention may mean, before the report is looked at. Knows names, no context.

A candidate's `how`: `exact` (the name as written), `head` (head noun or surroundings taken off),
`area` (a side or countryside of a place), `fuzzy` (a slip of the pen).
"""

from collections.abc import Iterable, Iterator

from msgspec import Struct
from msgspec.structs import replace

from inference.resolve.place_names import Reading, is_noun, is_site, key, readings
from inference.resolve.place_table import PlaceRow, PlaceTable

UNITS = ("country", "governorate", "district", "subdistrict", "region", "desert")
# A slip in a short name makes another name.
SHORTEST_SLIP, LONG_NAME = 5, 9
SIDE_AR = {"north": "شمال", "south": "جنوب", "east": "شرق", "west": "غرب", "central": "أوسط"}
# What tells twin villages apart, and reports leave out: `عرب حسن` is `عرب حسن كبير` and `صغير`.
TWINS = tuple(
    key(word)
    for word in (
        "كبير", "كبيرة", "صغير", "صغيرة", "تحتاني", "تحتانية", "فوقاني", "فوقانية", "شمالي",
        "شمالية", "جنوبي", "جنوبية", "شرقي", "شرقية", "غربي", "غربية", "قبلي", "وسطى",
    )
)  # fmt: skip


class Candidate(Struct, frozen=True, gc=False):
    """A place that a reading of a mention may mean; `score` 0..1 for the name alone."""

    row: PlaceRow
    reading: Reading
    how: str
    score: float


def candidates(table: PlaceTable, surface: str) -> list[list[Candidate]]:
    """Candidates by reading, likeliest reading first. Anaphora (`ريفها`) have none here."""
    groups = []
    for reading in readings(surface):
        if reading.unit and reading.unit in table:
            rows = [table[reading.unit]]
        else:
            look_up = key(" ".join(reading.name))
            rows = table.by_key(look_up) if len(look_up) > 1 else []
        if group := [_candidate(row, reading) for row in _sensible(rows, reading)]:
            groups.append(list({c.row.place_id: c for c in group}.values()))
    return groups


def slips(table: PlaceTable, surface: str) -> list[Candidate]:
    """Places whose names differ from the mention's by a letter or two, best first."""
    found: dict[str, Candidate] = {}
    for reading in readings(surface):
        look_up = key(" ".join(reading.name))
        if len(look_up) < SHORTEST_SLIP or (reading.rural and reading.name[0] == "ريف"):
            continue
        if is_site(reading.name):
            continue
        for near, score in _near(table, look_up):
            for row in _sensible(table.by_key(near), reading):
                made = _candidate(row, reading)
                if row.place_id not in found or score > found[row.place_id].score:
                    found[row.place_id] = replace(made, how="fuzzy", score=score)
    return sorted(found.values(), key=lambda c: -c.score)


def area_of(row: PlaceRow, *, side: str, rural: bool) -> PlaceRow:
    """The countryside or a side of a unit, as a row of its own: `SY09.east`."""
    sides = [SIDE_AR[part] for part in side.split("-") if part]
    country = row.kind == "country"
    if country or not rural:
        name = " ".join([*sides, row.name_ar])
    else:
        bare = row.name_ar.removeprefix("ريف ").removeprefix("مركز ")
        name = " ".join(["ريف", bare, *(f"ال{s}ي" if s != "أوسط" else "الأوسط" for s in sides)])
    suffix = side or "rural"
    return replace(
        row,
        place_id=f"{row.place_id}.{suffix}",
        name_ar=name,
        name_en=f"{row.name_en}, {suffix}" if side else f"{row.name_en} countryside",
        aliases_ar=(),
        kind="countryside",
        parent=row.place_id,
        geo_precision=max(row.geo_precision or 3, 2) if row.lat is not None else None,
    )


def base_id(row: PlaceRow) -> str:
    """The place that an area is a side of, else the place itself."""
    return row.place_id.split(".")[0]


def _candidate(row: PlaceRow, reading: Reading) -> Candidate:
    if (reading.side or reading.rural) and row.kind in UNITS and not _is_whole(row, reading):
        rural = reading.rural or row.kind != "country"
        return Candidate(area_of(row, side=reading.side, rural=rural), reading, "area", 0.97)
    if reading.peeled or reading.near or reading.kinds:
        return Candidate(row, reading, "head", 0.98)
    return Candidate(row, reading, "exact", 1.0)


def _is_whole(row: PlaceRow, reading: Reading) -> bool:
    """`ريف دمشق` is a governorate, not the countryside of one."""
    return not reading.side and reading.name[:1] == ("ريف",) and row.name_ar.startswith("ريف")


def _sensible(rows: Iterable[PlaceRow], reading: Reading) -> Iterator[PlaceRow]:
    """Rows that the head noun and side can go with."""
    rows = list(rows)
    kinds = {row.kind for row in rows}
    for row in rows:
        if reading.kinds == ("governorate",) and row.kind not in ("governorate", "city", "region"):
            continue
        other = reading.rural or reading.side or (reading.kinds and "quarter" not in reading.kinds)
        if other and row.kind == "quarter" and kinds != {"quarter"}:
            continue
        if reading.kinds == ("country",) and row.kind != "country":
            continue
        if is_noun(reading.name) and row.kind not in UNITS:
            continue
        yield row


def _near(table: PlaceTable, look_up: str) -> Iterator[tuple[str, float]]:
    for twin in TWINS:
        if table.by_key(look_up + twin):
            yield look_up + twin, 0.9
    most = 2 if len(look_up) >= LONG_NAME else 1
    for near, edits in table.near.within(most, look_up, most=20):
        if near[0] == look_up[0] or len(look_up) >= SHORTEST_SLIP + 2:
            yield near, 1 - 0.1 * edits - 0.3 * edits / len(look_up)
