"""Untrained peers of the right sizes, and what they and our torch runtime give."""

import importlib.util
import json
from pathlib import Path

import pytest

from annotations.document import Document
from annotations.schema import Schema
from annotations.words import words
from training.benchmark import peers
from training.benchmark.orders import BertSizes, Prepare
from training.benchmark.ours import Ours
from training.benchmark.prepare import made_up, prepare
from training.data import DataError

TINY = BertSizes(vocabulary=200, width=32, layers=2, heads=4, inner=64, positions=64)


@pytest.fixture
def threads() -> int:
    import torch

    return torch.get_num_threads()  # set again for the whole process, so to what it is


def _order(contender: str, folder: Path, bundle: Path, schema: Schema, **more: str) -> Prepare:
    return Prepare(
        contender=contender,
        folder=str(folder),
        model=str(bundle),
        documents="",
        schema=schema,
        bert=TINY,
        **more,
    )


def test_the_made_up_vocabulary_cuts_no_word(report: Document) -> None:
    pieces = made_up([report], TINY)
    assert len(pieces) == len(set(pieces)) == TINY.vocabulary
    assert {report.text[w.start : w.end] for w in words(report.text)} <= set(pieces)
    assert pieces[:5] == ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]


def test_a_bert_of_the_sizes_asked_for(
    tmp_path: Path, tiny_bundle: Path, report: Document, schema: Schema, threads: int
) -> None:
    prepare(_order("hf-bert", tmp_path / "bert", tiny_bundle, schema), [report])
    config = json.loads((tmp_path / "bert" / "config.json").read_text("utf-8"))
    sizes = ("vocab_size", "hidden_size", "num_hidden_layers", "intermediate_size")
    assert [config[name] for name in sizes] == [200, 32, 2, 64]
    assert len(config["id2label"]) == 1 + 2 * len(schema.types)
    peer = peers.hf(tmp_path / "bert", schema, threads)
    (given,) = peer.marked([Document(id="d", text=report.text)])
    assert given.text == report.text
    assert {m.type for m in given.mentions} <= set(schema.types)
    assert peer.encoder([report], 1) is None
    from transformers import AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(tmp_path / "bert")
    pieces = tokenizer.tokenize("مقتل 3 مدنيين بقصف")
    assert pieces == ["مقتل", "3", "مدنيين", "بقصف"]


def test_a_given_vocabulary_is_used(
    tmp_path: Path, tiny_bundle: Path, report: Document, schema: Schema
) -> None:
    (tmp_path / "vocab.txt").write_text("[UNK]\nمقتل\nمد\n##نيين\n", "utf-8")
    given = str(tmp_path / "vocab.txt")
    prepare(_order("hf-bert", tmp_path / "b", tiny_bundle, schema, vocabulary=given), [report])
    from transformers import AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(tmp_path / "b")
    assert tokenizer.tokenize("مقتل مدنيين") == ["مقتل", "مد", "##نيين"]
    # The special pieces that it lacks are added.
    assert json.loads((tmp_path / "b" / "config.json").read_text())["vocab_size"] == 8
    nowhere = _order("hf-bert", tmp_path / "c", tiny_bundle, schema, vocabulary="/nowhere.txt")
    with pytest.raises(DataError, match="no vocabulary can be read"):
        prepare(nowhere, [report])


def test_our_encoder_under_a_head_of_transformers(
    tmp_path: Path, tiny_bundle: Path, report: Document, schema: Schema, threads: int
) -> None:
    prepare(_order("hf-compact", tmp_path / "hf", tiny_bundle, schema), [])
    from safetensors.numpy import load_file

    from inference.bundle import Bundle

    ours = Bundle.open(tiny_bundle).encoder_weights()
    theirs = load_file(tmp_path / "hf" / "model.safetensors")
    name = "bert.encoder.layer.1.intermediate.dense.weight"
    assert (theirs[name] == ours["layers.1.up.weight"]).all()
    given = list(peers.hf(tmp_path / "hf", schema, threads).read([report]))
    assert [d.id for d in given] == [report.id]


def test_spacy_or_what_to_install(tmp_path: Path, tiny_bundle: Path, schema: Schema) -> None:
    order = _order("spacy", tmp_path / "spacy", tiny_bundle, schema)
    if importlib.util.find_spec("spacy") is None:
        with pytest.raises(DataError, match="pip install spacy"):
            prepare(order, [])
        with pytest.raises(DataError, match="pip install spacy"):
            peers.spacy(tmp_path / "spacy", schema)
        return
    prepare(order, [])
    short = Document(id="d", text="قصف على بلدة")
    assert [d.text for d in peers.spacy(tmp_path / "spacy", schema).read([short])] == [short.text]


def test_ours_in_torch_is_measured_with_its_padding(
    tmp_path: Path, tiny_bundle: Path, report: Document, threads: int
) -> None:
    ours = Ours.fp32(tiny_bundle, threads)
    short = Document(id="s", text="قصف")
    assert [r.id for r in ours.read([report, short])] == [report.id, "s"]
    found = ours.encoder([report, short], 2)
    assert found is not None and found.padded is not None
    assert len(found.seconds) == 2
    assert found.padded.pieces > found.useful.pieces
    assert ours.encoder([Document(id="e", text=" ")], 1) is None


def test_a_document_that_cannot_be_read_is_no_speed(tiny_bundle: Path) -> None:
    from inference.batches.items import MOST_CHARACTERS

    ours = Ours.int8(tiny_bundle, 1)
    with pytest.raises(ValueError, match="document long: "):
        list(ours.read([Document(id="long", text="ا" * (MOST_CHARACTERS + 1))]))
