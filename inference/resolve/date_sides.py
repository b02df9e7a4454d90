"""The marks of a date gathered into sides: one for a date, two for a range. Knows no calendar.

`14-17 تموز 2016` has two sides; what the first leaves out it takes from the second.
"""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from msgspec import Struct, field

from inference.resolve.date_marks import Mark


class Side(Struct):
    """What one side of a date says. Zero, empty and None are not said.

    `units` maps a unit to how many of it (0 a plural without a number); `which` maps a unit, month,
    weekday, season or year to this, last, beforelast or next.
    """

    number: int = 0
    month: int = 0
    hijri: bool = False
    year: int = 0
    hijri_year: int = 0
    weekday: int | None = None
    today: int | None = None
    written: date | None = None
    units: dict[str, int] = field(default_factory=dict)
    which: dict[str, str] = field(default_factory=dict)
    part: str = ""
    clock: str = ""
    season: str = ""
    feast: str = ""
    hedge: str = ""
    special: str = ""
    anaphor: bool = False

    def says_a_day(self) -> bool:
        """Whether anything here can be a day, a month or a year."""
        spoken = (self.number, self.month, self.year, self.hijri_year, self.season, self.feast)
        named = (self.weekday, self.today, self.written)
        return any(spoken) or any(value is not None for value in named)


class Sides(Struct):
    """The sides of a date, and the word that governs it: past, since, until, after or none.

    `ahead`: that word may well speak of days to come (`حتى`, `ابتداء من`).
    """

    sides: list[Side]
    relation: str = ""
    ahead: bool = False

    def govern(self, mark: Mark) -> None:
        """Let a word like `منذ` govern the date, unless one does."""
        if not self.relation and mark.field in ("past", "since", "until", "after"):
            self.relation = mark.field
            self.ahead = mark.field in ("past", "until") or mark.value == "starting"


def gather(found: Sequence[Mark]) -> Sides:
    """Sort the marks of a date by what they say."""
    if at := next((i for i, mark in enumerate(found) if mark.field == "alias"), 0):
        first, second = gather(found[:at]), gather(found[at + 1 :])
        return first if second.sides[0].hijri or not second.sides[0].says_a_day() else second
    result = Sides([Side()])
    last, pending, divided, hard = "", "", False, False
    for index, mark in enumerate(found):
        side = result.sides[-1]
        follower = found[index + 1] if index + 1 < len(found) else Mark("")
        if mark.field in ("past", "since", "after") or (mark.field == "until" and index == 0):
            result.govern(mark)
        elif mark.field in ("to", "until"):
            hard = side.says_a_day() or bool(side.special or side.units)
        elif mark.field == "sign" and mark.value in "-–—~/":
            divided = side.says_a_day()
        elif mark.field == "which":
            pending = _which(side, mark.value, last, follower)
        else:
            if hard or _apart(side, mark, follower, divided or mark.joined):
                side, last = Side(), ""
                result.sides.append(side)
            last = _put(side, mark, last, follower) or last
            if pending and last in _BEARERS | {"unit"}:
                pending = _which(side, pending, last, Mark(""))
            divided = hard = False
    _share(result.sides)
    return result


_BEARERS = frozenset({"month", "weekday", "season", "year"})


def _which(side: Side, value: str, last: str, follower: Mark) -> str:
    """Note this, last, next on the word before it; returned where it waits for the one after it."""
    value = "this" if value == "new" else value
    if last == "unit":
        side.which[next(reversed(side.units))] = value
    elif last in _BEARERS:
        side.which[last] = value
    elif not (last == "number" and side.units):
        return value
    else:
        side.which[next(reversed(side.units))] = value
    return ""


def _apart(side: Side, mark: Mark, follower: Mark, divided: bool) -> bool:
    """Whether a mark begins another side: the same thing said again after a dash or و."""
    if mark.field == "month":
        same_calendar = side.hijri == (mark.value == "hijri")
        return bool(side.month) and same_calendar and side.month != mark.number
    if mark.field in ("number", "ordinal"):
        if mark.number >= 1000:
            return bool(side.year or side.hijri_year) and divided
        return divided and bool(side.number or side.month) and follower.field != "unit"
    if mark.field in ("weekday", "today", "written", "season"):
        value = getattr(side, mark.field)
        return divided and value is not None and value != ""
    return False


def _put(side: Side, mark: Mark, last: str, follower: Mark) -> str:
    """Note a mark on a side; returns the field that a following `الماضي` would be about."""
    match mark.field:
        case "number" | "ordinal":
            return _number(side, mark, last, follower)
        case "month":
            if side.month and mark.value == "hijri":
                return ""
            side.month, side.hijri = mark.number, mark.value == "hijri"
            if last == "unit" and not side.number and side.units.get("month", 1) > 1:
                side.number, side.units["month"] = side.units["month"], 1  # `14 من شهر آب`
        case "unit":
            side.units.setdefault(mark.value, mark.number)
        case "weekday" | "today":
            setattr(side, mark.field, mark.number)
        case "written":
            side.written = mark.day
        case "part" | "season" | "feast" | "hedge":
            setattr(side, mark.field, mark.value)
        case "clock":
            if side.clock in ("", "hour", "adverb"):
                side.clock = mark.value
            return ""
        case "era":
            if mark.value == "hijri" and side.year:
                side.year, side.hijri_year = 0, side.year
            return ""
        case "lastnight" | "now" | "onward" | "vague":
            side.special = mark.field
        case "unknown":
            if mark.value.endswith("نصف"):
                side.hedge = "half"
            return ""
    return mark.field


def _number(side: Side, mark: Mark, last: str, follower: Mark) -> str:
    """A number is a year, a count of a unit, or the day of a month."""
    number, unit = mark.number, next(reversed(side.units), "")
    if mark.field == "ordinal":
        if last == "unit" and unit == "week":
            side.part = f"week{number}"
        elif last == "unit" and unit == "month":
            side.month = number
            return "month"
        elif (last == "unit" and unit == "day") or last == "today":
            side.anaphor = True
        else:
            side.number = number
        return "number"
    if number >= 1000:
        hijri = 1300 <= number <= 1500 and (side.hijri or follower == Mark("era", "hijri"))
        side.hijri_year, side.year = (number, side.year) if hijri else (side.hijri_year, number)
        return "year"
    if follower.field == "unit" and follower.number != 2 and not follower.definite:
        side.units[follower.value] = number
    elif last == "unit" and side.units[unit] == 0:
        side.units[unit] = number
    elif last == "unit" and unit == "month" and side.units[unit] == 1 and number <= 12:
        side.month = number
        return "month"
    else:
        side.number = number
    return "number"


def _share(sides: list[Side]) -> None:
    """What a side leaves out it has from its neighbour: `14-17 تموز`, `بين عامي 2014 و2016`."""
    for later, earlier in zip(reversed(sides[1:]), reversed(sides[:-1]), strict=True):
        if earlier.number and not earlier.month:
            earlier.month, earlier.hijri = later.month, later.hijri
            earlier.units = earlier.units or dict(later.units)
        if earlier.month and later.month and not earlier.year:
            earlier.year, earlier.hijri_year = later.year, later.hijri_year
            earlier.which = earlier.which or dict(later.which)
    for earlier, later in pairwise(sides):
        if later.number and not later.month:
            later.month, later.hijri, later.year = earlier.month, earlier.hijri, earlier.year
            later.units, later.which = dict(earlier.units), dict(earlier.which)
