"""Halves of surrogate pairs go in and out of every file of a run, and do not let bad JSON in."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from inference.batches.items import Report
from inference.batches.journal import Journal, State
from inference.batches.sources import read_inputs
from inference.batches.surrogates import decode, encode

HALF = "قصف \ud83d"


@pytest.mark.parametrize("value", [HALF, {"a": [HALF, None, 1.5]}, State(1, {"x": HALF})])
def test_what_goes_out_comes_back(value: Any) -> None:
    data = encode(value)
    assert data.isascii()
    assert decode(data, type(value)) == value
    assert encode("قصف") == '"قصف"'.encode()


@pytest.mark.parametrize(
    "data",
    [b'{"a": "\\ud83d"', b'{"a": "\\ud83d", "b": NaN}', b"{'a': \"\\u0041\"}", b"\\u", b"\xff"],
)
def test_what_is_no_json_stays_none(data: bytes) -> None:
    with pytest.raises((msgspec.MsgspecError, ValueError)):
        decode(data, Any)


def test_a_form_is_held_to() -> None:
    with pytest.raises(ValueError):
        decode(json.dumps({"format": HALF, "standing": {}}).encode(), State)


def test_a_line_of_another_program_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps({"id": HALF, "text": HALF, "meta": {"x": HALF}}), "utf-8")
    (report,) = read_inputs([str(path)])
    assert isinstance(report, Report)
    assert (report.id, report.text, report.meta) == (HALF, HALF, {"x": HALF})


def test_a_failure_at_such_an_id_does_not_stop_a_run(tmp_path: Path) -> None:
    good, bad = (Report(name, HALF, {}, "") for name in ("good", HALF))
    line = encode({"id": "good", "text": HALF, "meta": {}}) + b"\n"
    out = tmp_path / "o.jsonl"
    with Journal.open(out, {}, resume=False) as journal:
        journal.write(["good"], [line], {HALF: f"at {HALF}"})
    with Journal.open(out, {}, resume=True) as journal:
        # The only batch has nothing behind it that shows its end: it is read again.
        assert not journal.holds([good, bad])
        assert journal.failed([good, bad]) == {HALF: f"at {HALF}"}
        journal.write(["good"], [line], {HALF: f"at {HALF}"})
        journal.finish()
    assert out.read_bytes() == line
