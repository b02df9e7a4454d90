"""Dates of a report as spans of days, told against the day of its publication. Never today's date.

A DATE mention becomes the first and the last day that it may mean, both included. What needs the
day of publication stays unresolved without it and says so. A written year wins over a relative one.
"""

from datetime import date, timedelta

from msgspec import Struct

from inference.resolve import calendars, relative_days
from inference.resolve.calendars import Days
from inference.resolve.date_marks import marks
from inference.resolve.date_sides import Side, Sides, gather
from inference.resolve.relative_days import ELSEWHERE, PAST, STEPS, VAGUE, UntoldError, Vantage


class DateValue(Struct, frozen=True):
    """Days as ISO dates, both ends included; `end` None beside a `start` is open (since then).

    `precision` is ACLED's: 1 the day, 2 the week or a part of the month, 3 the month or longer; of
    an open date that of its known end. Both ends None: the mention is a date or a duration, but
    which day cannot be known; `note` says why, or what was chosen.
    """

    start: str | None
    end: str | None
    precision: int | None
    note: str | None = None


def read_date(
    text: str,
    *,
    published: date | None,
    before: date | None = None,
    lead: str = "",
    planned: bool = False,
) -> DateValue | None:
    """What a DATE mention means, or None where no word of it is of a date.

    `published`: the day of publication. `before`: the latest day that a date without a year may
    mean, where the story is known to lie further back. `lead`: the text just before the mention, 40
    characters of it or more; `منذ`, `حتى` and the like at its end govern the mention though they
    stand outside it. `planned`: the event is (realis), so that a date without a year lies ahead.
    """
    said = gather(marks(text))
    outside = marks(lead[-_REACH:])
    if outside and outside[-1].field != "after":
        said.govern(outside[-1])
    if said.relation == "since" and any(mark.field == "elative" for mark in outside):
        said.relation = ""  # `أعنف هجوم منذ كانون الثاني` names when the other one was
    if not any(
        side.says_a_day() or side.units or side.clock or side.special for side in said.sides
    ):
        return None
    teller = _Teller(Vantage(published, before, planned), ahead=said.ahead)
    try:
        span = teller.span(said)
        days = teller.governed(said, span, alone=not lead.strip())
    except UntoldError as why:
        return DateValue(None, None, None, str(why))
    except (ValueError, OverflowError):
        return DateValue(None, None, None, "there is no such day in the calendar")
    return DateValue(
        days.start.isoformat() if days.start else None,
        days.end.isoformat() if days.end else None,
        span.precision,
        "; ".join(teller.notes) or None,
    )


# How many characters before a mention can bear on it.
_REACH = 40
# `حتى 1 آذار` in February means the March that comes: so many days may a deadline lie ahead.
_SOON = 60
_HIJRI = "by the Umm al-Qura calendar: a sighting may differ by a day"


