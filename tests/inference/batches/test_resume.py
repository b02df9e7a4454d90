"""A run that is killed, stopped or cut off goes on to the bytes of an unbroken one."""

import errno
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from annotations.document import Document
from inference.batches.grouping import MOST_TOGETHER, batches
from inference.batches.items import Fault, Report
from inference.batches.journal import Journal, JournalError
from inference.batches.run import Settings
from inference.cli import app
from inference.records.assemble import assemble

RUNNER = CliRunner()
TEXTS = [
    "قصفت قوات النظام بلدة",
    "مقتل 3 مدنيين في قصف على سوق البلدة، وجرح 5 آخرين",
    "",
    "اشتباكات",
    "دارت اشتباكات عنيفة بين الجانبين " * 9,
    "مقتل مواطنة",
    "قصفت الطائرات الحربية محيط القرية",
    "غارة",
]


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """Eight reports, a broken line and an id used twice."""
    rows = [json.dumps({"id": f"r{n}", "text": text}) for n, text in enumerate(TEXTS)]
    rows[2:2] = ["{broken"]
    rows.insert(6, '{"id": "r1", "text": "again"}')
    path = tmp_path / "in.jsonl"
    path.write_text("\n".join(rows) + "\n", "utf-8")
    return path


def extract(source: Path, out: Path, bundle: Path, *more: str) -> tuple[int, str]:
    arguments = ["extract", str(source), "-o", str(out), "--model", str(bundle), "--device", "cpu"]
    done = RUNNER.invoke(app, [*arguments, "--batch-size", "3", *more])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exc_info
    return done.exit_code, done.output


def stop_after(monkeypatch: pytest.MonkeyPatch, batches: int, error: BaseException) -> None:
    """Let the journal write some batches, then half of one, then raise."""
    write, calls = os.write, iter(range(1000))

    def failing(number: int, data: bytes) -> int:
        call = next(calls)
        if call == batches:
            return write(number, bytes(data)[: len(data) // 2])
        if call > batches:
            raise error
        return write(number, data)

    monkeypatch.setattr("inference.batches.journal.os.write", failing)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_killed_at_every_system_call(tiny_bundle: Path, source: Path, tmp_path: Path) -> None:
    folder = tmp_path / "runs"
    folder.mkdir()
    script = Path(__file__).parent / "kill_points.py"
    root = Path(__file__).parents[3]
    done = subprocess.run(
        [sys.executable, script, tiny_bundle, source, folder],
        capture_output=True,
        text=True,
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root)},
    )
    assert done.returncode == 0, done.stderr
    points = json.loads(done.stdout)
    # Emptied, state (3), three batches, the end (3), each before and after or half through.
    assert len(points) >= 20
    assert len({p["part"] for p in points}) >= 6
    wrong = [
        p for p in points if p["status"] or not p["equal"] or p["counts"] != "8 2" or p["left"]
    ]
    assert not wrong


def test_killed_from_outside(tiny_bundle: Path, source: Path, tmp_path: Path) -> None:
    rows = [json.dumps({"id": str(n), "text": TEXTS[n % 8]}) for n in range(60)]
    source.write_text("\n".join(rows), "utf-8")
    whole, out = tmp_path / "whole.jsonl", tmp_path / "out.jsonl"
    command = [sys.executable, "-m", "inference.cli", "extract", str(source), "-o", str(out)]
    command += ["--model", str(tiny_bundle), "--device", "cpu", "--batch-size", "3"]
    running = subprocess.Popen(command, cwd=Path(__file__).parents[3], stderr=subprocess.DEVNULL)
    part = tmp_path / "out.jsonl.part"
    while running.poll() is None and not (part.exists() and part.stat().st_size > 20_000):
        time.sleep(0.01)
    running.kill()
    assert running.wait() == -9
    code, said = extract(source, out, tiny_bundle, "--resume")
    assert code == 0, said
    assert "60 reports read (" in said
    assert extract(source, whole, tiny_bundle)[0] == 0
    assert out.read_bytes() == whole.read_bytes()


