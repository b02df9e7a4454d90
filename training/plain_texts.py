"""Unmarked texts cut into windows of pieces, for masked-language training. Knows no model."""

import lzma
import random
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray
from tokenizers import Tokenizer

from annotations.words import words
from inference.batches.sources import Fault, read_inputs


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
    without: Iterable[str] = (),
    most: int = 0,
    seed: int = 0,
) -> Windows:
    """The texts of files, one after the other, in windows of `pieces` between the two `edges`.

    Files are what `marsad extract` reads, and `.txt.xz` of articles with an empty line between.
    `without`: texts of which nothing may be learnt: whatever shares a run of nine words with one of
    them is left out. `most`: stop at so many windows, chosen by chance (0: all).
    """
    barred = {run for text in without for run in _runs(text)}
    problems: list[str] = []
    texts = list(_texts(inputs, problems))
    random.Random(seed).shuffle(texts)
    inner = pieces - 2
    rows: list[NDArray[np.int32]] = []
    told: list[NDArray[np.int32]] = []
    left_ids: list[int] = []
    left_words: list[int] = []
    taken = left_out = 0
    for text in texts:
        if barred and not barred.isdisjoint(_runs(text)):
            left_out += 1
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
    if left_out:
        problems.append(
            f"{left_out} texts share nine words with a text that must not be learnt from, and were "
            "left out"
        )
    empty = np.empty((0, pieces), np.int32)
    return Windows(
        np.stack(rows) if rows else empty, np.stack(told) if told else empty, taken, problems
    )


_RUN = 9


def _runs(text: str) -> set[tuple[str, ...]]:
    found = [text[word.start : word.end] for word in words(text)]
    found = [word for word in found if any(map(str.isalnum, word))]
    return {tuple(found[n : n + _RUN]) for n in range(len(found) - _RUN + 1)}


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
