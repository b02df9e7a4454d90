"""Places of invented reports: what a name means beside others, and what must stay open."""

import math
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotations.inline import parse_inline
from inference.resolve.place_names import ends, is_generic, key, readings
from inference.resolve.place_queries import place_queries
from inference.resolve.place_table import AREAS, COLUMNS, PlaceTable, kilometres
from inference.resolve.places import Gazetteer, PlaceMatch, PlaceQuery
from inference.resolve.word_table import TABLES

IDS = [line.split("\t")[0] for line in (TABLES / "places.tsv").read_text().splitlines()[1:]]


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return Gazetteer.default()


def found(gazetteer: Gazetteer, surface: str, *part_of: str) -> PlaceMatch | None:
    return gazetteer.resolve([PlaceQuery(surface=surface, part_of=part_of)])[0]


def ids(gazetteer: Gazetteer, *queries: PlaceQuery) -> list[str | None]:
    return [match.place_id if match else None for match in gazetteer.resolve(queries)]


def test_the_table_loads_fast_and_is_whole() -> None:
    start = time.perf_counter()
    table = PlaceTable.from_file(TABLES / "places.tsv")
    assert time.perf_counter() - start < 0.5  # 20 ms on a quiet machine
    assert len(table) > 7000
    places = [line.split("\t") for line in (TABLES / "places.tsv").read_text().splitlines()[1:]]
    known = {cells[0] for cells in places}
    assert len(known) == len(places)
    parent, lat, lon = (COLUMNS.index(c) for c in ("parent", "lat", "lon"))
    assert all(not cells[parent] or cells[parent] in known for cells in places)
    assert all(bool(cells[lat]) == bool(cells[lon]) for cells in places)
    for cells in places:
        row = table[cells[0]]
        assert row.name_ar and row.kind and row.source
        if row.pcode.startswith("C"):
            assert row.lat is not None and row.lon is not None and row.admin1 and row.admin2
            assert 32 < row.lat < 38 and 35 < row.lon < 43


@pytest.mark.parametrize(
    ("surface", "place_id", "how"),
    [
        ("محافظة حلب", "SY02", "head"),
        ("مدينة حلب", "C1007", "head"),
        ("بحلب", "C1007", "exact"),
        ("حلب", "C1007", "exact"),
        ("ناحية عين عيسى", "SY110202", "head"),
        ("منطقة عفرين", "SY0203", "head"),
        ("وكوباني", "C1946", "exact"),
        ("بريف دير الزور الشرقي", "SY09.east", "area"),
        ("بريف ديرالزور الشرقي", "SY09.east", "area"),
        ("شرقي دير الزور", "SY09.east", "area"),
        ("الريف الشرقي لدير الزور", "SY09.east", "area"),
        ("الريف الحلبي الشمالي", "SY02.north", "area"),
        ("ريف دمشق", "SY03", "exact"),
        ("ريف دمشق الغربي", "SY03.west", "area"),
        ("شمال غربي إدلب", "SY07.north-west", "area"),
        ("ريف عفرين", "SY0203.rural", "area"),
        ("شمال وشمال شرق سوريا", "M-north-east-syria", "exact"),
        ("سهل الغاب", "M-ghab", "exact"),
        ("لمطار دير الزور العسكري", "M-airport-deir-ez-zor", "exact"),
        ("مطار دير الزور", "M-airport-deir-ez-zor", "exact"),
        ("طريق الـ M4 الدولي", "M-m4", "exact"),
        ("الأراضي السورية", "SY", "exact"),
        ("خان يونس", "G281124", "exact"),
    ],
)
def test_a_name_alone(gazetteer: Gazetteer, surface: str, place_id: str, how: str) -> None:
    match = found(gazetteer, surface)
    assert match is not None
    assert (match.place_id, match.how) == (place_id, how)


@pytest.mark.parametrize(
    "surface",
    ["المنطقة", "القرية", "مناطق سيطرة", "مناطق نفوذ", "المدينة", "السجن", "محيط المدينة",
     "أحياء المدينة", "الجبل الاستراتيجي", "موقع عسكري", "منزله"],
)  # fmt: skip
def test_generic_nouns_name_no_place(gazetteer: Gazetteer, surface: str) -> None:
    assert gazetteer.is_generic(surface)
    assert found(gazetteer, surface) is None


