"""A backbone written as transformers' files is the same encoder."""

from pathlib import Path

import torch

from annotations.document import Document
from annotations.schema import Schema
from training.backbone import load_backbone
from training.baselines.encoder import write_encoder
from training.baselines.hf import HfSettings, HfTagger, train_hf


def test_its_vectors_are_the_same(tmp_path: Path, tiny_bert: Path) -> None:
    from transformers import AutoModel, AutoTokenizer

    from inference.network import Encoder

    backbone = load_backbone(str(tiny_bert))
    write_encoder(backbone, tmp_path)
    theirs = AutoModel.from_pretrained(tmp_path, add_pooling_layer=False).eval()
    pieces = AutoTokenizer.from_pretrained(tmp_path)("قصفت قوات النظام بلدة", return_tensors="pt")
    ours = Encoder(backbone.shape).eval()
    ours.load_state_dict(backbone.weights)
    with torch.no_grad():
        left = theirs(**pieces).last_hidden_state
        right = ours(pieces["input_ids"], pieces["attention_mask"].bool())
    assert torch.allclose(left, right, atol=1e-5)
    known = backbone.tokenizer.token_to_id
    assert pieces["input_ids"][0, 0] == known("[CLS]")
    assert pieces["input_ids"][0, -1] == known("[SEP]")


def test_peers_train_on_it(
    tmp_path: Path, tiny_bert: Path, report: Document, schema: Schema
) -> None:
    write_encoder(load_backbone(str(tiny_bert)), tmp_path / "encoder")
    settings = HfSettings(epochs=20, batch=2, rate=1e-2, decay=0.0)
    train_hf([report], schema, tmp_path / "encoder", tmp_path / "hf", settings=settings)
    assert HfTagger(tmp_path / "hf", schema).read(report).mentions
