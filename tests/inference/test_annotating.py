"""`marsad annotations …` as a user calls it: exit statuses, what is named, and where."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from annotations.corpus import read_corpus, write_jsonl
from annotations.document import Document
from annotations.inline import parse_inline, write_inline
from inference.cli import app

RUNNER = CliRunner()


def marsad(*arguments: object) -> Result:
    return RUNNER.invoke(app, ["annotations", *map(str, arguments)])


@pytest.fixture
def corpus(tmp_path: Path, report: Document) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "tiny-1.ann").write_text(write_inline(report), "utf-8")
    return folder


def copy(report: Document, name: str, *, split: str) -> Document:
    meta = report.meta | {"split": split}
    return Document(
        id=name, text=report.text, meta=meta, mentions=report.mentions, relations=report.relations
    )


def test_a_good_corpus_has_no_faults(corpus: Path) -> None:
    done = marsad("check", corpus)
    assert done.exit_code == 0
    assert done.output.splitlines()[-1] == "1 documents, 0 faults"


def test_faults_are_named_with_their_document(tmp_path: Path) -> None:
    path = tmp_path / "a.ann"
    path.write_text("id: bad\n---\n[قصف](SHELING e1) [بلدة](PLACE p1)\n---\np1 agent e1\n", "utf-8")
    done = marsad("check", path, tmp_path / "none")
    assert done.exit_code == 1
    assert "bad@0: type: e1 has type 'SHELING'" in done.output
    assert "none: does not exist" in done.output
    assert "1 documents, 3 faults" in done.output


def test_near_copies_in_two_splits_are_a_fault_in_one_a_doubt(
    tmp_path: Path, report: Document
) -> None:
    for other, status in (("test", 1), ("train", 0)):
        path = tmp_path / f"{other}.jsonl"
        write_jsonl([copy(report, "one", split="train"), copy(report, "two", split=other)], path)
        done = marsad("check", path)
        assert done.exit_code == status
        assert ("near-duplicate" in done.output) is bool(status)
    done = marsad("check", tmp_path / "train.jsonl", "--doubts")
    assert "doubt two@0: near-duplicate" in done.output
    assert "near-duplicate 1" in done.output.splitlines()[-1]


@pytest.mark.parametrize(
    ("form", "name"),
    [
        ("jsonl", "out.jsonl"),
        ("label-studio", "out.json"),
        ("doccano", "out.jsonl"),
        ("prodigy", "out.jsonl"),
        ("brat", "out"),
        ("webanno-tsv", "out"),
        ("xmi", "out"),
        ("inline", "out"),
    ],
)
def test_there_and_back(
    form: str, name: str, corpus: Path, tmp_path: Path, report: Document
) -> None:
    out, back = tmp_path / "deep" / name, tmp_path / "back.jsonl"
    done = marsad("convert", corpus, "--to", form, "-o", out)
    assert (done.exit_code, done.stdout) == (0, "")
    assert done.stderr == f"1 documents from inline to {form}, 0 problems\n"
    done = marsad("convert", out, "--from", form, "--to", "jsonl", "-o", back)
    assert (done.exit_code, done.stderr) == (0, f"1 documents from {form} to jsonl, 0 problems\n")
    (read,) = read_corpus(back)
    assert isinstance(read, Document)
    assert read.text == report.text
    spots = [(m.type, m.start, m.end, m.attributes) for m in report.mentions]
    assert [(m.type, m.start, m.end, m.attributes) for m in read.mentions] == spots
    assert len(read.relations) == len(report.relations)


def test_what_a_form_cannot_hold_is_named_and_counted(corpus: Path, tmp_path: Path) -> None:
    done = marsad("convert", corpus, "--to", "conll", "-o", tmp_path / "o.conll")
    assert done.exit_code == 1
    *named, last = done.stderr.splitlines()
    assert named
    assert all("document tiny-1" in line for line in named)
    assert last == f"1 documents from inline to conll, {len(named)} problems"
    assert (tmp_path / "o.conll").exists()


def test_what_cannot_be_read_does_not_stop_the_rest(tmp_path: Path, report: Document) -> None:
    path = tmp_path / "a.jsonl"
    write_jsonl([report], path)
    path.write_bytes(path.read_bytes() + b"{oops\n")
    done = marsad("convert", path, "--from", "jsonl", "--to", "inline", "-o", tmp_path / "out")
    assert done.exit_code == 1
    assert "a.jsonl:2: " in done.stderr
    assert "1 documents from jsonl to inline, 1 problems" in done.stderr
    assert [file.name for file in (tmp_path / "out").iterdir()] == ["tiny-1.ann"]


def test_refusals_are_one_line(corpus: Path, tmp_path: Path) -> None:
    plain, out = tmp_path / "a.txt", tmp_path / "o"
    plain.write_text("قصف", "utf-8")
    for arguments, word in (
        ((corpus, "--to", "pdf", "-o", out), "'pdf' is no form"),
        ((corpus, "--from", "pdf", "--to", "brat", "-o", out), "'pdf' is no form"),
        ((corpus, "--to", "inline", "-o", corpus), "written over"),
        ((plain, "--to", "brat", "-o", out), "--from"),
        ((tmp_path / "none.json", "--to", "brat", "-o", out), "none.json"),
        ((corpus, "--to", "jsonl", "-o", tmp_path), str(tmp_path)),
        ((corpus, "--to", "brat", "-o", out, "--schema", plain), "no schema"),
    ):
        done = marsad("convert", *arguments)
        assert (done.exit_code, done.stdout) == (2, "")
        assert word in done.stderr
        assert len(done.stderr.splitlines()) == 1
        assert not out.exists()


def test_stats_stand_beside_gold_with_their_ratio(
    corpus: Path, tmp_path: Path, report: Document
) -> None:
    gold = tmp_path / "gold.jsonl"
    half = parse_inline(
        "id: g\n---\n[قصف](SHELLING e1) [بلدة موحسن](PLACE p1)\n---\ne1 target p1\n"
    )
    write_jsonl([half], gold)
    alone, beside = marsad("stats", corpus), marsad("stats", corpus, "--against", gold)
    assert alone.exit_code == beside.exit_code == 0
    rows = {
        line.split("  ")[1]: line.split() for line in beside.stdout.splitlines() if "  " in line
    }
    assert len(beside.stdout.splitlines()) == len(alone.stdout.splitlines())
    share = 100 * 2 / len(report.mentions)
    assert rows["SHELLING"][1:6] == ["2", f"{share:.2f}", "1", "50.00", f"{share / 50:.2f}"]
    assert rows["documents"][1:3] == ["1", "1"]
    assert "% of mentions" in alone.stdout


def test_stats_name_what_they_could_not_read(tmp_path: Path, report: Document) -> None:
    path = tmp_path / "a.jsonl"
    write_jsonl([report], path)
    path.write_bytes(path.read_bytes() + b'{"id": "b"}\n')
    done = marsad("stats", path)
    assert done.exit_code == 1
    assert "a.jsonl:2" in done.stderr
    assert "documents" in done.stdout


def test_lines_whose_form_cannot_be_told_are_read_as_ours(tmp_path: Path) -> None:
    path = tmp_path / "raw.jsonl"
    path.write_text('{"id": "a", "text": "قصف بلدة"}\n', "utf-8")
    done = marsad("stats", path)
    assert done.exit_code == 0
    assert "datelines" in done.stdout
    done = marsad("stats", tmp_path / "report.pdf")
    assert done.exit_code == 2
    assert "report.pdf" in done.stderr


def test_agreement_of_two(corpus: Path, tmp_path: Path, report: Document) -> None:
    other = tmp_path / "other.jsonl"
    mentions = [m for m in report.mentions if m.id != "e3"]
    write_jsonl(
        [Document(id=report.id, text=report.text, mentions=mentions, relations=report.relations)],
        other,
    )
    done = marsad("agreement", corpus, other, "--differences")
    assert done.exit_code == 0
    rows = [line.split() for line in done.stdout.splitlines()]
    count = len(report.mentions)
    f1 = 2 * (count - 1) / (2 * count - 1)
    assert ["all", str(count), str(count - 1), str(count - 1), f"{f1:.3f}", "–", "–"] in rows
    assert "missing: OFFENSIVE «هجوماً» / nothing" in done.stdout
    same = marsad("agreement", corpus, corpus)
    assert "kappa 1.000, alpha 1.000" in same.stdout


def test_documents_without_a_partner_are_named(
    corpus: Path, tmp_path: Path, report: Document
) -> None:
    other = tmp_path / "other.jsonl"
    write_jsonl([copy(report, "another", split="train")], other)
    done = marsad("agreement", corpus, other)
    assert done.exit_code == 1
    assert "tiny-1: annotated once only" in done.stderr
    assert "another: annotated once only" in done.stderr


def test_a_schema_of_ones_own(tmp_path: Path) -> None:
    schema, path = tmp_path / "own.toml", tmp_path / "a.jsonl"
    schema.write_text(
        'name = "own"\nversion = 1\n[[mentions]]\ntype = "FLOOD"\nkind = "event"\n', "utf-8"
    )
    entity = {"id": "x", "type": "FLOOD", "start": 0, "end": 4}
    path.write_text(json.dumps({"id": "a", "text": "سيول", "entities": [entity]}), "utf-8")
    assert marsad("check", path, "--schema", schema).exit_code == 0
    assert marsad("check", path).exit_code == 1
    assert "FLOOD" in marsad("stats", path, "--schema", schema).stdout
