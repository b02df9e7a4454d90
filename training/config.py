"""What a training run is told: a TOML file and `--set key=value`. Knows nothing of torch."""

import tomllib
from pathlib import Path
from typing import Any, TypeVar

import msgspec
from msgspec import Struct

from inference.windows import WindowRule


class ConfigError(ValueError):
    """A configuration that cannot be used: file, key, value, and the mend."""


class TrainConfig(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One run. Paths are relative to where the command is called.

    `backbone`: `compact`, a folder with a BERT model, a hub name, or a bundle folder, whose heads
    are taken over for the types that the schema shares with it.
    `train`, `dev`: files or folders in any format that `annotations` reads; without `dev` the
    documents of `train` that their ids put into the dev split are held out.
    `documents_per_step`: over all processes together (`accelerate launch --multi_gpu
    --num_processes 2 -m inference.cli train CONFIG`), `accumulate` times before the weights move.
    `rare_weight`: words of rare types count more, by (1 / mentions of the type) to this power; 0
    for all alike, 0.5 is a fair begin.
    `teacher`: a bundle whose scores are learnt from beside the marks, softened by `temperature` and
    counting `distil_weight`, or a list of bundles, whose mean is; also on `unmarked`, texts in any
    form that `marsad extract` reads, of which those that share nine words with a document of
    `without` are left out.
    `hidden_words`: this share of words is not shown to the encoder while it learns, anew each time,
    so that names it never met are known by what stands around them.
    `word_model`: also learn the CRF over words that marks mentions together with the encoder.
    `half_precision`: bf16 autocast, where the machine has it.
    `longest_document`: documents of more words are learnt from in parts (0: never cut).
    `share`: learn from this part of the training documents alone, larger parts holding the smaller.
    `fold`: `2/5` holds the second of five parts out instead of the dev split; "" for none.
    """

    name: str
    backbone: str
    output: str
    train: tuple[str, ...]
    dev: tuple[str, ...] = ()
    schema: str = ""
    longest_document: int = 2000
    share: float = 1.0
    fold: str = ""
    seed: int = 1
    epochs: int = 20
    patience: int = 6
    documents_per_step: int = 4
    accumulate: int = 1
    encoder_rate: float = 1.5e-4
    head_rate: float = 1e-3
    layer_decay: float = 0.95
    weight_decay: float = 0.01
    warmup: float = 0.1
    dropout: float = 0.1
    freeze_embeddings: bool = False
    relation_weight: float = 0.3
    attribute_weight: float = 0.2
    rare_weight: float = 0.0
    hidden_words: float = 0.0
    teacher: str | tuple[str, ...] = ""
    unmarked: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    distil_weight: float = 1.0
    temperature: float = 2.0
    mention_width: int = 256
    pair_width: int = 256
    word_model: bool = True
    half_precision: bool = False
    gradient_checkpointing: bool = False
    checkpoint_minutes: float = 5.0
    window: WindowRule = WindowRule()
    device: str = "auto"

    def __post_init__(self) -> None:
        for key in ("epochs", "documents_per_step", "accumulate"):
            if getattr(self, key) < 1:
                raise ValueError(f"{key} = {getattr(self, key)}: must be 1 or more")
        if self.temperature <= 0:
            raise ValueError(
                f"temperature = {self.temperature}: must be above 0; 1 softens nothing"
            )
        for key in ("rare_weight", "distil_weight"):
            if getattr(self, key) < 0:
                raise ValueError(f"{key} = {getattr(self, key)}: must be 0 or more")
        if not 0 <= self.hidden_words < 1:
            raise ValueError(f"hidden_words = {self.hidden_words}: a share, 0 to below 1")
        if self.unmarked and not self.teacher:
            raise ValueError(
                "unmarked texts teach nothing by themselves: name a bundle that marks them, e.g. "
                "--set teacher=runs/arabert/bundle"
            )

    @property
    def teachers(self) -> tuple[str, ...]:
        """The bundles that teach, none or more."""
        some = (self.teacher,) if isinstance(self.teacher, str) else self.teacher
        return tuple(filter(None, some))


class PretrainConfig(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Masked-language training of an encoder on texts without marks.

    `texts`: what the encoder is to read later on; `general`: other texts, `general_share` of each
    step's windows; in any form that `marsad extract` reads, and `.txt.xz` of articles with an empty
    line between. `without`: marked documents of which nothing may be learnt: texts that share nine
    words with one are left out. `windows_per_step`: of `window_pieces` pieces each, in batches of
    `windows_at_once`. `mask_share` of all words is hidden.
    """

    name: str
    backbone: str
    output: str
    texts: tuple[str, ...]
    general: tuple[str, ...] = ()
    general_share: float = 0.5
    without: tuple[str, ...] = ()
    seed: int = 1
    steps: int = 1000
    windows_per_step: int = 8
    window_pieces: int = 256
    windows_at_once: int = 8
    mask_share: float = 0.2
    encoder_rate: float = 3e-4
    head_rate: float = 1e-3
    weight_decay: float = 0.01
    warmup: float = 0.06
    dropout: float = 0.0
    half_precision: bool = False
    checkpoint_minutes: float = 5.0
    device: str = "auto"

    def __post_init__(self) -> None:
        for key in ("steps", "windows_per_step", "windows_at_once"):
            if getattr(self, key) < 1:
                raise ValueError(f"{key} = {getattr(self, key)}: must be 1 or more")
        if self.windows_per_step % self.windows_at_once:
            raise ValueError(
                f"windows_per_step = {self.windows_per_step}: must be a multiple of "
                f"windows_at_once = {self.windows_at_once}"
            )
        if not 0 < self.mask_share < 1 or not 0 <= self.general_share < 1:
            raise ValueError(
                f"mask_share = {self.mask_share}, general_share = {self.general_share}: "
                "shares, 0 to 1"
            )
        if not self.texts:
            raise ValueError(
                "texts = []: name at least one file, e.g. --set 'texts=[\"reports/\"]'"
            )


Config = TypeVar("Config", TrainConfig, PretrainConfig)


def load_config(path: Path, changes: list[str]) -> TrainConfig:
    """`read_config` of a training run."""
    return read_config(path, changes, TrainConfig)


def read_config(path: Path, changes: list[str], kind: type[Config]) -> Config:
    """Read a TOML file and lay `key=value` changes over it (dots reach into tables).

    Raises `ConfigError` naming the file, the key and the mend.
    """
    try:
        data = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read ({error.strerror}); see training/configs") from (
            error
        )
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: no TOML ({error})") from error
    for change in changes:
        key, equals, value = change.partition("=")
        if not equals:
            raise ConfigError(f"--set {change}: write key=value, e.g. --set seed=2")
        _assign(data, key.strip().split("."), _value(value.strip()))
    try:
        return msgspec.convert(data, kind)
    except msgspec.ValidationError as error:
        known = ", ".join(kind.__struct_fields__)
        raise ConfigError(f"{path}: {error}; keys are {known}") from error


def _assign(data: dict[str, Any], keys: list[str], value: object) -> None:
    for key in keys[:-1]:
        data = data.setdefault(key, {})
    data[keys[-1]] = value


def _value(text: str) -> object:
    """TOML's own reading of a value; what is none is a plain string."""
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        return text
