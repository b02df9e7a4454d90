"""What mentions of an event or outcome say around it: who, at whom, where, with what, says who.

Knows no rows. Everything is given by mentions of the text; threads are found by the callers.
"""

from collections.abc import Iterable, Sequence

from msgspec import Struct

from inference.records.marks import Marks
from inference.records.threads import Threads


class Scene(Struct, frozen=True, kw_only=True):
    """Mention ids in text order. `within`: what the targets that are places lie in."""

    agents: list[str]
    targets: list[str]
    places: list[str]
    within: list[str]
    weapons: list[str]
    sources: list[str]

    def sites(self) -> list[str]:
        """Where it happened, the nearest first: places, places that were hit, what these lie in."""
        return list(dict.fromkeys((*self.places, *self.targets, *self.within)))


class Scenes:
    """Scenes of mentions."""

    def __init__(self, marks: Marks, threads: Threads) -> None:
        self._marks = marks
        self._threads = threads
        self._known: dict[tuple[str, ...], Scene] = {}

    def of(self, names: Iterable[str]) -> Scene:
        """What some mentions say together."""
        asked = tuple(names)
        if asked not in self._known:
            self._known[asked] = self._read(asked)
        return self._known[asked]

    def _read(self, names: Sequence[str]) -> Scene:
        targets = self._all(names, "target")
        return Scene(
            agents=self._all(names, "agent"),
            targets=targets,
            places=self._all(names, "place"),
            within=self._marks.in_order(
                holder for name in targets for holder in self.holders(name)
            ),
            weapons=self._all(names, "instrument"),
            sources=self._all(names, "source"),
        )

    def holders(self, name: str) -> list[str]:
        """What a place is said to be part of, here or where it was told last."""
        for mention in (name, *self._threads.antecedents(name)):
            if found := self._marks.tails(mention, "part_of"):
                return found
        return []

    def _all(self, names: Sequence[str], relation: str) -> list[str]:
        return self._marks.in_order(t for name in names for t in self._marks.tails(name, relation))
