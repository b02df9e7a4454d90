"""What befell each group: killed, wounded, abducted … Knows no numbers and no rows.

Said by the outcome whose victim the group is, else by a word for murder (`اغتيال`) or its own noun
(`قتلى`, `جرحى`), else by the whole that it lies in or the parts that it is made of.
"""

from collections.abc import Iterable, Mapping
from functools import cache

from msgspec import Struct
from msgspec.structs import replace

from inference.arabic import fold
from inference.records.groups import Group, Groups
from inference.records.marks import Marks
from inference.records.trees import SUBTOTAL, Tree
from inference.records.tsv import rows
from inference.resolve.counts import counted_nouns

DEADLY = ("KILLED", "EXECUTED")
ACTUAL = "actual"


class Fate(Struct, frozen=True, kw_only=True):
    """`outcome`: the gravest, None where parts differ. `others`: what else befell the same people.

    `mixed`: some were killed and some wounded (`استشهاد وإصابة 3`), which the text does not part.
    """

    outcome: str | None
    others: tuple[str, ...] = ()
    mixed: bool = False
    realis: str = ACTUAL


class Fates:
    """The fate of every group that one is told of, and the mentions that say so."""

    def __init__(
        self, marks: Marks, groups: Groups, tree: Tree, murders: Mapping[str, list[str]]
    ) -> None:
        self._marks = marks
        self._murders = murders
        self._ties: dict[str, list[str]] = {name: [] for name in groups.by_name}
        for head in marks.of_kind("outcome", "event"):
            people = [*marks.tails(head, "victim"), *murders.get(head, [])]
            for name in groups.of(people):
                self._ties[name].append(head)
        self._fates: dict[str, Fate] = {}
        for group in groups.by_name.values():
            alone = not tree.wholes(group.name) and not tree.parts(group.name)
            if fate := self._own(group, alone=alone):
                self._fates[group.name] = fate
        self._hand_down(tree)
        for name in reversed(tree.downwards()):
            if name not in self._fates and (fate := self._of_parts(name, tree)):
                self._fates[name] = fate
        self._hand_down(tree)
        for name, heads in self._ties.items():
            if heads and name not in self._fates:  # an event struck them; how, is not told
                self._fates[name] = Fate(outcome=None, realis=self._mood(heads))

    def of(self, name: str) -> Fate | None:
        """What befell a group, None where the text tells of nothing."""
        return self._fates.get(name)

    def are_alike(self, part: str, whole: str) -> bool:
        """Whether what befell a part is what befell its whole, as far as that is told."""
        below, above = self.of(part), self.of(whole)
        if below is None or above is None or above.outcome is None:
            return True
        return below.outcome in (None, above.outcome)

    def ties(self, name: str) -> list[str]:
        """The outcome and event mentions whose victim a group is, in text order."""
        return self._ties[name]

    def telling(self, name: str) -> list[str]:
        """Those of them that tell its fate: the killing of one who was arrested once.

        All of them where none does.
        """
        fate = self.of(name)
        outcomes = DEADLY if fate and fate.outcome in DEADLY else (fate.outcome if fate else None,)
        heads = [
            head
            for head in self._ties[name]
            if self._marks.kind(head) == "event" or self._marks.type(head) in outcomes
        ]
        return heads or self._ties[name]

    def _own(self, group: Group, *, alone: bool) -> Fate | None:
        heads = self._ties[group.name]
        mood = self._mood(heads)
        said = [
            head
            for head in heads
            if self._marks.kind(head) == "outcome" and self._mood([head]) == mood
        ]
        murder = ["KILLED"] if any(head in self._murders for head in heads) else []
        if said:
            kinds = list(dict.fromkeys([*murder, *(self._marks.type(head) for head in said)]))
            fate = _gravest(kinds, mixed=self._shared(group, said))
            return replace(fate, realis=mood)
        nouns = (k for name in group.members for k in _noun(self._marks.surface(name)))
        kinds = list(dict.fromkeys([*murder, *nouns]))
        if kinds and (heads or not alone or not self._points_back(group)):
            return replace(_gravest(kinds, mixed=True), realis=mood)
        return None

    def _mood(self, heads: list[str]) -> str:
        realis = [self._marks.attribute(head, "realis") or ACTUAL for head in heads]
        return ACTUAL if ACTUAL in realis or not realis else realis[0]

    def _shared(self, group: Group, heads: list[str]) -> bool:
        """Whether killing and wounding are told in one breath of more than one person."""
        if group.value is not None and group.value.max == 1:
            return False
        dead = [head for head in heads if self._marks.type(head) in DEADLY]
        hurt = [head for head in heads if self._marks.type(head) == "WOUNDED"]
        first = self._marks.mention(group.main).start
        return any(
            self._marks.near(one, other) <= _ONE_BREATH
            and max(self._marks.mention(one).end, self._marks.mention(other).end) <= first
            for one in dead
            for other in hurt
        )

    def _points_back(self, group: Group) -> bool:
        """`الجرحى` that nothing links and no number counts are those told of before."""
        if group.figure and group.figure.firm:
            return False
        words = (fold(self._marks.surface(name)).split()[:1] for name in group.members)
        return all(word and _definite(word[0]) for word in words)

    def _hand_down(self, tree: Tree) -> None:
        for name in tree.downwards():
            link = tree.parent(name)
            if name in self._fates or link is None or link.whole not in self._fates:
                continue
            above = self._fates[link.whole]
            outcome = None if above.mixed else above.outcome
            self._fates[name] = Fate(outcome=outcome, realis=above.realis)

    def _of_parts(self, name: str, tree: Tree) -> Fate | None:
        below = [self._fates.get(link.part) for link in tree.parts(name, SUBTOTAL)]
        known = [fate for fate in below if fate]
        if not known:
            return None
        if len({(f.outcome, f.realis, f.mixed) for f in known}) == 1 and len(known) == len(below):
            return replace(known[0], others=())
        return Fate(outcome=None)


_ONE_BREATH = 2  # code points between `استشهاد` and `وإصابة`


def _gravest(kinds: list[str], *, mixed: bool) -> Fate:
    dead = [kind for kind in kinds if kind in DEADLY]
    if mixed and dead and "WOUNDED" in kinds:
        return Fate(outcome=None, mixed=True)
    first = dead[0] if dead else kinds[0]
    return Fate(outcome=first, others=tuple(kind for kind in kinds if kind != first))


def _noun(surface: str) -> Iterable[str]:
    """The outcomes that a group's nouns carry."""
    for phrase in counted_nouns(surface):
        for reading in (phrase.head, *phrase.modifiers):
            if outcome := _nouns().get(reading.noun.lemma):
                yield outcome


def _definite(word: str) -> bool:
    return any(word.startswith(clitic + "ال") or word.startswith("لل") for clitic in _CLITICS)


_CLITICS = ("", "و", "ف", "ب", "ك", "وب", "وك")


@cache
def _nouns() -> dict[str, str]:
    return {fold(row["noun"]): row["outcome"] for row in rows("fate_words.tsv")}
