"""Mentions by boundary alone and by overlap; relations whose ends lie right, types aside.

Knows documents and nervaluate, no model. Offsets become numbers of words, first and last inclusive,
as nervaluate counts.
"""

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from nervaluate.entities import Entity
from nervaluate.strategies import ExactEvaluation, PartialEvaluation

from annotations.document import Document
from annotations.schema import Schema
from annotations.words import words
from training.metrics import Key, Score, relation_keys, tabulate


def mention_tables(
    gold: Sequence[Document], given: Sequence[Document], schema: Schema
) -> dict[str, dict[str, Score]]:
    """`boundary` and `partial`, by type and `all`, after SemEval 2013 task 9 (nervaluate).

    boundary: nervaluate's `exact`, first and last word right, whatever the type.
    partial: an overlap counts as half right, whatever the type. The rows of a type compare the
    mentions of that type alone, so that there boundary is strict.
    """
    strategies = {"boundary": ExactEvaluation(), "partial": PartialEvaluation()}
    sums: dict[tuple[str, str], Score] = defaultdict(lambda: Score(0, 0, 0))
    for left, right in zip(gold, given, strict=True):
        for wanted, found in _units(*_entities(left, right)):
            for kind in ("all", *dict.fromkeys(e.label for e in (*wanted, *found))):
                mine = [e for e in wanted if kind in ("all", e.label)]
                theirs = _right_first(mine, [e for e in found if kind in ("all", e.label)])
                for name, strategy in strategies.items():
                    counted, _ = strategy.evaluate(mine, theirs, [])
                    old = sums[name, kind]
                    halves = counted.partial / 2 if name == "partial" else 0
                    sums[name, kind] = Score(
                        old.right + counted.correct + halves,
                        old.given + counted.actual,
                        old.wanted + counted.possible,
                    )
    kinds = ("all", *(k for k in schema.types if sums["boundary", k] != Score(0, 0, 0)))
    return {name: {kind: sums[name, kind] for kind in kinds} for name in strategies}


def relation_table(
    gold: Sequence[Document], given: Sequence[Document], schema: Schema
) -> dict[str, Score]:
    """Relations by type and `all`: type and the boundaries of both ends right."""

    def keys(documents: Sequence[Document]) -> list[Key]:
        # Ends of symmetric relations are sorted by their boundaries first: they stay sorted.
        return [
            (number, key.type, key.head[:2], key.tail[:2])
            for number, document in enumerate(documents)
            for key in relation_keys(document, schema)
        ]

    return tabulate(keys(gold), keys(given), 1, schema.relation_types)


def _entities(gold: Document, given: Document) -> tuple[list[Entity], list[Entity]]:
    """Mentions of both sides in words. One that covers no word stands behind the last word."""
    spans = words(gold.text)
    starts, ends = [s.start for s in spans], [s.end for s in spans]
    outside: dict[tuple[int, int], int] = {}

    def entity(start: int, end: int, label: str) -> Entity:
        first, last = bisect_right(ends, start), bisect_left(starts, end) - 1
        if last < first:
            first = last = len(spans) + outside.setdefault((start, end), len(outside))
        return Entity(label=label, start=first, end=last)

    wanted = [entity(m.start, m.end, m.type) for m in gold.mentions]
    found = [entity(m.start, m.end, m.type) for m in given.mentions]
    return wanted, found


def _units(
    wanted: list[Entity], found: list[Entity]
) -> Iterator[tuple[list[Entity], list[Entity]]]:
    """Both lists in pieces between which nothing overlaps: nervaluate's time is quadratic."""
    pieces: list[tuple[list[Entity], list[Entity]]] = []
    reach = -1
    marked = [(e.start, 0, e) for e in wanted] + [(e.start, 1, e) for e in found]
    for start, side, entity in sorted(marked, key=lambda item: item[:2]):
        if not pieces or (start > reach and sum(map(len, pieces[-1])) >= _UNIT):
            pieces.append(([], []))
        pieces[-1][side].append(entity)
        reach = max(reach, entity.end)
    yield from pieces


def _right_first(wanted: list[Entity], found: list[Entity]) -> list[Entity]:
    """What was found in the order that nervaluate should serve it.

    It goes through the list, and what overlaps a mention takes it from one that has it exactly.
    """
    left = Counter((e.start, e.end) for e in wanted)
    right: list[Entity] = []
    wrong: list[Entity] = []
    for entity in sorted(found, key=lambda e: (e.start, e.end)):
        place = entity.start, entity.end
        (right if left[place] > 0 else wrong).append(entity)
        left[place] -= 1
    return right + wrong


_UNIT = 40  # mentions
