"""Where and when a group met its fate, and by whom. Knows no numbers and no rows.

The outcome's own place, date and agent come first, then those of its cause, then what stands beside
a group that no outcome governs (`عدد القتلى في المدينة منذ …`), then those of the whole that it
lies in. What several causes or places leave open stays open.
"""

import re

from inference.records.groups import Group
from inference.records.scopes import CUMULATIVE
from inference.records.story import Story
from inference.records.trees import SUBTOTAL
from inference.records.when import When


class Settings:
    """Days, places and doers of every group, after inheritance."""

    def __init__(self, story: Story) -> None:
        self._marks = story.marks
        self._threads = story.threads
        self._fates = story.fates
        self._dates = story.dates
        self._scenes = story.scenes
        self._causes = story.causes
        self._scopes = story.scopes
        self._tree = story.tree
        self.when: dict[str, When] = {}
        self.places: dict[str, list[str]] = {}
        self.agents: dict[str, list[str]] = {}
        self.named: set[str] = set()  # whose outcome itself names the doer
        for group in story.groups.by_name.values():
            beside, days = self._beside(group)
            if when := self._own_days(group.name) or days:
                self.when[group.name] = when
            self.places[group.name] = self._own_places(group) or beside
            self.agents[group.name] = self._own_agents(group.name)
        self._hand_down()
        for name in reversed(self._tree.downwards()):
            if name not in self.when and (when := self._of_parts(name)):
                self.when[name] = when
        self._hand_down()

    def _own_days(self, name: str) -> When | None:
        heads = self._fates.telling(name)
        told = [m for head in heads for m in self._causes.told(head) if self._is_outcome(m)]
        causes = [m for head in heads for m in self._causes.mentions(head)]
        threads = [m for h in heads for t in self._causes.threads(h) for m in self._told(t)]
        return self._dates.of(told) or self._dates.of(causes) or self._dates.of(threads)

    def _own_places(self, group: Group) -> list[str]:
        heads = self._fates.telling(group.name)
        told = [m for head in heads for m in self._causes.told(head) if self._is_outcome(m)]
        own = self._narrowed(group, self._scenes.of(told).places)
        if any(self._marks.type(name) == "PLACE" for name in own):
            return own
        causes = [m for head in heads for m in self._causes.mentions(head)]
        if near := self._places_only(self._scenes.of(causes).sites()):
            return [*own, *near]
        threads = {t for head in heads for t in self._causes.threads(head)}
        scene = self._scenes.of(m for t in threads for m in self._told(t))
        spots = self._places_only([*scene.places, *scene.targets])
        single = len(self._threads.expand(spots)) == 1
        return [*own, *(self._places_only(scene.sites()) if single else [])]

    def _narrowed(self, group: Group, places: list[str]) -> list[str]:
        """Of an outcome's several places (`طفلة في قرية A وسيدة في قرية B`) the group's own."""
        if len(places) < 2:
            return places
        beside = [p for name in group.members for p in self._places_after(name)[0]]
        return [name for name in places if name in beside] or places

    def _own_agents(self, name: str) -> list[str]:
        """The doers that the first mention with any names; later ones may sum up many events."""
        for head in self._fates.telling(name):
            told = [m for m in self._causes.told(head) if self._is_outcome(m)]
            threads = [m for t in self._causes.threads(head) for m in self._told(t)]
            if agents := self._scenes.of(told).agents:
                self.named.add(name)
                return agents
            for mentions in (self._causes.mentions(head), threads):
                if agents := self._scenes.of(mentions).agents:
                    return agents
        return []

    def _told(self, thread: str) -> list[str]:
        return self._threads.members(thread)

    def _beside(self, group: Group) -> tuple[list[str], When | None]:
        """Places and a date right after a group that no outcome and no event governs."""
        if self._fates.ties(group.name):
            return [], None
        places, dates = self._places_after(
            *(group.figure.mentions if group.figure else (group.main,))
        )
        told = {name: value for name in dates if (value := self._dates.value(name))}
        return places, self._dates.together(told)

    def _places_after(self, *names: str) -> tuple[list[str], list[str]]:
        """`القتلى في المدينة ومحيطها منذ …`: the places and the date that follow at once."""
        marks = self._marks
        last = marks.in_order(names)[-1]
        end = marks.mention(last).end
        places: list[str] = []
        dates: list[str] = []
        for mention in marks.after(last):
            gap = marks.document.text[end : mention.start]
            surface = marks.surface(mention.id)
            inside = _IN.fullmatch(gap) or (gap.isspace() and surface.startswith("ب"))
            joined = places and _JOINED.fullmatch(gap) and surface.startswith("و")
            if mention.type == "PLACE" and not dates and (inside or joined):
                places.append(mention.id)
            elif mention.type == "DATE" and not dates and _SINCE.fullmatch(gap):
                dates.append(mention.id)
            else:
                break
            end = mention.end
        return places, dates

    def _hand_down(self) -> None:
        for name in self._tree.downwards():
            if (link := self._tree.parent(name)) is None:
                continue
            if not self._fates.are_alike(name, link.whole):
                continue  # `اعتقال 43 … أفرج عن 16 منهم`: another deed, day and place
            if name not in self.when and link.whole in self.when:
                self.when[name] = self.when[link.whole]
            self.places[name] = self.places[name] or self.places[link.whole]
            self.agents[name] = self.agents[name] or self.agents[link.whole]

    def _of_parts(self, name: str) -> When | None:
        """The days that all dated parts share; of a running total, parts told anew say nothing."""
        parts = [link.part for link in self._tree.parts(name, SUBTOTAL)]
        if self._scopes.of(name) == CUMULATIVE:
            parts = [part for part in parts if self._scopes.of(part) == CUMULATIVE]
        found = [self.when[part] for part in parts if part in self.when]
        same = {(when.start, when.end) for when in found}
        return found[0] if len(same) == 1 else None

    def _is_outcome(self, name: str) -> bool:
        return self._marks.kind(name) == "outcome"

    def _places_only(self, names: list[str]) -> list[str]:
        return [name for name in names if self._marks.kind(name) == "place"]


_IN = re.compile(r"\s*(?:(?:في|ضمن|داخل)\s+(?:كل من\s+)?)[“\"«]?")
_JOINED = re.compile(r"[\s،,”\"»]*")
_SINCE = re.compile(r"[\s،,]*(?:منذ|خلال|في|حتى)\s+")
