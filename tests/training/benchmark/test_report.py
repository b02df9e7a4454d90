"""Figures that follow from what was measured, and the tables they stand in."""

import json
from pathlib import Path

import msgspec
import pytest
from rich.console import Console

from inference.bundle import EncoderSizes
from training.benchmark.orders import EncoderPasses, Measured, Rate, Rates, Work
from training.benchmark.page import write_report
from training.benchmark.report import Report, Row
from training.benchmark.table import as_rich, lines, sheets
from training.markers import MarkerError, check_block
from training.metrics import Score

PASSES = EncoderPasses([1.0, 2.0, 3.0], Work(100, 600, 200), Work(150, 900, 300))
OURS = Row(
    name="ours-int8",
    title="ours, CPU int8",
    measured=Measured(
        seconds=[4.0, 6.0, 5.0],
        peak=200_000_000,
        gpu_peak=None,
        size=37_000_000,
        encoder=PASSES,
        mentions=Score(9, 10, 10),
        relations=Score(1, 4, 4),
    ),
    starts=[0.9, 1.1, 1.0],
)
BERT = Row(
    name="hf-bert",
    title="HF, BERT-base",
    measured=Measured(seconds=[50.0], peak=None, gpu_peak=None, size=540_000_000),
    starts=[5.0],
    note="not trained",
)
GONE = Row(name="spacy", title="spaCy", why="spaCy is not installed; run `pip install spacy`")


@pytest.fixture
def found() -> Report:
    return Report(
        processor="a processor",
        threads=2,
        load=0.0,
        versions={"python": "3.11"},
        source="the written test split",
        documents=10,
        words=1000,
        passes=3,
        encoder=EncoderSizes(
            vocabulary=1, width=1, layers=1, heads=1, inner=1, positions=1, epsilon=0.0
        ),
        rows=[OURS, BERT, GONE],
        rates=Rates(
            int8=[Rate("slow", (1, 1, 1), 100.0), Rate("fast", (2, 2, 2), 1000.0)],
            fp32=[Rate("plain", (1, 1, 1), 250.0)],
        ),
        command_start=[1.2, 1.4, 1.3],
    )


def test_figures_are_medians(found: Report) -> None:
    assert found.speed(OURS) == 200
    assert found.times(OURS, "hf-bert") == 10
    assert OURS.start == 1.0
    assert OURS.spread == pytest.approx(0.4)
    assert found.times(OURS, "spacy") is None
    assert found.speed(GONE) is None


def test_the_limit_is_the_best_product(found: Report) -> None:
    best = found.limit("int8")
    assert best is not None and best.kernel == "fast"
    # 800 operations in 2 s, of 1000 a second.
    assert found.share(OURS) == pytest.approx(0.4)
    # 600 at 1000 a second and 200 at 250 would take 1.4 s, of 2 s.
    assert found.ideal_share(OURS) == pytest.approx(0.7)
    assert found.share(BERT) is None and found.ideal_share(BERT) is None
    bare = msgspec.structs.replace(found, rates=None)
    assert bare.share(OURS) is None and bare.limit("int8") is None


def test_the_tables_show_blanks_for_what_is_not_known(found: Report) -> None:
    contenders, encoder = sheets(found)
    assert contenders.rows[0] == [
        "ours, CPU int8", "200", "10.0", "2.0", "1.00", "200", "37", "0.900", "0.250",
    ]  # fmt: skip
    assert contenders.rows[1] == [
        "HF, BERT-base", "20", "1.0", "0.2", "5.00", "–", "540", "–", "–",
    ]  # fmt: skip
    assert contenders.rows[2] == ["spaCy", *["–"] * 8]
    assert encoder.rows == [["ours, CPU int8", "500", "100", "50.0%", "0", "40%", "70%"]]
    unknown = msgspec.structs.replace(PASSES, padded=None)
    measured = msgspec.structs.replace(OURS.measured, encoder=unknown)
    row = msgspec.structs.replace(OURS, measured=measured)
    *_, encoder = sheets(msgspec.structs.replace(found, rows=[row], rates=None))
    assert encoder.rows == [["ours, CPU int8", "500", "100", "–", "0", "–", "–"]]


def test_the_lines_say_what_must_be_known(found: Report) -> None:
    text = "\n".join(lines(found))
    assert "spaCy: spaCy is not installed; run `pip install spacy`." in text
    assert "HF, BERT-base: not trained." in text
    assert "passes differ by 40%" in text
    assert "`marsad extract` on a short text, from start to end: 1.30 s" in text
    assert "fast, 2×2×2" in text
    assert "busy" not in text
    busy = msgspec.structs.replace(found, load=3.0, rates=None, rates_why="no onnx")
    text = "\n".join(lines(busy))
    assert "busy" in text and "could not be measured: no onnx" in text


def test_the_table_fits_a_terminal(found: Report) -> None:
    out = Console(width=80)
    with out.capture() as capture:
        for sheet in sheets(found):
            out.print(as_rich(sheet))
    assert "ours, CPU int8" in capture.get()
    assert "…" not in capture.get()


def test_the_json_holds_all_of_it(found: Report) -> None:
    plain = json.loads(json.dumps(found.plain()))
    ours, bert, gone = plain["rows"]
    assert ours["words_per_second"] == 200
    assert ours["measured"]["seconds"] == [4.0, 6.0, 5.0]
    assert ours["share_of_limit"] == pytest.approx(0.4)
    assert ours["mentions_f1"] == pytest.approx(0.9)
    assert bert["mentions_f1"] is None and bert["words_per_second"] == 20
    assert gone["why"] and gone["words_per_second"] is None
    assert plain["limits"]["int8"]["kernel"] == "fast"


def test_a_page_is_filled_between_its_markers(found: Report, tmp_path: Path) -> None:
    page = tmp_path / "P.md"
    page.write_text("a\n<!-- figures:speed -->\nstale\n<!-- end -->\nb\n", "utf-8")
    write_report(page, "speed", "marsad benchmark", found)
    text = page.read_text("utf-8")
    assert "stale" not in text
    assert "| ours, CPU int8 | 200 | 10.0 |" in text
    assert "`marsad benchmark`" in text
    assert text.startswith("a\n<!-- figures:speed -->\n") and text.endswith("<!-- end -->\nb\n")
    write_report(page, "speed", "marsad benchmark", found)
    assert page.read_text("utf-8") == text
    with pytest.raises(MarkerError, match="figures:other"):
        check_block(page, "other")
