"""What happened, once each: mentions of one event, and outcomes that no event word goes with.

Knows no numbers and no rows. An outcome with a cause belongs to the event; one without is an
incident of its own when the text says enough (an arrest, a killing by gunmen). Running totals of
events (`بلغ عدد الضربات 42 منذ …`) are no incidents.
"""

from collections.abc import Iterable

from msgspec import Struct

from inference.records.scenes import Scene
from inference.records.scopes import CUMULATIVE
from inference.records.settings import Settings
from inference.records.story import Story
from inference.records.when import When

BODILY = frozenset({"KILLED", "WOUNDED", "EXECUTED"})
# Outcomes that somebody brought about, which is an incident even where nobody is named.
DEEDS = frozenset({"KILLED", "EXECUTED", "ABDUCTED", "DETAINED", "RELEASED", "DISPLACED"})


class Incident(Struct, frozen=True, kw_only=True):
    """`name`: its thread. `mentions` name it; `outcomes` are what it led to, in text order."""

    name: str
    type: str
    realis: str
    mentions: tuple[str, ...]
    outcomes: tuple[str, ...]
    scene: Scene
    when: When | None


class Incidents:
    """The incidents of a document by name, in text order."""

    def __init__(self, story: Story, settings: Settings) -> None:
        self._marks = story.marks
        self._threads = story.threads
        self._fates = story.fates
        self._scopes = story.scopes
        self._dates = story.dates
        self._scenes = story.scenes
        self._causes = story.causes
        self._settings = settings
        self._roads = self._outcome_roads()
        self._led: dict[str, list[str]] = {}
        for outcome, roads in self._roads.items():
            for road in dict.fromkeys(roads):
                self._led.setdefault(road, []).append(outcome)
        self._victims: dict[str, list[str]] = {}
        for group in story.groups.by_name:
            for head in self._fates.ties(group):
                for name in self._reached(head):
                    self._victims.setdefault(name, []).append(group)
        self.by_name: dict[str, Incident] = {}
        for thread in self._threads.roots():
            incident = None
            if self._threads.is_plural(thread):
                continue  # `الغارات` of two raids adds nothing to the two
            if self._marks.kind(thread) == "event":
                incident = self._event(thread)
            elif self._marks.kind(thread) == "outcome" and self._roads.get(thread) == [thread]:
                incident = self._deed(thread)
            if incident:
                self.by_name[thread] = incident
        self._inherit()

    def of(self, head: str) -> list[str]:
        """The incidents that an outcome or event mention belongs to."""
        return [name for name in self._reached(head) if name in self.by_name]

    def _reached(self, head: str) -> list[str]:
        thread = self._threads.of(head)
        if self._marks.kind(head) == "event":
            return self._threads.expand([head])
        return self._roads.get(thread, [])

    def _outcome_roads(self) -> dict[str, list[str]]:
        """Outcome thread -> event threads, or the outcome thread that leads an incident."""
        roads: dict[str, list[str]] = {}
        alone: list[str] = []
        outcomes = [t for t in self._threads.roots() if self._marks.kind(t) == "outcome"]
        plural = [thread for thread in outcomes if self._threads.is_plural(thread)]
        for thread in outcomes:
            if events := self._causes.threads(thread):
                roads[thread] = events
            elif thread not in plural:
                alone.append(thread)
        led: dict[object, str] = {}
        for thread in (*roads, *alone):
            # The outcome of one breath with another shares its cause, or is one incident with it.
            signs = [sign for name in self._threads.members(thread) for sign in self._signs(name)]
            beside = next((led[sign] for sign in signs if sign in led), None)
            if thread not in roads:
                roads[thread] = roads[beside] if beside else [thread]
            for sign in signs:
                led.setdefault(sign, thread)
        for thread in plural:
            parts = [road for t in self._threads.expand([thread]) for road in roads.get(t, ())]
            roads.setdefault(thread, list(dict.fromkeys(parts)))
        return roads

    def _signs(self, name: str) -> list[object]:
        """By what two outcomes of bodies are one deed: the same people, or doer, place and day."""
        if self._marks.type(name) not in BODILY:
            return []
        frame = self._frame(name)
        return [*self._marks.tails(name, "victim"), *([frame] if frame else [])]

    def _frame(self, name: str) -> frozenset[str]:
        """Who and where of an outcome, and when beside these."""
        scene = self._scenes.of([name])
        if not scene.agents and not scene.places:
            return frozenset()
        return frozenset((*scene.agents, *scene.places, *self._marks.tails(name, "time")))

    def _event(self, thread: str) -> Incident | None:
        mentions = self._threads.members(thread)
        outcomes = [
            name for head in self._led.get(thread, ()) for name in self._threads.members(head)
        ]
        incident = self._made(thread, mentions, self._marks.in_order(outcomes))
        return None if self._is_total(incident) else incident

    def _deed(self, thread: str) -> Incident | None:
        """An outcome without a cause, with those told in one breath with it."""
        mentions = self._marks.in_order(
            name
            for head in self._led.get(thread, ())
            if self._roads[head] == [thread]
            for name in self._threads.members(head)
        )
        incident = self._made(thread, mentions, [])
        scene, types = incident.scene, {self._marks.type(name) for name in mentions}
        victims = self._victims.get(thread, [])
        told = bool(victims or scene.places or incident.when)
        if not (scene.agents or scene.weapons or (types & DEEDS and told)):
            return None
        if victims and all(self._scopes.is_marked(name) for name in victims):
            return None
        return None if self._is_total(incident) else incident

    def _made(self, thread: str, mentions: list[str], outcomes: list[str]) -> Incident:
        own, after = self._scenes.of(mentions), self._scenes.of(outcomes)
        moods = [self._marks.attribute(name, "realis") or "actual" for name in mentions]
        return Incident(
            name=thread,
            type=self._leading_type(mentions),
            realis="actual" if "actual" in moods else moods[0],
            mentions=tuple(mentions),
            outcomes=tuple(outcomes),
            scene=Scene(
                agents=own.agents or after.agents,
                targets=own.targets,
                places=own.places or ([] if own.targets else after.places),
                within=own.within,
                weapons=self._marks.in_order((*own.weapons, *after.weapons)),
                sources=self._marks.in_order((*own.sources, *after.sources)),
            ),
            when=self._dates.of(mentions) or self._dates.of(outcomes),
        )

    def _leading_type(self, mentions: Iterable[str]) -> str:
        """Of outcomes told as one incident the gravest."""
        types = [self._marks.type(name) for name in mentions]
        return next((t for t in types if t in ("EXECUTED", "KILLED")), types[0])

    def _is_total(self, incident: Incident) -> bool:
        """Whether an event is a running total, counted or told over more than a month."""
        if incident.name in self._scopes.running:
            return True
        victims = self._victims.get(incident.name, [])
        if not victims or any(self._scopes.of(name) != CUMULATIVE for name in victims):
            return False
        spans = [incident.when] if incident.when else []
        spans += [self._settings.when[name] for name in victims if name in self._settings.when]
        return any(when.is_long(self._dates.published) for when in spans)

    def _inherit(self) -> None:
        """A fire after a strike burns where and when the strike was, and by the same hand."""
        for name, incident in self.by_name.items():
            causes = [
                cause
                for mention in incident.mentions
                if self._marks.kind(mention) == "event"
                for cause in self._threads.expand(self._marks.tails(mention, "cause"))
            ]
            known = [self.by_name[c] for c in causes if c in self.by_name and c != name]
            if not known:
                continue
            scene, first = incident.scene, known[0]
            here = scene.places or scene.within
            here = here or [t for t in scene.targets if self._marks.type(t) == "PLACE"]
            doers = first.scene.agents if incident.type == "DESTRUCTION" else []
            self.by_name[name] = Incident(
                name=name,
                type=incident.type,
                realis=incident.realis,
                mentions=incident.mentions,
                outcomes=incident.outcomes,
                scene=Scene(
                    agents=scene.agents or doers,
                    targets=scene.targets,
                    places=scene.places if here else first.scene.sites(),
                    within=scene.within,
                    weapons=scene.weapons,
                    sources=scene.sources,
                ),
                when=incident.when or first.when,
            )
