"""A second figure of one group: `ارتفع إلى 37 عدد القتلى من قوات النظام إلى 28 على الأقل`.

The guide has both figures stand. A figure that would else count nobody, right after `إلى` or `أو`,
is the second one of the counted group before it, where between the two only sides are named. Knows
surfaces, types and links; no network.
"""

import re
from collections.abc import Sequence

from annotations.schema import Schema
from annotations.words import Span
from inference.relate import Link, number_of


def with_second_figures(
    text: str,
    links: Sequence[Link],
    spans: Sequence[Span],
    types: Sequence[str],
    schema: Schema,
) -> list[Link]:
    """The links in order, and `count` from a group to its second figure.

    `spans`, `types` [m]. A led link is half as probable as that to the first figure: the text is
    of two minds itself.
    """
    number = number_of(schema, "count")
    if number is None:
        return list(links)
    used = {end for link in links for end in (link.head, link.tail)}
    first = {link.head: link for link in links if link.type == number}
    found = list(links)
    for n, kind in enumerate(types):
        if kind != "COUNT" or n in used or not _BEFORE.search(text[: spans[n].start][-_NEAR:]):
            continue
        group = n - 1
        while group >= 0 and types[group] == "ACTOR":
            group -= 1
        if group < 0 or types[group] != "VICTIM" or group not in first:
            continue
        if not _END.search(text, spans[group].end, spans[n].start):
            found.append(Link(group, number, n, first[group].score / 2))
    return sorted(found)


_NEAR = 8  # characters before a figure
_BEFORE = re.compile(r"(?:^|\s)(?:إلى|الى|أو|او)\s*$")
_END = re.compile(r"[\n\r؛]|[.؟!](?=\s|$)")
