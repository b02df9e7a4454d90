"""What a place mention says: head noun, side, name. Knows the words of places, no gazetteer.

`بريف دير الزور الشرقي` is the eastern countryside of `دير الزور`; `محيط قرية معارة` is near a
village; `المنطقة` names nothing. A mention has several readings, likeliest first: which of them is
a place is for the gazetteer to say.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from msgspec import Struct
from msgspec.structs import replace

from inference.arabic import bare_forms, fold
from inference.kept import kept
from inference.resolve.word_table import TABLES, read_words

WORDS = TABLES / "place_words.tsv"
# A name of two ends: `طريق حلب – اللاذقية`, `محور مارع - الشيخ عيسى`.
_INNER_ARTICLE = re.compile(r"(?<=..)ال(?=...)")  # of words run together: `ديرالزور`, `عبدالعزيز`
ENDS = re.compile(r"\s*[-–—ـ/]+\s*")
_ROAD = re.compile(r"^\S+\s+(?:(?:عام|العام|الدولي|دولي)\s+)?")
_MOTORWAY = re.compile(r"m\d")


class Reading(Struct, frozen=True, kw_only=True, gc=False):
    """One way to read a mention.

    `name`: folded words. `kinds`: what its head noun asks for, best first. `near`: at, not in, the
    named place. `side`: `north-west` and the like, or ``. An `anaphor` (`ريفها الغربي`) names only
    the side of a place told elsewhere; `unit`: the place_id that an adjective stands for (`الريف
    الحلبي`).
    """

    name: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    near: bool = False
    rural: bool = False
    side: str = ""
    road: bool = False
    anaphor: bool = False
    unit: str = ""
    peeled: bool = False


@kept(5_000)
def key(name: str) -> str:
    """The look-up key of a name: folded, articles and blanks gone (`دير الزور` = `ديرالزور`)."""
    words = (w[2:] if w.startswith("ال") and len(w) > 3 else w for w in fold(name).split())
    return "".join(_INNER_ARTICLE.sub("", w) for w in words)


@kept(2_000)
def readings(surface: str) -> tuple[Reading, ...]:
    """The readings of a mention, the whole name first, then its peeled forms."""
    words = _words(surface)
    if not words:
        return ()
    found = [Reading(name=(form, *words[1:])) for form in bare_forms(words[0])]
    found += [Reading(name=(w,), road=True) for w in words if _MOTORWAY.fullmatch(w)]
    found += _trimmed(Reading(name=found[0].name, peeled=True))
    found += _peel(words, Reading())
    return tuple(dict.fromkeys(found))


def ends(surface: str) -> list[str]:
    """The two or more places that a road or front is named by, or nothing."""
    first = _words(surface)[:1]
    if not first or not {"road", "surround"} & set(_classes(first[0])):
        return []
    rest = _ROAD.sub("", surface.strip(), count=1)
    parts = [part for part in ENDS.split(rest) if _words(part)]
    return parts if len(parts) > 1 else []


@kept(5_000)
def follower(surface: str) -> tuple[str, str]:
    """Head noun in the singular where neighbours share it, and the rest after `و` where it joins.

    `أرياف إدلب` gives (`ريف`, ``); `وحلب` gives (``, `حلب`).
    """
    words = _words(surface)
    if not words:
        return "", ""
    shared = _classes(words[0]).get("plural", "")
    if shared or not words[0].startswith("و") or len(words[0]) < 3:
        return shared, ""
    if _GENERIC & set(_classes(words[0])):
        return "", ""
    return "", " ".join([words[0][1:], *words[1:]])


def is_noun(name: Sequence[str]) -> bool:
    """Whether a name is one common noun (`السجن`), which villages happen to bear too."""
    return len(name) == 1 and bool(_NOUNS & set(_classes(name[0], clitics=False)))


def is_site(name: Sequence[str]) -> bool:
    """Whether a name begins with what it is (`مخيم كفريا`): most of its letters tell little."""
    return len(name) > 1 and "site" in _classes(name[0], clitics=False)


@kept(5_000)
def is_generic(surface: str) -> bool:
    """Whether a mention names no place by itself (`المنطقة`, `مناطق سيطرة`, `منزله`)."""
    words = _words(surface)
    return all(
        _GENERIC & set(_classes(word, clitics=place == 0)) or word.isdigit()
        for place, word in enumerate(words)
    )


def _peel(words: Sequence[str], state: Reading) -> Iterator[Reading]:
    """What is left of the words when head nouns, sides and surroundings are taken off."""
    word, rest = words[0], words[1:]
    classes = _classes(word, clitics=not state.peeled or word.startswith("ل"))
    if "anaphor" in classes or "anaphor_rural" in classes:
        sides = _sides(rest)
        if sides is not None:
            rural = "anaphor" not in classes
            yield replace(state, anaphor=True, near=True, side=sides, rural=rural)
        return
    if "nisba" in classes and (state.rural or state.side):
        yield replace(state, unit=classes["nisba"], side=_sides(rest) or state.side, peeled=True)
        return
    for state_of in _STEPS:
        step = state_of(state, classes)
        if step is None:
            continue
        if not rest:
            if (step.rural or step.side) and not step.name:
                yield replace(step, anaphor=True)
            continue
        step = replace(step, peeled=True)
        if _sides(rest) is not None and (step.rural or "side" in classes):
            yield replace(step, anaphor=True, side=_sides(rest) or "")
        yield from _named(rest, step)
        yield from _peel(rest, step)
        return


def _named(words: Sequence[str], state: Reading) -> Iterator[Reading]:
    forms = [words[0]]
    if words[0].startswith("لل"):
        forms.append("ال" + words[0][2:])
    elif words[0].startswith("ل") and len(words[0]) > 3:
        forms.append(words[0][1:])
    for form in forms:
        name = (form, *words[1:])
        whole = replace(state, name=name)
        cut = list(_trimmed(whole))
        if state.rural:
            yield replace(whole, name=("ريف", *name))
            yield from (replace(r, name=("ريف", *r.name)) for r in cut)
            yield from cut
            yield whole
        else:
            yield whole
            yield from cut


def _trimmed(reading: Reading) -> Iterator[Reading]:
    """The name without its last adjectives: sides (`الشرقي`) and kinds (`العسكري`)."""
    name = list(reading.name)
    sides: list[str] = []
    while len(name) > 1 and (classes := _classes(name[-1], clitics=False)):
        if "direction" in classes:
            sides.insert(0, classes["direction"])
        elif "kind" not in classes:
            break
        name.pop()
        side = _join(sides) or reading.side
        yield replace(reading, name=tuple(name), side=side, peeled=True)


def _surround(state: Reading, classes: dict[str, str]) -> Reading | None:
    return replace(state, near=True) if "surround" in classes else None


def _rural(state: Reading, classes: dict[str, str]) -> Reading | None:
    return replace(state, rural=True) if "rural" in classes else None


def _road(state: Reading, classes: dict[str, str]) -> Reading | None:
    return replace(state, road=True, near=True) if "road" in classes else None


def _direction(state: Reading, classes: dict[str, str]) -> Reading | None:
    if "direction" not in classes:
        return None
    return replace(state, side=_join([*filter(None, state.side.split("-")), classes["direction"]]))


def _side_noun(state: Reading, classes: dict[str, str]) -> Reading | None:
    return replace(state, near=True) if "side" in classes else None


def _head(state: Reading, classes: dict[str, str]) -> Reading | None:
    return replace(state, kinds=tuple(classes["head"].split(","))) if "head" in classes else None


_STEPS = (_direction, _rural, _road, _surround, _head, _side_noun)
_GENERIC = {
    "generic", "generic_adj", "generic_site", "surround", "head", "rural", "road", "side",
    "direction", "kind", "anaphor", "anaphor_rural",
}  # fmt: skip
_NOUNS = {"generic", "generic_site", "head", "site", "surround", "rural", "road"}
_ORDER = ("north", "south", "east", "west", "central")


def _sides(words: Sequence[str]) -> str | None:
    """The side that words name when they name nothing else (`الشمالي الغربي`), else None."""
    found = [_classes(word, clitics=False).get("direction") for word in words]
    return _join([side for side in found if side]) if all(found) else None


def _join(sides: Sequence[str]) -> str:
    return "-".join(sorted(dict.fromkeys(sides), key=_ORDER.index)[:2])


def _words(surface: str) -> list[str]:
    return [word for word in fold(surface).split() if word != "ال"]


def _classes(word: str, *, clitics: bool = True) -> dict[str, str]:
    """Class -> value of a folded word, read without its clitics if it has no class with them."""
    table = _vocabulary()
    for form in bare_forms(word) if clitics else (word,):
        if form in table:
            return table[form]
    return {}


@cache
def _vocabulary() -> dict[str, dict[str, str]]:
    return read_words(WORDS)
