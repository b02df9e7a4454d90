"""Examples as flat columns that Arrow holds well, and back. Knows no file and no tokenizer.

Nested arrays lie end to end with their lengths beside them; tables of zeros and ones are packed
eight to a byte, a teacher's scores are 16-bit floats. What comes back is what went in, exactly, but
for the rounding of a teacher's scores.
"""

from collections.abc import Iterator
from typing import Any

import datasets
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from annotations.bio import Labelled
from annotations.schema import Schema
from inference.pairs import FEATURES, Pairs, Segment
from inference.windows import Window
from training.features import Example, PairTask, Soft

Whole = NDArray[np.int64]

# The kind of number in each column of lists. Words and mentions of a segment, which alone `heads`,
# `tails` and `between` count, stay far below 65,536 (see `inference.pairs.REACH`).
_LISTS = {
    "windows": "int32",  # first, last, pieces
    "ids": "int32",
    "starts": "int32",
    "ends": "int32",
    "window": "int32",
    "place": "int32",
    "tags": "int32",
    "mentions": "int32",  # first, last, type
    "attributes": "int16",
    "segments": "int32",  # first, last, opening, closing, fresh, pairs
    "heads": "uint16",
    "tails": "uint16",
    "between": "uint16",
    "labels": "int16",
}
_NONE = np.zeros(0, np.int64)
_BYTES = ("lawful", "features", "soft_tags", "soft_pairs", "soft_attributes")

FORM = datasets.Features(
    {
        "id": datasets.Value("string"),
        "lost": datasets.Sequence(datasets.Value("string")),
        "marked": datasets.Value("bool"),
        **{name: datasets.Sequence(datasets.Value(kind)) for name, kind in _LISTS.items()},
        **{name: datasets.Value("large_binary") for name in _BYTES},
    }
)


def to_row(name: str, example: Example | None, lost: list[str]) -> dict[str, Any]:
    """The row of a document; one without words has empty columns."""
    row: dict[str, Any] = {"id": name, "lost": lost, "marked": True}
    row |= {column: np.zeros(0, kind) for column, kind in _LISTS.items()}
    row |= dict.fromkeys(_BYTES, b"")
    if example is None:
        return row
    row["marked"] = example.marked
    windows, tasks = example.windows, example.tasks
    lists: dict[str, list[Any]] = {
        "windows": [(w.first, w.last, len(w.ids)) for w in windows],
        "ids": [w.ids for w in windows],
        "starts": [w.starts for w in windows],
        "ends": [w.ends for w in windows],
        "window": [example.window],
        "place": [example.place],
        "tags": [example.tags],
        "mentions": [(m.first, m.last, m.type) for m in example.mentions],
        "attributes": [example.attributes],
        "segments": [
            (s.first, s.last, s.opening, s.closing, s.fresh, len(t.labels))
            for t in tasks
            for s in (t.segment,)
        ],
        "heads": [t.pairs.heads for t in tasks],
        "tails": [t.pairs.tails for t in tasks],
        "between": [t.pairs.between for t in tasks],
        "labels": [t.labels for t in tasks],
    }
    row |= {column: _flat(parts, _LISTS[column]) for column, parts in lists.items()}
    row["lawful"] = _packed([t.pairs.lawful for t in tasks])
    row["features"] = _packed([t.pairs.features for t in tasks])
    if example.soft is not None:
        soft = example.soft
        row["soft_tags"] = _halves([soft.tags])
        row["soft_attributes"] = _halves([soft.attributes])
        # Of each pair only what the schema allows it, which is little.
        allowed = [_allowed(t.pairs.lawful) for t in tasks]
        row["soft_pairs"] = _halves([s[a] for s, a in zip(soft.pairs, allowed, strict=True)])
    return row


