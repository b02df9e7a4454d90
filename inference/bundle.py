"""The files of a saved model, and opening them. Knows what they hold, not how scores are made.

config.json         format version, schema, sizes, window rule, calibration
tokenizer.json      `tokenizers`, normalisation inside
model.safetensors   int8 encoder matrices with their scales, the rest float32: stored once
model.onnx          the encoder's graph; its weights are external data inside model.safetensors
words.crf           the CRF over words, where the model has one (calibration.words above 0)
README.md           the model card
"""

import json
import struct
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from msgspec import Struct, field
from numpy.typing import NDArray
from tokenizers import Tokenizer

from annotations.bio import tag_names
from annotations.schema import Schema
from inference.windows import WindowRule
from inference.word_model import WordModel

FORMAT = 2
FILES = ("config.json", "tokenizer.json", "model.safetensors", "model.onnx", "README.md")
WORDS = "words.crf"
SCALE = ".scale"  # `x.weight` in int8 has its float32 scales beside it as `x.weight.scale`


class BundleError(ValueError):
    """A bundle that cannot be opened: which file, what is wrong, and the mend."""


class Calibration(Struct, frozen=True, kw_only=True):
    """Temperatures of the heads, the weight of the CRF over words beside the encoder's tags (0..1),

    how much of its log-probability "no mention" is docked (`outside`), and the probability from
    which each relation is given.

    Fitted on the written dev split by `training/calibrate.py`.
    """

    tags: float = 1.0
    relations: float = 1.0
    attributes: float = 1.0
    words: float = 0.0
    outside: float = 0.0
    thresholds: dict[str, float] = field(default_factory=dict)


class EncoderSizes(Struct, frozen=True, kw_only=True):
    """The encoder's sizes, as `network.EncoderShape` names them."""

    vocabulary: int
    width: int
    layers: int
    heads: int
    inner: int
    positions: int
    epsilon: float


class BundleConfig(Struct, frozen=True, kw_only=True):
    """`config.json`. `origin`: what the encoder was before this training, in words ("": unsaid)."""

    format: int
    name: str
    origin: str = ""
    schema: Schema
    encoder: EncoderSizes
    window: WindowRule
    calibration: Calibration = field(default_factory=Calibration)
    mention_width: int
    pair_width: int
    type_width: int


class Bundle(Struct, frozen=True):
    """An opened bundle: its folder, config, tokenizer and float32 head weights."""

    folder: Path
    config: BundleConfig
    tokenizer: Tokenizer
    heads: dict[str, NDArray[np.float32]]

    @classmethod
    def open(cls, folder: Path) -> "Bundle":
        """Open and check a bundle. Raises `BundleError` naming what is missing or damaged."""
        if not folder.is_dir():
            raise BundleError(f"{folder}: no such folder; give a bundle made by `marsad train`")
        missing = [name for name in FILES if not (folder / name).is_file()]
        if missing:
            raise BundleError(
                f"{folder}: {', '.join(missing)} missing; copy the whole folder again "
                f"(a bundle is {', '.join(FILES)})"
            )
        config = _config(folder / "config.json")
        try:
            tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        except Exception as error:  # tokenizers raises bare Exception
            raise BundleError(
                f"{folder / 'tokenizer.json'}: damaged ({error}); copy the bundle again"
            ) from error
        vocabulary = tokenizer.get_vocab_size()
        if vocabulary > config.encoder.vocabulary:
            raise BundleError(
                f"{folder}: tokenizer.json has {vocabulary} pieces, the encoder "
                f"{config.encoder.vocabulary}; the files are of two bundles"
            )
        tensors = Tensors.open(folder / "model.safetensors")
        heads = {
            name.removeprefix("heads."): tensors.float32(name)
            for name in tensors.names
            if name.startswith("heads.") and not name.endswith(SCALE)
        }
        return cls(folder, config, tokenizer, heads)

    def word_model(self) -> WordModel | None:
        """The CRF over words, None where the model has none. Raises `BundleError`."""
        path = self.folder / WORDS
        if not self.config.calibration.words:
            return None
        try:
            return WordModel(path.read_bytes(), tag_names(self.config.schema.types))
        except (OSError, ValueError) as error:
            raise BundleError(f"{path}: damaged or missing ({error}); copy the bundle again") from (
                error
            )

    def encoder_weights(self) -> dict[str, NDArray[np.float32]]:
        """The encoder's weights unpacked to float32, by the names of `network.Encoder`."""
        tensors = Tensors.open(self.folder / "model.safetensors")
        return {
            name.removeprefix("encoder."): tensors.float32(name)
            for name in tensors.names
            if name.startswith("encoder.") and not name.endswith(SCALE)
        }


