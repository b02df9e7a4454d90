"""A report's place mentions as the gazetteer asks for them. Knows relations, looks nothing up.

`part_of` is followed to its end; a place that begins its paragraph and stands before a colon
(`محافظة حلب: …`) is its dateline.
"""

import re
from collections.abc import Iterable

from annotations.document import Document, Mention
from inference.resolve.places import PlaceQuery

PLACES = ("PLACE", "FACILITY")
_LEAD = re.compile(r"[\s\W_]*")  # quotes, dashes, direction marks before a paragraph's first word
_COLON = re.compile(r"[”\"»)\s]*[:：]")


def place_queries(document: Document, types: Iterable[str] = PLACES) -> dict[str, PlaceQuery]:
    """Mention id -> query, in the order of the text."""
    wanted = frozenset(types)
    mentions = document.by_id()
    inner: dict[str, list[str]] = {}
    for relation in document.relations:
        if relation.type == "part_of" and relation.tail in mentions:
            inner.setdefault(relation.head, []).append(relation.tail)
    places = sorted((m for m in document.mentions if m.type in wanted), key=lambda m: m.start)
    found: dict[str, PlaceQuery] = {}
    paragraph = done = 0
    for mention in places:
        paragraph += document.text.count("\n", done, mention.start)
        done = mention.start
        found[mention.id] = PlaceQuery(
            surface=document.surface(mention),
            part_of=tuple(document.surface(mentions[i]) for i in _chain(mention.id, inner)),
            dateline=_is_dateline(document.text, mention),
            paragraph=paragraph,
            start=mention.start,
            end=mention.end,
        )
    return found


def _chain(start: str, inner: dict[str, list[str]]) -> list[str]:
    """What a mention is part of, nearest first; a circle is left at its first return."""
    found: list[str] = []
    waiting = list(inner.get(start, ()))
    while waiting:
        at = waiting.pop(0)
        if at not in found and at != start:
            found.append(at)
            waiting.extend(inner.get(at, ()))
    return found


def _is_dateline(text: str, mention: Mention) -> bool:
    before = text[text.rfind("\n", 0, mention.start) + 1 : mention.start]
    return _LEAD.fullmatch(before) is not None and bool(_COLON.match(text, mention.end))
