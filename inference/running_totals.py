"""Groups beside a running total that its span of time rules too are running totals.

The guide, section 5: "In a sentence or list line with a running total `منذ مطلع العام`, later
groups that the same span of time rules are `cumulative` each, unless they are parts of the total."
And of tolls: `وبذلك يرتفع` is a running total, the newest toll of one event (`ارتفاع عدد`) is new.
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
    counts = {link.tail for link in links if names[link.type] == "count"}
    counted = {link.head for link in links if names[link.type] == "count"}
    found = [dict(own) for own in attributes]
    running = False
    risen = -1
    at = 0
    for n, span in enumerate(spans):
        running = running and not _END.search(text, at, span.start)
        at = span.start
        if types[n] == "DATE" and _DAY.search(text[span.start : span.end]):
            running = False  # what follows happened then
        if types[n] not in ("VICTIM", "COUNT") and "scope" not in found[n]:
            continue
        group = types[n] == "VICTIM" or (types[n] == "COUNT" and n not in counts)
        before = _END.split(text[max(0, span.start - _BEFORE) : span.start])[-1]
        after = _END.split(text[span.start : span.end + _AFTER], maxsplit=1)[0]
        rise = _RISES.search(before)
        if group and rise and risen < span.start - len(before) + rise.start():
            risen = span.start - len(before) + rise.start()  # the first group after it is the total
            found[n]["scope"] = _CUMULATIVE
        if group and _OF_ONE.search(before) and not _SPAN.search(before + after):
            found[n].pop("scope", None)
        if types[n] == "VICTIM" and n in counted and n in hit and n not in parts:
            near = _END.split(text[max(0, span.start - _NEAR) : span.start])[-1]
            if _SINCE.search(f"{near} {after[: span.end - span.start + _NEAR]}"):
                found[n]["scope"] = _CUMULATIVE
        if found[n].get("scope") == _CUMULATIVE:
            running = running or _SPAN.search(before + after) is not None
        elif running and types[n] == "VICTIM" and n in hit and n not in parts:
            found[n]["scope"] = _CUMULATIVE
    return found


_RISES = re.compile(r"وبذلك\W+[يت]رتفع")
_OF_ONE = re.compile(r"ارتفاع\s+(?:في\s+)?(?:عدد|تعداد|حصيلة|الحصيلة)\W*(?:\w+\W+){0,2}$")
_CUMULATIVE = "cumulative"
# Characters before and after a total, after it in its line, in which its span of time may stand.
_BEFORE, _AFTER = 60, 2000
# And beside a counted group that is counted since then.
_NEAR = 120
_SINCE = re.compile("منذ (?:مطلع|بداية) (?:العام|السنة|الشهر|شهر)")
_END = re.compile(r"[\n\r]|[.؟!](?=\s|$)")
_SPAN = re.compile("منذ (?:مطلع|بداية|بدء|العام|انطلاق)|خلال (?:العام|عام)")
_DAY = re.compile("اليوم|[أا]مس|يوم|صباح|مساء|فجر|ليل|ظهر|عصر|ساعات")
