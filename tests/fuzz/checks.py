"""What must hold of a run of `marsad extract`, whatever was put in. Knows outputs, no mutation."""

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from annotations.words import words
from inference.cli import app
from tests.fuzz.inputs import Given

_TOLD = re.compile(r"^marsad: ([\d,]+) inputs?: ([\d,]+) reports? read, ([\d,]+) not$", re.M)
_FAILED = re.compile(r"the model failed at it \((.*)\);")


class Broken(AssertionError):  # noqa: N818 - a finding, no error of the fuzzer
    """Something that must hold does not."""


class Seen(Counter[str]):
    """`inputs`, `read` and `faults` of runs that held, and how often the model failed, by cause.

    A text at which it fails is named and costs no other; it is a bug all the same.
    """

    @property
    def failures(self) -> list[str]:
        """The causes."""
        return sorted(self.keys() - {"inputs", "read", "faults"})


def extract(given: Given, model: str, folder: Path) -> Seen:
    """Run to JSON Lines and hold every promise to it. Raises `Broken`."""
    output = folder / "out.jsonl"
    output.unlink(missing_ok=True)
    said, status = _run(given, model, "-o", str(output))
    inputs, read, faults = _told(said)
    _hold(inputs == read + faults, f"{inputs} inputs are not {read} + {faults}")
    _hold(given.inputs in (inputs, None), f"{given.inputs} were put in, {inputs} came out")
    _hold(status == (1 if faults else 0), f"exit status {status} with {faults} faults")
    failures = _FAILED.findall(said)
    lines = output.read_bytes().split(b"\n")
    _hold(lines.pop() == b"" and len(lines) == read, f"{len(lines)} lines of {read} reports")
    names: set[str] = set()
    for line in lines:
        row = json.loads(line.decode("utf-8"), parse_constant=_no_number)
        _hold(row["id"] not in names, f"{row['id']!r} twice")
        names.add(row["id"])
        wanted = given.texts.get(row["id"])
        if given.inputs is not None:
            _hold(wanted == row["text"], f"{row['id']!r} is not the text that was put in")
        _row(row)
    if given.inputs is not None:
        gone = given.texts.keys() - names
        _hold(len(gone) == len(failures), f"not read though they can be: {sorted(gone)[:5]}")
    return Seen({"inputs": inputs, "read": read, "faults": faults} | Counter(failures))


def export(given: Given, model: str, folder: Path, form: str) -> None:
    """Run to another form: it ends well, and every input is told of. Raises `Broken`."""
    more = ("--format", form) if form == "view" else ("--format", form, "-o", str(folder / "out"))
    said, status = _run(given, model, *more)
    if form == "view":
        _hold(status in (0, 1), f"exit status {status}")
        return
    inputs, read, faults = _told(said)
    _hold(inputs == read + faults and given.inputs in (inputs, None), said[-200:])
    _hold(status == (1 if faults else 0), f"exit status {status} with {faults} faults")


def _run(given: Given, model: str, *more: str) -> tuple[str, int]:
    arguments = ["extract", str(given.path), "--model", model, "--device", "cpu", *more]
    done = CliRunner().invoke(app, arguments)
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise Broken(f"{type(done.exception).__name__}: {done.exception}") from done.exception
    return done.output, done.exit_code


def _told(said: str) -> tuple[int, int, int]:
    found = _TOLD.findall(said)
    _hold(len(found) == 1, f"{len(found)} lines that count: {said[-300:]}")
    inputs, read, faults = (int(number.replace(",", "")) for number in found[0])
    return inputs, read, faults


def _row(row: dict[str, Any]) -> None:
    text, name = row["text"], row["id"]
    spans = words(text)
    starts, ends = {s.start for s in spans}, {s.end for s in spans}
    ids = [entity["id"] for entity in row["entities"]]
    _hold(len(ids) == len(set(ids)), f"{name}: ids of mentions stand twice")
    for entity in row["entities"]:
        whole = entity["start"] in starts and entity["end"] in ends
        _hold(whole and entity["start"] < entity["end"], f"{name}: {entity} is not on words")
        _hold(0 <= entity["score"] <= 1, f"{name}: {entity} is not a probability")
    for relation in row["relations"]:
        _hold({relation["head"], relation["tail"]} <= set(ids), f"{name}: {relation} has no ends")
        _hold(0 <= relation["score"] <= 1, f"{name}: {relation} is not a probability")
    for kind in ("events", "casualties"):
        for record in row["records"][kind]:
            inside = 0 <= record["start"] < record["end"] <= len(text)
            _hold(inside, f"{name}: a row of {kind} lies outside the text")
    _hold(all(isinstance(value, str) for value in row["meta"].values()), f"{name}: meta")


def _hold(true: bool, what: str) -> None:
    if not true:
        raise Broken(what)


def _no_number(name: str) -> None:
    raise Broken(f"{name} is no JSON")
