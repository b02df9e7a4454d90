"""Who a group of victims was: civilian or combatant, sex, age. Knows the words, not the numbers.

Only the group's own nouns and the sides that it belongs to speak. Words for death that honour
(`استشهد`) or do not (`قتل`) are kept as a hint and decide nothing: every side has its martyrs.
"""

from collections.abc import Iterable, Sequence

from msgspec import Struct

from inference.arabic import fold
from inference.kept import kept
from inference.resolve.counts import counted_nouns
from inference.resolve.nouns import Phrase
from inference.resolve.tables import rows, words


class VictimTraits(Struct, frozen=True):
    """civilian_status: civilian, combatant, mixed, unknown; sex: female, male, mixed, unknown;
    age: child, adult, elderly, mixed, unknown.

    `hint` is what the text says beside the proof, joined with commas: the verb of the outcome or of
    the noun (استشهد, قتل, قضى), and `presumed` where the status rests on a word for a child, a
    woman, an old person or a family and no side is named.
    """

    civilian_status: str
    sex: str
    age: str
    hint: str | None = None


def read_traits(
    text: str, *, sides: Sequence[str] = (), outcome_word: str | None = None
) -> VictimTraits:
    """Traits of a VICTIM mention.

    `sides`: the names of the ACTOR mentions that it is `member_of`. `outcome_word`: the outcome
    mention whose victim it is. A COUNT that stands without its noun has an empty `text`.
    """
    found = counted_nouns(text)
    force = _force(sides)
    status = _together(_status(phrase, force) for phrase in found) if found else force
    hints = [word for part in (outcome_word or "", text) for word in _honours(part)]
    if status == "presumed":
        status, hints = "civilian", ["presumed", *hints]
    return VictimTraits(
        civilian_status=status or "unknown",
        sex=_together(_said(phrase, "sex") for phrase in found),
        age=_together(_said(phrase, "age") for phrase in found),
        hint=", ".join(dict.fromkeys(hints)) or None,
    )


def _status(phrase: Phrase, force: str) -> str:
    """A civil body decides; then the nouns' own meaning; then the force that they belong to."""
    own = {reading.noun.status for reading in (phrase.head, *phrase.modifiers)} - {""}
    if force == "civilian":
        return force
    if own == {"presumed"}:
        return "unknown" if force else "presumed"
    own.discard("presumed")
    if own:
        return own.pop() if len(own) == 1 else "mixed"
    related = phrase.head.noun.kind in ("kin", "collective", "event")
    return force if force and not related else "unknown"


def _force(sides: Sequence[str]) -> str:
    """combatant where a side is an armed force, civilian where all are civil bodies, else empty."""
    kinds = {_kind_of_side(side) for side in sides}
    if "force" in kinds:
        return "combatant"
    if kinds == {"civil"}:
        return "civilian"
    return "unknown" if kinds else ""


@kept(2_000)
def _kind_of_side(side: str) -> str:
    name = f" {fold(side)} "
    for kind, phrase in _BODIES:
        if any(f" {clitic}{phrase} " in name for clitic in ("", "و", "ب", "ل")):
            return kind
    return "force"


def _said(phrase: Phrase, name: str) -> str:
    """What the words that stand for these people say of sex or age.

    An adjective that does not agree in number is feminine by grammar alone (`خسائر بشرية`).
    """
    head = phrase.head
    whose = head.noun.kind in ("carrier", "partitive", "casualty")
    own = [
        other
        for other in phrase.modifiers
        if head.noun.kind != "collective"
        and (other.numbers & head.numbers or (whose and other.noun.kind != "adjective"))
    ]
    said = {value for reading in (head, *own) if (value := getattr(reading.noun, name))}
    if said == {"adult", "elderly"}:
        return "elderly"
    return said.pop() if len(said) == 1 else "mixed" if said else "unknown"


def _together(values: Iterable[str]) -> str:
    """One word for the groups of a mention: theirs if they agree, mixed if both are known."""
    said = set(values)
    if len(said) == 1:
        return said.pop()
    if not said or "unknown" in said:
        return "unknown"
    return "civilian" if said == {"civilian", "presumed"} else "mixed"


@kept(5_000)
def _honours(text: str) -> tuple[str, ...]:
    """The verbs whose root stands in a text; words broken to slip past filters are read."""
    folded = fold(text)
    return tuple(verb for verb, stems in _VERBS.items() if any(stem in folded for stem in stems))


_VERBS = {
    "استشهد": ("شهد", "شهيد", "شهدا", "شهاد"),
    "قتل": ("قتل", "قتيل", "مقتول"),
    "قضى": ("قضي", "قضوا"),
}
_BODIES = [
    (row["kind"], fold(phrase))
    for row in rows("civil_bodies.tsv")
    for phrase in words(row["words"])
]
