"""Configurations are read whole or refused with the mend."""

from pathlib import Path

import pytest

from training.config import ConfigError, load_config

BASE = 'name = "n"\nbackbone = "compact"\noutput = "o"\ntrain = ["t"]\n'


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "c.toml"
    path.write_text(BASE, "utf-8")
    return path


def test_changes_lie_over_the_file(file: Path) -> None:
    config = load_config(
        file,
        [
            "epochs=3",
            "backbone=/models/a b",
            "window.pieces=128",
            'dev=["x.jsonl"]',
            "half_precision=true",
        ],
    )
    assert (config.epochs, config.backbone, config.window.pieces) == (3, "/models/a b", 128)
    assert config.dev == ("x.jsonl",)
    assert config.half_precision


@pytest.mark.parametrize(
    ("change", "word"), [("epochs", "key=value"), ("epoch=3", "epoch"), ("epochs=many", "epochs")]
)
def test_wrong_changes_are_named(file: Path, change: str, word: str) -> None:
    with pytest.raises(ConfigError, match=word):
        load_config(file, [change])


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"none\.toml"):
        load_config(tmp_path / "none.toml", [])
