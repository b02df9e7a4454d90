"""Where: the places that a report's mentions name, looked up together. Knows no model and no file.

A name that several places bear is settled by what it is part of, by the dateline of its paragraph
(`محافظة حلب: …`) and by nearness to the report's other places. What stays open, and what the
table has not, is None: a wrong village is worse than none.
"""

from collections.abc import Sequence
from functools import cache, partial
from pathlib import Path

from msgspec import Struct

from inference.kept import kept
from inference.resolve.place_candidates import candidates
from inference.resolve.place_choice import Choice, PlaceMatch
from inference.resolve.place_names import follower, is_generic
from inference.resolve.place_table import PlaceRow, PlaceTable, Point
from inference.resolve.word_table import TABLES

__all__ = ["Gazetteer", "PlaceMatch", "PlaceQuery", "PlaceRow"]
REMEMBERED = 20_000  # surfaces kept between reports
PASSES = 3  # settled places help to settle others; reports need two passes, rarely three
# Mentions on either side whose settled places tell where a name is. Reports seldom have as many in
# all; in a volume of reports a place a hundred mentions away says nothing.
NEIGHBOURS = 60


class PlaceQuery(Struct, frozen=True, kw_only=True):
    """A place mention of a report.

    `part_of`: surfaces of what it is part of, nearest first. `dateline`: it heads its paragraph
    (`محافظة حلب:`) and rules the mentions of that paragraph after it. `start`, `end`: code points,
    end exclusive, where known: neighbours share a head noun (`أرياف إدلب` + `وحلب`).
    """

    surface: str
    part_of: tuple[str, ...] = ()
    dateline: bool = False
    paragraph: int = 0
    start: int = -1
    end: int = -1


class Gazetteer:
    """Finds the places of a report. `Gazetteer.default()` is the table that ships."""

    def __init__(self, table: PlaceTable) -> None:
        self.table = table
        self._groups = kept(REMEMBERED)(partial(candidates, table))
        self._choice = Choice(table, self._groups)

    @classmethod
    @cache
    def default(cls) -> "Gazetteer":
        """The table beside this file, opened once; its index is built at the first look-up."""
        return cls(PlaceTable.from_file(TABLES / "places.tsv"))

    @classmethod
    def from_file(cls, path: Path) -> "Gazetteer":
        """A user's own table with the columns of `place_table.COLUMNS`."""
        return cls(PlaceTable.from_file(path))

    def resolve(self, names: Sequence[PlaceQuery]) -> list[PlaceMatch | None]:
        """The places of one report's mentions, in their order; None where it cannot be told."""
        placed = cache(self._placed)  # most mentions of a paragraph lie in the same places
        scopes = [
            placed(query.part_of, line.surface if line else "")
            for query, line in zip(names, _datelines(names), strict=True)
        ]
        groups = [self._groups(surface) for surface in _with_shared_heads(names)]
        found: list[PlaceMatch | None] = [None] * len(names)
        heeded: list[list[Point] | None] = [None] * len(names)
        for _ in range(PASSES):
            before = list(found)
            anchors = [_anchor(match) for match in before]
            for at, query in enumerate(names):
                around = anchors[max(0, at - NEIGHBOURS) : at]
                around += anchors[at + 1 : at + 1 + NEIGHBOURS]
                others = [point for point in around if point]
                if others != heeded[at]:  # else the answer stands
                    heeded[at] = others
                    found[at] = self._choice.match(query.surface, groups[at], scopes[at], others)
            if before == found:
                break
        return found

    def is_generic(self, surface: str) -> bool:
        """Whether a mention names no place by itself (`المنطقة`, `مناطق سيطرة`)."""
        return is_generic(surface)

    def _placed(self, part_of: Sequence[str], dateline: str) -> list[tuple[PlaceRow, bool]]:
        """What a mention lies in, nearest first, and whether the text says so of it itself."""
        scopes: list[tuple[PlaceRow, bool]] = []
        if dateline and (match := self._matched(dateline, [])):
            scopes.append((self._choice.as_scope(match), False))
        for surface in reversed(part_of):
            if match := self._matched(surface, scopes):
                scopes.insert(0, (self._choice.as_scope(match), True))
        return scopes

    def _matched(self, surface: str, scopes: list[tuple[PlaceRow, bool]]) -> PlaceMatch | None:
        return self._choice.match(surface, self._groups(surface), scopes, [])


def _datelines(names: Sequence[PlaceQuery]) -> list[PlaceQuery | None]:
    """The dateline that rules each mention: the last before it in its paragraph."""
    last: PlaceQuery | None = None
    ruling: list[PlaceQuery | None] = []
    for query in names:
        ruling.append(last if last and last.paragraph == query.paragraph else None)
        if query.dateline:
            last = query
    return ruling


def _anchor(match: PlaceMatch | None) -> Point | None:
    """The point of what is settled; a governorate's seat says nothing of nearness."""
    return match.point[:2] if match and match.point and match.point[2] < 3 else None


def _with_shared_heads(names: Sequence[PlaceQuery]) -> list[str]:
    """Surfaces, with the head noun that neighbours share said again (`وحلب` -> `ريف حلب`)."""
    surfaces: list[str] = []
    head, end = "", -9
    for query in names:
        said, rest = follower(query.surface)
        if said:
            head = said
        elif head and rest and 0 <= query.start - end <= 2:
            surfaces.append(f"{head} {rest}")
            end = query.end
            continue
        else:
            head = ""
        surfaces.append(query.surface)
        end = query.end
    return surfaces
