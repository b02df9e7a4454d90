"""Groups beside a running total that its span of time rules too are running totals.

The guide, section 5: "In a sentence or list line with a running total `منذ مطلع العام`, later
groups that the same span of time rules are `cumulative` each, unless they are parts of the total."
Knows mentions, links and attributes; no scores' making, no network.
"""

import re
from collections.abc import Sequence

from annotations.schema import Schema
from annotations.words import Span
from inference.relate import Link


def with_running_totals(
    text: str,
    spans: Sequence[Span],
    types: Sequence[str],
    links: Sequence[Link],
    attributes: Sequence[dict[str, str]],
    schema: Schema,
) -> list[dict[str, str]]:
    """The attributes of each mention, with `scope` where it follows from a total before it.

    `spans`, `types`: of the mentions in order. A group is one that some `victim` leads to.
    """
    names = schema.relation_types
    hit = {link.tail for link in links if names[link.type] == "victim"}
    parts = {link.head for link in links if names[link.type] in ("subtotal_of", "among")}
    found = [dict(own) for own in attributes]
    running = False
    at = 0
    for n, span in enumerate(spans):
        running = running and text.find("\n", at, span.start) < 0
        at = span.start
        if found[n].get("scope") == _CUMULATIVE:
            line = text[span.start : span.end + _AFTER].split("\n", 1)[0]
            around = text[max(0, span.start - _BEFORE) : span.start] + line
            running = running or _SPAN.search(around) is not None
        elif running and types[n] == "VICTIM" and n in hit and n not in parts:
            found[n]["scope"] = _CUMULATIVE
    return found


_CUMULATIVE = "cumulative"
# Characters before and after a total, after it in its line, in which its span of time may stand.
_BEFORE, _AFTER = 60, 2000
_SPAN = re.compile("منذ (?:مطلع|بداية|بدء|العام|انطلاق)|خلال (?:العام|عام)")