@pytest.mark.parametrize(
    ("error", "status", "words"),
    [
        (KeyboardInterrupt(), 130, "stopped by Ctrl-C"),
        (OSError(errno.ENOSPC, "No space left on device"), 1, "no room on the disk"),
        (OSError(errno.EIO, "Input/output error"), 1, "Input/output error"),
    ],
)
def test_a_stop_is_one_line_and_can_be_gone_on_with(
    tiny_bundle: Path,
    source: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    error: BaseException,
    status: int,
    words: str,
) -> None:
    whole, out = tmp_path / "whole.jsonl", tmp_path / "out.jsonl"
    extract(source, whole, tiny_bundle)
    with monkeypatch.context() as planted:
        stop_after(planted, 1, error)
        code, said = extract(source, out, tiny_bundle)
    assert code == status
    (line,) = [part for part in said.splitlines() if part.startswith("marsad:")]
    assert words in line
    assert "3 reports read" in line
    assert "out.jsonl.part keeps them; the same command with --resume goes on" in line
    assert not out.exists()
    code, said = extract(source, out, tiny_bundle, "--resume")
    assert code == 1  # two inputs are faults, named again
    assert "in.jsonl:3" in said
    assert "10 inputs: 8 reports read (3 of them by the run before), 2 not" in said
    assert out.read_bytes() == whole.read_bytes()
    assert sorted(p.name for p in tmp_path.glob("out*")) == ["out.jsonl"]


