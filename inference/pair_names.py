"""What the names of two mentions say of each other. Knows words and the table of sides, no model.

Names are compared folded and without clitics, then by stem (`تركي`, `التركية`, `تركيا`), then by
the actor that the table knows under them (`قسد`, `قوات سوريا الديمقراطية`).
"""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from annotations.bio import Labelled
from annotations.words import Span
from inference.arabic import barest_form, fold
from inference.resolve.actors import ActorTable

NAME_FEATURES = 22


def name_features(
    text: str,
    words: list[Span],
    mentions: list[Labelled],
    heads: NDArray[np.int64],
    tails: NDArray[np.int64],
    line: NDArray[np.int64],
) -> NDArray[np.bool_]:
    """Columns [P, NAME_FEATURES] of pairs; `line` [m] is the line of each mention."""
    keys = [_key(text, words, m) for m in mentions]
    types = [m.type for m in mentions]
    whole = _numbered(keys)
    opening = _numbered([key[0] for key in keys])
    closing = _numbered([key[-1] for key in keys])
    lengths = np.array([len(key) for key in keys])
    kind = np.array(types)
    equal = whole[heads] == whole[tails]
    shared, inside = _overlap([frozenset(key) for key in keys])
    stems = [tuple(s for s in map(_stem, key) if len(s) >= _STEM) for key in keys]
    alike, within = _overlap([frozenset(stem) for stem in stems])
    stem = _numbered(stems)
    has_stem = np.array([bool(s) for s in stems])
    last_stem = _numbered([s[-1:] for s in stems])
    same_stems = has_stem[heads] & (stem[heads] == stem[tails])
    known = [_actor(text[words[m.first].start : words[m.last].end]) for m in mentions]
    actor = _numbered([name for name, _ in known])
    side = _numbered([name for _, name in known])
    told = np.array([bool(pair[0]) for pair in known])
    both = told[heads] & told[tails]
    same_side = both & (side[heads] == side[tails])
    return np.stack(
        [
            equal,
            equal & (kind[heads] == kind[tails]),
            _nearest(whole, types)[heads, tails],
            opening[heads] == opening[tails],
            closing[heads] == closing[tails],
            shared[heads, tails],
            inside[heads, tails],
            inside[tails, heads],
            lengths[heads] == 1,
            lengths[tails] == 1,
            line[heads] == 0,
            line[tails] == 0,
            alike[heads, tails],
            within[heads, tails],
            within[tails, heads],
            same_stems,
            has_stem[heads] & (last_stem[heads] == last_stem[tails]),
            _nearest(stem, types)[heads, tails] & has_stem[heads],
            both & (actor[heads] == actor[tails]),
            same_side,
            both & ~same_side,
            _nearest(side, types)[heads, tails] & both,
        ],
        axis=1,
    )


def _key(text: str, words: list[Span], mention: Labelled) -> tuple[str, ...]:
    """The folded words of a mention, its first without clitics where a name may follow them."""
    surface = text[words[mention.first].start : words[mention.last].end]
    parts = fold(surface).split() or [""]
    return (barest_form(parts[0]), *parts[1:])


# Letters that a stem has at least: with two, `عين` and `عيش` would be one.
_STEM = 3
# Endings of number, gender and relation, longest first.
_ENDINGS = ("يين", "يون", "يات", "تان", "تين", "يه", "يا", "ين", "ون", "ان", "ات", "ه", "ي", "ا")


def _stem(word: str) -> str:
    """A folded word without article and ending; short words as they are."""
    word = word.removeprefix("ال")
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _STEM:
            return word[: -len(ending)]
    return word


@cache
def _table() -> ActorTable:
    return ActorTable.default()


def _actor(surface: str) -> tuple[str, str]:
    """The id and the side that the table knows for a name, or two empty strings."""
    found = _table().resolve(surface, year=None)
    return (found.actor_id, found.row.side or found.actor_id) if found else ("", "")


def _numbered(values: list[tuple[str, ...]] | list[str]) -> NDArray[np.int64]:
    """Equal values to equal numbers."""
    number = {value: n for n, value in enumerate(dict.fromkeys(values))}
    return np.array([number[value] for value in values], np.int64)


def _overlap(sets: list[frozenset[str]]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Whether two sets share a member, and whether the first is a part of the second: [m, m]."""
    members = {part: n for n, part in enumerate(dict.fromkeys(p for s in sets for p in s))}
    # Floats, of which products are fast; counts so small are whole in them.
    table = np.zeros((len(sets), max(len(members), 1)), np.float32)
    for row, one in enumerate(sets):
        table[row, [members[part] for part in one]] = 1
    common = table @ table.T
    return common > 0, (common == table.sum(axis=1)[:, None]) & (common > 0)


def _nearest(values: NDArray[np.int64], types: list[int]) -> NDArray[np.bool_]:
    """Whether the second mention is the last before the first with its value and type: [m, m]."""
    found = np.zeros((len(types), len(types)), bool)
    last: dict[tuple[int, int], int] = {}
    for k, key in enumerate(zip(values.tolist(), types, strict=True)):
        if key in last:
            found[k, last[key]] = True
        last[key] = k
    return found
