"""Tables of the terminal: brief, and nothing lost in silence."""

from pathlib import Path

import msgspec
from rich.console import Console

from annotations.document import Document
from annotations.schema import Schema
from inference.result import Result
from training.evaluate import score
from training.measures.resampling import Difference
from training.tables import differences, tables


def shown(*parts: object) -> str:
    out = Console(width=120)
    with out.capture() as capture:
        for part in parts:
            out.print(part)
    return capture.get()


def test_many_sources_are_counted_when_they_are_not_shown(report: Document, schema: Schema) -> None:
    gold = [
        msgspec.structs.replace(report, id=str(k), meta={"source": f"paper {k:02}"})
        for k in range(20)
    ]
    silent = [Result(id=d.id, text=d.text, meta=d.meta) for d in gold]
    text = shown(*tables(score(gold, silent, silent, schema)))
    assert text.count("source: paper") == 12
    assert "source: 8 more, see --json" in text
    assert "paragraph: first" in text
    # A schema of one's own has no records, and a silent model no calibration error.
    assert "event rows" not in text
    assert "relations, mentions given" in text


def test_a_difference_that_cannot_be_told_says_so() -> None:
    text = shown(
        differences("a", "b", {"mentions": Difference(0.0123, -0.004, 0.03, 0.21), "x": None})
    )
    assert "+0.012" in text and "-0.004 to +0.030" in text and "0.210" in text
    assert "needs two documents" in text


def test_a_schema_without_relations_shows_none(report: Document) -> None:
    other = Schema.from_file(
        Path(__file__).parents[2] / "training" / "configs" / "anercorp.schema.toml"
    )
    gold = [msgspec.structs.replace(report, mentions=[], relations=[])]
    silent = [Result(id=d.id, text=d.text, meta=d.meta) for d in gold]
    text = shown(*tables(score(gold, silent, silent, other)))
    assert "relations, strict" not in text
