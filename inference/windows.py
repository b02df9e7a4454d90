"""A text cut into windows of pieces, every word in at least one. Knows no model and no mentions.

The text is tokenised once and whole; windows are runs of words, so a window border never cuts a
word, and neighbours overlap so that what stands at one window's edge stands inside another.
"""

import re

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray
from tokenizers import Tokenizer

from annotations.words import Span, words


class WindowRule(Struct, frozen=True, kw_only=True):
    """How windows are cut. Part of a bundle, so that training and reading cut alike.

    `pieces`: the encoder's limit, both special pieces included. `overlap`: pieces shared by
    neighbours. `word_pieces`: the most pieces one word is read by; a longer run of letters keeps
    its first ones and stays one word.
    """

    pieces: int = 512
    overlap: int = 128
    word_pieces: int = 48


class Window(Struct, frozen=True):
    """Words `[first, last)` of a text, and the pieces they are read by.

    `ids`: piece ids with the special ones, shape [pieces]. Word `first + k` is read by the pieces
    `[starts[k], ends[k])`, never none.
    """

    first: int
    last: int
    ids: NDArray[np.int64]
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]


class Reading(Struct, frozen=True):
    """A text, its words and its windows."""

    text: str
    words: list[Span]
    windows: list[Window]


def read_text(text: str, tokenizer: Tokenizer, rule: WindowRule) -> Reading:
    """Cut a text into windows. A text without words gives no windows."""
    spans = words(text)
    if not spans:
        return Reading(text, spans, [])
    encoding = tokenizer.encode(_encodable(text), add_special_tokens=False)
    starts, ends = _pieces_of_words(spans, encoding.offsets)
    ends = np.minimum(ends, starts + rule.word_pieces)
    ids = np.array(encoding.ids, dtype=np.int64)
    if not len(ids):  # every word was normalised away: tatweel and marks alone
        ids = np.array([special_piece(tokenizer, "unk")], dtype=np.int64)
        starts, ends = np.zeros(len(spans), np.int64), np.ones(len(spans), np.int64)
    opening, closing = special_piece(tokenizer, "cls"), special_piece(tokenizer, "sep")
    windows = []
    for first, last in _runs(starts, ends, rule):
        keep = _kept_pieces(starts[first:last], ends[first:last])
        position = np.full(int(keep[-1]) + 2, -1, dtype=np.int64)
        position[keep] = np.arange(1, len(keep) + 1)
        windows.append(
            Window(
                first,
                last,
                np.concatenate(([opening], ids[keep], [closing])),
                position[starts[first:last]],
                position[ends[first:last] - 1] + 1,
            )
        )
    return Reading(text, spans, windows)


def central(reading: Reading) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """For every word the window that holds it farthest from an edge, and its place there.

    Two arrays [words]: the window's number and the word's number inside the window.
    """
    count = len(reading.words)
    window = np.zeros(count, np.int64)
    depth = np.full(count, -1, np.int64)
    for number, part in enumerate(reading.windows):
        places = np.arange(part.last - part.first)
        # The text's own ends are no edges: nothing was cut away there.
        left = places if part.first else np.full_like(places, count)
        right = places[::-1] if part.last < count else np.full_like(places, count)
        inside = np.minimum(left, right)
        better = inside > depth[part.first : part.last]
        window[part.first : part.last][better] = number
        depth[part.first : part.last][better] = inside[better]
    starts = np.array([part.first for part in reading.windows], np.int64)
    return window, np.arange(count) - (starts[window] if count else 0)


_NAMES = {"cls": ("<s>", "[CLS]"), "sep": ("</s>", "[SEP]"), "unk": ("<unk>", "[UNK]")}


# Pieces between two words that are kept: line breaks and what the normaliser makes of them.
_GAP = 8


def special_piece(tokenizer: Tokenizer, role: str) -> int:
    """The number of `cls`, `sep` or `unk`. Raises `ValueError` where the tokenizer has none."""
    for name in _NAMES[role]:
        number = tokenizer.token_to_id(name)
        if number is not None:
            return int(number)
    raise ValueError(f"the tokenizer has none of the special pieces {_NAMES[role]}")


def _encodable(text: str) -> str:
    # Lone surrogates cannot cross into UTF-8; one code point for another keeps every offset.
    return re.sub("[\ud800-\udfff]", "\ufffd", text)


def _pieces_of_words(
    spans: list[Span], offsets: list[tuple[int, int]]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """First and last-exclusive piece of every word, by overlap of their offsets.

    A word that the normaliser dropped is given the piece before it: it must be tagged somehow, and
    `windows agree` needs one rule for it.
    """
    count = len(offsets)
    piece_starts = np.fromiter((o[0] for o in offsets), np.int64, count)
    piece_ends = np.fromiter((o[1] for o in offsets), np.int64, count)
    # Offsets of pieces grow but for pieces of one folded letter; make the arrays sortable.
    reach = np.maximum.accumulate(piece_ends) if count else piece_ends
    word_starts = np.fromiter((s.start for s in spans), np.int64, len(spans))
    word_ends = np.fromiter((s.end for s in spans), np.int64, len(spans))
    first = np.searchsorted(reach, word_starts, side="right")
    last = np.searchsorted(piece_starts, word_ends, side="left")
    empty = last <= first
    first = np.where(empty, np.clip(first - 1, 0, max(count - 1, 0)), first)
    last = np.where(empty, first + 1, last)
    return first, last


def _runs(
    starts: NDArray[np.int64], ends: NDArray[np.int64], rule: WindowRule
) -> list[tuple[int, int]]:
    """Word ranges whose pieces fit the limit, each overlapping the next."""
    room = rule.pieces - 2
    count = len(starts)
    # A word costs its pieces and the few kept between it and the word before (breaks, quotes).
    gaps = np.concatenate(([0], starts[1:] - ends[:-1]))
    cost = ends - starts + np.clip(gaps, 0, _GAP)
    total = np.concatenate(([0], np.cumsum(cost)))
    runs: list[tuple[int, int]] = []
    first = 0
    while True:
        last = int(np.searchsorted(total, total[first] + room, side="right")) - 1
        last = max(last, first + 1)
        runs.append((first, min(last, count)))
        if last >= count:
            return runs
        back = int(np.searchsorted(total, total[last] - rule.overlap, side="left"))
        first = min(max(back, first + 1), last)


def _kept_pieces(starts: NDArray[np.int64], ends: NDArray[np.int64]) -> NDArray[np.int64]:
    """Pieces of a run of words in order: their own and up to `_GAP` between neighbours."""
    marks = np.zeros(int(ends.max()) - int(starts.min()), dtype=bool)
    base = int(starts.min())
    for k in range(len(starts)):
        marks[starts[k] - base : ends[k] - base] = True
        if k and 0 < starts[k] - ends[k - 1] <= _GAP:
            marks[ends[k - 1] - base : starts[k] - base] = True
    return np.flatnonzero(marks) + base
