"""Dates against the day of publication."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inference.resolve.dates import DateValue, read_date

PUBLISHED = date(2017, 1, 17)  # a Tuesday


def days(text: str, **context: object) -> tuple[str | None, str | None, int | None]:
    found = read_date(text, published=PUBLISHED, **context)  # type: ignore[arg-type]
    assert found is not None
    return found.start, found.end, found.precision


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("صباح اليوم", "2017-01-17"),
        ("قبل قليل", "2017-01-17"),
        ("مساء أمس", "2017-01-16"),
        ("أمس الاثنين", "2017-01-16"),
        ("أول من أمس", "2017-01-15"),
        ("قبل يومين", "2017-01-15"),
        ("قبل ثلاثة أيام", "2017-01-14"),
        ("مساء الغد", "2017-01-18"),
        ("الجمعة", "2017-01-13"),
        ("الثلاثاء", "2017-01-17"),
        ("الثلاثاء الماضي", "2017-01-10"),
        ("الخميس المقبل", "2017-01-19"),
        ("يوم الأحد من الأسبوع الماضي", "2017-01-08"),
        ("بعد منتصف ليل الاثنين – الثلاثاء", "2017-01-17"),
        ("الثالثة من فجر اليوم", "2017-01-17"),
        ("بين الثالثة والرابعة فجر الجمعة", "2017-01-13"),
        ("ظهراليوم", "2017-01-17"),
        ("الـ 14 من كانون الثاني / يناير من العام الجاري 2017", "2017-01-14"),
        ("14 الشهر الجاري", "2017-01-14"),
        ("التاسع من الشهر الحالي", "2017-01-09"),
        ("12 من شهر آب", "2016-08-12"),
        ("12 فبراير/شباط", "2016-02-12"),
        ("26 كانون الأول الفائت", "2016-12-26"),
        ("25 من يناير الجاري", "2017-01-25"),
        ("الحادي والعشرين من آذار 2016", "2016-03-21"),
        ("السادس عشر من تموز", "2016-07-16"),
        ("٢٥ كانون الأول ٢٠١٦", "2016-12-25"),
        ("20 تموز من العام الفائت", "2016-07-20"),
        ("14/1/2017", "2017-01-14"),
        ("2016-12-31", "2016-12-31"),
        ("يوم السبت 24-8-2013", "2013-08-24"),
        ("12 جانفي", "2017-01-12"),
        ("3 غشت 2016", "2016-08-03"),
        ("15 رمضان 1437", "2016-06-20"),
        ("15 رمضان 1444 هـ الموافق 6 نيسان 2023", "2023-04-06"),
        ("ثاني أيام عيد الفطر", "2016-07-07"),
    ],
)
def test_single_days(text: str, day: str) -> None:
    assert days(text) == (day, day, 1)


@pytest.mark.parametrize(
    ("text", "start", "end", "precision"),
    [
        ("الساعات الـ 72 الفائتة", "2017-01-14", "2017-01-17", 2),
        ("الـ 24 ساعة الفائتة", "2017-01-16", "2017-01-17", 1),
        ("آخر 48 ساعة", "2017-01-15", "2017-01-17", 2),
        ("الأيام الثلاثة الماضية", "2017-01-14", "2017-01-17", 2),
        ("الليلة الماضية", "2017-01-16", "2017-01-17", 1),
        ("ليل الجمعة - السبت", "2017-01-13", "2017-01-14", 1),
        ("الأحد والاثنين", "2017-01-15", "2017-01-16", 1),
        ("14-17 تموز 2016", "2016-07-14", "2016-07-17", 2),
        ("بين 14 و17 كانون الثاني", "2017-01-14", "2017-01-17", 2),
        ("30 كانون الأول و2 كانون الثاني", "2016-12-30", "2017-01-02", 2),
        ("بداية شهر حزيران حتى يوم أمس", "2016-06-01", "2017-01-16", 3),
        ("الأسبوع الماضي", "2017-01-07", "2017-01-16", 2),
        ("منتصف كانون الأول الفائت", "2016-12-11", "2016-12-20", 2),
        ("الأسبوع الأول من آب", "2016-08-01", "2016-08-07", 2),
        ("النصف الثاني من آب", "2016-08-16", "2016-08-31", 2),
        ("تموز الماضي", "2016-07-01", "2016-07-31", 3),
        ("أغسطس/ آب", "2016-08-01", "2016-08-31", 3),
        ("الشهر الماضي", "2016-12-01", "2016-12-31", 3),
        ("الشهر الأول من العام 2016", "2016-01-01", "2016-01-31", 3),
        ("كانون الثاني من العام 2016", "2016-01-01", "2016-01-31", 3),
        ("ربيع الأول 1438", "2016-11-30", "2016-12-29", 3),
        ("العام الجديد", "2017-01-01", "2017-12-31", 3),
        ("عام ألفين وستة عشر", "2016-01-01", "2016-12-31", 3),
        ("بين عامي 2014 و2016", "2014-01-01", "2016-12-31", 3),
        ("صيف 2014", "2014-06-01", "2014-08-31", 3),
        ("الربع الأول من العام 2016", "2016-01-01", "2016-03-31", 3),
        ("منذ 4 أيام", "2017-01-13", None, 1),
        ("منذ الخامس من آذار 2016", "2016-03-05", None, 1),
        ("منذ مطلع كانون الثاني", "2017-01-01", None, 2),
        ("مطلع العام الجاري 2017", "2017-01-01", None, 3),
        ("حتى 25 كانون الثاني الجاري", None, "2017-01-25", 1),
    ],
)  # fmt: skip
def test_spans(text: str, start: str | None, end: str | None, precision: int) -> None:
    assert days(text) == (start, end, precision)


@pytest.mark.parametrize(
    "text",
    ["لساعات", "3 سنوات", "لنحو ساعة", "24 ساعة", "الأيام", "قبل أيام", "قبل نحو عام ونصف",
     "أكثر من شهرين", "سابقاً", "بعد ساعات", "اليوم التالي", "صباحاً", "الساعة الثالثة والنصف",
     "الأسبوع الثالث", "31 نيسان 2016", "20 أيار 2016 - 3 أيار 2016"],
)  # fmt: skip
def test_dates_that_cannot_be_told_say_why(text: str) -> None:
    found = read_date(text, published=PUBLISHED)
    assert found is not None
    assert (found.start, found.end, found.precision) == (None, None, None)
    assert found.note


def test_what_stands_before_the_mention_governs_it() -> None:
    assert days("حزيران", lead="وتحديداً منذ ") == ("2016-06-01", None, 3)
    assert days("5 أيام", lead="بعد توقفها منذ ") == ("2017-01-12", None, 1)
    assert days("25 من يناير الجاري", lead="القيادات حتى ") == (None, "2017-01-25", 1)
    assert days("تموز 2014", lead="يعد أعنف هجوم منذ ") == ("2014-07-01", "2014-07-31", 3)
    assert days("مطلع العام 2016", lead="أطلقت في ") == ("2016-01-01", "2016-04-30", 3)


def test_a_written_year_wins_and_the_clash_is_noted() -> None:
    found = read_date("مطلع العام الفائت 2015", published=PUBLISHED)
    assert found is not None
    assert (found.start, found.end) == ("2015-01-01", None)
    assert "2015" in (found.note or "")


def test_a_weekday_that_is_not_today() -> None:
    near = read_date("صباح اليوم الاثنين", published=PUBLISHED)
    far = read_date("صباح اليوم الجمعة", published=PUBLISHED)
    assert near is not None and far is not None
    assert (near.start, bool(near.note)) == ("2017-01-16", True)
    assert (far.start, bool(far.note)) == (None, True)


def test_without_the_day_of_publication_only_absolute_dates_resolve() -> None:
    for text in ("أمس", "26 تموز", "الجمعة", "قبل يومين", "العام الجاري", "رمضان", "صيف"):
        found = read_date(text, published=None)
        assert found is not None
        assert found.start is found.end is None
        assert "not given" in (found.note or "")
    assert read_date("26 تموز 2016", published=None) == DateValue("2016-07-26", "2016-07-26", 1)
    assert read_date("3 سنوات", published=None) == read_date("3 سنوات", published=PUBLISHED)


def test_the_story_may_lie_further_back() -> None:
    bound = date(2013, 5, 1)
    assert days("26 تموز", before=bound) == ("2012-07-26", "2012-07-26", 1)
    assert days("الجمعة", before=bound) == ("2013-04-26", "2013-04-26", 1)


def test_what_is_planned_lies_ahead() -> None:
    assert days("الجمعة", planned=True) == ("2017-01-20", "2017-01-20", 1)
    assert days("5 آذار", planned=True) == ("2017-03-05", "2017-03-05", 1)
    assert days("5 آذار الماضي", planned=True) == ("2016-03-05", "2016-03-05", 1)
    assert days("الأول من شباط", lead="ابتداء من ") == ("2017-02-01", None, 1)
    assert days("الأول من شباط", lead="القائم منذ ") == ("2016-02-01", None, 1)


@pytest.mark.parametrize("text", ["", "سنجاب", "سقوط النظام"])
def test_what_is_no_date(text: str) -> None:
    assert read_date(text, published=PUBLISHED) is None


WEEKDAYS = ["الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد"]
MONTHS = [
    "كانون الثاني",
    "شباط",
    "آذار",
    "نيسان",
    "أيار",
    "حزيران",
    "تموز",
    "آب",
    "أيلول",
    "تشرين الأول",
    "تشرين الثاني",
    "كانون الأول",
]
DATES = st.dates(date(1930, 1, 1), date(2070, 12, 31))


@given(DATES)
def test_every_day_written_out_is_read_back(day: date) -> None:
    month = MONTHS[day.month - 1]
    value = DateValue(day.isoformat(), day.isoformat(), 1)
    written = f"{WEEKDAYS[day.weekday()]} {day.day} من {month} {day.year}"
    assert read_date(written, published=None) == value
    assert read_date(f"{day.day}/{day.month}/{day.year}", published=None) == value
    assert read_date(day.isoformat(), published=date(2020, 1, 1)) == value


@given(DATES, st.integers(0, 6))
def test_a_weekday_is_the_latest_not_after_publication(published: date, weekday: int) -> None:
    found = read_date(f"مساء {WEEKDAYS[weekday]}", published=published)
    assert found is not None and found.start is not None
    day = date.fromisoformat(found.start)
    assert day.weekday() == weekday
    assert timedelta(0) <= published - day < timedelta(7)


@given(DATES, st.integers(1, 28), st.integers(1, 12))
def test_a_day_without_a_year_is_the_latest_past(published: date, day: int, month: int) -> None:
    found = read_date(f"{day} {MONTHS[month - 1]}", published=published)
    assert found is not None and found.start is not None
    told = date.fromisoformat(found.start)
    assert (told.day, told.month) == (day, month)
    assert timedelta(-1) <= published - told <= timedelta(366)


WORDS = st.sampled_from(
    [
        "قبل",
        "منذ",
        "حتى",
        "بين",
        "إلى",
        "من",
        "بعد",
        "3",
        "14",
        "31",
        "2016",
        "1438",
        "-",
        "/",
        "و",
        "يومين",
        "أيام",
        "ساعات",
        "الساعات",
        "الـ",
        "الشهر",
        "العام",
        "شهر",
        "عام",
        "أسبوع",
        "الماضي",
        "الجاري",
        "المقبل",
        "مطلع",
        "منتصف",
        "نهاية",
        "أمس",
        "اليوم",
        "الجمعة",
        "الأحد",
        "كانون",
        "الثاني",
        "تموز",
        "رمضان",
        "صيف",
        "ليل",
        "صباح",
        "الليل",
        "عيد",
        "الفطر",
        "الأول",
        "العاشر",
        "والعشرين",
        "نحو",
        "أكثر",
        "هـ",
        "الموافق",
    ]
)


@given(
    st.one_of(st.text(max_size=20), st.lists(WORDS, max_size=7).map(" ".join)),
    st.one_of(st.none(), st.dates()),
    st.lists(WORDS, max_size=2).map(" ".join),
)
def test_any_text_gives_ordered_days_or_a_note(
    text: str, published: date | None, lead: str
) -> None:
    found = read_date(text, published=published, lead=lead)
    if found is None:
        return
    if found.start is None and found.end is None:
        assert found.note
        assert found.precision is None
    else:
        assert found.precision in (1, 2, 3)
        assert not (found.start and found.end) or found.start <= found.end
