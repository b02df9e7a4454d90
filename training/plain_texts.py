"""Unmarked texts cut into windows of pieces, for masked-language training. Knows no model."""

import lzma
import random
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray
from tokenizers import Tokenizer

from inference.batches.sources import Fault, read_inputs
from training.barred import NOTHING, Barred, left_out


class Windows(Struct, frozen=True):
    """Pieces and the number of each one's word in its window, both [windows, pieces]; -1: no word.

    `problems`: what was not taken, in words.
    """

    ids: NDArray[np.int32]
    words: NDArray[np.int32]
    texts: int
    problems: list[str]


def windows(
    inputs: Sequence[str],
    tokenizer: Tokenizer,
    *,
    pieces: int,
    edges: tuple[int, int],
    barred: Barred = NOTHING,
    most: int = 0,
    seed: int = 0,
) -> Windows:
    """The texts of files, one after the other, in windows of `pieces` between the two `edges`.

    Files are what `marsad extract` reads, and `.txt.xz` of articles with an empty line between.
    What shares nine words with a `barred` text is left out. `most`: stop at so many windows, chosen
    by chance (0: all).
    """
    problems: list[str] = []
    texts = list(_texts(inputs, problems))
    random.Random(seed).shuffle(texts)
    inner = pieces - 2
    rows: list[NDArray[np.int32]] = []
    told: list[NDArray[np.int32]] = []
    left_ids: list[int] = []
    left_words: list[int] = []
    taken = not_taken = 0
    for text in texts:
        if barred.shares(text):
            not_taken += 1
            continue
        taken += 1
        coded = tokenizer.encode(text, add_special_tokens=False)
        begin = left_words[-1] + 1 if left_words else 0
        left_ids += coded.ids
        left_words += [begin + (n or 0) for n in coded.word_ids]
        while len(left_ids) >= inner:
            rows.append(np.array([edges[0], *left_ids[:inner], edges[1]], np.int32))
            numbers = np.array(left_words[:inner], np.int32)
            told.append(np.concatenate([[-1], numbers - numbers[0], [-1]]).astype(np.int32))
            del left_ids[:inner], left_words[:inner]
        if most and len(rows) >= most:
            break
    if not_taken:
        problems.append(left_out(not_taken))
    empty = np.empty((0, pieces), np.int32)
    return Windows(
        np.stack(rows) if rows else empty, np.stack(told) if told else empty, taken, problems
    )


def _texts(inputs: Sequence[str], problems: list[str]) -> Iterator[str]:
    for name in inputs:
        if name.endswith(".txt.xz"):
            yield from _articles(Path(name))
            continue
        for item in read_inputs([name]):
            if isinstance(item, Fault):
                problems.append(str(item))
            else:
                yield item.text


def _articles(path: Path) -> Iterator[str]:
    """Articles with an empty line between. Raises `OSError` with the path where it is no xz."""
    lines: list[str] = []
    try:
        with lzma.open(path, "rt", encoding="utf-8", errors="replace") as file:
            for line in file:
                if line.strip():
                    lines.append(line)
                elif lines:
                    yield "".join(lines)
                    lines = []
    except (lzma.LZMAError, EOFError) as error:
        raise OSError(f"{path}: no whole .xz file ({error}); fetch it again") from error
    if lines:
        yield "".join(lines)
