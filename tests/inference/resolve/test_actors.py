"""Actors by name: variants, years, nationalities, aircraft, and what stands for another mention."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inference.resolve.actor_table import COLUMNS, read_actors
from inference.resolve.actors import ActorTable
from inference.resolve.word_table import TABLES

TABLE = ActorTable.default()


def test_the_table_is_whole() -> None:
    assert len(TABLE.rows) >= 300
    for row in TABLE.rows.values():
        assert row.name_ar and row.name_en and row.kind and row.side
        assert set(row.allies) <= set(TABLE.rows), row.actor_id
        if row.year_from is not None and row.year_to is not None:
            assert row.year_from <= row.year_to


@pytest.mark.parametrize(
    ("surface", "actor_id"),
    [
        ("قوات النظام", "SY.regime"),
        ("وقوات النظام", "SY.regime"),
        ("لقوات سوريا الديمقراطية", "SY.sdf"),
        ("“قسد”", "SY.sdf"),
        ("ميليشيا “قسد", "SY.sdf"),
        ("عناصر قسد", "SY.sdf"),
        ("تنظيم “الدولة الإسلامية", "IS"),
        ("لتنظيم داعش الإرهابي", "IS"),
        ("تنـ ـظـ ـيـ ـم الدولة", "IS"),
        ("هيئة تحرير الشام", "SY.hts"),
        ("فصيل سليمان شاه", "SY.suleimanshah"),
        ("العمشات", "SY.suleimanshah"),
        ("فرقة الحمزة", "SY.hamza"),
        ("حركة أحرار الشام الإسلامية", "SY.ahrarsham"),
        ("مقاتلي جيش العزة", "SY.jayshizza"),
        ("حزب الله", "LB.hezbollah"),
        ("ميليشيا حزب الله السوري", "SY.hezbollah"),
        ("الميليشيات الموالية لإيران", "IR.militias"),
        ("الفصائل الموالية لأنقرة", "SY.tbacked"),
        ("المسلحين الموالين للنظام", "SY.promilitia"),
        ("قوات الدفاع الوطني", "SY.ndf"),
        ("قوات الدعم السريع", "SD.rsf"),
        ("جماعة الحوثي", "YE.houthi"),
        ("كتائب القسام", "PS.qassam"),
        ("مسلحون مجهولون", "UNKNOWN.gunmen"),
    ],
)
def test_names_and_their_variants(surface: str, actor_id: str) -> None:
    match = TABLE.resolve(surface, year=2022)
    assert match is not None and match.actor_id == actor_id == match.row.actor_id


@pytest.mark.parametrize(
    ("surface", "actor_id"),
    [
        ("تركي", "TR"),
        ("روسية", "RU"),
        ("الإسرائيلي", "IL"),
        ("القوات التركية", "TR.mil"),
        ("قاعدة روسية", "RU.mil"),
        ("الجانب الأمريكي", "US"),
        ("الجيش الإسرائيلي", "IL.mil"),
    ],
)
def test_nationalities_are_the_state_or_its_forces(surface: str, actor_id: str) -> None:
    match = TABLE.resolve(surface, year=2022)
    assert match is not None and match.actor_id == actor_id


@pytest.mark.parametrize(
    ("surface", "actor_id"),
    [
        ("الطيران الحربي الروسي", "RU.air"),
        ("طائرات حربية روسية", "RU.air"),
        ("طائرة مسيرة تركية", "TR.air"),
        ("طائرة تركية نوع “درون”", "TR.air"),
        ("مسيّرة إسرائيلية", "IL.air"),
        ("مروحيات النظام", "SY.regime.air"),
        ("طائرات التحالف الدولي", "COALITION.air"),
        ("طيران مسير تابع للتحالف الدولي", "COALITION.air"),
        ("طائرة مسيرة", "UNKNOWN.air"),
        ("طائرات حربية", "UNKNOWN.air"),
    ],
)
def test_aircraft_are_their_owners(surface: str, actor_id: str) -> None:
    match = TABLE.resolve(surface, year=2022)
    assert match is not None and match.actor_id == actor_id


@pytest.mark.parametrize(
    "surface",
    ["الطرفين", "طرفي القتال", "الجانبين", "التنظيم", "للتنظيم", "الأخير", "والأخيرة", "الطائرات",
     "القوات", "الهيئة", "قواته", "عناصره", "الفصيل"],
)  # fmt: skip
def test_anaphora_are_settled_elsewhere(surface: str) -> None:
    assert TABLE.resolve(surface, year=2022) is None
    assert TABLE.why_not(surface, year=2022) == "anaphor"


def test_quotes_make_the_noun_a_name() -> None:
    match = TABLE.resolve("عناصر “التنظيم”", year=2022)
    assert match is not None and match.actor_id == "IS" and match.score < 0.8


def test_the_year_chooses_among_bearers_of_a_name() -> None:
    for surface, then, now in (
        ("الجيش السوري", "SY.army", "SY.army2025"),
        ("القوات الحكومية", "SY.army", "SY.army2025"),
        ("الأمن العام", "SY.htsgs", "SY.gs2025"),
    ):
        assert TABLE.resolve(surface, year=2020).actor_id == then  # type: ignore[union-attr]
        assert TABLE.resolve(surface, year=2025).actor_id == now  # type: ignore[union-attr]
        assert TABLE.resolve(surface, year=None) is None
        assert TABLE.why_not(surface, year=None) == "ambiguous"


def test_a_name_before_its_time_is_another() -> None:
    assert TABLE.resolve("والجيش الوطني", year=2016) is None
    assert TABLE.why_not("والجيش الوطني", year=2016) == "year"
    assert TABLE.resolve("الجيش الوطني", year=2022).actor_id == "SY.sna"  # type: ignore[union-attr]


def test_a_name_told_later_still_means_its_bearer() -> None:
    then, later = TABLE.resolve("جبهة النصرة", year=2014), TABLE.resolve("جبهة النصرة", year=2022)
    assert then is not None and later is not None
    assert then.actor_id == later.actor_id == "SY.nusra"
    assert later.score < then.score


def test_what_a_name_usually_means_scores_less() -> None:
    match = TABLE.resolve("الفصائل", year=2022)
    assert match is not None and match.how == "usual" and match.score == 0.7


def test_slips_of_one_letter() -> None:
    assert TABLE.resolve("قوات سوريا الديقراطية", year=2022).how == "fuzzy"  # type: ignore[union-attr]
    assert TABLE.resolve("المخابرات المركزية", year=2022) is None  # not `التركية` misspelt
    assert TABLE.resolve("حركة زقزوق", year=2022) is None
    assert TABLE.why_not("حركة زقزوق", year=2022) == "unknown"
    assert TABLE.why_not("دورية عسكرية", year=2022) in ("anaphor", "generic")


def test_a_table_that_cannot_be_read_says_where(tmp_path: Path) -> None:
    path = tmp_path / "actors.tsv"
    path.write_text("actor_id\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"actors\.tsv:1"):
        ActorTable.from_file(path)
    row = ["X", "س", "", "X", "", "rebel", "none", "", "soon", ""]
    path.write_text("\t".join(COLUMNS) + "\n" + "\t".join(row) + "\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"actors\.tsv:2.*year"):
        read_actors(path)
    path.write_text("\t".join(COLUMNS) + "\nX\tY\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"actors\.tsv:2"):
        read_actors(path)


def test_every_name_of_the_table_finds_its_row_or_an_elder() -> None:
    for row in read_actors(TABLES / "actors.tsv"):
        match = TABLE.resolve(row.name_ar, year=row.year_to or 2025)
        assert match is not None, row.actor_id


@settings(max_examples=150)
@given(st.text(alphabet="ابتجحدرسشصطعفقكلمنويهةىء ـ“”.", max_size=30), st.integers(1900, 2030))
def test_any_text_gives_an_answer_or_none(surface: str, year: int) -> None:
    match = TABLE.resolve(surface, year=year)
    if match is None:
        assert TABLE.why_not(surface, year=year)
    else:
        assert match.row is TABLE.rows[match.actor_id] and 0 < match.score <= 1
