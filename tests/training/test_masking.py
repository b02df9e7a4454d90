"""Words hidden from a model that learns: whole ones, in their share, and nothing else."""

from pathlib import Path

import pytest
import torch

from annotations.document import Document
from annotations.schema import Schema
from inference.windows import WindowRule
from training.backbone import load_backbone
from training.batch import collate
from training.config import ConfigError, TrainConfig, load_config
from training.features import build
from training.loss import Learner, Weights
from training.masking import hidden_piece, without_words
from training.train import new_network

HIDDEN = 3
IDS = torch.tensor([[0, 11, 12, 13, 14, 2], [0, 21, 22, 2, 1, 1]])
# Three words, of one, two and one piece; then two, and a word of padding.
STARTS = torch.tensor([[1, 2, 4], [1, 2, 0]])
ENDS = torch.tensor([[2, 4, 5], [2, 3, 1]])


def test_all_pieces_of_a_hidden_word_go_and_no_others() -> None:
    words = [[{1}, {2, 3}, {4}], [{1}, {2}]]
    for seed in range(50):
        torch.manual_seed(seed)
        shown = without_words(IDS, STARTS, ENDS, share=0.5, hidden=HIDDEN)
        for row, spans in enumerate(words):
            gone = {n for n in range(6) if shown[row, n] != IDS[row, n]}
            assert gone <= set.union(*spans)
            assert all(span <= gone or not span & gone for span in spans)
            assert all(int(shown[row, n]) == HIDDEN for n in gone)


def test_the_share_is_kept() -> None:
    torch.manual_seed(0)
    starts = torch.arange(1, 2001)[None]
    ids = torch.full((1, 2002), 9)
    shown = without_words(ids, starts, starts + 1, share=0.15, hidden=HIDDEN)
    assert 0.12 < float((shown == HIDDEN).float().mean()) < 0.18
    assert torch.equal(without_words(ids, starts, starts + 1, share=0.0, hidden=HIDDEN), ids)


def test_words_are_hidden_in_learning_and_shown_in_reading(
    report: Document, tiny_bert: Path, schema: Schema
) -> None:
    torch.manual_seed(0)
    backbone = load_backbone(str(tiny_bert))
    config = TrainConfig(
        name="", backbone="", output="", train=(), mention_width=16, pair_width=16, dropout=0.0
    )
    network = new_network(backbone, schema, config)
    learner = Learner(
        network,
        Weights(relations=0.5, attributes=0.2),
        hidden_words=0.5,
        hidden=hidden_piece(backbone.tokenizer),
    )
    batch = collate(build([report], backbone.tokenizer, schema, WindowRule()).examples)

    def loss() -> float:
        return float(learner(batch, torch.device("cpu"), learner.counts(batch))["loss"].detach())

    learner.train()
    assert loss() != loss()  # each time other words
    torch.manual_seed(1)
    first = loss()
    torch.manual_seed(1)
    assert loss() == first
    learner.eval()
    assert loss() == loss()


def test_a_share_of_all_words_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "c.toml"
    file.write_text('name = "n"\nbackbone = "compact"\noutput = "o"\ntrain = ["t"]\n', "utf-8")
    assert load_config(file, ["hidden_words=0.15"]).hidden_words == 0.15
    with pytest.raises(ConfigError, match="hidden_words = 1"):
        load_config(file, ["hidden_words=1"])
