"""ACLED and GED columns say what the rows say and nothing more."""

import csv
from pathlib import Path

import pytest

from annotations.schema import Schema
from inference.export import acled, ucdp
from inference.result import Result


def with_event(result: Result, **told: object) -> Result:
    events = [result.records["events"][0] | told]
    records = result.records | {"events": events}
    return Result(id=result.id, text=result.text, meta=result.meta, records=records)


def test_acled_of_a_clash(told: Result) -> None:
    (row,) = acled.Acled.rows(told)  # the planned one is left out
    assert row["event_id_cnty"] == "r/1/e1"
    assert (row["event_date"], row["year"], row["time_precision"]) == ("2017-01-14", "2017", 2)
    assert (row["disorder_type"], row["event_type"]) == ("Political violence", "Battles")
    assert (row["actor1"], row["actor2"]) == ("جبهة الغابة", "كتيبة السهل")
    assert row["interaction"] == "Rebel group-Rebel group"
    assert (row["country"], row["iso"], row["location"]) == ("Syria", 760, "Deir-Ez-Zor")
    assert row["fatalities"] == 3
    assert row["notes"] == "r/1 0-8: اشتباكات"
    assert set(row) <= set(acled.COLUMNS)


def test_allies_stand_together_and_foreign_forces_are_external(told: Result) -> None:
    names = ["سلاح الجو الروسي", "قوات النظام السوري", "جبهة الغابة"]
    result = with_event(told, actors=names)
    result.records["actors"][3] = {**result.records["actors"][3], "allied_with": [names[1]]}
    (row,) = acled.Acled.rows(result)
    assert row["actor1"] == "Military Forces of Russia (2000-)"
    assert row["assoc_actor_1"] == "Military Forces of Syria (2000-2024)"
    assert (row["inter1"], row["actor2"]) == ("External/Other forces", "جبهة الغابة")


def test_against_civilians(told: Result) -> None:
    result = with_event(
        told, event_type="SHOOTING", actors=["جبهة الغابة"], civilian_targeting=True
    )
    (row,) = acled.Acled.rows(result)
    assert (row["actor2"], row["inter2"]) == ("Civilians (Syria)", "Civilians")
    assert row["civilian_targeting"] == "Civilian targeting"
    (row,) = ucdp.Ucdp.rows(result)
    assert (row["type_of_violence"], row["side_b"]) == (3, "Civilians")


def test_nothing_told_is_nothing_written(told: Result) -> None:
    result = with_event(
        told, date_start=None, date_end=None, date_precision=None, deaths_best=None,
        deaths_low=None, actors=[], place_id=None, latitude=None, longitude=None,
        geo_precision=None,
    )  # fmt: skip
    (row,) = acled.Acled.rows(result)
    for name in ("event_date", "year", "fatalities", "country", "latitude", "interaction"):
        assert row[name] is None, name
    assert (row["actor1"], row["actor2"]) == ("", "")
    assert list(ucdp.Ucdp.rows(result)) == []


def test_ged_of_a_clash(told: Result) -> None:
    (row,) = ucdp.Ucdp.rows(told)
    assert (row["best"], row["low"], row["high"], row["deaths_civilians"]) == (3, 3, None, 3)
    assert (row["type_of_violence"], row["dyad_name"]) == (2, "جبهة الغابة - كتيبة السهل")
    assert (row["date_prec"], row["where_prec"]) == (2, 1)
    assert (row["source_office"], row["source_date"]) == ("مصدر", "2017-01-17")
    assert row["geom_wkt"] == "POINT (40.14 35.33)"
    assert set(row) <= set(ucdp.COLUMNS)


@pytest.mark.parametrize(("start", "end", "code"), [
    ("2017-01-01", "2017-01-01", 1), ("2017-01-01", "2017-01-06", 2),
    ("2017-01-01", "2017-01-07", 3), ("2017-01-01", "2017-01-31", 4),
    ("2017-01-01", "2017-12-31", 5), ("2017-01-01", None, None), (None, None, None),
])  # fmt: skip
def test_date_precision(start: str | None, end: str | None, code: int | None) -> None:
    assert ucdp.date_precision(start, end) == code


def test_priogrid_numbers() -> None:
    assert ucdp.priogrid(-90, -180) == 1
    assert ucdp.priogrid(-89.75, -179.25) == 2
    assert ucdp.priogrid(90, 180) == 360 * 720


def test_disorder_types() -> None:
    assert acled.disorder_type("Riots", "Mob violence") == "Political violence"
    assert acled.disorder_type("Protests", "Peaceful protest") == "Demonstrations"
    assert acled.disorder_type("unheard of", None) == ""


@pytest.mark.parametrize("module", [acled, ucdp])
def test_files_run_nothing(module: object, tmp_path: Path, hostile: Result) -> None:
    kind = acled.Acled if module is acled else ucdp.Ucdp
    columns = acled.COLUMNS if module is acled else ucdp.COLUMNS
    with kind.open(tmp_path / "out.csv", schema=Schema.default()) as writer:
        writer.write(hostile)
    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as stream:
        head, row = csv.reader(stream)
    assert tuple(head) == columns
    assert not any(c.startswith(("=", "+", "@")) for c in row)
    assert any(c.startswith("'=HYPERLINK") for c in row)
