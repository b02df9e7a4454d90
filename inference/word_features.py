"""What a word and its neighbours look like, as strings that a CRF weighs. Knows words alone.

Training and reading call the very same function, so that no feature is met that was never learnt.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from inference.arabic import barest_form, fold


def word_features(words: Sequence[str]) -> list[list[str]]:
    """Of each word: itself, its affixes and shape, and the words up to two before and after."""
    forms = [_form(word) for word in words]
    rows = []
    for at, word in enumerate(words):
        row = ["bias", f"raw={word}", *_own(word)]
        for step in (-2, -1, 1, 2):
            near = at + step
            if 0 <= near < len(words):
                row += [f"{step}:word={forms[near]}", f"{step}:shape={_shape(words[near])}"]
                if abs(step) == 1:
                    row += [f"{step}:bare={_bare(words[near])}", f"{step}:end={forms[near][-2:]}"]
            else:
                row.append(f"{step}:none")
        if at > 0:
            row.append(f"-1,0={forms[at - 1]} {forms[at]}")
        if at + 1 < len(words):
            row.append(f"0,1={forms[at]} {forms[at + 1]}")
        if 0 < at < len(words) - 1:
            row.append(f"-1,1={forms[at - 1]} {forms[at + 1]}")
        rows.append(row)
    return rows


@lru_cache(maxsize=200_000)
def _own(word: str) -> tuple[str, ...]:
    form = _form(word)
    affixes = [f"{name}={part}" for n in range(1, 5) if len(form) > n
               for name, part in (("pre", form[:n]), ("suf", form[-n:]))]  # fmt: skip
    return (f"word={form}", f"bare={_bare(word)}", f"shape={_shape(word)}", *affixes)


@lru_cache(maxsize=200_000)
def _form(word: str) -> str:
    """The folded word; a sign, which folds to nothing, stands for itself."""
    return fold(word) or word


@lru_cache(maxsize=200_000)
def _bare(word: str) -> str:
    return barest_form(_form(word))


@lru_cache(maxsize=200_000)
def _shape(word: str) -> str:
    """Runs of digits `0`, Latin `a`, other letters `ع` and signs as they are, e.g. `0-0`."""
    shape = re.sub(r"\d+", "0", _form(word))
    return re.sub(r"[^\W\d_]+", "ع", re.sub(r"[A-Za-z]+", "a", shape))
