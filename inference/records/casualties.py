"""Groups as rows of the table of casualties. Knows how columns are filled, not what merges."""

from collections.abc import Mapping

from inference.records.actor_rows import Actors
from inference.records.fates import ACTUAL, Fate
from inference.records.figures import written
from inference.records.groups import Group
from inference.records.incidents import Incidents
from inference.records.place_rows import Places
from inference.records.rows import CasualtyRow
from inference.records.settings import Settings
from inference.records.story import Story
from inference.records.tolls import Tolls
from inference.records.traits import Traits


class CasualtyTable:
    """Rows of the groups that something befell."""

    def __init__(
        self,
        story: Story,
        *,
        settings: Settings,
        traits: Mapping[str, Traits],
        actors: Actors,
        places: Places,
        incidents: Incidents,
        tolls: Tolls,
    ) -> None:
        self._marks = story.marks
        self._threads = story.threads
        self._groups = story.groups
        self._tree = story.tree
        self._fates = story.fates
        self._scopes = story.scopes
        self._settings = settings
        self._traits = traits
        self._actors = actors
        self._places = places
        self._incidents = incidents
        self._home: dict[str, list[str]] = {}
        for name in self._tree.downwards():
            link = self._tree.parent(name)
            alike = link is not None and self._fates.are_alike(name, link.whole)
            above = self._home[link.whole] if link and alike else []
            self._home[name] = tolls.home[name] or above

    def rows(self) -> list[CasualtyRow]:
        """A row a group that something befell, in the order of the text."""
        told = [g for g in self._groups.by_name.values() if self._fates.of(g.name)]
        return [self._row(group) for group in sorted(told, key=lambda g: self._marks.at(g.main))]

    def row_id(self, name: str) -> str:
        """The casualty_id of a group: the mention that bears its figure."""
        return self._groups.by_name[name].main

    def _row(self, group: Group) -> CasualtyRow:
        name, marks = group.name, self._marks
        fate = self._fates.of(name) or Fate(outcome=None)
        traits, value = self._traits[name], group.value
        when = self._settings.when.get(name)
        link = self._tree.parent(name)
        if link and not self._fates.of(link.whole):
            link = None
        spot = self._places.spot(self._settings.places[name])
        start, end = marks.span(group.figure.mentions if group.figure else (group.main,))
        home = self._home[name]
        return CasualtyRow(
            casualty_id=group.main,
            doc_id=marks.document.id,
            event_id=self._incidents.by_name[home[0]].mentions[0] if home else None,
            parent_id=self.row_id(link.whole) if link else None,
            parent_relation=link.relation if link else None,
            outcome=fate.outcome,
            text=marks.surface(group.main),
            count=written(value),
            count_min=value.min if value else None,
            count_max=value.max if value else None,
            hedge=value.hedge if value else None,
            implied=value.implied if value else False,
            alternative_count=written(group.other.value) if group.other else None,
            civilian_status=traits.status,
            sex=traits.sex,
            age=traits.age,
            side=self._actors.names(traits.side),
            perpetrator=self._perpetrators(group),
            place_id=spot.place_id if spot else None,
            date_start=when.start if when else None,
            date_end=when.end if when else None,
            scope=self._scopes.of(name),
            flags=self._flags(group, fate),
            mentions=marks.in_order(group.mentions),
            start=start,
            end=end,
            score=marks.score(group.mentions),
        )

    def _perpetrators(self, group: Group) -> list[str]:
        """The doers that are told, less those on the group's own side; of a clash its enemies.

        Factions of one side fight each other too: then only the group's own is left out.
        """
        agents = self._threads.expand(self._settings.agents[group.name])
        if group.name in self._settings.named:
            return self._actors.names(agents)
        side = self._threads.expand(self._sides(group.name))
        home = [self._incidents.by_name[name].type for name in self._home[group.name]]
        if "CLASH" in home and not side:
            return []
        others = [a for a in agents if not any(self._actors.are_allied(a, s) for s in side)]
        if "CLASH" in home and len(agents) - len(others) > 1:
            return []  # the fallen of both sides together
        enemies = [a for a in others if not any(self._actors.are_one_side(a, s) for s in side)]
        return self._actors.names(enemies or (others if "CLASH" in home else []))

    def _sides(self, name: str) -> list[str]:
        """A group's side; of a total without one those of its parts: nobody killed all of them."""
        own = self._traits[name].side
        below = (a for part in self._tree.descendants(name) for a in self._traits[part].side)
        return list(own) or self._marks.in_order(below)

    def _flags(self, group: Group, fate: Fate) -> list[str]:
        """What a reader of the row should know; `CasualtyRow` lists the words."""
        flags = ["two_figures"] if group.other else []
        flags += ["killed_or_wounded"] if fate.mixed else []
        flags += [f"also_{outcome.lower()}" for outcome in fate.others]
        flags += [fate.realis] if fate.realis != ACTUAL else []
        flags += ["shared_by_events"] if len(self._home[group.name]) > 1 else []
        for hint in self._traits[group.name].hints:
            flags.append("presumed_civilian" if hint == "presumed" else f"word:{hint}")
        return flags
