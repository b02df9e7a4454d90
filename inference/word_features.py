"""What a word and its neighbours look like, as strings that a CRF weighs. Knows words alone.

Training and reading call the very same function, so that no feature is met that was never learnt.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from inference.arabic import barest_form, fold
from inference.kept import kept

KEPT = 8_000  # words whose features are kept, some 3 KB each
_STEPS = (-2, -1, 1, 2)


# A word: its folded form, its own features and, by `_STEPS`, those that it lends to the words that
# stand so far from it.
_Seen = tuple[str, tuple[str, ...], tuple[tuple[str, ...], ...]]


def word_features(words: Sequence[str]) -> list[list[str]]:
    """Of each word: itself, its affixes and shape, and the words up to two before and after."""
    forms, own, lent = zip(_EDGE, _EDGE, *map(_seen, words), _EDGE, _EDGE, strict=True)
    pairs = [f"{one} {other}" for one, other in pairwise(forms)]
    last = len(words) + 1
    rows = []
    for at in range(2, last + 1):
        row = [*own[at], *lent[at - 2][0], *lent[at - 1][1], *lent[at + 1][2], *lent[at + 2][3]]
        if at > 2:
            row.append(f"-1,0={pairs[at - 1]}")
        if at < last:
            row.append(f"0,1={pairs[at]}")
            if at > 2:
                row.append(f"-1,1={forms[at - 1]} {forms[at + 1]}")
        rows.append(row)
    return rows


@kept(KEPT)
def _seen(word: str) -> _Seen:
    form = fold(word) or word  # a sign, which folds to nothing, stands for itself
    bare, shape = barest_form(form), _shape(form)
    affixes = [f"{name}={part}" for n in range(1, 5) if len(form) > n
               for name, part in (("pre", form[:n]), ("suf", form[-n:]))]  # fmt: skip
    own = ("bias", f"raw={word}", f"word={form}", f"bare={bare}", f"shape={shape}", *affixes)
    far = [(f"{step}:word={form}", f"{step}:shape={shape}") for step in _STEPS]
    near = [(f"{step}:bare={bare}", f"{step}:end={form[-2:]}") for step in (-1, 1)]
    return form, own, (far[0], far[1] + near[0], far[2] + near[1], far[3])


def _shape(form: str) -> str:
    """Runs of digits `0`, Latin `a`, other letters `ع` and signs as they are, e.g. `0-0`."""
    return _LETTERS.sub("ع", _LATIN.sub("a", _DIGITS.sub("0", form)))


# What stands beyond the first and the last word.
_EDGE: _Seen = ("", (), tuple((f"{step}:none",) for step in _STEPS))
_DIGITS = re.compile(r"\d+")
_LATIN = re.compile(r"[A-Za-z]+")
_LETTERS = re.compile(r"[^\W\d_]+")
