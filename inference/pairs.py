"""Candidate pairs of mentions and what is known of each before any model reads it.

Knows mentions as word ranges, the text and the schema; no encoder and no scores. Training and
reading call the very same functions, so a candidate that training never saw is never scored.
"""

from collections.abc import Iterator, Sequence

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from annotations.bio import Labelled
from annotations.schema import Schema
from annotations.words import Span
from inference.arabic import fold
from inference.kept import kept
from inference.pair_lines import LINE_FEATURES, Lines, line_features, read_lines, together
from inference.pair_names import NAME_FEATURES, name_features


class Lawful(Struct, frozen=True):
    """The schema's signatures as tables over type numbers.

    `table[h, t, r]`: relation `r` may lead from type `h` to type `t`. `symmetric[r]`: the head is
    then always the later mention. `far[r]`: may cross paragraphs.
    """

    table: NDArray[np.bool_]
    symmetric: NDArray[np.bool_]
    far: NDArray[np.bool_]

    @classmethod
    def of(cls, schema: Schema) -> "Lawful":
        """The tables of a schema, shapes [types, types, relations] and twice [relations]."""
        types = {name: number for number, name in enumerate(schema.types)}
        relations = {name: number for number, name in enumerate(schema.relation_types)}
        table = np.zeros((len(types), len(types), len(relations)), dtype=bool)
        for (head, tail), names in schema.signatures.items():
            for name in names:
                table[types[head], types[tail], relations[name]] = True
        rules = [schema.relation[name] for name in schema.relation_types]
        return cls(
            table,
            np.array([rule.symmetric for rule in rules], bool),
            np.array([rule.far for rule in rules], bool),
        )


class Pairs(Struct, frozen=True):
    """P candidate pairs: mention indices `heads` and `tails`, `lawful` [P, relations], and

    `features` [P, FEATURES] of zeros and ones; `between` [P, 2], the words from the end of the
    earlier mention to the start of the later.
    """

    heads: NDArray[np.int64]
    tails: NDArray[np.int64]
    lawful: NDArray[np.bool_]
    features: NDArray[np.uint8]
    between: NDArray[np.int64]


class Segment(Struct, frozen=True):
    """A stretch of a text whose pairs are scored together: words `[first, last)`, and the mentions

    `[opening, closing)` inside it. Pairs that begin before `fresh` belong to the segment before.
    """

    first: int
    last: int
    opening: int
    closing: int
    fresh: int

    def inside(self, mentions: Sequence[Labelled]) -> list[Labelled]:
        """The segment's own of a text's mentions, counted from its first word."""
        return [
            Labelled(m.first - self.first, m.last - self.first, m.type)
            for m in mentions[self.opening : self.closing]
        ]


def segment_pairs(
    text: str, words: list[Span], mentions: list[Labelled], rules: Lawful
) -> Iterator[tuple[Segment, Pairs]]:
    """All candidate pairs of a text, segment by segment, every pair once.

    Heads and tails are numbers among `segment.inside(mentions)`.
    """
    for part in segments(len(words), mentions):
        yield (
            part,
            candidates(
                text,
                words[part.first : part.last],
                part.inside(mentions),
                rules,
                fresh=max(0, part.fresh - part.opening),
            ),
        )


def segments(length: int, mentions: list[Labelled]) -> list[Segment]:
    """A text of `length` words cut so that every two mentions within `REACH` words share a part.

    Short texts are one segment. Long ones overlap by `REACH`, so work grows with the length and
    not with its square.
    """
    starts = np.array([m.first for m in mentions], np.int64)
    lasts = np.array([m.last for m in mentions], np.int64)
    found = []
    first = fresh = 0
    while True:
        last = min(first + 2 * REACH, length)
        opening = int(np.searchsorted(starts, first))
        closing = int(np.searchsorted(lasts, last))
        found.append(Segment(first, last, opening, closing, fresh))
        if last >= length:
            return found
        # A pair is new here when its later mention was not wholly in the segment before.
        fresh = closing
        first += REACH


# Words: farther apart than this two mentions are never joined. Reports seldom have more in all.
REACH = 600


def candidates(
    text: str, words: list[Span], mentions: list[Labelled], rules: Lawful, *, fresh: int = 0
) -> Pairs:
    """Every ordered pair of mentions of one segment between which some relation is lawful.

    Between paragraphs, but for the lines of a list, those relations alone are that the schema
    calls `far`.

    `words` and `mentions` are the segment's own, counted from its first word, in text order. Pairs
    of two mentions before number `fresh` are left to the segment before.
    """
    count = len(mentions)
    types = np.array([m.type for m in mentions], dtype=np.int64)
    lawful = (
        rules.table[types[:, None], types[None, :]]
        if count
        else np.zeros((0, 0, len(rules.symmetric)), bool)
    )
    later = np.tri(count, k=-1, dtype=bool)  # [head, tail]: the head comes later
    lawful &= later[:, :, None] | ~rules.symmetric
    lines = read_lines(text, words)
    first = np.array([m.first for m in mentions], dtype=np.int64)
    lawful &= together(lines, lines.of[first])[:, :, None] | rules.far
    lawful[np.arange(count), np.arange(count)] = False
    lawful[:fresh, :fresh] = False
    heads, tails = np.nonzero(lawful.any(axis=2))
    last = np.array([m.last for m in mentions], dtype=np.int64)
    a, b = np.minimum(heads, tails), np.maximum(heads, tails)
    between = np.stack([last[a] + 1, first[b]], axis=1) if len(a) else np.zeros((0, 2), np.int64)
    return Pairs(
        heads,
        tails,
        lawful[heads, tails],
        _features(text, words, mentions, lines, heads, tails, between),
        between,
    )


