"""Texts of which nothing may be learnt, known by their runs of nine words. Knows no model."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from msgspec import Struct

from annotations.schema import Schema
from annotations.words import words
from training.data import read_documents

_RUN = 9


class Barred(Struct, frozen=True):
    """The runs of nine words of the texts that are barred; punctuation is no word."""

    runs: frozenset[tuple[str, ...]] = frozenset()

    @classmethod
    def of(cls, texts: Iterable[str]) -> "Barred":
        """Bar these texts. One of fewer words bars nothing: formulas of the genre are shorter."""
        return cls(frozenset(run for text in texts for run in _runs(text)))

    @classmethod
    def read(cls, names: Sequence[str], schema: Schema, problems: list[str]) -> "Barred":
        """Bar the marked documents of these files; what cannot be read is told in `problems`."""
        return cls.of(
            d.text for name in names for d in read_documents(Path(name), schema, problems)
        )

    def shares(self, text: str) -> bool:
        """Whether a text has nine words in a row with one that is barred."""
        return bool(self.runs) and not self.runs.isdisjoint(_runs(text))


NOTHING = Barred()


def left_out(number: int) -> str:
    """What is told of so many texts that were not taken."""
    return (
        f"{number} texts share nine words with a text that must not be learnt from, and were left "
        "out"
    )


def _runs(text: str) -> set[tuple[str, ...]]:
    found = [text[word.start : word.end] for word in words(text)]
    found = [word for word in found if any(map(str.isalnum, word))]
    return {tuple(found[n : n + _RUN]) for n in range(len(found) - _RUN + 1)}