class _Teller:
    """Turns what is said into days, with the notes that this calls for."""

    def __init__(self, vantage: Vantage, *, ahead: bool) -> None:
        self._vantage = vantage
        self._ahead = ahead
        self.notes: list[str] = []

    def span(self, said: Sides) -> Days:
        """The days of a date or a range, whatever word governs it."""
        if any(side.special == "vague" for side in said.sides):
            raise UntoldError(VAGUE)
        if said.relation == "after" or any(side.anaphor for side in said.sides):
            raise UntoldError(ELSEWHERE)
        first, last = said.sides[0], said.sides[-1]
        days = self._side(first, said.relation)
        if last is first:
            return days
        if first.weekday is not None and last.weekday is not None and not last.month:
            return relative_days.weekdays(days, last, first.clock, self._vantage, self.notes)
        end = self._side(last, said.relation).end
        if days.start and end and days.start > end and not first.year:
            days = Days(calendars.shift_months(days.start, 12), None)
        if days.start is None or end is None or days.start > end:
            raise UntoldError("the range ends before it begins")
        return Days(days.start, end)

    def governed(self, said: Sides, span: Days, *, alone: bool) -> Days:
        """The span under `منذ`, `حتى`, `قبل`; `alone` where what stands before it is not known."""
        first = said.sides[0]
        if said.relation == "since" or first.special == "onward":
            return Days(span.start, None)
        if said.relation == "until" or (said.relation == "past" and first.part):
            return Days(None, span.end)
        if said.relation == "past" and first.says_a_day():
            if first.feast or (first.weekday is not None and not first.month):
                raise UntoldError(VAGUE)  # before a Friday that is past, or to come
            return Days(None, (span.start or date.min) - timedelta(days=1))
        of_year = not first.month and "month" not in first.units and span.precision == 3
        if alone and first.part == "early" and of_year:
            self.notes.append("open: counted since then")
            return Days(span.start, None)
        return span

    def _side(self, side: Side, relation: str) -> Days:
        if side.written:
            return Days(side.written, side.written)
        if side.feast:
            return self._feast(side)
        if side.month:
            return self._month(side)
        if side.season:
            return calendars.season(self._year(side) or self._year_of_season(side), side.season)
        latest = "latest" in side.which.values()
        of_month = side.number or side.part or ("month" in side.which and not latest)
        if side.units.get("month") == 1 and of_month:
            step = STEPS[side.which.get("month", "this")]
            return self._within(calendars.months_before(self._vantage.today(), -step), side)
        if side.today is not None or side.special in ("now", "lastnight", "onward"):
            return relative_days.near(side, self._vantage, self.notes)
        if side.weekday is not None:
            return relative_days.weekday(side, self._vantage)
        if side.hijri_year:
            start = calendars.hijri_month(side.hijri_year, 1).start
            return Days(start, calendars.hijri_month(side.hijri_year, 12).end)
        of_year = "year" in side.which or (side.part and "year" in side.units)
        if side.year or (of_year and side.units.get("year") == 1 and not latest):
            return self._of_year(side)
        if side.units:
            return relative_days.units(side, relation, self._vantage)
        if side.clock == "adverb" and relation == "since":  # since this morning
            return Days(self._vantage.today(), self._vantage.today())
        return relative_days.clock(side, self._vantage, self.notes)

    def _year(self, side: Side) -> int:
        """The year that is written or told (`العام الفائت`); 0 for none."""
        which = side.which.get("year")
        if which is None:
            return side.year
        published = self._vantage.published
        told = published.year + STEPS[which] if published else side.year
        if side.year and told != side.year:
            self.notes.append(
                f"says the {which} year, {told}, and writes {side.year}, which stands"
            )
        return side.year or self._vantage.today().year + STEPS[which]

    def _of_year(self, side: Side) -> Days:
        year = self._year(side) or self._vantage.today().year
        days = self._within(calendars.year(year), side)
        told = side.year or "year" in side.which
        if not told and days.start and days.start > self._vantage.today():
            return self._within(calendars.year(year - 1), side)
        return days

    def _within(self, base: Days, side: Side) -> Days:
        """A day or a part of a month or year."""
        if side.number and base.start and not side.part:
            return calendars.day(base.start.year, base.start.month, side.number)
        if side.part.startswith("week") and base.start:
            start = base.start + timedelta(days=7 * (int(side.part[4:]) - 1))
            return Days(start, min(start + timedelta(days=6), base.end or start))
        return calendars.part(base, side.part) if side.part else base

    def _month(self, side: Side) -> Days:
        """A month or a day of it, in the year that is written or the one that is meant."""
        year = side.hijri_year if side.hijri else self._year(side)
        if side.hijri:
            self.notes.append(f"Hijri, {_HIJRI}")
        if year:
            days = self._in_year(side, year)
        else:
            latest = self._vantage.latest()
            last = calendars.hijri_year_of(latest) if side.hijri else latest.year
            ahead = 1 + max(0, self._vantage.today().year - latest.year)
            years = range(last - 9, last + ahead + 1)
            days = self._meant([self._in_year(side, year) for year in years], side)
        written = side.weekday is not None and days.start is not None and days.start == days.end
        if written and days.start and days.start.weekday() != side.weekday:
            self.notes.append("the weekday written is not that of the date")
        return days

    def _in_year(self, side: Side, year: int) -> Days:
        """The date in a year; a year that lacks the day (29 February) has no start."""
        try:
            if side.hijri and side.number and not side.part:
                return calendars.hijri_day(year, side.month, side.number)
            base = (calendars.hijri_month if side.hijri else calendars.month)(year, side.month)
            return self._within(base, side)
        except (ValueError, OverflowError):
            if side.year or side.hijri_year or side.number > 30:
                raise
            return Days(None, None)

    def _meant(self, dates: list[Days], side: Side) -> Days:
        """The date of the year that is meant: the latest past, unless `الجاري`, `المقبل`."""
        which, today = side.which.get("month"), self._vantage.today()
        starts = [(days.start, days) for days in dates if days.start]
        if which == "this":
            return min(starts, key=lambda item: abs((item[0] - today).days))[1]
        if which == "next" or (which is None and self._vantage.planned):
            starts = [item for item in starts if item[0] > today or item[1].end == today]
            if starts:
                return starts[0][1]
        # A publisher's clock may lag, so that a day may be the morrow of publication.
        spare = _SOON if self._ahead and which is None else 1 if side.number else 0
        latest = self._vantage.latest(spare)
        past = [days for start, days in starts if start <= latest]
        if which in PAST and not side.number:
            past = [days for days in past if days.end and days.end < today] or past
        if not past:
            raise UntoldError("there is no such day in the calendar")
        return past[-1]

    def _year_of_season(self, side: Side) -> int:
        step = STEPS[side.which.get("season", "this")]
        year = self._vantage.today().year + max(step, 0)
        start = calendars.season(year, side.season).start
        return year - (step <= 0 and start is not None and start > self._vantage.latest())

    def _feast(self, side: Side) -> Days:
        """The days of a feast, or one of them (`ثاني أيام عيد الفطر`)."""
        year = self._year(side)
        latest = date(year, 12, 31) if year else self._vantage.latest()
        start = calendars.feast(side.feast, latest)
        self.notes.append(f"a feast, {_HIJRI}")
        if side.number:
            start += timedelta(days=side.number - 1)
            return Days(start, start)
        return Days(start, start + timedelta(days=2 if side.feast == "fitr" else 3))
