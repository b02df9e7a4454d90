"""Nouns for people and events: what a written form says of number, sex and age. Knows no figures.

A word that the table (`noun_forms`) lacks is read only where its ending leaves no doubt; everything
else is not read.
"""

import re
from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from inference.arabic import bare_forms
from inference.resolve.noun_forms import BOUND, MANY, ONE, TWO, Noun, forms
from inference.resolve.numbers import Token


class Reading(Struct, frozen=True, gc=False):
    """A noun in its written form. `numbers` holds every number that the form may stand for."""

    noun: Noun
    numbers: frozenset[int]
    joined: bool = False


class Phrase(Struct, frozen=True, gc=False):
    """A head noun and the words that describe it: adjectives, or who the members or bodies are."""

    head: Reading
    modifiers: tuple[Reading, ...] = ()

    @property
    def numbers(self) -> frozenset[int]:
        """How many the phrase may stand for: one, two, many."""
        numbers = self.head.numbers
        if self.head.noun.kind == "partitive":
            return numbers
        for other in self.modifiers:
            if self.head.noun.kind == "carrier" and numbers == {ONE}:
                numbers = other.numbers
            else:
                numbers = numbers & other.numbers or numbers
        return numbers


def phrases(parts: Sequence[Token]) -> list[Phrase]:
    """The groups that a mention names, one for each noun that و joins (`سيدة وطفلها` is two).

    Empty when the first word is no noun that can be read.
    """
    found: list[tuple[Reading, list[Reading]]] = []
    open_for_more, joined = True, False
    for index, token in enumerate(parts):
        if token.text in _THROUGH:
            joined = token.text == "و"
            continue
        reading = read_noun(parts, index)
        if reading and index and parts[index - 1].text == "غير":
            reading = replace(reading, noun=_opposite(reading.noun))
        if reading is None:
            if not found:
                return []
            open_for_more, joined = False, False
        elif not found or _begins(found[-1], reading, joined or reading.joined, open_for_more):
            found.append((reading, []))
            open_for_more, joined = True, False
        elif open_for_more and _describes(found[-1][0], reading):
            found[-1][1].append(reading)
            open_for_more, joined = reading.noun.kind != "collective", False
        else:
            open_for_more, joined = False, False
    return [Phrase(head, tuple(others)) for head, others in found]


def read_noun(parts: Sequence[Token], at: int) -> Reading | None:
    """The noun that `parts[at]` writes, clitics and possessives taken off, or None."""
    token = parts[at]
    follower = parts[at + 1].text if at + 1 < len(parts) else ""
    his = token.raw.rstrip("\u064b\u064c\u064d\u0650").endswith("ه")  # not ة, which folds to ه
    for form in bare_forms(token.text):
        for bare in dict.fromkeys((form, form.removeprefix("ال"))):
            for written in (
                _owned(bare) if his else [],
                _bound(bare, follower),
                forms().get(bare, []),
                _owned(bare),
            ):
                if written:
                    return _reading(written, token.text, form)
    if not follower:  # a mention may end before its genitive: `لقاطني` of a camp
        for form in bare_forms(token.text):
            if written := forms().get(BOUND + form, []):
                return _reading(written, token.text, form)
    return _by_ending(token.text)


# Words inside a mention that do not end it.
_THROUGH = {"و", "من", "غير", "ال", "-", "“", "”", '"', "«", "»", "(", ")", "#"}
_POSSESSIVES = ("هما", "هم", "هن", "ها", "نا", "ه")
_PREPOSITIONS = {"من", "في", "علي", "عن", "الي", "لدي", "مع", "قرب"}


def _opposite(noun: Noun) -> Noun:
    """`غير المدنيين` are no civilians; of everything else غير says nothing here."""
    status = {"civilian": "combatant", "combatant": "civilian"}.get(noun.status, "")
    return Noun(noun.lemma, noun.kind, status)


