"""Words about a number that is not exact: hedges, words that count without a figure, measures.

Knows the phrases (`hedges.tsv`, `vague.tsv`), not what a hedge does to a number.
"""

from collections.abc import Sequence
from typing import TypeVar

from msgspec import Struct

from inference.arabic import fold
from inference.resolve.numbers import Token, tokens, without_clitics
from inference.resolve.tables import rows, words


class Vague(Struct, frozen=True):
    """What a word like `عشرات` says; `scale` multiplies another such word before it."""

    min: int
    max: int | None
    hedge: str
    scale: int | None


# Words between two figures, and what they make of them.
JOINTS = {
    **dict.fromkeys(("الي", "حتي", "-", "–", "—", "~"), "range"),
    **dict.fromkeys(("او", "/"), "either"),
}
BETWEEN = frozenset({"بين", "ما"})


def without_hedges(parts: Sequence[Token]) -> tuple[str, list[Token]]:
    """The strongest hedge of a phrase (empty for none), and the tokens without any."""
    rest, found = list(parts), []
    for phrase, hedge in _HEDGES:
        for at in range(len(rest) - len(phrase) + 1):
            joins = len(phrase) == 1 and at > 0 and rest[at].text in JOINTS  # `5 حتى 6`
            if _stands(phrase, rest, at) and not joins:
                found.append(hedge)
                del rest[at : at + len(phrase)]
                break
    return min(found, key=_STRENGTH.index, default=""), rest


def is_measure(token: Token) -> bool:
    """Whether a token after a number makes it an age, a time, a length, a share or money."""
    return token.text in _MEASURES


def is_filler(token: Token) -> bool:
    """Whether a token before a number says nothing of it (`عدد`, `خلال`, a lone clitic)."""
    return token.text in _FILLERS or token.text.removeprefix("و") in _FILLERS


def vague_at(parts: Sequence[Token], at: int) -> tuple[Vague, int] | None:
    """The word without a figure at `parts[at]` and the index after it."""
    for phrase, value in _VAGUE:
        if _stands(phrase, parts, at, article=True):
            return value, at + len(phrase)
    return None


def _stands(
    phrase: Sequence[str], parts: Sequence[Token], at: int, *, article: bool = False
) -> bool:
    """Whether a phrase stands at an index, clitics before its first word allowed."""
    texts = [part.text for part in parts[at : at + len(phrase)]]
    if len(texts) < len(phrase) or texts[1:] != list(phrase[1:]):
        return False
    forms = without_clitics(texts[0])
    return phrase[0] in forms or (article and "ال" + phrase[0] in forms)


Value = TypeVar("Value")
_STRENGTH = ("more_than", "at_least", "less_than", "up_to", "about")


def _phrases(listed: list[tuple[str, Value]]) -> list[tuple[list[str], Value]]:
    """Phrases as folded words, longest first."""
    split = [([token.text for token in tokens(phrase)], value) for phrase, value in listed]
    return sorted(split, key=lambda item: (-len(item[0]), -sum(map(len, item[0]))))


_HEDGE_ROWS = rows("hedges.tsv")
_FILLERS, _MEASURES = (
    frozenset(
        fold(word) or word
        for row in _HEDGE_ROWS
        if row["hedge"] == kind
        for word in words(row["phrases"])
    )
    for kind in ("skip", "measure")
)
_HEDGES = _phrases(
    [
        (phrase, row["hedge"])
        for row in _HEDGE_ROWS
        if row["hedge"] in _STRENGTH
        for phrase in words(row["phrases"])
    ]
)
_VAGUE = _phrases(
    [
        (
            phrase,
            Vague(
                int(row["min"]),
                int(row["max"]) if row["max"] else None,
                row["hedge"],
                int(row["scale"]) if row["scale"] else None,
            ),
        )
        for row in rows("vague.tsv")
        for phrase in words(row["phrases"])
    ]
)
