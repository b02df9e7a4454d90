"""Days, weeks, months, years and seasons as spans of days, Gregorian and Hijri. Knows no text.

Hijri dates are those of the Umm al-Qura calendar (`hijridate`); a sighting of the moon may differ
by a day.
"""

import calendar
from datetime import date, timedelta

from hijridate import Gregorian, Hijri
from msgspec import Struct


class Days(Struct, frozen=True):
    """The days `start`..`end`, both included; an end that is None is open."""

    start: date | None
    end: date | None

    @property
    def precision(self) -> int | None:
        """ACLED's time precision: 1 a day (or a night), 2 a week or a part of a month, 3 more."""
        if self.start is None or self.end is None:
            return None
        length = (self.end - self.start).days
        return 1 if length <= 1 else 2 if length <= 20 else 3


def day(year: int, month: int, number: int) -> Days:
    """One day. Raises `ValueError` where the month has no such day."""
    only = date(year, month, number)
    return Days(only, only)


def month(year: int, number: int) -> Days:
    """A month. Raises `ValueError` for a number beyond 12 or a year beyond 9999."""
    return Days(date(year, number, 1), date(year, number, calendar.monthrange(year, number)[1]))


def year(number: int) -> Days:
    """A year. Raises `ValueError` beyond 1..9999."""
    return Days(date(number, 1, 1), date(number, 12, 31))


def hijri_month(year: int, number: int) -> Days:
    """A Hijri month. Raises `ValueError` or `OverflowError` outside 1343..1500."""
    first = Hijri(year, number, 1)
    start = _plain(first)
    return Days(start, start + timedelta(days=first.month_length() - 1))


def hijri_day(year: int, month: int, number: int) -> Days:
    """A Hijri day. Raises `ValueError` or `OverflowError` where there is none."""
    only = _plain(Hijri(year, month, number))
    return Days(only, only)


def hijri_year_of(day: date) -> int:
    """The Hijri year that a day lies in. Raises `OverflowError` outside 1924..2077."""
    return int(Gregorian(day.year, day.month, day.day).to_hijri().year)


def feast(name: str, latest: date) -> date:
    """The first day of `fitr` (1 Shawwal) or `adha` (10 Dhu al-Hijja), the last not after `latest`.

    Raises `OverflowError` outside 1924..2077.
    """
    month, number = {"fitr": (10, 1), "adha": (12, 10)}[name]
    for year in (hijri_year_of(latest), hijri_year_of(latest) - 1):
        start = _plain(Hijri(year, month, number))
        if start <= latest:
            break
    return start


def season(year: int, name: str) -> Days:
    """A season in its three months. Winter lies at both ends of a year, so it is the whole year."""
    if name == "winter":
        return Days(date(year, 1, 1), date(year, 12, 31))
    first = {"spring": 3, "summer": 6, "autumn": 9}[name]
    return Days(date(year, first, 1), month(year, first + 2).end)


def week(day: date) -> Days:
    """The week of a day, Saturday to Friday, as in Syria and Iraq."""
    start = day - timedelta(days=(day.weekday() - calendar.SATURDAY) % 7)
    return Days(start, start + timedelta(days=6))


def months_before(day: date, count: int) -> Days:
    """The month that lies `count` months before that of a day (after it, if negative)."""
    index = day.year * 12 + day.month - 1 - count
    return month(index // 12, index % 12 + 1)


def part(days: Days, name: str) -> Days:
    """A part of a month or year: thirds (early, mid, late), halves (half1…) or quarters.

    Thirds of a month are its days 1-10, 11-20 and the rest; of a year four months each.
    """
    if days.start is None or days.end is None:
        return days
    first, last = days.start, days.end
    if (last - first).days < 40:
        bounds = {
            "early": (0, 9),
            "mid": (10, 19),
            "late": (20, 40),
            "half1": (0, 14),
            "half2": (15, 40),
        }
        if name not in bounds:
            return days
        low, high = (first + timedelta(days=offset) for offset in bounds[name])
        return Days(low, min(high, last))
    thirds = {"early": (1, 4), "mid": (5, 8), "late": (9, 12), "half1": (1, 6), "half2": (7, 12)}
    quarters = {f"quarter{n}": (3 * n - 2, 3 * n) for n in range(1, 5)}
    low_month, high_month = (thirds | quarters)[name]
    return Days(date(first.year, low_month, 1), month(first.year, high_month).end)


def shift_months(day: date, count: int) -> date:
    """A day `count` months earlier, the last of the month where that month is shorter."""
    target = months_before(day, count)
    last = target.end or day
    return date(last.year, last.month, min(day.day, last.day))


def _plain(hijri: Hijri) -> date:
    gregorian = hijri.to_gregorian()
    return date(gregorian.year, gregorian.month, gregorian.day)
