"""How many an incident killed or wounded, as UCDP counts. Knows no rows.

`low` is the stated minimum, `high` the stated maximum (None: no bound), `best` the sum of the
figures as written, None where a group has none. A total and its parts count once, and so does what
is told twice; running totals and what is planned or denied never count. What several events share
(`قتل 5 بقصف واشتباكات`) may all be one event's: 0..5 for each.
"""

from collections.abc import Mapping

from msgspec import Struct

from inference.records.fates import ACTUAL, DEADLY
from inference.records.figures import written
from inference.records.incidents import Incidents
from inference.records.story import Story
from inference.records.traits import Traits
from inference.records.trees import SUBTOTAL
from inference.resolve.counts import CountValue

WOUNDED = ("WOUNDED",)


class Toll(Struct, frozen=True, kw_only=True):
    """`civilians`: those of the dead who are known to be; None where nothing is known of some."""

    best: int | None = None
    low: int | None = None
    high: int | None = None
    civilians: int | None = None


class Share(Struct, frozen=True):
    """What a group adds: a range and the figure as written."""

    group: str
    low: int
    high: int | None
    best: int | None


class Tolls:
    """Tolls of incidents."""

    def __init__(self, story: Story, incidents: Incidents, traits: Mapping[str, Traits]) -> None:
        self._groups = story.groups
        self._tree = story.tree
        self._fates = story.fates
        self._scopes = story.scopes
        self._traits = traits
        self.home = {name: self._home(name, incidents) for name in self._groups.by_name}
        self._hit: dict[str, list[str]] = {}
        for name, home in self.home.items():
            for incident in dict.fromkeys(home):
                self._hit.setdefault(incident, []).append(name)

    def dead(self, incident: str) -> Toll:
        """The killed and executed."""
        return self._toll(incident, DEADLY)

    def wounded(self, incident: str) -> Toll:
        """The wounded."""
        return self._toll(incident, WOUNDED)

    def hit(self, incident: str) -> list[str]:
        """The groups that are counted in an incident."""
        return self._hit.get(incident, [])

    def _home(self, group: str, incidents: Incidents) -> list[str]:
        """The incident that a group is counted in: that of the first mention that says so."""
        for head in self._fates.telling(group):
            if found := incidents.of(head):
                return found
        return []

    def _toll(self, incident: str, kinds: tuple[str, ...]) -> Toll:
        told = {
            name: None
            for name in self.hit(incident)
            if self._counts(name) and self._may_hold(name, kinds)
        }
        tops = [name for name in told if not self._tree.ancestors(name) & told.keys()]
        found: dict[str, Share] = {}
        for name in tops:
            for share in self._shares(name, incident, kinds):
                found.setdefault(share.group, share)
        shares = list(found.values())
        if not shares:
            return Toll()
        return Toll(
            best=_sum([share.best for share in shares]),
            low=sum(share.low for share in shares),
            high=_sum([share.high for share in shares]),
            civilians=self._civilians(shares),
        )

    def _counts(self, name: str) -> bool:
        fate = self._fates.of(name)
        return bool(fate and fate.realis == ACTUAL and not self._scopes.is_marked(name))

    def _shares(self, name: str, incident: str, kinds: tuple[str, ...]) -> list[Share]:
        """The group itself, or its parts where it mixes fates or some belong to other incidents."""
        fate = self._fates.of(name)
        if fate is None or not self._may_hold(name, kinds):
            return []
        relation = SUBTOTAL if fate.outcome else None  # of a mixed total any part may tell
        parts = [link.part for link in self._tree.parts(name, relation)]
        away = [part for part in parts if self.home[part] and incident not in self.home[part]]
        if fate.outcome and not away:
            return self._whole(name, incident)
        mine = [part for part in parts if part not in away and self._counts(part)]
        below = [share for part in mine for share in self._shares(part, incident, kinds)]
        return self._mixed(name) if fate.mixed and not parts else below

    def _may_hold(self, name: str, kinds: tuple[str, ...]) -> bool:
        """Whether some of a group may have met such a fate."""
        fate = self._fates.of(name)
        return fate is not None and (fate.outcome is None or fate.outcome in kinds)

    def _whole(self, name: str, incident: str) -> list[Share]:
        value = self._groups.by_name[name].value
        if value is None:
            return []
        if len(self.home[name]) > 1 and incident in self.home[name]:
            return [Share(name, 0, value.max, None)]
        return [Share(name, value.min, value.max, _best(value))]

    def _mixed(self, name: str) -> list[Share]:
        """Of N killed or wounded at least one is either."""
        value = self._groups.by_name[name].value
        if value is None or value.min < 2:
            return []
        return [Share(name, 1, None if value.max is None else value.max - 1, None)]

    def _civilians(self, shares: list[Share]) -> int | None:
        known: list[int] = []
        unknown = False
        for share in shares:
            if share.best is None and share.low == 0:
                unknown = True
                continue
            status = self._traits[share.group].status
            if status == "civilian":
                known.append(share.low)
            elif status != "combatant":
                found = self._civilian_parts(share.group)
                known += found
                unknown = unknown or not found
        return sum(known) if known or not unknown else None

    def _civilian_parts(self, name: str) -> list[int]:
        inside = self._tree.descendants(name)
        civil = [p for p in self._groups.by_name if p in inside and self._is_civilian(p)]
        tops = [p for p in civil if not self._tree.ancestors(p) & set(civil)]
        values = [self._groups.by_name[p].value for p in tops]
        return [value.min for value in values if value]

    def _is_civilian(self, name: str) -> bool:
        return self._traits[name].status == "civilian"


def _best(value: CountValue) -> int | None:
    """The figure; of `أكثر من 400` the least that it can be."""
    figure = written(value)
    return None if figure is None else max(figure, value.min)


def _sum(numbers: list[int | None]) -> int | None:
    known = [number for number in numbers if number is not None]
    return sum(known) if len(known) == len(numbers) else None
