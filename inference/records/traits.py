"""Who a group was: civilian status, sex, age and side. Knows no outcomes and no sums.

The group's own nouns and sides speak first, then the words that describe it without being counted
(`نحو 400 شخص … كانوا من المدنيين`), then the whole that it lies in; a total of civilians and
fighters is mixed.
"""

import re
from collections.abc import Iterable

from msgspec import Struct
from msgspec.structs import replace

from inference.arabic import fold
from inference.records.actor_rows import Actors
from inference.records.groups import Group
from inference.records.marks import Marks
from inference.records.story import Story
from inference.records.trees import SUBTOTAL
from inference.resolve.victims import read_traits

UNKNOWN = "unknown"


class Traits(Struct, frozen=True, kw_only=True):
    """`side`: ACTOR mentions that the group belongs to. `hints`: words that prove nothing."""

    status: str = UNKNOWN
    sex: str = UNKNOWN
    age: str = UNKNOWN
    side: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()


def read_all(story: Story, actors: Actors) -> dict[str, Traits]:
    """The traits of every group by its name, after inheritance."""
    marks, tree, fates = story.marks, story.tree, story.fates
    found: dict[str, Traits] = {}
    for group in story.groups.by_name.values():
        heads = [h for h in fates.ties(group.name) if marks.kind(h) == "outcome"]
        verb = marks.surface(heads[0]) if heads else None
        found[group.name] = _own(marks, group, verb)
    for name in tree.downwards():
        if link := tree.parent(name):
            found[name] = _within(found[name], found[link.whole], actors)
    for name in reversed(tree.downwards()):
        parts = [found[link.part].status for link in tree.parts(name, SUBTOTAL)]
        if found[name].status == UNKNOWN and parts:
            found[name] = replace(found[name], status=_of_parts(parts))
    return found


def _own(marks: Marks, group: Group, verb: str | None) -> Traits:
    side = marks.in_order(s for name in group.mentions for s in marks.tails(name, "member_of"))
    names = [marks.surface(s) for s in side]
    read = []
    for name in group.members:
        text = marks.surface(name) if marks.type(name) == "VICTIM" else ""
        read.append(read_traits(text, sides=names, outcome_word=verb))
    status = _first(r.civilian_status for r in read)
    described = _described(marks, group)
    if described and status != described:
        status = described if status == UNKNOWN else "mixed"
    hints = [hint for r in read for hint in (r.hint or "").split(", ") if hint]
    return Traits(
        status=status,
        sex=_first(r.sex for r in read),
        age=_first(r.age for r in read),
        side=tuple(side),
        hints=tuple(dict.fromkeys(hints)),
    )


def _within(part: Traits, whole: Traits, actors: Actors) -> Traits:
    """Of civilians or of one side's fighters every part is one."""
    if part.status == UNKNOWN and whole.status in ("civilian", "combatant"):
        part = replace(part, status=whole.status)
    if not part.side and len(actors.names(whole.side)) == 1 and part.status == whole.status:
        part = replace(part, side=whole.side)
    return part


def _of_parts(parts: list[str]) -> str:
    known = set(parts) - {UNKNOWN}
    if len(known) > 1:
        return "mixed"
    return known.pop() if known and UNKNOWN not in parts else UNKNOWN


def _first(values: Iterable[str]) -> str:
    return next((value for value in values if value != UNKNOWN), UNKNOWN)


def _described(marks: Marks, group: Group) -> str:
    """`civilian` where the words after a group say that civilians were among those counted."""
    if marks.type(group.main) != "VICTIM":
        return ""
    text, start = marks.document.text, marks.mention(group.main).end
    end = _STOP.search(text, start)
    stop = end.start() if end else len(text)
    open_text = []
    for mention in marks.ending_after(start):
        if mention.end <= start:
            continue
        if mention.start >= stop or marks.kind(mention.id) in ("event", "outcome", "group"):
            stop = min(stop, mention.start)
            break
        open_text.append(text[start : mention.start])
        start = mention.end
    open_text.append(text[start:stop])
    return "civilian" if any(_MAKE_UP.search(fold(piece)) for piece in open_text) else ""


_STOP = re.compile(r"[.\n؛!؟]")
# After من, or joined by و to what stands after من. Folded words.
_MAKE_UP = re.compile(
    r"\b(?:و?من (?:ال)?(?:مدني[ينو]*|عوايل|عايلات|اهالي|ذوي|اسر)|وعوايل|وعايلات)\b"
)
