"""How two mentions stand in lists: lead-ins, dashes, brackets. Knows words alone."""

import re

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from annotations.words import Span

LINE_FEATURES = 9
_DASH = re.compile(r"\s*[-–—•*]")


class Lines(Struct, frozen=True):
    """The lines of a text by number: `of` [words]; `item`, `leads`: begins with a dash, ends in a

    colon; `lead`: the nearest line above that is no item, and `colon`: that ends in a colon (-1:
    none). `depth` [words]: open round brackets before each word.
    """

    of: NDArray[np.int64]
    item: NDArray[np.bool_]
    leads: NDArray[np.bool_]
    lead: NDArray[np.int64]
    colon: NDArray[np.int64]
    depth: NDArray[np.int64]


def read_lines(text: str, words: list[Span]) -> Lines:
    """The lines that a stretch of words stands on. A line break counts with the word after it."""
    of = np.zeros(len(words), np.int64)
    depth = np.zeros(len(words), np.int64)
    item: list[bool] = []
    leads: list[bool] = []
    line = opened = 0
    end = words[0].start if words else 0
    last = ""
    for k, word in enumerate(words):
        surface = text[word.start : word.end]
        # A line break stands between words.
        broken = re.search(r"[\n\r]", text[end : word.start]) is not None
        if k == 0 or broken:
            if k:
                leads.append(last == ":")
                line += 1
            item.append(_DASH.match(surface) is not None)
        of[k] = line
        end = word.end
        last = surface
        opened = max(0, opened - (surface == ")"))
        depth[k] = opened
        opened += surface == "("
    if words:
        leads.append(last == ":")
    lead, colon = [], []
    above = before = -1
    for number in range(len(item)):
        lead.append(above)
        colon.append(before)
        above = above if item[number] else number
        before = number if leads[number] else before
    return Lines(
        of,
        np.array(item, bool),
        np.array(leads, bool),
        np.array(lead, np.int64),
        np.array(colon, np.int64),
        depth,
    )


def together(lines: Lines, line: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Whether two mentions on lines `line` [m] stand in one paragraph, shape [m, m].

    Lines that begin with a dash go on with the paragraph that leads them in.
    """
    items = np.concatenate([[0], np.cumsum(lines.item)])
    low, high = np.minimum(line[:, None], line), np.maximum(line[:, None], line)
    return np.asarray((low == high) | (items[high + 1] > items[low + 1]))


def line_features(
    lines: Lines,
    first: NDArray[np.int64],
    types: NDArray[np.int64],
    heads: NDArray[np.int64],
    tails: NDArray[np.int64],
) -> NDArray[np.bool_]:
    """Columns [P, LINE_FEATURES] of pairs of mentions that begin at words `first` [m]."""
    line = lines.of[first]
    head, tail = line[heads], line[tails]
    opens = _opens_line(line, types)
    depth = lines.depth[first]
    return np.stack(
        [
            lines.item[head],
            lines.item[tail],
            lines.leads[tail],
            lines.item[head] & (lines.lead[head] == tail),
            lines.item[tail] & (lines.lead[tail] == head),
            lines.colon[head] == tail,
            opens[heads],
            opens[tails],
            depth[heads] > depth[tails],
        ],
        axis=1,
    )


def _opens_line(line: NDArray[np.int64], types: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Whether a mention is the first of its type on its line."""
    seen: set[tuple[int, int]] = set()
    found = np.zeros(len(line), bool)
    for k, key in enumerate(zip(line.tolist(), types.tolist(), strict=True)):
        found[k] = key not in seen
        seen.add(key)
    return found