def from_row(row: pa.Table, schema: Schema) -> Example:
    """The example of a table of one row."""
    part = {name: _list(row, name) for name in _LISTS}
    segments = part["segments"].reshape(-1, 6)
    pairs = segments[:, 5]
    lawful = _unpacked(_bytes(row, "lawful"), pairs, len(schema.relation_types)).astype(bool)
    features = _unpacked(_bytes(row, "features"), pairs, FEATURES)
    columns = (
        part["heads"],
        part["tails"],
        lawful,
        features,
        part["between"].reshape(-1, 2),
        part["labels"],
    )
    tasks = [
        PairTask(Segment(*map(int, segment[:5])), Pairs(*cut[:5]), cut[5])
        for segment, cut in zip(segments, _cuts(columns, pairs), strict=True)
    ]
    mentions = [Labelled(*map(int, m)) for m in part["mentions"].reshape(-1, 3)]
    return Example(
        row.column("id")[0].as_py(),
        list(_windows(part)),
        part["window"],
        part["place"],
        part["tags"],
        mentions,
        part["attributes"].reshape(len(mentions), len(schema.attributes)),
        tasks,
        row.column("marked")[0].as_py(),
        _soft(row, schema, len(part["tags"]), len(mentions), [t.pairs.lawful for t in tasks]),
    )


def _windows(part: dict[str, Whole]) -> Iterator[Window]:
    shapes = part["windows"].reshape(-1, 3)
    ids = _cuts((part["ids"],), shapes[:, 2])
    words = _cuts((part["starts"], part["ends"]), shapes[:, 1] - shapes[:, 0])
    for (first, last, _), (own,), (starts, ends) in zip(shapes, ids, words, strict=True):
        yield Window(int(first), int(last), own, starts, ends)


def _soft(
    row: pa.Table, schema: Schema, words: int, mentions: int, lawful: list[NDArray[np.bool_]]
) -> Soft | None:
    tags = np.frombuffer(_bytes(row, "soft_tags"), np.float16).astype(np.float32)
    if not len(tags):
        return None
    known = np.frombuffer(_bytes(row, "soft_pairs"), np.float16).astype(np.float32)
    pairs = []
    at = 0
    for table in lawful:
        allowed = _allowed(table)
        scores = np.full(allowed.shape, -1e4, np.float32)
        count = int(allowed.sum())
        scores[allowed] = known[at : at + count]
        pairs.append(scores)
        at += count
    values = np.frombuffer(_bytes(row, "soft_attributes"), np.float16).astype(np.float32)
    width = sum(len(attribute.values) for attribute in schema.attributes)
    return Soft(tags.reshape(words, -1), pairs, values.reshape(mentions, width))


def _allowed(lawful: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """What a pair may be: no relation, or a lawful one."""
    return np.concatenate([np.ones((len(lawful), 1), bool), lawful], axis=1)


def _flat(parts: list[Any], kind: str) -> NDArray[Any]:
    """Arrays end to end in a smaller kind of number. Raises `OverflowError` if it is too small."""
    values = np.concatenate([np.asarray(part, np.int64).reshape(-1) for part in parts] or [_NONE])
    limits = np.iinfo(kind)
    if len(values) and not (limits.min <= values.min() and values.max() <= limits.max):
        raise OverflowError(f"a feature from {values.min()} to {values.max()} does not fit {kind}")
    return values.astype(kind)


def _packed(tables: list[NDArray[Any]]) -> bytes:
    return b"".join(np.packbits(table != 0, axis=1).tobytes() for table in tables)


def _unpacked(data: memoryview, rows: Whole, width: int) -> NDArray[np.uint8]:
    packed = np.frombuffer(data, np.uint8).reshape(int(rows.sum()), (width + 7) // 8)
    return np.unpackbits(packed, axis=1, count=width)


def _halves(tables: list[NDArray[Any]]) -> bytes:
    # Beyond what 16 bits hold a score means never or always as well.
    return b"".join(np.clip(t, -6e4, 6e4).astype(np.float16).tobytes() for t in tables)


def _cuts(columns: tuple[NDArray[Any], ...], lengths: Whole) -> Iterator[tuple[NDArray[Any], ...]]:
    ends = np.cumsum(lengths)
    for start, end in zip(ends - lengths, ends, strict=True):
        yield tuple(column[start:end] for column in columns)


def _list(row: pa.Table, name: str) -> Whole:
    values = row.column(name).combine_chunks()
    values = values.chunk(0) if isinstance(values, pa.ChunkedArray) else values
    return np.asarray(values.flatten().to_numpy(zero_copy_only=False), np.int64).copy()


def _bytes(row: pa.Table, name: str) -> memoryview:
    return memoryview(row.column(name)[0].as_buffer())
