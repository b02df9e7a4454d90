"""The gazetteer built from small invented sources, and what it leaves out."""

from pathlib import Path

import pytest

from inference.resolve.place_table import COLUMNS, PlaceTable
from training.gazetteer import build, main

SYRIA = (
    "id,pcode,name_ar,parents_ar,name_en,parents_en,lat,lon,old_name,sa_loc_only\n"
    "0,C0001,مدينة أولى_ثانية,مركز أولى | أولى,One (One),One | First,35.5,38.5,"
    "حلب : مدينة اولى,FALSE\n"
    "1,C0002,قرية أولى,مركز أولى | أولى,Two,One | First,35.6,38.6,,FALSE\n"
    "2,C0003,خارج,مركز أولى | أولى,Out,One | First,20.0,38.6,,FALSE\n"
    "3,SY0100,حي ثالث,,X : Third,,35.51,38.51,,TRUE\n"
    "4,SY0100,حي رابع,,X : Fourth,,,,,TRUE\n"
)
EXTRA = (
    "place_id\tname_ar\tname_en\taliases_ar\tkind\tparent\tlat\tlon\tgeo_precision\n"
    "SY\tسوريا\tSyria\t\tcountry\t\t\t\t\n"
    "SY01\tأولى\tGov\t\tgovernorate\tSY\t\t\t\n"
    "SY0100\tأولى\tFirst\t\tdistrict\tSY01\t\t\t\n"
    "SY010000\tمركز مدينة أولى\tOne\tمدينة أولى\tsubdistrict\tSY0100\t\t\t\n"
    "C0002\t\t\tاسم آخر\tcity\t\t\t\t\n"
    "S3\tثالث\t\t\tquarter\tC0001\t\t\t\n"
    "G7\tبعيد\tFar\t\tcity\tSY\t\t\t\n"
    "M-hill\tتل\tHill\t\thill\tSY010000\t=C0002\t\t3\n"
)
TOWNS = (
    '{"geonameid": 7, "cc": "IQ", "name": "Far", "names_ar": ["x"], "lat": 33.0, "lon": 44.0, '
    '"pop": 9}\n'
)


@pytest.fixture
def sources(tmp_path: Path) -> tuple[Path, Path, Path]:
    for name, text in (("s.csv", SYRIA), ("g.jsonl", TOWNS), ("e.tsv", EXTRA)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path / "s.csv", tmp_path / "g.jsonl", tmp_path / "e.tsv"


def test_rows_come_from_where_they_say(sources: tuple[Path, Path, Path]) -> None:
    rows, dropped = build(*sources)
    table = {row["place_id"]: row for row in rows}
    assert set(table) == {
        "SY",
        "SY01",
        "SY0100",
        "SY010000",
        "S3",
        "G7",
        "M-hill",
        "C0001",
        "C0002",
    }
    assert sorted(place for ids in dropped.values() for place in ids) == ["C0003", "S4"]
    first = table["C0001"]
    assert (first["name_ar"], first["name_en"]) == ("مدينة أولى", "One")
    assert first["aliases_ar"].split("|") == ["ثانية", "مدينة اولى"]
    assert (first["admin1"], first["admin2"], first["admin3"]) == ("Gov", "First", "One")
    assert first["kind"] == "town" and first["source"] == "OCHA-COD"
    assert table["C0002"]["kind"] == "city" and table["C0002"]["aliases_ar"] == "اسم آخر"
    assert table["S3"]["source"] == "Syrian Archive" and table["S3"]["geo_precision"] == "2"
    assert (table["G7"]["lat"], table["G7"]["source"]) == ("33", "GeoNames")
    assert table["M-hill"]["lat"] == table["C0002"]["lat"]
    assert table["SY010000"]["lat"] == first["lat"] and table["SY010000"]["geo_precision"] == "2"
    assert all(row["country"] == "SY" for row in rows)


def test_main_writes_a_table_that_opens(
    sources: tuple[Path, Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    syria, geonames, extra = map(str, sources)
    out = tmp_path / "places.tsv"
    main(["--syria", syria, "--geonames", geonames, "--extra", extra, "--out", str(out)])
    assert out.read_text(encoding="utf-8").splitlines()[0].split("\t") == list(COLUMNS)
    assert len(PlaceTable.from_file(out)) == 9
    assert "dropped" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("row", "said"),
    [("G8\tس\tX\t\tcity\tSY\t\t\t\n", "G8"), ("M-x\tس\tX\t\tcity\tNOWHERE\t\t\t\n", "NOWHERE"),
     ("S4\tس\tX\t\tquarter\tC0001\t\t\t\n", "S4")],
)  # fmt: skip
def test_a_row_of_ours_without_its_source_is_named(
    sources: tuple[Path, Path, Path], row: str, said: str
) -> None:
    sources[2].write_text(EXTRA + row, encoding="utf-8")
    with pytest.raises(ValueError, match=said):
        build(*sources)
