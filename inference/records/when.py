"""When: the days of DATE mentions and what several of them say together. Knows no rows.

Days are ISO dates, both ends included; an `end` of None beside a `start` is open. Two dates of one
thing that share days mean the days they share (`خلال العام 2023 … منذ حزيران`), others the days
from the first to the last.
"""

import re
from collections.abc import Iterable
from datetime import date, timedelta
from itertools import pairwise

from msgspec import Struct

from inference.records.marks import Marks
from inference.resolve.date_marks import marks as date_marks
from inference.resolve.dates import DateValue, read_date
from inference.resolve.relative_days import CLOCK, CONTRADICTS

_OFF = 4  # days by which a day of publication may be wrong
MONTH = 31  # days; ACLED's coarsest precision is the month: what is longer is no incident


class When(Struct, frozen=True):
    """Days, ACLED's precision (1 day, 2 week, 3 month or longer) and the words of the text."""

    start: str | None
    end: str | None
    precision: int | None
    text: str

    def is_long(self, published: date | None) -> bool:
        """Whether the span is longer than a month, an open one counted to the publication."""
        if self.start is None:
            return self.end is not None
        last = _day(self.end) or published
        return last is None or (last - date.fromisoformat(self.start)).days > MONTH


class Dates:
    """The dates of a document, told against its day of publication."""

    def __init__(self, marks: Marks) -> None:
        self._marks = marks
        self.published = published(marks.document.meta.get("published"))
        names = marks.in_order(marks.of_kind("date"))
        known = {name: self._read(name, self.published) for name in names}
        if any(value and value.note == CONTRADICTS for value in known.values()):
            known = {name: self._unmoved(name, value) for name, value in known.items()}
        for before, name in pairwise(names):
            known[name] = self._of_the_day_before(before, name, known)
        self._known = known

    def value(self, name: str) -> DateValue | None:
        """The days of a mention, None where they cannot be known."""
        found = self._known.get(name)
        return found if found and (found.start or found.end) else None

    def of(self, heads: Iterable[str]) -> When | None:
        """The days that the `time` relations of some mentions say together."""
        told: dict[str, DateValue] = {}
        for head in heads:
            for name in self._marks.tails(head, "time"):
                value = self.value(name)
                if value is not None and name not in told:
                    told[name] = self._begun(head, name, value)
        return self.together(told)

    def together(self, told: dict[str, DateValue]) -> When | None:
        """One span of several mentions' days."""
        values = list(told.values())
        if not values:
            return None
        names = self._marks.in_order(told)
        text = "، ".join(dict.fromkeys(self._marks.surface(name) for name in names))
        start = max((v.start for v in values if v.start), default=None)
        end = min((v.end for v in values if v.end), default=None)
        precision = min((v.precision for v in values if v.precision), default=None)
        if start is None or end is None or start <= end:
            return When(start, end, precision, text)
        start = None if any(v.start is None for v in values) else min(v.start or "" for v in values)
        end = None if any(v.end is None for v in values) else max(v.end or "" for v in values)
        return When(start, end, _precision(start, end), text)

    def _unmoved(self, name: str, value: DateValue | None) -> DateValue | None:
        """A date of a report whose `today` is not the day of publication that we were given.

        What would be the same if that day were some days off still stands.
        """
        if value is None or self.published is None:
            return value
        for days in (-_OFF, _OFF):
            try:
                other = self._read(name, self.published + timedelta(days=days))
            except OverflowError:  # a stand-in for a date, at an end of the calendar
                other = None
            if other is None or (other.start, other.end) != (value.start, value.end):
                return DateValue(None, None, None, CONTRADICTS)
        return value

    def _of_the_day_before(
        self, before: str, name: str, known: dict[str, DateValue | None]
    ) -> DateValue | None:
        """A bare time of day means the day told of the same event before it (`في 7 منه … صباحاً`).

        Not where that day has its own time of day: from an evening to `الفجر` a day may pass.
        """
        value, told = known[name], known[before]
        if value is None or value.note != CLOCK or told is None:
            return value
        marks = self._marks
        shared = set(marks.heads(before, "time")) & set(marks.heads(name, "time"))
        timed = any(mark.field == "clock" for mark in date_marks(marks.surface(before)))
        if not shared or timed or told.start is None or told.start != told.end:
            return value
        return DateValue(told.start, told.end, told.precision, "the day told before it")

    def _read(self, name: str, published: date | None) -> DateValue | None:
        """`منذ` before a date opens it for what stands before (`الأعنف منذ X، حين هاجم`)."""
        marks, mention = self._marks, self._marks.mention(name)
        heads = marks.heads(name, "time")
        lead = ""
        if not heads or any(marks.mention(head).end <= mention.start for head in heads):
            lead = marks.document.text[max(0, mention.start - 40) : mention.start]
        return read_date(marks.surface(name), published=published, lead=lead)

    def _begun(self, head: str, name: str, value: DateValue) -> DateValue:
        """`الهجوم الذي بدأ في 14`: it began then, and its end is not told."""
        if value.end is None or not _BEGAN.search(self._marks.between(head, name)):
            return value
        return DateValue(value.start, None, value.precision, value.note)


def published(text: str | None) -> date | None:
    """The day of publication from a document's meta; None where it is no ISO date."""
    try:
        return date.fromisoformat((text or "").strip()[:10])
    except ValueError:
        return None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _precision(start: str | None, end: str | None) -> int:
    first, last = _day(start), _day(end)
    if first is None or last is None:
        return 3
    days = (last - first).days
    return 1 if days == 0 else 2 if days < 14 else 3


_BEGAN = re.compile(
    r"(?:الذي|التي|اللذان|الذين)\s+(?:بدأت?|بدات?|انطلقت?|اندلعت?)"
    r"\s*(?:في|منذ|بتاريخ|يوم|من)?\s*(?:يوم|تاريخ)?\s*$"
)
