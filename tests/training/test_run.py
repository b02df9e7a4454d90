"""A run from configuration to a bundle that reads, on AraBERT's file layout and random weights."""

import json
from pathlib import Path

import msgspec
import pytest

from annotations.corpus import write_jsonl
from annotations.document import Document
from inference.bundle import Bundle
from inference.extractor import Extractor
from training.backbone import load_backbone
from training.config import PretrainConfig, TrainConfig, load_config, read_config
from training.data import DataError, load
from training.run import run


@pytest.fixture
def corpus(report: Document, tmp_path: Path) -> Path:
    path = tmp_path / "corpus.jsonl"
    documents = [
        msgspec.structs.replace(report, id=f"d{k}", meta={"split": "dev" if k == 3 else "train"})
        for k in range(4)
    ]
    write_jsonl(documents, path)
    return path


def config(tiny_bert: Path, corpus: Path, output: Path, **changes: object) -> TrainConfig:
    settings = {
        "name": "t",
        "backbone": str(tiny_bert),
        "output": str(output),
        "train": (str(corpus),),
        "epochs": 2,
        "documents_per_step": 3,
        "device": "cpu",
        "mention_width": 16,
        "pair_width": 16,
        **changes,
    }
    return msgspec.convert(settings, TrainConfig)


def test_two_steps_to_a_bundle(
    tiny_bert: Path, corpus: Path, tmp_path: Path, report: Document
) -> None:
    finished = run(config(tiny_bert, corpus, tmp_path / "run"))
    assert Bundle.open(finished.bundle).config.name == "t"
    result = Extractor.from_pretrained(finished.bundle, device="cpu").extract(report.text)
    assert result.text == report.text
    facts = json.loads((tmp_path / "run" / "run.json").read_text("utf-8"))
    assert facts["documents"] == {"train": 3, "dev": 1, "unmarked": 0}
    lines = (tmp_path / "run" / "metrics.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(line)["epoch"] for line in lines] == [1, 2]
    assert "held-out documents" in (finished.bundle / "README.md").read_text("utf-8")


def test_a_run_begins_from_a_bundle(
    tiny_bert: Path, tiny_bundle: Path, corpus: Path, tmp_path: Path
) -> None:
    finished = run(config(tiny_bert, corpus, tmp_path / "run", backbone=str(tiny_bundle), epochs=1))
    first = Bundle.open(finished.bundle).config
    assert first.encoder.layers == 2 and first.origin == f"the model tiny ({tiny_bundle})"
    # Whatever it began from is told on, from bundle to bundle, with its sources and licences.
    again = load_backbone(str(finished.bundle))
    assert again.origin == f"{first.origin}; then trained as the model t ({finished.bundle})"


def test_a_cut_off_run_ends_as_an_unbroken_one(
    tiny_bert: Path, corpus: Path, tmp_path: Path
) -> None:
    from safetensors.numpy import load_file

    from annotations.schema import Schema
    from training.train import Progress, train

    schema, backbone = Schema.default(), load_backbone(str(tiny_bert))
    data = load((str(corpus),), (), schema)

    class CutOffError(Exception):
        pass

    def cut(progress: Progress) -> None:
        if progress.epoch == 2:
            raise CutOffError

    whole = config(tiny_bert, corpus, tmp_path / "whole", epochs=3, documents_per_step=1)
    train(whole, backbone, schema, data.train, data.dev)
    broken = config(tiny_bert, corpus, tmp_path / "broken", epochs=3, documents_per_step=1)
    with pytest.raises(CutOffError):
        train(broken, backbone, schema, data.train, data.dev, watch=cut)
    train(broken, backbone, schema, data.train, data.dev, resume=True)
    left, right = (load_file(tmp_path / name / "best.safetensors") for name in ("whole", "broken"))
    assert left.keys() == right.keys()
    for name, values in left.items():
        assert (values == right[name]).all(), name


def test_own_schema_goes_into_the_bundle(tiny_bert: Path, corpus: Path, tmp_path: Path) -> None:
    schema = tmp_path / "schema.toml"
    schema.write_text(
        'name = "own"\nversion = 1\n[[mentions]]\ntype = "PLACE"\nkind = "place"\n'
        '[[mentions]]\ntype = "ACTOR"\nkind = "actor"\n',
        "utf-8",
    )
    finished = run(config(tiny_bert, corpus, tmp_path / "run", schema=str(schema), epochs=1))
    assert Bundle.open(finished.bundle).config.schema.types == ("PLACE", "ACTOR")
    assert any("cannot be tagged" in problem for problem in finished.problems)


def test_types_that_the_schema_lacks_are_told_once_a_document(
    tiny_bert: Path, corpus: Path, tmp_path: Path, report: Document
) -> None:
    schema = tmp_path / "schema.toml"
    schema.write_text(
        'name = "own"\nversion = 1\n[[mentions]]\ntype = "PLACE"\nkind = "place"\n', "utf-8"
    )
    finished = run(config(tiny_bert, corpus, tmp_path / "run", schema=str(schema), epochs=1))
    count = sum(m.type == "ACTOR" for m in report.mentions)
    told = [line for line in finished.problems if "no type 'ACTOR'" in line]
    assert sorted(told) == [
        f"d{k}: {count} mentions cannot be tagged, the schema has no type 'ACTOR'" for k in range(3)
    ]
    facts = json.loads((tmp_path / "run" / "run.json").read_text("utf-8"))
    assert facts["problems"] == finished.problems


def test_a_second_start_builds_no_features(
    tiny_bert: Path, corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = config(tiny_bert, corpus, tmp_path / "run", epochs=1)
    run(settings)
    before = (tmp_path / "run" / "bundle" / "config.json").read_bytes()

    def never(*_: object) -> None:
        raise AssertionError("built twice")

    monkeypatch.setattr("training.lessons.build_one", never)
    run(settings, resume=True)
    assert (tmp_path / "run" / "bundle" / "config.json").read_bytes() == before


def test_nothing_to_train_on_is_said(tmp_path: Path) -> None:
    from annotations.schema import Schema

    with pytest.raises(DataError, match="no document to train on"):
        load((str(tmp_path),), (), Schema.default())


def test_shipped_configurations_are_read() -> None:
    for path in sorted(Path("training/configs").glob("*.toml")):
        if path.name.endswith(".schema.toml"):
            continue
        if path.name == "pretrain.toml":
            assert read_config(path, ["steps=3"], PretrainConfig).steps == 3
            continue
        assert load_config(path, ["epochs=3"]).epochs == 3
