"""Some hundreds of spoilt reports through `marsad extract`, in every form of input.

Ten thousand by hand: `python -m tests.fuzz --count 10000` (the model that ships, or `--model DIR`).
"""

import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from inference.batches import engine_local, reading, rows, sources
from inference.batches.items import Item
from inference.result import Result
from tests.fuzz.__main__ import CORPUS, one_round
from tests.fuzz.__main__ import sources as written
from tests.fuzz.checks import Broken, extract
from tests.fuzz.inputs import MAKERS, json_lines
from tests.fuzz.mutations import MUTATIONS


@pytest.fixture(scope="module")
def reports() -> list[bytes]:
    return written(CORPUS / "fate")


@pytest.mark.parametrize("number", range(2 * len(MAKERS)))
def test_nothing_crashes_and_every_input_is_accounted_for(
    number: int, reports: list[bytes], tiny_bundle: Path, tmp_path: Path
) -> None:
    seen = one_round(number, reports, str(tiny_bundle), tmp_path, size=25, huge=4000)
    assert seen["inputs"] == seen["read"] + seen["faults"] > 0
    assert seen.failures == []


@pytest.mark.parametrize("mutation", MUTATIONS)
def test_a_mutation_is_the_same_for_a_seed_and_changes_something(
    mutation: Callable[[bytes, random.Random], bytes], reports: list[bytes]
) -> None:
    made = [mutation(reports[0], random.Random(n)) for n in range(20)]
    assert made == [mutation(reports[0], random.Random(n)) for n in range(20)]
    assert any(data != reports[0] for data in made)
    assert mutation(b"", random.Random(0)) is not None


def spoilt_rows(*arguments: Any) -> Iterator[Item]:
    for number, item in enumerate(rows.json_lines(*arguments)):
        if number != 3:
            yield item


def spoilt_line(result: Result) -> reading.Line:
    moved = [msgspec.structs.replace(m, end=m.end + 1) for m in result.mentions]
    return reading.as_line(msgspec.structs.replace(result, mentions=moved))


def other_text(result: Result) -> reading.Line:
    return reading.as_line(msgspec.structs.replace(result, text=result.text[:-1], mentions=[]))


@pytest.mark.parametrize("bug", ["lost", "shifted", "cut", "raised"])
def test_a_planted_bug_is_found(
    bug: str,
    reports: list[bytes],
    tiny_bundle: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    given = json_lines(reports[:8], tmp_path, random.Random(1))
    extract(given, str(tiny_bundle), tmp_path)
    if bug == "lost":
        monkeypatch.setattr(sources, "json_lines", spoilt_rows)
    elif bug == "raised":
        monkeypatch.setattr(engine_local.LocalEngine, "batch", lambda *_: 1 // 0)
    else:
        told = spoilt_line if bug == "shifted" else other_text
        monkeypatch.setattr("inference.batches.run.as_line", told)
    with pytest.raises(Broken):
        extract(given, str(tiny_bundle), tmp_path)
