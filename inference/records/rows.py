"""The rows of a report, column by column as design.md's "Contracts" has them. Knows no text.

Ids are those of mentions (`v3`, `e10`) where no table gives one, so that a row always leads back to
characters of the text; they are unique within a document. Names are Arabic, ids stand only in
columns that end in `_id` and in `mentions`. Offsets are code points, the end exclusive. None is
"the text does not tell".
"""

from typing import Any

from msgspec import Struct, field


class EventRow(Struct, frozen=True, kw_only=True):
    """An incident. `deaths_low`, `deaths_high`: stated minimum and maximum, None without a bound.

    `event_type` is the type of the mention that names it, an outcome's where no event word stands.
    `strikes`: how many blows the text counts. `deaths_civilians`: those known to be civilians.
    `score`: the least of its mentions' probabilities.
    """

    event_id: str
    doc_id: str
    event_type: str
    acled_event_type: str | None
    acled_sub_event_type: str | None
    plover_event: str | None
    plover_mode: str | None
    realis: str
    date_start: str | None
    date_end: str | None
    date_precision: int | None
    date_text: str | None
    actors: list[str]
    targets: list[str]
    place_id: str | None
    latitude: float | None
    longitude: float | None
    geo_precision: int | None
    weapons: list[str]
    strikes: int | None
    deaths_best: int | None
    deaths_low: int | None
    deaths_high: int | None
    deaths_civilians: int | None
    wounded_best: int | None
    civilian_targeting: bool | None
    source: list[str]
    mentions: list[str]
    start: int
    end: int
    score: float | None


class CasualtyRow(Struct, frozen=True, kw_only=True):
    """A group of people and what befell them.

    `count` is the figure as written (None for `العشرات`); `count_min`..`count_max` what it allows.
    `start`..`end`: the group with its number. `parent_relation`: subtotal or among. A total's
    `outcome` is None where its parts met different fates.

    `flags`: two_figures (the text gives another figure, `alternative_count`), killed_or_wounded
    (it does not part them), also_wounded, also_executed … (another outcome of the same people),
    planned, denied (nobody was harmed), shared_by_events (several causes), presumed_civilian (a
    child, a woman, an old person, with no side named), word:… (a verb that proves nothing).
    """

    casualty_id: str
    doc_id: str
    event_id: str | None
    parent_id: str | None
    parent_relation: str | None
    outcome: str | None
    text: str
    count: int | None
    count_min: int | None
    count_max: int | None
    hedge: str | None
    implied: bool
    alternative_count: int | None
    civilian_status: str
    sex: str
    age: str
    side: list[str]
    perpetrator: list[str]
    place_id: str | None
    date_start: str | None
    date_end: str | None
    scope: str
    flags: list[str]
    mentions: list[str]
    start: int
    end: int
    score: float | None


class PlaceRow(Struct, frozen=True, kw_only=True):
    """A place or site. Without a match in the gazetteer it has a name and no coordinates."""

    place_id: str
    doc_id: str
    name_ar: str
    name_en: str | None
    kind: str
    parent_id: str | None
    pcode: str | None
    admin1: str | None
    admin2: str | None
    admin3: str | None
    latitude: float | None
    longitude: float | None
    geo_precision: int | None
    controlled_by: list[str]
    mentions: list[str]
    score: float | None


class ActorRow(Struct, frozen=True, kw_only=True):
    """A side, a group or a person. `allied_with`: what the text says, by names."""

    actor_id: str
    doc_id: str
    name_ar: str
    name_en: str | None
    kind: str
    side: str | None
    allied_with: list[str]
    mentions: list[str]


class CheckRow(Struct, frozen=True, kw_only=True):
    """A sum held against what is stated. `kind`: subtotal, among, two_figures, strikes.

    `verdict`: agrees, disagrees, cannot tell. `casualty_id` is None for counts of events
    (strikes) and for people who are no casualties; `note` names the mentions.
    """

    doc_id: str
    kind: str
    casualty_id: str | None
    stated: int | None
    computed: int | None
    verdict: str
    note: str


class Records(Struct, frozen=True, kw_only=True):
    """All rows of a document, `values` by mention id, and the offsets that every row stands on.

    `evidence`: table -> id of a row of it -> the `(start, end)` of each mention that it was read
    from, wherever in the report (headline, body, background) it stands.
    """

    events: list[EventRow] = field(default_factory=list)
    casualties: list[CasualtyRow] = field(default_factory=list)
    places: list[PlaceRow] = field(default_factory=list)
    actors: list[ActorRow] = field(default_factory=list)
    checks: list[CheckRow] = field(default_factory=list)
    values: dict[str, dict[str, Any] | None] = field(default_factory=dict)
    evidence: dict[str, dict[str, list[tuple[int, int]]]] = field(default_factory=dict)
