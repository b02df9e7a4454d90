"""Words about a number that is not exact: hedges, words that count without a figure, measures.

Knows the phrases (`hedges.tsv`, `vague.tsv`), not what a hedge does to a number.
"""

from collections.abc import Iterable, Sequence
from typing import Generic, TypeVar

from msgspec import Struct

from inference.arabic import bare_forms, fold
from inference.kept import kept
from inference.resolve.numbers import Token, tokens
from inference.resolve.tables import rows, words


class Vague(Struct, frozen=True, gc=False):
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
    for (first, *others), hedge in _HEDGES.begun_by(rest):
        for at, part in enumerate(rest):
            if first not in bare_forms(part.text) or not _follow(others, rest, at):
                continue
            if others or at == 0 or part.text not in JOINTS:  # `5 حتى 6`
                found.append(hedge)
                del rest[at : at + 1 + len(others)]
                break
    return min(found, key=_STRENGTH.index, default=""), rest


@kept(5_000)
def is_hedge(text: str) -> bool:
    """Whether words are a hedge and nothing besides."""
    parts = tokens(text)
    hedge, rest = without_hedges(parts)
    return bool(hedge) and not rest and bool(parts)


def is_measure(token: Token) -> bool:
    """Whether a token after a number makes it an age, a time, a length, a share or money."""
    return token.text in _MEASURES


def is_filler(token: Token) -> bool:
    """Whether a token before a number says nothing of it (`عدد`, `خلال`, a lone clitic)."""
    return token.text in _FILLERS or token.text.removeprefix("و") in _FILLERS


def vague_at(parts: Sequence[Token], at: int) -> tuple[Vague, int] | None:
    """The word without a figure at `parts[at]` and the index after it."""
    for (_, *others), value in _VAGUE.begun_by(parts[at : at + 1]):
        if _follow(others, parts, at):
            return value, at + 1 + len(others)
    return None


def _follow(others: Sequence[str], parts: Sequence[Token], at: int) -> bool:
    """Whether the further words of a phrase stand after an index."""
    return [part.text for part in parts[at + 1 : at + 1 + len(others)]] == others


Value = TypeVar("Value")
_STRENGTH = ("more_than", "at_least", "less_than", "up_to", "about")


class _Phrases(Generic[Value]):
    """Phrases as folded words, longest first, found by their first word."""

    def __init__(self, listed: Iterable[tuple[str, Value]], *, article: bool = False) -> None:
        """`article`: the first word may bear one."""
        split = [([token.text for token in tokens(phrase)], value) for phrase, value in listed]
        self._listed = sorted(split, key=lambda item: (-len(item[0]), -sum(map(len, item[0]))))
        self._numbers: dict[str, list[int]] = {}
        for number, ((first, *_), _) in enumerate(self._listed):
            for word in (first, "ال" + first) if article else (first,):
                self._numbers.setdefault(word, []).append(number)

    def begun_by(self, parts: Iterable[Token]) -> list[tuple[list[str], Value]]:
        """Phrases whose first word is one of these, clitics before it allowed; longest first."""
        numbers = {
            number
            for part in parts
            for form in bare_forms(part.text)
            for number in self._numbers.get(form, ())
        }
        return [self._listed[number] for number in sorted(numbers)]


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
_HEDGES = _Phrases(
    (phrase, row["hedge"])
    for row in _HEDGE_ROWS
    if row["hedge"] in _STRENGTH
    for phrase in words(row["phrases"])
)
_VAGUE = _Phrases(
    (
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
    ),
    article=True,
)
