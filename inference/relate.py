"""From pair scores to lawful relations. Knows probabilities and the schema, no text, no network."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from annotations.schema import Schema
from inference.pairs import Pairs


class Link(Struct, frozen=True, order=True):
    """A relation between mention numbers, with the probability that it holds."""

    head: int
    type: int
    tail: int
    score: float

    def moved(self, by: int) -> "Link":
        """The same between mentions counted from `by` mentions earlier."""
        return Link(self.head + by, self.type, self.tail + by, self.score)


def number_of(schema: Schema, relation: str) -> int | None:
    """The number of a relation, None where the schema has it not."""
    return schema.relation_types.index(relation) if relation in schema.relation else None


def things(links: Sequence[Link], schema: Schema) -> dict[int, int]:
    """The first mention of what each mention is told to be the same as; `links` in order."""
    same = number_of(schema, "same_as")
    found: dict[int, int] = {}
    for link in links:  # in order of their heads, so that tails are known
        if link.type == same:
            found[link.head] = found.get(link.tail, link.tail)
    return found


def with_none(lawful: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Which scores [p, 1 + relations] may be given: "none" always, beside what is lawful."""
    return np.concatenate([np.ones((len(lawful), 1), bool), lawful], axis=1)


def probabilities(
    scores: NDArray[np.float32], lawful: NDArray[np.bool_], temperature: float = 1.0
) -> NDArray[np.float64]:
    """Probabilities [p, 1 + relations] among "none" and the lawful relations of each pair."""
    values = np.where(with_none(lawful), scores.astype(np.float64) / temperature, -np.inf)
    values -= values.max(axis=1, keepdims=True)
    weights = np.exp(values)
    result: NDArray[np.float64] = weights / weights.sum(axis=1, keepdims=True)
    return result


def proposals(
    pairs: Pairs, probability: NDArray[np.float64], thresholds: NDArray[np.float64]
) -> list[Link]:
    """The likeliest relation of each pair where it reaches its type's threshold."""
    if not len(pairs.heads):
        return []
    best = probability[:, 1:].argmax(axis=1)
    score = probability[np.arange(len(best)), best + 1]
    chosen = np.flatnonzero(score >= thresholds[best])
    return [
        Link(int(pairs.heads[k]), int(best[k]), int(pairs.tails[k]), float(score[k]))
        for k in chosen
    ]


def chance_of(
    pairs: Pairs, probability: NDArray[np.float64], relation: int, *, least: float
) -> list[Link]:
    """Every pair that may bear one relation, where that is at least so probable."""
    score = probability[:, relation + 1]
    chosen = np.flatnonzero(score >= least)
    return [
        Link(int(pairs.heads[k]), relation, int(pairs.tails[k]), float(score[k])) for k in chosen
    ]


def lawful_links(
    links: list[Link],
    types: Sequence[int],
    schema: Schema,
    *,
    plural: Collection[int] = (),
    chances: Mapping[tuple[int, int], float] | None = None,
) -> list[Link]:
    """The likeliest links that can hold together, in order of head, type and tail.

    `types`: the type number of each mention; `plural`: mentions that are several things at once
    (`الطرفين`); `chances`: how probable `same_as` is of the pairs (head, tail) that may bear it.

    - a part has one whole (`subtotal_of`, `among`) and nothing is a part of itself;
    - who is wounded is no part of the dead, nor the other way round;
    - a count counts one thing;
    - `same_as` leads to the nearest earlier mention of the thing, of a plural to each thing; not
      from one thing to a plural, and not from who is dead to who is hurt.

    Greedy from the most probable down: a link that contradicts surer ones falls.
    """
    names = schema.relation_types
    kept: list[Link] = []
    owned: set[tuple[str, int]] = set()
    above: dict[int, set[int]] = defaultdict(set)
    same: list[Link] = []
    led: set[int] = set()
    fates = _fates(links, types, schema)
    for link in sorted(links, key=lambda item: (-item.score, item)):
        name = names[link.type]
        if name in _ONE_TAIL:
            if (name, link.head) in owned or link.head in _reachable(link.tail, above):
                continue
            if {fates.get(link.head), fates.get(link.tail)} == {_HURT, _DEAD}:
                continue
            owned.add((name, link.head))
            above[link.head].add(link.tail)
        elif name == "count":
            if (name, link.tail) in owned:
                continue
            owned.add((name, link.tail))
        elif name == "same_as":
            if link.tail in plural and link.head not in plural:
                continue
            if {fates.get(link.head), fates.get(link.tail)} != {_HURT, _DEAD} and (
                link.head not in led or link.head in plural
            ):
                led.add(link.head)
                same.append(link)
            continue
        kept.append(link)
    return sorted(kept + _to_the_nearest(same, types, schema, chances))


def _to_the_nearest(
    links: list[Link],
    types: Sequence[int],
    schema: Schema,
    chances: Mapping[tuple[int, int], float] | None,
) -> list[Link]:
    """One link from a mention to each thing that it is, led to the thing's last mention before it.

    What is told of a chain's first mention holds of its last: `قسد` … `قسد` … `القوات` joined to
    the first two apart are one chain. A plural (`الطرفين`) is several things and joins none. Where
    `chances` hold the pair that a link would be led to for improbable, it stays.
    """
    thing: dict[int, int] = {}
    told: dict[int, list[int]] = {}
    best: dict[int, list[Link]] = defaultdict(list)
    for link in links:
        best[link.head].append(link)
    kept = []
    # From the first mention on, so that the tails' own things are known.
    for head in sorted(best):
        nearest: dict[int, Link] = {}
        for link in sorted(best[head], key=lambda item: -item.tail):
            nearest.setdefault(thing.setdefault(link.tail, link.tail), link)
        for first, link in nearest.items():
            later = (
                mention
                for mention in reversed(told.setdefault(first, [first]))
                if mention <= link.tail
                or schema.allows(schema.types[types[head]], "same_as", schema.types[types[mention]])
            )
            last, score = max(next(later, link.tail), link.tail), link.score
            if chances is not None and last != link.tail:
                score = chances.get((head, last), 0.0)
                if score < NEAREST:
                    last, score = link.tail, link.score
            kept.append(Link(head, link.type, last, score))
        if len(nearest) == 1:
            thing[head] = next(iter(nearest))
            told[thing[head]].append(head)
    return kept


NEAREST = 0.2  # a pair to which a chain's link is led is at least so probable by itself
_ONE_TAIL = ("subtotal_of", "among")
_HURT, _DEAD = "hurt", "dead"
_FATES = {"WOUNDED": _HURT, "KILLED": _DEAD, "EXECUTED": _DEAD}


def _fates(links: list[Link], types: Sequence[int], schema: Schema) -> dict[int, str]:
    """Groups that are told to be hurt alone, or dead alone; other fates follow one another."""
    told: dict[int, set[str]] = defaultdict(set)
    for link in links:
        if schema.relation_types[link.type] == "victim":
            told[link.tail].add(_FATES.get(schema.types[types[link.head]], ""))
    return {group: next(iter(fates)) for group, fates in told.items() if len(fates) == 1}


def _reachable(start: int, above: dict[int, set[int]]) -> set[int]:
    seen = {start}
    waiting = [start]
    while waiting:
        for step in above[waiting.pop()] - seen:
            seen.add(step)
            waiting.append(step)
    return seen