_WORD_STEPS = np.array([1, 2, 3, 4, 6, 9, 13, 19, 28, 42, 64, 100, 160, 260])
_COUNT_STEPS = np.array([1, 2, 3, 4, 6, 9, 14])
_LINE_STEPS = np.array([1, 2, 3])
# Signs and words between two mentions that bound a clause or tie a list together.
_CUES = (".", "،", ":", "\n", "(", "–-", '"“”')
_BREAK = _CUES.index("\n")
_CUE_STEPS = np.array([1, 2, 4])
_TIES = {
    "among": ("بينهم", "بينها", "بينهن", "منهم", "ضمنهم"),
    "parts": ("هم", "هي", "هما", "وهم", "هن", "وهن", "توزعوا", "موزعين"),
    "also": ("كما", "كذلك", "فيما", "بينما", "حين", "وفي", "سياق", "الى"),
    "cause": ("جراء", "اثر", "نتيجه", "بسبب", "خلال", "في"),
    "of": ("من", "التابعه", "التابعين", "تابعه", "تابع"),
    "between": ("بين", "وبين", "جهه"),
    "backed": ("الموالي", "المواليه", "المدعومه", "بدعم", "الموالين", "برفقه", "بمشاركه"),
}
FEATURES = (
    2 * (len(_WORD_STEPS) + 1)
    + 2 * (len(_COUNT_STEPS) + 1)
    + 2 * (len(_LINE_STEPS) + 1)
    + (len(_COUNT_STEPS) + 1)
    + len(_CUES) * len(_CUE_STEPS)
    + len(_TIES)
    + LINE_FEATURES
    + NAME_FEATURES
)


def _features(
    text: str,
    words: list[Span],
    mentions: list[Labelled],
    lines: Lines,
    heads: NDArray[np.int64],
    tails: NDArray[np.int64],
    between: NDArray[np.int64],
) -> NDArray[np.uint8]:
    if not len(heads):
        return np.zeros((0, FEATURES), np.uint8)
    types = np.array([m.type for m in mentions], dtype=np.int64)
    cues, ties = _running_counts(text, words, lines.of)
    start, stop = between[:, 0], between[:, 1]
    forward = heads < tails
    gap = np.maximum(stop - start, 0)
    order = np.abs(heads - tails) - 1
    first = np.array([m.first for m in mentions], np.int64)
    line = lines.of[first]
    steps = np.abs(line[heads] - line[tails])
    same = _same_type_between(types, heads, tails)
    cue = cues[stop] - cues[start]
    tie = ties[stop] - ties[start]
    blocks = [
        _signed(gap, _WORD_STEPS, forward),
        _signed(order, _COUNT_STEPS, forward),
        _signed(steps, _LINE_STEPS, forward),
        _one_hot(same, _COUNT_STEPS),
        *((cue[:, k, None] >= _CUE_STEPS) for k in range(len(_CUES))),
        tie > 0,
        line_features(lines, first, types, heads, tails),
        name_features(text, words, mentions, heads, tails, line),
    ]
    return np.concatenate([block.astype(np.uint8) for block in blocks], axis=1)


def _one_hot(values: NDArray[np.int64], steps: NDArray[np.int64]) -> NDArray[np.bool_]:
    return np.asarray(np.digitize(values, steps)[:, None] == np.arange(len(steps) + 1))


def _signed(
    values: NDArray[np.int64], steps: NDArray[np.int64], forward: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    hot = _one_hot(values, steps)
    return np.concatenate([hot & forward[:, None], hot & ~forward[:, None]], axis=1)


def _running_counts(
    text: str, words: list[Span], lines: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Cues and ties seen before each word, [W+1, cues] and [W+1, ties]."""
    count = len(words)
    cues = np.zeros((count + 1, len(_CUES)), np.int64)
    ties = np.zeros((count + 1, len(_TIES)), np.int64)
    # A line break stands between words, so it counts with the word after it.
    cues[1:count, _BREAK] += lines[1:] > lines[:-1]
    for k, word in enumerate(words):
        cue, tie = _told(text[word.start : word.end])
        for c in cue:
            cues[k + 1, c] += 1
        for c in tie:
            ties[k + 1, c] = 1
    return np.cumsum(cues, axis=0), np.cumsum(ties, axis=0)


@kept(10_000)
def _told(surface: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The cues and the ties that a word is."""
    if len(surface) == 1:
        return tuple(c for c, signs in enumerate(_CUES) if surface in signs), ()
    plain = fold(surface)
    return (), tuple(c for c, members in enumerate(_TIES.values()) if plain in members)


def _same_type_between(
    types: NDArray[np.int64], heads: NDArray[np.int64], tails: NDArray[np.int64]
) -> NDArray[np.int64]:
    """How many mentions of the tail's type stand between head and tail."""
    seen = np.zeros((len(types) + 1, int(types.max()) + 1), np.int64)
    seen[np.arange(1, len(types) + 1), types] = 1
    seen = np.cumsum(seen, axis=0)
    low, high = np.minimum(heads, tails), np.maximum(heads, tails)
    return np.asarray(seen[high, types[tails]] - seen[low + 1, types[tails]])
