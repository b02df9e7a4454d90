"""`marsad evaluate --html`: a page beside figures that stay as they are."""

import json
from pathlib import Path

from typer.testing import CliRunner

from annotations.corpus import write_jsonl
from annotations.document import Document
from inference.cli import app
from inference.extractor import Extractor
from training.cli import add_commands
from training.evaluate import evaluate


def test_the_page_and_the_same_json(tiny_bundle: Path, report: Document, tmp_path: Path) -> None:
    add_commands(app)
    gold, out, page = tmp_path / "g.jsonl", tmp_path / "o.json", tmp_path / "p.html"
    write_jsonl([report], gold)
    with gold.open("a") as stream:
        stream.write("no JSON\n")
    done = CliRunner().invoke(
        app,
        ["evaluate", "--gold", str(gold), "--model", str(tiny_bundle), "--json", str(out),
         "--html", str(page), "--date", "2024-05-06", "--against", str(tiny_bundle)],
    )  # fmt: skip
    assert done.exit_code == 1, done.output  # the line that is no document
    source = page.read_text("utf-8")
    for told in (str(tiny_bundle), str(gold), "2024-05-06", "g.jsonl:2", "Strict F1 less that of"):
        assert told in source
    scores = evaluate(Extractor.from_pretrained(tiny_bundle, device="cpu"), [report])
    plain = json.loads(out.read_text("utf-8"))
    del plain["against"]
    assert plain == json.loads(json.dumps(scores.plain()))
    assert source.count("all shown") == 9


def test_a_folder_that_is_not_there_is_one_line(
    tiny_bundle: Path, report: Document, tmp_path: Path
) -> None:
    add_commands(app)
    gold, out = tmp_path / "g.jsonl", tmp_path / "o.json"
    write_jsonl([report], gold)
    done = CliRunner().invoke(
        app,
        ["evaluate", "--gold", str(gold), "--model", str(tiny_bundle), "--json", str(out),
         "--html", str(tmp_path / "no" / "p.html")],
    )  # fmt: skip
    assert done.exit_code == 2
    assert "marsad evaluate: [Errno 2]" in done.output
    assert out.exists()  # what was done is not lost
