"""Examples padded into tensors. Knows shapes only."""

from collections.abc import Sequence

import numpy as np
import torch
from msgspec import Struct
from torch import Tensor

from inference.windows import Window
from training.features import Example


class PairBatch(Struct, frozen=True, kw_only=True):
    """One segment's mentions and pairs as tensors; word numbers count from `first_word`.

    `soft`, `soft_attributes`: a teacher's scores (see `features.Soft`), if there is one.
    """

    first_word: int
    last_word: int
    first: Tensor
    last: Tensor
    types: Tensor
    attributes: Tensor
    heads: Tensor
    tails: Tensor
    lawful: Tensor
    features: Tensor
    between: Tensor
    labels: Tensor
    soft: Tensor | None = None
    soft_attributes: Tensor | None = None


class DocumentBatch(Struct, frozen=True):
    """Where one document's word vectors lie in the windows of the batch, and its targets.

    `marked`: `tags` and the segments' labels are people's; `soft` [words, tags]: a teacher's.
    """

    id: str
    window: Tensor
    place: Tensor
    tags: Tensor
    segments: list[PairBatch]
    marked: bool = True
    soft: Tensor | None = None


class Batch(Struct, frozen=True):
    """Windows of documents, padded: ids and mask [w, pieces], starts and ends [w, words]."""

    ids: Tensor
    mask: Tensor
    starts: Tensor
    ends: Tensor
    documents: list[DocumentBatch]


def collate(examples: Sequence[Example]) -> Batch:
    """A batch of whole documents; of none, tensors without rows."""
    windows = [window for example in examples for window in example.windows]
    documents = []
    base = 0
    for example in examples:
        documents.append(
            DocumentBatch(
                example.id,
                torch.from_numpy(example.window + base),
                torch.from_numpy(example.place),
                torch.from_numpy(example.tags),
                [_pairs(example, number) for number in range(len(example.tasks))],
                example.marked,
                None if example.soft is None else torch.from_numpy(example.soft.tags),
            )
        )
        base += len(example.windows)
    return Batch(*pad_windows(windows), documents)


def pad_windows(windows: Sequence[Window]) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Ids, mask, starts and ends of windows, padded to the longest.

    Padding words take the first piece alone, so that every mean has something to stand on.
    """
    pieces = max((len(window.ids) for window in windows), default=0)
    words = max((len(window.starts) for window in windows), default=0)
    ids = np.zeros((len(windows), pieces), np.int64)
    mask = np.zeros((len(windows), pieces), bool)
    starts = np.zeros((len(windows), words), np.int64)
    ends = np.ones((len(windows), words), np.int64)
    for row, window in enumerate(windows):
        ids[row, : len(window.ids)] = window.ids
        mask[row, : len(window.ids)] = True
        starts[row, : len(window.starts)] = window.starts
        ends[row, : len(window.ends)] = window.ends
    return (
        torch.from_numpy(ids),
        torch.from_numpy(mask),
        torch.from_numpy(starts),
        torch.from_numpy(ends),
    )


def _pairs(example: Example, number: int) -> PairBatch:
    task, soft = example.tasks[number], example.soft
    part, pairs = task.segment, task.pairs
    inside = part.inside(example.mentions)
    spans = np.array([(m.first, m.last, m.type) for m in inside], np.int64).reshape(-1, 3)
    # A mention that two segments share is learnt from once.
    attributes = example.attributes[part.opening : part.closing].copy()
    attributes[: max(0, part.fresh - part.opening)] = -1
    first, last, types = (torch.from_numpy(np.ascontiguousarray(column)) for column in spans.T)
    return PairBatch(
        first_word=part.first,
        last_word=part.last,
        first=first,
        last=last,
        types=types,
        attributes=torch.from_numpy(attributes),
        heads=torch.from_numpy(pairs.heads),
        tails=torch.from_numpy(pairs.tails),
        lawful=torch.from_numpy(pairs.lawful),
        features=torch.from_numpy(pairs.features),
        between=torch.from_numpy(pairs.between),
        labels=torch.from_numpy(task.labels),
        soft=None if soft is None else torch.from_numpy(soft.pairs[number]),
        soft_attributes=(
            None if soft is None else torch.from_numpy(soft.attributes[part.opening : part.closing])
        ),
    )
