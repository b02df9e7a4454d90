"""Counted groups that one verb rules, tied by `و`: `أصيب 5 من العسكريين و3 من المدنيين`.

Who befalls the first befalls the others; no other event or outcome stands between. Knows surfaces,
types and links; no scores' making, no network.
"""

from collections.abc import Sequence

from annotations.schema import Schema
from inference.relate import Link

KINDS = ("event", "outcome")


def with_coordinated(
    links: Sequence[Link], surfaces: Sequence[str], types: Sequence[str], schema: Schema
) -> list[Link]:
    """The links in order, and `victim` for groups that hang on nothing.

    `surfaces`, `types` [m]. A led link is as probable as the one that it follows.
    """
    names = schema.relation_types
    if not {"victim", "count", "among", "subtotal_of"} <= schema.relation.keys():
        return list(links)
    victim = names.index("victim")
    count = {link.head: link.tail for link in links if names[link.type] == "count"}
    counts = set(count.values())
    tied = {link.head for link in links if names[link.type] in ("among", "subtotal_of", "same_as")}
    among = {link.head for link in links if names[link.type] == "among"}
    best: dict[int, Link] = {}
    for link in links:
        if link.type == victim and link.score > best.get(link.tail, _NONE).score:
            best[link.tail] = link
    found = list(links)
    last: Link | None = None
    for n, kind in enumerate(types):
        if schema.kinds.get(kind) in KINDS:
            last = None
        if kind not in ("VICTIM", "COUNT") or n in counts:
            continue
        if n in best:
            last = best[n]
        elif n in among:
            continue
        elif (
            last is not None
            and n in count
            and n not in tied
            and surfaces[count[n]].startswith("و")
            and schema.allows(types[last.head], "victim", kind)
        ):
            found.append(Link(last.head, victim, n, last.score))
        else:
            last = None
    return sorted(found)


_NONE = Link(0, 0, 0, 0.0)