class Tensors(Struct, frozen=True):
    """The tensors of one safetensors file, read where they lie.

    The graph needs each tensor's place in the file as well as its values, which is why the header
    (eight bytes of length, then JSON) is read here.
    """

    path: Path
    header: dict[str, Any]
    base: int

    @classmethod
    def open(cls, path: Path) -> "Tensors":
        """Read the header. Raises `BundleError` when the file is cut short or no such file."""
        try:
            with path.open("rb") as stream:
                (length,) = struct.unpack("<Q", stream.read(8))
                size = path.stat().st_size
                if length > size:
                    raise ValueError(f"header of {length} bytes in a file of {size}")
                header = json.loads(stream.read(length))
            header.pop("__metadata__", None)
            end = max((entry["data_offsets"][1] for entry in header.values()), default=0)
            if 8 + length + end != size:
                raise ValueError(f"{size} bytes, {8 + length + end} expected")
        except (OSError, ValueError, struct.error, KeyError, TypeError, AttributeError) as error:
            raise BundleError(f"{path}: damaged ({error}); copy the bundle again") from error
        return cls(path, header, 8 + length)

    @property
    def names(self) -> list[str]:
        """Names of the tensors in the file's order."""
        return list(self.header)

    def place(self, name: str) -> tuple[int, int]:
        """Offset in the file and length in bytes of a tensor."""
        start, end = self.header[name]["data_offsets"]
        return self.base + start, end - start

    def raw(self, name: str) -> NDArray[Any]:
        """A tensor as stored (int8 or float32)."""
        offset, length = self.place(name)
        kind = {"I8": np.int8, "F32": np.float32}[self.header[name]["dtype"]]
        count = length // np.dtype(kind).itemsize
        values = np.fromfile(self.path, dtype=kind, count=count, offset=offset)
        return values.reshape(self.header[name]["shape"])

    def float32(self, name: str) -> NDArray[np.float32]:
        """A tensor in float32 as the network has it: int8 times its scales, matrices turned back.

        Encoder matrices are stored [inputs, outputs], as the graph multiplies, with a scale an
        output; word vectors [pieces, width] with a scale a piece.
        """
        values = self.raw(name)
        matrix = name.startswith("encoder.layers.") and values.ndim == 2
        if values.dtype == np.int8:
            scales = self.raw(name + SCALE)
            values = values.astype(np.float32) * (scales if matrix else scales[:, None])
        return np.ascontiguousarray(values.T if matrix else values, dtype=np.float32)


def _config(path: Path) -> BundleConfig:
    try:
        data = json.loads(path.read_bytes())
        if data.get("format") != FORMAT:
            raise BundleError(
                f"{path}: format {data.get('format')!r}, this version reads {FORMAT}; "
                "export the model again or install the version that made it"
            )
        config = msgspec.convert(data, BundleConfig)
    except (OSError, ValueError, AttributeError, msgspec.ValidationError) as error:
        if isinstance(error, BundleError):
            raise
        raise BundleError(f"{path}: damaged ({error}); copy the bundle again") from error
    config.schema.verify(str(path))
    return config
