"""From a Label Studio export to a model that reads, by the commands of `docs/label-studio.md`."""

import json
import shlex
from pathlib import Path

import msgspec
import pytest
from typer.testing import CliRunner, Result

from annotations.corpus import read_corpus, split_of
from annotations.document import Document
from annotations.readers import label_studio
from inference.cli import app
from tests.label_studio_export import export
from training.cli import add_commands

ROOT = Path(__file__).parents[2]
# Numbers of tasks 119 to 126, of which 124 and 125 are drawn for dev and 126 for testing.
FIRST, REPORTS = 119, 8


@pytest.fixture(scope="module")
def written() -> list[Document]:
    """Short reports of the written corpus."""
    found = read_corpus(ROOT / "annotations" / "corpora" / "written" / "fate")
    documents = [d for d in found if isinstance(d, Document) and d.relations]
    return sorted(documents, key=lambda d: len(d.text))[:REPORTS]


def commands() -> list[list[str]]:
    """The first block of the page, a command a line."""
    page = (ROOT / "docs" / "label-studio.md").read_text("utf-8")
    block = page.split("```")[1]
    return [shlex.split(line)[1:] for line in block.split("\n") if line.startswith("marsad ")]


def call(arguments: list[str], *more: str, status: int = 0) -> Result:
    done = CliRunner().invoke(app, [*arguments, *more])
    assert done.exit_code == status, done.output
    return done


def test_three_commands_from_an_export_to_a_measured_model(
    written: list[Document],
    tiny_bundle: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    add_commands(app)
    monkeypatch.chdir(tmp_path)
    data, expected = export(written, first=FIRST)
    Path("export.json").write_bytes(data)
    convert, train, evaluate = commands()
    assert train[train.index("--from") + 1] == "compact"

    # Other annotations of a task and old offsets are named, and all is written.
    said = call(convert, status=1).output
    assert f"{REPORTS} documents from label-studio to jsonl" in said
    read = [d for d in read_corpus(Path("mine.jsonl")) if isinstance(d, Document)]
    assert [d.id for d in read] == [d.id for d in expected]
    for one, other in zip(read, expected, strict=True):
        assert one.text == other.text
        assert one.meta == other.meta
        assert one.mentions == other.mentions
        assert sorted(one.relations) == sorted(other.relations)
    assert "0 faults" in call(["annotations", "check", "mine.jsonl"]).output

    here = [str(ROOT / a) if a.startswith("training/configs/") else a for a in train]
    here = [str(tiny_bundle) if a == "compact" else a for a in here]
    tiny = ["epochs=1", "mention_width=16", "pair_width=16"]
    small = [
        "half_precision=false",
        "documents_per_step=8",
        "device=cpu",
        "window.pieces=64",
        "window.overlap=16",
    ]
    said = call(here, *(w for s in (*tiny, *small) for w in ("--set", s))).output
    assert "on 2 held-out documents" in " ".join(said.split())
    facts = json.loads(Path("runs/mine/run.json").read_text("utf-8"))
    assert (facts["documents"]["train"], facts["documents"]["dev"]) == (REPORTS - 3, 2)

    call(evaluate, "--json", "scores.json")
    scores = json.loads(Path("scores.json").read_text("utf-8"))
    assert scores["documents"] == 1
    assert scores["mentions"]["strict"]["wanted"] == len(expected[-1].mentions)
    assert scores["relations"]["strict"]["wanted"] == len(expected[-1].relations)

    Path("new.txt").write_text(expected[0].text, "utf-8")
    call(["extract", "new.txt", "--model", "runs/mine/bundle", "-o", "out.jsonl"])
    assert json.loads(Path("out.jsonl").read_text("utf-8"))["text"] == expected[0].text


def test_a_split_among_the_data_goes_before_the_draw(
    written: list[Document], tmp_path: Path
) -> None:
    splits = ["dev", "test", "train"]
    told = [
        msgspec.structs.replace(d, meta={"split": split})
        for d, split in zip(written, splits, strict=False)
    ]
    data, _ = export(told)
    (tmp_path / "export.json").write_bytes(data)
    documents = label_studio.read(tmp_path / "export.json").documents
    assert [split_of(d) for d in documents] == splits
