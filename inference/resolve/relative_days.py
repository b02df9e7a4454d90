"""Days told from the day of publication: today, a weekday, so many days back or ahead.

Knows the sides of a date (`date_sides`), not months or years. What cannot be told raises
`UntoldError`, whose text is the note that the reader of the record sees.
"""

from datetime import date, timedelta

from msgspec import Struct

from inference.resolve import calendars
from inference.resolve.calendars import Days
from inference.resolve.date_sides import Side

RELATIVE = "relative to the day of publication, which is not given"
DURATION = "a duration, not a date"
VAGUE = "no day is told"
ELSEWHERE = "told from another event or day of the text"
CLOCK = "a time of day; no day is written"
CONTRADICTS = "the weekday written is not that of the day of publication"
# How far `which` steps from the present month, week or year.
STEPS = {"this": 0, "last": -1, "latest": -1, "beforelast": -2, "next": 1}
PAST = frozenset({"last", "latest", "beforelast"})


class UntoldError(Exception):
    """Why a date cannot be told."""


class Vantage(Struct, frozen=True):
    """Where a date is told from: the day of publication, and the latest day it may mean.

    `planned`: what the date is of lies ahead.
    """

    published: date | None
    before: date | None = None
    planned: bool = False

    def today(self) -> date:
        """The day of publication. Raises `UntoldError` where it is not given."""
        if self.published is None:
            raise UntoldError(RELATIVE)
        return self.published

    def latest(self, spare: int = 0) -> date:
        """The latest day that a date without a year may mean, `spare` days allowed."""
        latest = self.today() + timedelta(days=spare)
        return min(latest, self.before) if self.before else latest


def near(side: Side, vantage: Vantage, notes: list[str]) -> Days:
    """Today, yesterday, now, last night; a weekday written beside them is checked."""
    day = vantage.today() + timedelta(days=side.today or 0)
    if side.special == "lastnight":
        return Days(day - timedelta(days=1), day)
    if side.weekday is not None and day.weekday() != side.weekday:
        beside = [day + timedelta(days=step) for step in (-1, 1)]
        fits = [other for other in beside if other.weekday() == side.weekday]
        if not fits:
            raise UntoldError(CONTRADICTS)
        notes.append("the weekday written is a day from that of publication and stands")
        day = fits[0]
    if side.clock in ("aftermidnight", "midnight") and side.today == -1:
        return Days(day, day + timedelta(days=1))
    return Days(day, day)


def weekday(side: Side, vantage: Vantage) -> Days:
    """`الجمعة`: the latest that is past, unless it is said to be the next."""
    today, number = vantage.today(), side.weekday or 0
    which, week = side.which.get("weekday"), side.which.get("week")
    if week:
        first = (calendars.week(today).start or today) + timedelta(days=7 * STEPS[week])
        day = first + timedelta(days=(number - first.weekday()) % 7)
    elif which is None and vantage.planned:
        day = today + timedelta(days=(number - today.weekday()) % 7)
    elif which == "next":
        day = today + timedelta(days=(number - today.weekday() - 1) % 7 + 1)
    else:
        latest = vantage.latest() - timedelta(days=which in PAST)
        day = latest - timedelta(days=(latest.weekday() - number) % 7)
        if side.clock == "aftermidnight" and day < today:
            return Days(day, day + timedelta(days=1))  # whose night it was is not said
    return Days(day, day)


def weekdays(first: Days, last: Side, night: str, vantage: Vantage, notes: list[str]) -> Days:
    """`ليل الجمعة – السبت`, `الأحد والاثنين`; `night` is the clock of the first, if it has one."""
    begin, number = first.start or vantage.today(), last.weekday or 0
    end = begin + timedelta(days=(number - begin.weekday()) % 7)
    over = (end - vantage.today()).days
    if over == 1 and night in ("night", "midnight", "aftermidnight"):
        notes.append("ends the day after publication")
    elif over > 0 and last.which.get("weekday") != "next":
        begin, end = begin - timedelta(days=7), end - timedelta(days=7)
    return Days(end, end) if night == "aftermidnight" else Days(begin, end)


def clock(side: Side, vantage: Vantage, notes: list[str]) -> Days:
    """A time of day alone: of the day of publication, unless it is an adverb or an hour."""
    if side.clock in ("", "adverb", "hour"):
        raise UntoldError(CLOCK if side.clock else VAGUE)
    notes.append("no day is written: taken as the day of publication")
    eve = timedelta(days=side.clock in ("midnight", "night"))
    return Days(vantage.today() - eve, vantage.today())


def units(side: Side, relation: str, vantage: Vantage) -> Days:
    """`قبل يومين`, `الساعات الـ 72 الفائتة`, `الأسبوع الماضي`; durations cannot be told."""
    unit, count = next(iter(side.units.items()))
    which = side.which.get(unit)
    if which is None and side.part:
        if side.part.startswith("week"):
            raise UntoldError(ELSEWHERE)  # the third week of what the text speaks of
        which = "this" if unit == "week" and count == 1 else None
    if which is not None:
        return _window(unit, count, which, vantage.today())
    if relation in ("past", "since"):
        return _back(unit, count, side.hedge, vantage.today(), since=relation == "since")
    raise UntoldError(DURATION if count else VAGUE)


def _back(unit: str, count: int, hedge: str, today: date, *, since: bool) -> Days:
    """The day, week, month or year that lies so far back."""
    if unit in ("minute", "hour"):
        day = today - timedelta(days=count // 24 if unit == "hour" else 0)
        return Days(day, day)
    if hedge in ("more", "less", "half") or not count or (hedge and since):
        raise UntoldError(VAGUE)
    if unit in ("day", "week"):
        day = today - timedelta(days=count * (7 if unit == "week" else 1))
        spare = timedelta(days=3 if unit == "week" else 1 if hedge else 0)
        return Days(day - spare, day + spare)
    if unit == "month":
        return calendars.months_before(today, count)
    return calendars.year(today.year - count)


def _window(unit: str, count: int, which: str, today: date) -> Days:
    """The span from so many units back to today, or from today on; a single week or day."""
    step = STEPS[which]
    if count == 1 and which != "latest" and unit == "week":
        base = calendars.week(today + timedelta(days=7 * step))
        # `الأسبوع الماضي` is the week before this one, or the seven days before today.
        return Days(base.start, today - timedelta(days=1)) if step == -1 else base
    if count == 1 and which != "latest" and unit == "day":
        return Days(today + timedelta(days=step), today + timedelta(days=step))
    if unit in ("minute", "hour"):  # whole days, since the hour of publication is not known
        count = 0 if count == 1 else max(1, -(-count // 24) if unit == "hour" else 1)
    elif not count or not step:
        raise UntoldError(VAGUE)
    if unit in ("month", "year"):
        edge = calendars.shift_months(today, -step * count * (12 if unit == "year" else 1))
    else:
        edge = today + timedelta(days=step * count * (7 if unit == "week" else 1))
    return Days(min(edge, today), max(edge, today))