def _begins(
    last: tuple[Reading, list[Reading]], reading: Reading, joined: bool, open_for_more: bool
) -> bool:
    """Whether a noun begins a group of its own."""
    if not joined or (reading.noun.kind == "event") != (last[0].noun.kind == "event"):
        return False
    if reading.noun.kind == "adjective":
        parallel = last[1] and last[1][-1].noun.kind == "adjective"
        return open_for_more and not parallel
    return open_for_more or reading.noun.kind in ("person", "kin", "role", "casualty")


def _describes(head: Reading, other: Reading) -> bool:
    """Whether a noun after `head` is the same people: its adjective, or who the bodies are."""
    if head.noun.kind in ("kin", "role", "collective"):
        return other.noun.kind == "adjective" and bool(head.numbers & other.numbers)
    if head.noun.kind in ("carrier", "partitive", "casualty"):
        return other.noun.kind != "event"
    if MANY not in head.numbers | other.numbers and _feminine(head) != _feminine(other):
        return False  # `معلم مدرسة`: a genitive, for an adjective would agree
    return other.noun.kind not in ("kin", "role", "event", "collective")


def _feminine(reading: Reading) -> bool:
    return reading.noun.sex == "female" or reading.noun.lemma.endswith("ه")


def _reading(written: list[tuple[Noun, int]], text: str, form: str) -> Reading:
    """One reading of all that a form may be; where those differ in a trait, it says nothing."""
    nouns = [noun for noun, _ in written]
    traits = {
        name: getattr(nouns[0], name) if len({getattr(noun, name) for noun in nouns}) == 1 else ""
        for name in ("status", "sex", "age")
    }
    numbers = frozenset(number for _, number in written)
    return Reading(replace(nouns[0], **traits), numbers, text != form and text.startswith("و"))


def _bound(bare: str, follower: str) -> list[tuple[Noun, int]]:
    """Construct forms: `جثتي مواطنين`, `مقاتلي الفصائل`.

    `عنصرا` is one in the accusative, and two only before a definite word, or as the driver or guard
    of something (`سائقا صهريجين`).
    """
    if not follower or follower in _THROUGH:
        return []
    found = forms().get(BOUND + bare, [])
    if bare.endswith("ا") and not bare.endswith("تا") and not follower.startswith("ال"):
        genitive = not follower.endswith("ا") and follower not in _PREPOSITIONS
        return [item for item in found if genitive and item[0].kind in ("kin", "role")]
    return found


def _owned(bare: str) -> list[tuple[Noun, int]]:
    """Forms with a possessive: `طفلها`, `ابنتيه`, `أولادهم`, `أبنائه`, `مرافقوه`."""
    for ending in _POSSESSIVES:
        stem = bare.removesuffix(ending)
        if stem == bare or len(stem) < 2:
            continue
        stems = [stem, stem[:-1] + "ء"] if stem.endswith(("او", "اي")) else [stem]
        if stem.endswith("ت"):
            stems.append(stem[:-1] + "ه")
        elif stem.endswith("ا"):
            stems.append(stem[:-1] + "ي")  # `قتلاهم`
        for candidate in stems:
            found = forms().get(BOUND + candidate, []) or forms().get(candidate, [])
            if found:
                return found
    return []


def _by_ending(text: str) -> Reading | None:
    """A word that the table lacks, by an ending that is a dual or sound plural and nothing else."""
    bare = text.removeprefix("و").removeprefix("ال")
    if len(bare) >= 6 and not _SINGULAR.fullmatch(bare):
        for ending, sex, numbers in _ENDINGS:
            if bare.endswith(ending):
                noun = Noun(bare, "person", sex=sex)
                return Reading(noun, frozenset(numbers), text.startswith("و"))
    return None


# The pattern of متعاون, whose ون is of its root.
_SINGULAR = re.compile("مت.ا.ن")
_ENDINGS = (
    ("تان", "female", (TWO,)),
    ("تين", "female", (TWO,)),
    ("يان", "", (TWO,)),
    ("ون", "", (MANY,)),
    ("ين", "", (TWO, MANY)),
    ("ات", "", (MANY,)),
)
