"""A report's text as HTML with its mentions coloured. Knows mentions and relations, no page.

All text is escaped. What would turn the order of letters or hide itself (bidi controls, control
characters) is shown as U+FFFD or left out, never passed on.
"""

from collections import defaultdict
from collections.abc import Iterator
from html import escape
from itertools import pairwise

from annotations.schema import Schema
from inference.export.tables import plain, steers
from inference.result import Result, ScoredMention


def shown(text: str) -> str:
    """Text made safe between tags and in quoted attributes; line breaks stay."""
    return escape("".join(map(_harmless, text)), quote=True)


class MarkedText:
    """The text of one report and the anchors of its mentions."""

    def __init__(self, result: Result, schema: Schema, prefix: str) -> None:
        """`prefix`: begins every anchor and is the report's own within the page."""
        self._result = result
        kinds = list(dict.fromkeys(schema.kinds.values()))
        self._colours = {name: kinds.index(kind) for name, kind in schema.kinds.items()}
        self._mentions = {m.id: m for m in result.mentions if 0 <= m.start < m.end}
        self._anchors = {name: f"{prefix}m{at}" for at, name in enumerate(self._mentions)}
        self._told: dict[str, list[str]] = defaultdict(list)
        for r in result.relations:
            if r.head in self._mentions and r.tail in self._mentions:
                head, tail = self._named(r.head), self._named(r.tail)
                self._told[r.head].append(f"{r.type} ({r.score:.2f}) ← {tail}")
                self._told[r.tail].append(f"{r.type} ({r.score:.2f}) of {head}")

    def anchor(self, mention_id: object) -> str | None:
        """The `id` attribute of a mention, None for one that is not in the text."""
        return self._anchors.get(str(mention_id))

    def html(self) -> str:
        """The whole text; where mentions overlap the shortest gives the colour, all the note."""
        return "".join(self._pieces())

    def _pieces(self) -> Iterator[str]:
        text, mentions = self._result.text, list(self._mentions.values())
        edges = {0, len(text)}
        starts: dict[int, list[ScoredMention]] = defaultdict(list)
        for mention in mentions:
            starts[mention.start].append(mention)
            edges |= {min(mention.start, len(text)), min(mention.end, len(text))}
        cuts = sorted(edges)
        over: list[ScoredMention] = []
        for start, end in pairwise(cuts):
            over = [m for m in over if m.end > start] + starts[start]
            inside = shown(text[start:end])
            for mention in sorted(over, key=lambda m: m.end - m.start):
                if mention.start == start:
                    inside = f'<span id="{self._anchors[mention.id]}">{inside}</span>'
            if over:
                inmost = min(over, key=lambda m: m.end - m.start)
                note = "\n".join(self._note(m) for m in sorted(over, key=lambda m: m.start))
                colour = self._colours.get(inmost.type, 0)
                inside = f'<mark class="k{colour}" title="{shown(note)}">{inside}</mark>'
            yield inside

    def _note(self, mention: ScoredMention) -> str:
        said = "".join(f", {name} {value}" for name, value in mention.attributes.items())
        first = f"{mention.type}{said}, score {mention.score:.2f}, {mention.start}-{mention.end}"
        return "\n".join((plain(first), *self._told.get(mention.id, ())))

    def _named(self, mention_id: str) -> str:
        mention = self._mentions[mention_id]
        return f"{plain(self._result.text[mention.start : mention.end])} [{mention.type}]"


def _harmless(character: str) -> str:
    if character in "\n\t" or not steers(character):
        return character
    return "" if character in _MARKS else "\ufffd"


# Not seen and no danger: carriage return, direction marks, soft hyphen, byte-order mark.
_MARKS = frozenset("\r\u200e\u200f\u061c\u00ad\ufeff\u2060\u200b")
