"""An encoder guesses hidden words: what is hidden, what is never learnt from, what comes out."""

import json
import lzma
from pathlib import Path

import msgspec
import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from annotations.corpus import write_jsonl
from annotations.document import Document
from inference.cli import app
from training.backbone import load_backbone, save_backbone
from training.barred import Barred
from training.cli import add_commands
from training.compact import BackboneError
from training.config import ConfigError, PretrainConfig
from training.guessed_texts import GuessedTexts
from training.masking import hide_words
from training.plain_texts import windows
from training.pretrain import pretrain
from training.progress import Step

LINE = "قصفت قوات النظام بلدة في ريف محافظة حلب ومقتل مدنيين "


@pytest.fixture
def config(tiny_bert: Path, tmp_path: Path) -> PretrainConfig:
    rows = [json.dumps({"id": f"t{n}", "text": f"{LINE * 6}{n}"}) for n in range(12)]
    (tmp_path / "texts.jsonl").write_text("\n".join(rows), "utf-8")
    articles = "\n\n".join(f"خبر {n}\n{'كلام عام ' * 30}" for n in range(4))
    (tmp_path / "news.txt.xz").write_bytes(lzma.compress(articles.encode()))
    return PretrainConfig(
        name="p",
        backbone=str(tiny_bert),
        output=str(tmp_path / "out"),
        texts=(str(tmp_path / "texts.jsonl"),),
        general=(str(tmp_path / "news.txt.xz"),),
        steps=30,
        windows_per_step=4,
        windows_at_once=2,
        window_pieces=48,
        encoder_rate=3e-3,
        head_rate=3e-3,
        device="cpu",
    )


def test_it_learns_to_guess_and_the_backbone_is_taken_up(config: PretrainConfig) -> None:
    backbone = load_backbone(config.backbone)
    steps: list[Step] = []
    done = pretrain(config, backbone, step=steps.append)
    assert [step.done for step in steps] == list(range(1, 31))
    assert done.measured[-1].loss < done.measured[0].loss - 0.5
    assert done.windows["texts"] > 0 and done.windows["general"] > 0
    assert done.problems == []
    folder = Path(config.output) / "backbone"
    save_backbone(msgspec.structs.replace(done.backbone, origin="ours"), folder)
    read = load_backbone(str(folder))
    assert read.origin == "ours"
    assert read.shape == backbone.shape
    assert read.tokenizer.to_str() == backbone.tokenizer.to_str()
    for name, value in done.backbone.weights.items():
        assert torch.equal(read.weights[name], value)
    assert not torch.equal(read.weights["word.weight"], backbone.weights["word.weight"])
    (folder / "encoder.safetensors").write_bytes(b"short")
    with pytest.raises(BackboneError, match="marsad pretrain"):
        load_backbone(str(folder))


def test_a_run_that_was_cut_off_ends_as_an_unbroken_one(config: PretrainConfig) -> None:
    class CutError(Exception):
        pass

    def cut(step: Step) -> None:
        if step.done == 17:
            raise CutError

    torch.set_num_threads(1)
    backbone = load_backbone(config.backbone)
    whole = pretrain(config, backbone)
    broken = msgspec.structs.replace(config, output=config.output + "2", checkpoint_minutes=0.0)
    with pytest.raises(CutError):
        pretrain(broken, backbone, step=cut)
    resumed = pretrain(broken, backbone, resume=True)
    assert resumed.measured == whole.measured
    for name, value in whole.backbone.weights.items():
        assert torch.equal(resumed.backbone.weights[name], value)


def test_nothing_is_learnt_from_what_shares_nine_words(
    config: PretrainConfig, tmp_path: Path
) -> None:
    barred = Document(id="gold", text="وهنا " + LINE)
    write_jsonl([barred], tmp_path / "gold.jsonl")
    backbone = load_backbone(config.backbone)
    told = msgspec.structs.replace(config, without=(str(tmp_path / "gold.jsonl"),))
    with pytest.raises(ConfigError, match="0 windows"):
        GuessedTexts(told, backbone)
    found = windows(
        config.texts, backbone.tokenizer, pieces=48, edges=(2, 3), barred=Barred.of([barred.text])
    )
    assert len(found.ids) == 0
    assert found.problems == [
        "12 texts share nine words with a text that must not be learnt from, and were left out"
    ]