@pytest.mark.parametrize(
    ("surface", "part_of"),
    [
        ("قرية زقزوقة", ("ريف حلب",)),  # no such village
        ("طرابلس", ()),  # Lebanon's or Libya's
        ("الجديدة", ()),  # many villages
        ("قرية الطيبة", ()),
        ("الصناعة", ()),  # a quarter of many cities
        ("بلدة موحسن", ("ريف حلب الشمالي",)),  # ours lies 250 km away
        ("مخيم كفريا", ("شمالي إدلب",)),  # not `مخيم عفرين` misspelt
        ("وريفها الغربي", ()),  # whose?
        ("", ()),
        ("«»", ()),
    ],
)
def test_what_cannot_be_told_is_none(
    gazetteer: Gazetteer, surface: str, part_of: tuple[str, ...]
) -> None:
    assert found(gazetteer, surface, *part_of) is None


def test_part_of_settles_namesakes(gazetteer: Gazetteer) -> None:
    assert found(gazetteer, "صوران", "ريف حماة").place_id == "C3026"  # type: ignore[union-attr]
    assert found(gazetteer, "صوران", "ريف حلب").place_id == "C1664"  # type: ignore[union-attr]
    match = found(gazetteer, "بلدة صيدا", "ريف درعا الشرقي")
    assert match is not None and match.row.admin1 == "Dar'a" and match.alternatives
    assert found(gazetteer, "طرابلس", "ليبيا").row.country == "LY"  # type: ignore[union-attr]
    assert found(gazetteer, "طرابلس", "شمال لبنان").row.country == "LB"  # type: ignore[union-attr]


def test_the_dateline_rules_its_paragraph(gazetteer: Gazetteer) -> None:
    for line, place_id in (("محافظة حماة", "C3026"), ("محافظة حلب", "C1664")):
        head = PlaceQuery(surface=line, dateline=True, paragraph=1)
        inside = PlaceQuery(surface="بلدة صوران", paragraph=1)
        assert ids(gazetteer, head, inside)[1] == place_id
    other = PlaceQuery(surface="بلدة صوران", paragraph=2)
    head = PlaceQuery(surface="محافظة العراق", dateline=True, paragraph=1)
    assert ids(gazetteer, head, other) == [None, None]


def test_nearness_settles_namesakes(gazetteer: Gazetteer) -> None:
    near = [PlaceQuery(surface=name) for name in ("طيبة الإمام", "مورك", "صوران")]
    assert ids(gazetteer, *near)[2] == "C3026"
    near = [PlaceQuery(surface=name) for name in ("مارع", "أخترين", "صوران")]
    assert ids(gazetteer, *near)[2] == "C1664"


def test_a_village_far_from_all_else_is_a_namesake(gazetteer: Gazetteer) -> None:
    here = [PlaceQuery(surface=name) for name in ("الطيانة", "ذيبان", "قرية كنصفرة")]
    assert ids(gazetteer, *here)[2] is None
    assert found(gazetteer, "قرية كنصفرة") is not None


def test_quarters_need_their_city(gazetteer: Gazetteer) -> None:
    match = found(gazetteer, "والصناعة", "بمدينة دير الزور")
    assert match is not None and match.row.parent == "C5086"
    assert match.point is not None and match.point[2] == 2  # the city's, near
    assert found(gazetteer, "حي السكري", "حلب") is not None


def test_surroundings_lower_the_precision(gazetteer: Gazetteer) -> None:
    inside, near = found(gazetteer, "مدينة سراقب"), found(gazetteer, "محيط مدينة سراقب")
    assert inside is not None and near is not None and inside.place_id == near.place_id
    assert inside.point is not None and inside.point[2] == 1
    assert near.point is not None and near.point == (*inside.point[:2], 2)


def test_an_area_is_of_its_governorate(gazetteer: Gazetteer) -> None:
    match = found(gazetteer, "بريف دير الزور الشرقي")
    assert match is not None
    assert (match.row.parent, match.row.admin1, match.row.kind) == (
        "SY09", "Deir-ez-Zor", "countryside",
    )  # fmt: skip
    assert match.row.name_ar == "ريف دير الزور الشرقي"
    assert match.point is not None and match.point[2] == 3


def test_its_countryside_is_of_what_it_is_part_of(gazetteer: Gazetteer) -> None:
    assert found(gazetteer, "وريفها الغربي", "عين العرب").place_id == "SY0206.west"  # type: ignore[union-attr]
    assert found(gazetteer, "ومحيطها", "مدينة سراقب").place_id == "C3916"  # type: ignore[union-attr]


def test_neighbours_share_their_head_noun(gazetteer: Gazetteer) -> None:
    text = "أرياف إدلب وحلب"
    first = PlaceQuery(surface="أرياف إدلب", start=0, end=10)
    second = PlaceQuery(surface="وحلب", start=11, end=len(text))
    assert ids(gazetteer, first, second) == ["SY07.rural", "SY02.rural"]
    apart = PlaceQuery(surface="وحلب", start=40, end=44)
    assert ids(gazetteer, first, apart) == ["SY07.rural", "C1007"]


