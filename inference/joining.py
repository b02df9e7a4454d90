"""Which proposed relations of a text hold together. Knows text, links and schema; no network.

By the schema (`relate`), by arithmetic (`totals`), by lists (`list_parts`) and by what the guide
says of relations beside each other (`conventions`).
"""

from collections.abc import Mapping, Sequence

from msgspec import Struct

from annotations.bio import Labelled
from annotations.schema import Schema
from annotations.words import Span
from inference.conventions import (
    apart,
    both_sides,
    by_the_cause,
    by_the_number,
    fates,
    in_one_whole,
    no_larger_than_whole,
    not_one_group,
    own_dates,
    plurals,
    report_dates,
)
from inference.coordinated import with_coordinated
from inference.list_parts import GROUPS, like_siblings
from inference.pair_lines import read_lines
from inference.relate import Link, lawful_links, number_of, things
from inference.resolve.counts import read_count, read_group
from inference.second_figures import with_second_figures
from inference.totals import borne_out, moved
from inference.windows import Reading


class Proposed(Struct, frozen=True):
    """Links that reached their thresholds, and all pairs that may be part and whole (`parts`) or

    one thing (`same`), whether they did or not.
    """

    links: list[Link]
    parts: list[Link]
    same: list[Link]


def together(
    reading: Reading, mentions: Sequence[Labelled], proposed: Proposed, schema: Schema
) -> list[Link]:
    """The links that hold together, in order; `mentions` by their numbers."""
    if not proposed.links:
        return []
    types = [m.type for m in mentions]
    names = [schema.types[number] for number in types]
    spans = [Span(reading.words[m.first].start, reading.words[m.last].end) for m in mentions]
    surfaces = [reading.text[span.start : span.end] for span in spans]
    plural = plurals(surfaces)
    chances = {(link.head, link.tail): link.score for link in proposed.same}
    groups = {n for n, name in enumerate(names) if name in GROUPS}
    told = _figures(surfaces, proposed.links, groups, schema)
    lines = read_lines(reading.text, reading.words)
    line = lines.of[[m.first for m in mentions]]
    links = not_one_group(proposed.links, told, fates(surfaces), schema)
    links = no_larger_than_whole(links, told, schema)
    kept = lawful_links(links, types, schema, plural=plural, chances=chances)
    numbered = {link.head for link in kept if link.type == number_of(schema, "count")}
    numbered |= {n for n in groups if names[n] == "COUNT"}
    kept = by_the_number(kept, things(kept, schema), numbered, schema)
    parts = _ruled_out(proposed.parts, chances, told)
    kept = _sums(surfaces, kept, parts, schema)
    kept = like_siblings(kept, names, line, lines.item, schema)
    kept = with_coordinated(kept, surfaces, names, schema)
    kept = with_second_figures(reading.text, kept, spans, names, schema)
    kept = in_one_whole(kept, things(kept, schema), line, schema)
    kept = own_dates(kept, report_dates(reading.text, spans, names), schema)
    kept = both_sides(by_the_cause(kept, schema), plural, schema)
    return lawful_links(kept, types, schema, plural=plural, chances=chances)


def _sums(
    surfaces: Sequence[str], kept: Sequence[Link], parts: Sequence[Link], schema: Schema
) -> list[Link]:
    """The links with the parts that only their sum gives away, or that it moves elsewhere."""
    part_of_whole = number_of(schema, "subtotal_of")
    known = [link for link in kept if link.type == part_of_whole]
    # What the model sees otherwise is no rival: another relation of the two, a part already.
    joined = {(link.head, link.tail) for link in kept}
    among = {link.head for link in kept if link.type == number_of(schema, "among")}
    rivals = [r for r in parts if (r.head, r.tail) not in joined and r.head not in among]
    if not rivals:
        return list(kept)
    asked = {end for link in (*known, *rivals) for end in (link.head, link.tail)}
    numbers = {n: least for n, (least, _) in _figures(surfaces, kept, asked, schema).items()}
    for old, new in moved(known, rivals, numbers):
        kept = [new if link == old else link for link in kept]
        known = [new if link == old else link for link in known]
    return [*kept, *borne_out(known, rivals, numbers, things(kept, schema))]


def _ruled_out(
    parts: Sequence[Link],
    same: Mapping[tuple[int, int], float],
    figures: Mapping[int, tuple[int, int | None]],
) -> list[Link]:
    """How probable parts are once it is known that groups of two different figures are not one."""
    found = []
    for link in parts:
        chance = same.get((link.head, link.tail), 0.0)
        ends = [figures[end] for end in (link.head, link.tail) if end in figures]
        score = link.score
        if len(ends) == 2 and apart(*ends) and chance < 1:
            score = min(1.0, score / (1 - chance))
        found.append(Link(link.head, link.type, link.tail, score))
    return found


def _figures(
    surfaces: Sequence[str], links: Sequence[Link], asked: set[int], schema: Schema
) -> dict[int, tuple[int, int | None]]:
    """The least and most of each group in `asked` that tells one exact figure, or a least one."""
    count = number_of(schema, "count")
    # Of two figures of one group the surer is the group's.
    surest = sorted((link.score, -link.tail, link) for link in links if link.type == count)
    said = {link.head: link.tail for _, _, link in surest}
    told: dict[int, tuple[int, int | None]] = {}
    for group in asked:
        text = surfaces[said.get(group, group)]
        value = read_count(text) or (None if group in said else read_group(text))
        if value and value.max in (value.min, None) and value.hedge in _COUNTED:
            told[group] = value.min, value.min if value.hedge == "exact" else None
    return told


# Hedges beside which a number may still be summed: `122 على الأقل` is made up of 122.
_COUNTED = ("exact", "at_least")
