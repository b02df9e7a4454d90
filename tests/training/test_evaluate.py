"""Evaluation through the extractor, and figures written where they belong."""

import json
from pathlib import Path

import msgspec
import pytest
from typer.testing import CliRunner

from annotations.bio import place_on_words
from annotations.corpus import write_jsonl
from annotations.document import Document
from annotations.words import words
from inference.cli import app
from inference.extractor import Extractor
from inference.result import Result
from inference.windows import read_text
from training.cli import add_commands
from training.evaluate import evaluate, score
from training.figures import write_figures
from training.markers import MarkerError
from training.metrics import mention_keys


def test_no_document_is_left_out(tiny_bundle: Path, report: Document) -> None:
    empty = Document(id="empty", text="")
    scores = evaluate(Extractor.from_pretrained(tiny_bundle, device="cpu"), [report, empty])
    assert scores.documents == 2
    assert scores.mentions["all"].wanted == len(report.mentions)
    assert scores.relations_given_mentions["all"].wanted == len(report.relations)
    plain = scores.plain()
    assert set(plain["mentions"]["strict"]) >= {"precision", "recall", "f1"}
    assert set(plain["relations"]["strict"]) >= {"precision", "recall", "f1"}


def test_the_command_writes_json_and_figures(
    tiny_bundle: Path, report: Document, tmp_path: Path
) -> None:
    add_commands(app)
    gold, out, page = tmp_path / "g.jsonl", tmp_path / "o.json", tmp_path / "P.md"
    write_jsonl([report], gold)
    page.write_text("a\n<!-- figures:x -->\nstale\n<!-- end -->\nb\n", "utf-8")
    done = CliRunner().invoke(
        app,
        ["evaluate", "--gold", str(gold), "--model", str(tiny_bundle), "--json", str(out),
         "--figures", f"{page}:x"],
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    assert json.loads(out.read_text())["documents"] == 1
    text = page.read_text("utf-8")
    assert "stale" not in text
    assert f"| {len(report.mentions)} |" in text
    assert text.endswith("<!-- end -->\nb\n")


def test_a_page_without_the_block_is_named(
    tiny_bundle: Path, report: Document, tmp_path: Path
) -> None:
    page = tmp_path / "P.md"
    page.write_text("nothing", "utf-8")
    scores = evaluate(Extractor.from_pretrained(tiny_bundle, device="cpu"), [report])
    with pytest.raises(MarkerError, match="figures:y"):
        write_figures(page, "y", "cmd", scores)


def test_every_figure_stands_in_the_json(
    tiny_bundle: Path, report: Document, tmp_path: Path
) -> None:
    add_commands(app)
    gold, out = tmp_path / "g.jsonl", tmp_path / "o.json"
    write_jsonl([report, msgspec.structs.replace(report, id="b", meta={})], gold)
    done = CliRunner().invoke(
        app,
        ["evaluate", "--gold", str(gold), "--model", str(tiny_bundle), "--json", str(out),
         "--against", str(tiny_bundle)],
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    plain = json.loads(out.read_text("utf-8"))
    assert set(plain["mentions"]) == {"strict", "boundary", "partial", "seqeval"}
    assert set(plain["relations"]) == {"strict", "boundary", "given_mentions"}
    for table in (*list(plain["mentions"].values())[:3], *plain["relations"].values()):
        assert {"precision", "recall", "f1", "right", "given", "wanted", "by_type"} == set(table)
    wanted = 2 * len(report.mentions)
    for name in ("strict", "boundary", "partial"):
        assert plain["mentions"][name]["wanted"] == wanted
    assert plain["figures"]["events"]["wanted"] >= 2
    assert plain["figures"]["casualties"]["wanted"] > 0
    calibration = plain["calibration"]
    assert calibration["mentions"]["items"] == plain["mentions"]["strict"]["given"]
    assert calibration["relations"]["items"] == plain["relations"]["strict"]["given"]
    assert set(plain["intervals"]["mentions"]) == {"low", "high"}
    for parts in plain["by"].values():
        assert sum(part["mentions"]["wanted"] for part in parts.values()) == wanted
    assert plain["against"]["model"] == str(tiny_bundle)
    assert plain["against"]["mentions"]["difference"] == 0
    assert plain["against"]["relations"]["p"] == 1
    for title in ("mentions, boundary", "event rows", "paragraph: second", "ECE", "difference"):
        assert title in done.output


def test_a_second_model_that_is_not_there_is_one_line(
    tiny_bundle: Path, report: Document, tmp_path: Path
) -> None:
    add_commands(app)
    gold = tmp_path / "g.jsonl"
    write_jsonl([report], gold)
    done = CliRunner().invoke(
        app,
        ["evaluate", "--gold", str(gold), "--model", str(tiny_bundle), "--against", "nowhere"],
    )
    assert done.exit_code == 2
    assert done.output.startswith("marsad evaluate: nowhere: neither a folder nor a model")


def test_a_mention_cut_by_a_window_is_scored_once(tiny_bundle: Path, report: Document) -> None:
    extractor = Extractor.from_pretrained(tiny_bundle, device="cpu")
    gap, copies = "\n\n", 6
    step = len(report.text) + len(gap)
    gold = Document(
        id="long",
        text=gap.join([report.text] * copies),
        mentions=[
            msgspec.structs.replace(
                m, id=f"{m.id}-{k}", start=m.start + k * step, end=m.end + k * step
            )
            for k in range(copies)
            for m in report.mentions
        ],
    )
    reader = extractor.reader
    placed, refused = place_on_words(gold.mentions, words(gold.text), reader.schema.types)
    assert refused == []
    read = [reader.given(gold.id, gold.text, [item for _, item in placed])]
    windows = read_text(gold.text, reader.tokenizer, reader.rule).windows
    assert len(windows) > copies
    scores = score([gold], read, read, extractor.bundle.config.schema)
    for table in (scores.mentions, scores.mentions_boundary, scores.mentions_partial):
        assert table["all"].right == table["all"].given == copies * len(report.mentions)
    assert sorted(mention_keys(read[0].document())) == sorted(mention_keys(gold))


def test_a_silent_model_is_measured_on_everything(tiny_bundle: Path, report: Document) -> None:
    schema = Extractor.from_pretrained(tiny_bundle, device="cpu").bundle.config.schema
    silent = [Result(id=report.id, text=report.text, meta=report.meta)]
    scores = score([report], silent, silent, schema)
    assert scores.mentions_partial["all"].wanted == len(report.mentions)
    assert scores.relations_boundary["all"].wanted == len(report.relations)
    assert scores.calibration["mentions"].ece is None
    assert scores.intervals == {"mentions": None, "relations": None}
    assert scores.plain()["figures"] is None
    assert json.loads(json.dumps(scores.plain())) == scores.plain()