def test_roads_between_places(gazetteer: Gazetteer) -> None:
    match = found(gazetteer, "طريق عامودا – الحسكة")
    assert match is not None and match.row.kind == "road" and match.row.admin1 == "Al-Hasakeh"
    assert match.point is None  # nowhere in particular
    assert found(gazetteer, "طريق عامودا – زقزوقة") is None
    assert ends("محور مارع - الشيخ عيسى") == ["مارع", "الشيخ عيسى"]
    assert ends("بلدة مارع") == []


def test_slips_only_where_the_text_points(gazetteer: Gazetteer) -> None:
    match = found(gazetteer, "بريف الماليكة", "الحسكة")
    assert match is not None and match.how == "fuzzy" and match.place_id.startswith("SY0803")
    assert found(gazetteer, "بلدة كنصفره", "ريف إدلب").how != "fuzzy"  # type: ignore[union-attr]
    assert found(gazetteer, "بلدة كنصفلة", "ريف إدلب").place_id == "C4309"  # type: ignore[union-attr]
    assert found(gazetteer, "بلدة كنصفلة", "ريف درعا") is None


def test_twins_are_one_place(gazetteer: Gazetteer) -> None:
    match = found(gazetteer, "عرب حسن", "بريف منبج")
    assert match is not None and len(match.alternatives) == 1
    assert {match.place_id, *match.alternatives} == {"C1683", "C2256"}


def test_queries_of_a_document() -> None:
    document = parse_inline(
        "id: invented\npublished: 2020-01-01\n---\n"
        "[محافظة إدلب](PLACE p1): سقطت قذائف على [أطراف بلدة سرمين](PLACE p2)\n"
        "قرب [سوق](FACILITY f1) في [بنش](PLACE p3) [بريف إدلب](PLACE p4)\n---\n"
        "p3 part_of p4\nf1 part_of p3\np4 part_of p3\n"
    )
    queries = place_queries(document)
    assert list(queries) == ["p1", "p2", "f1", "p3", "p4"]
    assert queries["p1"].dateline and not queries["p2"].dateline
    assert queries["p1"].paragraph == queries["p2"].paragraph != queries["p3"].paragraph
    assert queries["f1"].part_of == ("بنش", "بريف إدلب")
    assert queries["p3"].part_of == ("بريف إدلب",)  # the circle is left
    assert document.text[queries["p3"].start : queries["p3"].end] == "بنش"


def test_a_table_that_cannot_be_read_says_where(tmp_path: Path) -> None:
    path = tmp_path / "places.tsv"
    path.write_text("place_id\tname\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"places\.tsv:1"):
        PlaceTable.from_file(path)
    path.write_text("\t".join(COLUMNS) + "\nX\tY\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"places\.tsv:2"):
        PlaceTable.from_file(path)


def test_keys() -> None:
    assert key("دير الزور") == key("ديرالزور") == key("ديــر الزّور")
    assert key("كفر نوران") == key("كفرنوران")
    assert key("الباب") != key("البابا")
    assert is_generic("") and readings("") == ()


def test_the_nearest_place_of_a_unit(gazetteer: Gazetteer) -> None:
    table = gazetteer.table
    inside = [
        row
        for row in (table[name] for name in IDS)
        if row.lat is not None and row.kind not in AREAS and table.within(row, "SY0203")
    ]
    assert len(inside) > 100
    for point in ((36.5, 36.9), (35.0, 40.0), (37.5, 36.0), (36.2, 37.1)):
        away = min(kilometres(point, (row.lat or 0.0, row.lon or 0.0)) for row in inside)
        assert table.nearest(point, "SY0203", within=away + 1) == away
        assert table.nearest(point, "SY0203", within=away - 0.001) == math.inf
    assert table.nearest((36.5, 36.9), "nowhere", within=1) is None


ARABIC = st.text(alphabet="ابتحدرسعفقلمنويهةىئؤإأآ ـ–-“”.M45", max_size=30)


@settings(max_examples=60)
@given(st.lists(st.tuples(ARABIC, ARABIC, st.booleans()), max_size=4))
def test_any_text_gives_an_answer_or_none(parts: list[tuple[str, str, bool]]) -> None:
    gazetteer = SHARED
    queries = [PlaceQuery(surface=s, part_of=(p,), dateline=d) for s, p, d in parts]
    matches = gazetteer.resolve(queries)
    assert len(matches) == len(queries)
    for match in matches:
        if match is not None:
            assert match.place_id == match.row.place_id not in match.alternatives
            assert 0 < match.score <= 1
            base = match.place_id.split(".")[0]
            assert base == "road" or base in gazetteer.table


SHARED = Gazetteer.default()
