"""The rows of the actor table and its words, as files hold them. Knows no mentions.

Names and years are common knowledge of the field; `acled_name` follows ACLED's lists where we know
them and is empty elsewhere. See `tables/README.md`.
"""

from pathlib import Path

from msgspec import Struct

COLUMNS = (
    "actor_id", "name_ar", "variants_ar", "name_en", "acled_name", "kind", "side", "allies",
    "year_from", "year_to",
)  # fmt: skip


class ActorRow(Struct, frozen=True, kw_only=True, gc=False):
    """A side or group.

    `kind`: state_forces, state_police, rebel, militia, foreign_state, political, coalition, tribe,
    civil, civilians, criminal, unidentified. `side`: who it fights with.

    `acled_name`: as ACLED writes it, or ``. `year_from`, `year_to`: when it bore the name, ends
    included; None is open.
    """

    actor_id: str
    name_ar: str
    variants_ar: tuple[str, ...]
    name_en: str
    acled_name: str
    kind: str
    side: str
    allies: tuple[str, ...]
    year_from: int | None
    year_to: int | None

    def bore_in(self, year: int | None) -> bool:
        """Whether the name was its own in a year; unknown years pass."""
        early = year is not None and self.year_from is not None and year < self.year_from
        late = year is not None and self.year_to is not None and year > self.year_to
        return not early and not late


def read_actors(path: Path) -> list[ActorRow]:
    """Read a table with the columns of `COLUMNS`. Raises `ValueError` naming file and line."""
    lines = path.read_text(encoding="utf-8").splitlines()
    if not lines or tuple(lines[0].split("\t")) != COLUMNS:
        raise ValueError(f"{path}:1: the header must be {' '.join(COLUMNS)}")
    return [_row(path, number, line) for number, line in enumerate(lines[1:], 2)]


def _row(path: Path, number: int, line: str) -> ActorRow:
    cells = line.split("\t")
    if len(cells) != len(COLUMNS):
        raise ValueError(
            f"{path}:{number}: {len(cells)} cells under {len(COLUMNS)} columns; mend the tabs"
        )
    given = dict(zip(COLUMNS, cells, strict=True))
    try:
        years = {c: int(given[c]) if given[c] else None for c in ("year_from", "year_to")}
    except ValueError as error:
        raise ValueError(f"{path}:{number}: a year is no number ({error}); mend it") from error
    return ActorRow(
        actor_id=given["actor_id"],
        name_ar=given["name_ar"],
        variants_ar=tuple(v for v in given["variants_ar"].split("|") if v),
        name_en=given["name_en"],
        acled_name=given["acled_name"],
        kind=given["kind"],
        side=given["side"],
        allies=tuple(a for a in given["allies"].split("|") if a),
        year_from=years["year_from"],
        year_to=years["year_to"],
    )
