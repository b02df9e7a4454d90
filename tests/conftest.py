"""Small things that several tests stand on: a tiny random model and invented reports."""

from pathlib import Path

import pytest
from hypothesis import settings

from annotations.document import Document
from annotations.inline import parse_inline
from annotations.schema import Schema

# How long one example takes says how busy the machine is, not whether the code is right.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

REPORT = (Path(__file__).parent / "tiny.ann").read_text("utf-8")


@pytest.fixture(scope="session")
def report() -> Document:
    """A marked report of two paragraphs."""
    return parse_inline(REPORT)


@pytest.fixture(scope="session")
def schema() -> Schema:
    """The annotation guide's schema."""
    return Schema.default()


@pytest.fixture(scope="session")
def tiny_bert(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of AraBERT's file layout: config, WordPiece vocabulary, random weights."""
    import torch
    from transformers import BertConfig, BertModel, BertTokenizerFast

    folder = tmp_path_factory.mktemp("tiny-bert")
    letters = sorted(
        set("".join(REPORT.split()) + "ابتثجحخدذرزسشصضطظعغفقكلمنهويةىءأإآؤئ0123456789")
    )
    pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *letters, *(f"##{c}" for c in letters)]
    pieces += ["قوات", "النظام", "محافظة", "مدنيين", "بلدة"]
    (folder / "vocab.txt").write_text("\n".join(pieces) + "\n", "utf-8")
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=len(pieces),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=4,
        intermediate_size=64,
        max_position_embeddings=128,
    )
    BertModel(config, add_pooling_layer=False).save_pretrained(folder)
    BertTokenizerFast(str(folder / "vocab.txt"), do_lower_case=False).save_pretrained(folder)
    return folder


@pytest.fixture(scope="session")
def tiny_bundle(tmp_path_factory: pytest.TempPathFactory, tiny_bert: Path, schema: Schema) -> Path:
    """A bundle with random weights: it reads nothing sensibly, but by the same road."""
    import torch

    from inference.bundle import Calibration
    from inference.windows import WindowRule
    from training.backbone import load_backbone
    from training.config import TrainConfig
    from training.export import export
    from training.train import new_network

    folder = tmp_path_factory.mktemp("bundles") / "tiny"
    torch.manual_seed(1)
    backbone = load_backbone(str(tiny_bert))
    config = TrainConfig(
        name="tiny", backbone=str(tiny_bert), output="", train=(), mention_width=16, pair_width=16
    )
    network = new_network(backbone, schema, config).eval()
    export(
        folder,
        name="tiny",
        network=network,
        tokenizer=backbone.tokenizer,
        schema=schema,
        window=WindowRule(pieces=64, overlap=16, word_pieces=12),
        calibration=Calibration(thresholds=dict.fromkeys(schema.relation_types, 0.6)),
        card="# tiny\n",
    )
    return folder
