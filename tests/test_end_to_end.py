"""The shipped model on the seed report, as a newcomer meets it."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from annotations.inline import read_inline
from inference.cli import app
from inference.extractor import Extractor
from inference.result import Result

SEEDS = Path(__file__).parent.parent / "seeds"


@pytest.fixture(scope="module")
def seed() -> Result:
    extractor = Extractor.from_pretrained(device="cpu")
    text = (SEEDS / "deir-ez-zor-2017-01.txt").read_bytes().decode("utf-8")
    return extractor.extract(text, id="seed", meta={"published": "2017-01-17"})


def test_the_marks_are_of_the_report_as_published() -> None:
    text = (SEEDS / "deir-ez-zor-2017-01.txt").read_bytes().decode("utf-8")
    assert read_inline(SEEDS / "deir-ez-zor-2017-01.ann").text == text


def test_it_finds_the_sides_the_places_and_the_toll(seed: Result) -> None:
    said = {(m.type, seed.text[m.start : m.end]) for m in seed.mentions}
    assert {
        ("ACTOR", "قوات النظام"),
        ("PLACE", "مدينة دير الزور"),
        ("COUNT", "122 على الأقل"),
        ("COUNT", "أكثر من 400"),
        ("VICTIM", "مواطنتان"),
        ("DATE", "الساعات الـ 72 الفائتة"),
    } <= said


def test_counts_and_dates_have_their_values(seed: Result) -> None:
    values = {seed.text[m.start : m.end]: m.value for m in seed.mentions}
    assert values["122 على الأقل"] is not None
    assert (values["122 على الأقل"]["min"], values["122 على الأقل"]["max"]) == (122, None)
    day = values["الساعات الـ 72 الفائتة"]
    assert day is not None
    assert (day["start"], day["end"]) == ("2017-01-14", "2017-01-17")


def test_numbers_that_count_nobody_are_no_counts(seed: Result) -> None:
    counts = {seed.text[m.start : m.end] for m in seed.mentions if m.type == "COUNT"}
    assert not {"137", "25"} & counts


def test_every_total_adds_up_as_the_report_has_it(seed: Result) -> None:
    checks = {
        (row["kind"], row["stated"], row["computed"], row["verdict"])
        for row in seed.records["checks"]
    }
    assert {
        ("subtotal", 122, 122, "agrees"),
        ("subtotal", 27, 27, "agrees"),
        ("among", 16, 3, "agrees"),
        ("among", 6, 4, "agrees"),
        ("among", 5, 4, "agrees"),
        ("two_figures", 37, 28, "disagrees"),
    } <= checks


def test_what_was_hit_from_the_air_is_named(seed: Result) -> None:
    hit = {
        name
        for row in seed.records["events"]
        if row["event_type"] == "AIRSTRIKE"
        for name in row["targets"]
    }
    assert {
        "الحميدية", "العرضي", "المطار القديم", "الصناعة", "حويجة صكر", "الجفرة", "الحسينية",
        "الجنينة", "موحسن", "دير الزور",
    } <= hit  # fmt: skip


def test_groups_are_placed_by_what_is_named_nearest(seed: Result) -> None:
    city = next(p for p in seed.records["places"] if p["name_ar"] == "دير الزور")["place_id"]
    places = {row["text"]: row["place_id"] for row in seed.records["casualties"]}
    assert places["شخص"] == city  # `الحي`, two `المدينة` after the city's name
    assert places["الشهداء المدنيين"] == city


def test_every_row_leads_back_to_the_text(seed: Result) -> None:
    assert seed.records["events"]
    assert seed.records["casualties"]
    for name in ("events", "casualties"):
        for row in seed.records[name]:
            assert 0 <= row["start"] < row["end"] <= len(seed.text)


def test_the_command_writes_what_the_extractor_gives(seed: Result, tmp_path: Path) -> None:
    out = tmp_path / "seed.jsonl"
    path = SEEDS / "deir-ez-zor-2017-01.txt"
    done = CliRunner().invoke(
        app, ["extract", str(path), "-o", str(out), "--published", "2017-01-17"]
    )
    assert done.exit_code == 0, done.output
    line = json.loads(out.read_text("utf-8"))
    assert len(line["entities"]) == len(seed.mentions)
    assert line["text"] == seed.text
    assert len(line["records"]["casualties"]) == len(seed.records["casualties"])