@pytest.fixture
def cut_off(
    tiny_bundle: Path, source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """The output of a run that stopped after three of its batches' first."""
    with monkeypatch.context() as planted:
        stop_after(planted, 1, KeyboardInterrupt())
        extract(source, tmp_path / "out.jsonl", tiny_bundle)
    return tmp_path / "out.jsonl"


@pytest.mark.parametrize(
    ("more", "word"),
    [
        (["--batch-size", "4"], "--batch-size (then 3, now 4)"),
        (["--published", "2022-05-14"], "--published (then none, now 2022-05-14)"),
        (["--min-score", "0.5"], "--min-score (then 0.0, now 0.5)"),
    ],
)
def test_other_settings_are_refused(
    more: list[str], word: str, cut_off: Path, source: Path, tiny_bundle: Path
) -> None:
    part = cut_off.with_name("out.jsonl.part")
    before = part.read_bytes()
    code, said = extract(source, cut_off, tiny_bundle, "--resume", *more)
    assert code == 2
    assert word in said
    assert "leave out --resume to begin anew" in said
    assert part.read_bytes() == before


def test_another_model_is_refused(
    cut_off: Path, source: Path, tiny_bundle: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    for file in tiny_bundle.iterdir():
        (other / file.name).write_bytes(file.read_bytes())
    config = json.loads((other / "config.json").read_text("utf-8"))
    config["calibration"]["tags"] = 1.5
    (other / "config.json").write_text(json.dumps(config), "utf-8")
    code, said = extract(source, cut_off, other, "--resume")
    assert code == 2
    assert "begun with another model" in said


@pytest.mark.parametrize(
    ("old", "new", "word"),
    [
        (TEXTS[1], TEXTS[1] + ".", "result 2 is of another report"),
        ("{broken\n", "", None),
        ('{"id": "r0"', '{"id": "new", "text": ""}\n{"id": "r0"', "result 1 is of another report"),
    ],
)
def test_other_inputs_are_refused_where_it_matters(
    old: str, new: str, word: str | None, cut_off: Path, source: Path, tiny_bundle: Path
) -> None:
    text = source.read_text("utf-8")
    changed = text.replace(json.dumps(old)[1:-1] if old in TEXTS else old, new, 1)
    assert changed != text
    source.write_text(changed, "utf-8")
    code, said = extract(source, cut_off, tiny_bundle, "--resume")
    if word is None:  # a mended fault: what an unbroken run of these inputs gives
        assert code == 1
        assert "9 inputs: 8 reports read" in said
    else:
        assert code == 2
        assert word in said
        assert "the inputs changed" in said
        assert not cut_off.exists()


def test_fewer_inputs_than_results_are_refused(
    cut_off: Path, source: Path, tiny_bundle: Path
) -> None:
    source.write_text(source.read_text("utf-8").splitlines(True)[0], "utf-8")
    code, said = extract(source, cut_off, tiny_bundle, "--resume")
    assert code == 2
    assert "it holds more than the 1 results of these: the inputs changed" in said


def test_a_batch_that_was_to_be_longer_is_read_again(
    cut_off: Path, source: Path, tiny_bundle: Path, tmp_path: Path
) -> None:
    part = cut_off.with_name("out.jsonl.part")
    lines = part.read_bytes().splitlines(True)
    part.write_bytes(b"".join(lines[:2]))  # killed after two lines of a batch of three
    rows = source.read_text("utf-8").splitlines(True)
    source.write_text("".join(rows[:2]), "utf-8")  # and only these two are asked for now
    code, said = extract(source, cut_off, tiny_bundle, "--resume")
    assert code == 0
    assert "2 inputs: 2 reports read, 0 not" in said
    extract(source, tmp_path / "whole.jsonl", tiny_bundle)
    assert cut_off.read_bytes() == (tmp_path / "whole.jsonl").read_bytes()


def test_more_inputs_than_before_are_read(
    cut_off: Path, source: Path, tiny_bundle: Path, tmp_path: Path
) -> None:
    with source.open("a", encoding="utf-8") as stream:
        stream.write('{"id": "late", "text": "قصف"}\n')
    assert extract(source, cut_off, tiny_bundle, "--resume")[0] == 1
    extract(source, tmp_path / "whole.jsonl", tiny_bundle)
    assert cut_off.read_bytes() == (tmp_path / "whole.jsonl").read_bytes()


def test_a_lost_state_is_said(cut_off: Path, source: Path, tiny_bundle: Path) -> None:
    cut_off.with_name("out.jsonl.part.state").write_bytes(b"{")
    code, said = extract(source, cut_off, tiny_bundle, "--resume")
    assert code == 2
    assert "missing or damaged" in said
    code, said = extract(source, cut_off, tiny_bundle)
    assert code == 1, said
    assert cut_off.exists()


def test_a_block_that_a_power_cut_left_empty_is_read_again(
    cut_off: Path, source: Path, tiny_bundle: Path, tmp_path: Path
) -> None:
    part = cut_off.with_name("out.jsonl.part")
    part.write_bytes(part.read_bytes()[:400] + bytes(4096) + b"\n")
    assert extract(source, cut_off, tiny_bundle, "--resume")[0] == 1
    extract(source, tmp_path / "whole.jsonl", tiny_bundle)
    assert cut_off.read_bytes() == (tmp_path / "whole.jsonl").read_bytes()


def test_with_nothing_there_resume_begins(tiny_bundle: Path, source: Path, tmp_path: Path) -> None:
    code, said = extract(source, tmp_path / "o.jsonl", tiny_bundle, "--resume")
    assert code == 1
    assert "10 inputs: 8 reports read, 2 not" in said


@pytest.mark.parametrize("more", [["--format", "csv"], ["--format", "view"]])
def test_resume_needs_json_lines(more: list[str], source: Path, tmp_path: Path) -> None:
    code, said = extract(source, tmp_path / "o", tmp_path / "no-model", "--resume", *more)
    assert code == 2
    assert said.strip() == (
        "marsad: --resume needs JSON Lines in a file: -o FILE.jsonl, and no --format but jsonl"
    )


def test_an_output_is_written_by_one_run_at_a_time(tmp_path: Path) -> None:
    pytest.importorskip("fcntl")
    with (
        Journal.open(tmp_path / "o.jsonl", {}, resume=False),
        pytest.raises(JournalError, match="another run is writing it"),
    ):
        Journal.open(tmp_path / "o.jsonl", {}, resume=True)


def test_a_folder_in_the_way_is_said_at_once(tmp_path: Path) -> None:
    with pytest.raises(JournalError, match="is a folder"):
        Journal.open(tmp_path, {}, resume=False)


def test_a_text_at_which_the_model_fails_costs_no_other(
    tiny_bundle: Path, source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(document: Document, *arguments: Any, **more: Any) -> Any:
        if document.id == "r1":
            raise IndexError("planted")
        return assemble(document, *arguments, **more)

    monkeypatch.setattr("inference.extractor.assemble", failing)
    whole, out = tmp_path / "whole.jsonl", tmp_path / "out.jsonl"
    code, said = extract(source, whole, tiny_bundle)
    assert code == 1
    assert "in.jsonl:2: the model failed at it (IndexError: planted)" in said
    assert "10 inputs: 7 reports read, 3 not" in said
    with monkeypatch.context() as planted:
        stop_after(planted, 2, KeyboardInterrupt())
        assert extract(source, out, tiny_bundle)[0] == 130
    code, said = extract(source, out, tiny_bundle, "--resume")
    assert "10 inputs: 7 reports read (2 of them by the run before), 3 not" in said
    assert out.read_bytes() == whole.read_bytes()


@settings(max_examples=60)
@given(
    texts=st.lists(st.text(max_size=20), max_size=12),
    size=st.integers(1, 4),
    share=st.floats(0, 1),
    broken=st.sets(st.integers(0, 11), max_size=3),
)
def test_wherever_the_lines_are_cut_the_same_file_comes_out(
    texts: list[str], size: int, share: float, broken: set[int]
) -> None:
    reports = [Report(str(n), text, {"n": "1"}, "") for n, text in enumerate(texts)]
    failing = {str(n): "planted" for n in broken}

    def go_through(out: Path, *, resume: bool, stop: bool) -> None:
        with Journal.open(out, {}, resume=resume) as journal:
            for batch in batches(reports, size, faults.append):
                if journal.holds(batch):
                    continue
                failed = {r.id: failing[r.id] for r in batch if r.id in failing}
                # As with the int8 encoder, what a report gives depends on its batch.
                entities = [r.text for r in batch]
                lines = [
                    msgspec.json.encode(
                        {"id": r.id, "text": r.text, "meta": r.meta, "entities": entities}
                    )
                    for r in batch
                    if r.id not in failed
                ]
                journal.write(
                    [r.id for r in batch if r.id not in failed],
                    [line + b"\n" for line in lines],
                    failed,
                )
            if not stop:
                journal.finish()

    faults: list[Fault] = []
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as planted:
        planted.setattr("inference.batches.journal.os.fsync", lambda _: None)
        whole, out = Path(folder) / "whole", Path(folder) / "out"
        go_through(whole, resume=False, stop=False)
        go_through(out, resume=False, stop=True)
        part = out.with_name("out.part")
        os.truncate(part, int(share * part.stat().st_size))
        go_through(out, resume=True, stop=False)
        assert out.read_bytes() == whole.read_bytes()
        assert len(os.listdir(folder)) == 2


def test_batches_depend_on_the_reports_alone() -> None:
    sizes = [10, MOST_TOGETHER, 10, MOST_TOGETHER - 5, 3, 1, 1, 1, 1]
    faults: list[Fault] = []
    items = [Report(str(n), "ا" * size, {}, "") for n, size in enumerate(sizes)]
    groups = list(batches([*items[:4], Fault("", "", ""), *items[4:]], 3, faults.append))
    assert [[r.id for r in group] for group in groups] == [
        ["0"], ["1"], ["2"], ["3", "4", "5"], ["6", "7", "8"],
    ]  # fmt: skip
    assert len(faults) == 1


def test_settings_that_decide_results_are_part_of_the_standing() -> None:
    assert set(Settings().standing()) == {"--published", "--min-score", "--batch-size"}