def test_windows_hold_the_texts_in_whole(config: PretrainConfig) -> None:
    tokenizer = load_backbone(config.backbone).tokenizer
    found = windows(config.texts, tokenizer, pieces=48, edges=(2, 3), seed=5)
    assert found.ids.shape == found.words.shape
    assert (found.ids[:, 0] == 2).all() and (found.ids[:, -1] == 3).all()
    assert (found.words[:, [0, -1]] == -1).all()
    inside = found.words[:, 1:-1]
    assert (np.diff(inside, axis=1) >= 0).all() and (inside[:, 0] == 0).all()
    pieces = found.ids[:, 1:-1].ravel().tolist()
    every = [n for k in range(12) for n in tokenizer.encode(f"{LINE * 6}{k}").ids]
    assert len(every) - len(pieces) < 46 + 24  # less than a window is left over, and the edges
    assert found.texts == 12


def test_every_window_is_met_before_one_is_met_again(config: PretrainConfig) -> None:
    texts = GuessedTexts(config, load_backbone(config.backbone))
    there = len(texts.own)
    turns = [int(n) for step in range(there) for n in texts._turn(step, 3, there)]
    for at in range(0, len(turns), there):
        assert sorted(turns[at : at + there]) == list(range(there))
    assert turns[:there] != turns[there : 2 * there]


@given(share=st.floats(0.05, 0.9), seed=st.integers(0, 99))
def test_whole_words_are_hidden_and_nothing_else(share: float, seed: int) -> None:
    chance = torch.Generator().manual_seed(seed)
    lengths = torch.randint(1, 4, (6, 40), generator=chance)
    words = torch.stack([torch.repeat_interleave(torch.arange(40), row)[:40] for row in lengths])
    words[:, 0] = words[:, -1] = -1
    ids = torch.randint(10, 50, words.shape, generator=chance)
    shown, wanted = hide_words(
        ids, words, share=share, hidden=3, first=4, vocabulary=50, chance=chance
    )
    assert torch.equal(shown[~wanted], ids[~wanted])
    assert not wanted[words < 0].any()
    for row in range(len(words)):
        for word in words[row][words[row] >= 0].unique():
            assert wanted[row][words[row] == word].unique().numel() == 1
    assert bool((shown[wanted] >= 3).all()) and bool((shown < 50).all())


def test_the_share_of_hidden_words_is_the_one_asked_for() -> None:
    words = torch.arange(400).repeat(20, 1)
    ids = torch.full_like(words, 9)
    shown, wanted = hide_words(
        ids, words, share=0.2, hidden=3, first=4, vocabulary=5000,
        chance=torch.Generator().manual_seed(1),
    )  # fmt: skip
    assert float(wanted.float().mean()) == pytest.approx(0.2, abs=0.02)
    assert float((shown[wanted] == 3).float().mean()) == pytest.approx(0.8, abs=0.03)
    assert float((shown[wanted] == 9).float().mean()) == pytest.approx(0.1, abs=0.03)


def test_the_command_writes_a_backbone_and_says_what_it_left_out(
    config: PretrainConfig, tmp_path: Path
) -> None:
    if not any(command.name == "pretrain" for command in app.registered_commands):
        add_commands(app)
    file = tmp_path / "p.toml"
    keys = msgspec.to_builtins(config)
    file.write_text("".join(f"{k} = {json.dumps(v)}\n" for k, v in keys.items()), "utf-8")
    with Path(config.texts[0]).open("a", encoding="utf-8") as texts:
        texts.write("\n{broken\n")
    done = CliRunner().invoke(app, ["pretrain", str(file), "--set", "steps=10"])
    assert done.exit_code == 0, done.output
    assert "step 10/10" in done.output and "texts.jsonl:13" in done.output
    backbone = load_backbone(str(tmp_path / "out" / "backbone"))
    assert "masked-language training on" in backbone.origin and "10 steps" in backbone.origin
    facts = json.loads((tmp_path / "out" / "run.json").read_text("utf-8"))
    assert [row["step"] for row in facts["held_out"]] == list(range(11))
    wrong = CliRunner().invoke(app, ["pretrain", str(file), "--set", "mask_share=2"])
    assert wrong.exit_code == 2 and "mask_share" in wrong.output


@pytest.mark.parametrize(
    ("change", "word"),
    [({"steps": 0}, "steps"), ({"windows_per_step": 3}, "multiple"), ({"texts": ()}, "texts")],
)
def test_configurations_that_cannot_be(
    config: PretrainConfig, change: dict[str, object], word: str
) -> None:
    with pytest.raises(ValueError, match=word):
        msgspec.structs.replace(config, **change)


@pytest.mark.parametrize("pieces", [2, 15, 129])
def test_windows_are_no_longer_than_the_encoder_reads(config: PretrainConfig, pieces: int) -> None:
    told = msgspec.structs.replace(config, window_pieces=pieces)
    with pytest.raises(ConfigError, match="16 to 128"):
        pretrain(told, load_backbone(config.backbone))
