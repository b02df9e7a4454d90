"""The file that CRFsuite writes, read without CRFsuite. Knows its layout; no words, no probability.

Layout as in CRFsuite 0.12's `crf1d_model.c` and `cqdb.c` (Okazaki 2007): a header of twelve words,
then the weights, the labels and the attributes, the last two as string tables ("CQDB").
"""

import struct
from collections.abc import Iterator

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray


class CrfFile(Struct, frozen=True):
    """A linear-chain CRF. `attributes`: the row of each feature string in `state`.

    `state` [attributes, labels]: what an attribute adds to a label's score; `steps` [labels,
    labels]: what going from a label (row) to the next one adds.
    """

    labels: list[str]
    attributes: dict[str, int]
    state: NDArray[np.float32]
    steps: NDArray[np.float64]


def read_crf(data: bytes) -> CrfFile:
    """Read a file's bytes. Raises `ValueError` where they are no such model, or cut short."""
    try:
        return _read(data)
    except (struct.error, IndexError) as error:
        raise ValueError(f"cut short: {len(data)} bytes ({error})") from error


_HEADER = struct.Struct("<4sI4sIIIIIIIII")
_WEIGHT = np.dtype([("kind", "<u4"), ("source", "<u4"), ("label", "<u4"), ("weight", "<f8")])
_STATE, _STEP = 0, 1


def _read(data: bytes) -> CrfFile:
    magic, size, kind, _, _, _, _, weights_at, labels_at, attributes_at, *_ = _HEADER.unpack_from(
        data
    )
    if magic != b"lCRF" or kind != b"FOMC":
        raise ValueError(f"begins with {magic + kind!r}, not b'lCRFFOMC'")
    if size > len(data):
        raise ValueError(f"cut short: {len(data)} bytes, {size} stated")
    name, _, count = struct.unpack_from("<4sII", data, weights_at)
    if name != b"FEAT":
        raise ValueError(f"{name!r} at byte {weights_at}, not b'FEAT'")
    weights = np.frombuffer(data, _WEIGHT, count, weights_at + 12)
    labels = dict(_strings(data, labels_at))
    attributes = {text: number for number, text in _strings(data, attributes_at)}
    state = np.zeros((len(attributes), len(labels)), np.float32)
    steps = np.zeros((len(labels), len(labels)))
    for table, kind_of in ((state, _STATE), (steps, _STEP)):
        own = weights[weights["kind"] == kind_of]
        table[own["source"], own["label"]] = own["weight"]
    return CrfFile([labels[n] for n in range(len(labels))], attributes, state, steps)


def _strings(data: bytes, at: int) -> Iterator[tuple[int, str]]:
    """The entries of a string table: each its number, its length and itself with a zero byte.

    They stand between the table's header and the first of its 256 hash tables.
    """
    name, size, _, _, _, _ = struct.unpack_from("<4sIIIII", data, at)
    if name != b"CQDB":
        raise ValueError(f"{name!r} at byte {at}, not b'CQDB'")
    tables = np.frombuffer(data, "<u4", 512, at + 24).reshape(256, 2)
    begins = tables[tables[:, 1] > 0, 0]
    end = at + int(begins.min(initial=size))
    place = at + 24 + 2048
    while place < end:
        number, length = struct.unpack_from("<II", data, place)
        place += 8 + length
        yield number, data[place - length : place - 1].decode("utf-8")
