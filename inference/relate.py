"""From pair scores to lawful relations. Knows probabilities and the schema, no text, no network."""

from collections import defaultdict

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


def probabilities(
    scores: NDArray[np.float32], lawful: NDArray[np.bool_], temperature: float = 1.0
) -> NDArray[np.float64]:
    """Probabilities [p, 1 + relations] among "none" and the lawful relations of each pair."""
    allowed = np.concatenate([np.ones((len(lawful), 1), bool), lawful], axis=1)
    values = np.where(allowed, scores.astype(np.float64) / temperature, -np.inf)
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


def lawful_links(links: list[Link], schema: Schema) -> list[Link]:
    """The likeliest links that can hold together, in order of head, type and tail.

    - a part has one whole (`subtotal_of`, `among`) and nothing is a part of itself;
    - a count counts one thing;
    - `same_as` joins a mention to the nearest of each thing: of two tails already one, the later.

    Greedy from the most probable down: a link that contradicts surer ones falls.
    """
    names = schema.relation_types
    kept: list[Link] = []
    owned: set[tuple[str, int]] = set()
    above: dict[int, set[int]] = defaultdict(set)
    cluster: dict[int, int] = {}
    same: dict[int, list[Link]] = defaultdict(list)
    for link in sorted(links, key=lambda item: (-item.score, item)):
        name = names[link.type]
        if name in _ONE_TAIL:
            if (name, link.head) in owned or link.head in _reachable(link.tail, above):
                continue
            owned.add((name, link.head))
            above[link.head].add(link.tail)
        elif name == "count":
            if (name, link.tail) in owned:
                continue
            owned.add((name, link.tail))
        elif name == "same_as":
            same[link.head].append(link)
            continue
        kept.append(link)
    # From the first mention on, so that the tails' own things are known.
    for head in sorted(same):
        nearest: dict[int, Link] = {}
        for link in sorted(same[head], key=lambda item: -item.tail):
            nearest.setdefault(cluster.setdefault(link.tail, link.tail), link)
        kept += nearest.values()
        if len(nearest) == 1:
            cluster[head] = next(iter(nearest))
    return sorted(kept)


_ONE_TAIL = ("subtotal_of", "among")


def _reachable(start: int, above: dict[int, set[int]]) -> set[int]:
    seen = {start}
    waiting = [start]
    while waiting:
        for step in above[waiting.pop()] - seen:
            seen.add(step)
            waiting.append(step)
    return seen
