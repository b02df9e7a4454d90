"""Mentions and relations of gold paired with those given. Knows documents and results, no page.

What is right here is what `metrics` counts as right; the rest is paired by where it stands.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence

from annotations.document import Document
from annotations.schema import Schema
from inference.result import Result
from training.metrics import RelationKey, mention_keys, relation_keys
from training.report.matching import equal, overlapping, rest
from training.report.told import End, Kind, Pair, Told, in_text_order


def pair_mentions(gold: Document, result: Result) -> list[Pair]:
    """Every mention of both sides, in one pair each, in text order.

    A second mention of the same words and type is made up (missed, where gold has it twice).
    """
    wanted, found = mention_keys(gold), mention_keys(result.document())
    left = [Told(label=key[2], ends=(key,)) for key in wanted]
    right = [
        Told(label=key[2], ends=(key,), score=mention.score)
        for key, mention in zip(found, result.mentions, strict=True)
    ]
    exact = equal(wanted, found)
    over = rest(len(left), [n for n, _ in exact]), rest(len(right), [n for _, n in exact])
    near = overlapping([wanted[n] for n in over[0]], [found[n] for n in over[1]])
    pairs = [Pair(kind=Kind.RIGHT, gold=left[a], given=right[b]) for a, b in exact]
    for a, b in near:
        mine, theirs = left[over[0][a]], right[over[1][b]]
        pairs.append(Pair(kind=_kind(mine.ends[0], theirs.ends[0]), gold=mine, given=theirs))
    for number in rest(len(over[0]), [a for a, _ in near]):
        pairs.append(Pair(kind=Kind.MISSED, gold=left[over[0][number]]))
    sure = set(found[b] for _, b in exact)
    for number in rest(len(over[1]), [b for _, b in near]):
        told = right[over[1][number]]
        twice = ("given twice",) if told.ends[0] in sure else ()
        pairs.append(Pair(kind=Kind.MADE_UP, given=told, notes=twice))
    return in_text_order(pairs)


def pair_relations(
    gold: Document, result: Result, schema: Schema, mentions: Sequence[Pair]
) -> list[Pair]:
    """Every relation of both sides, in one pair each, in text order.

    `mentions`: the pairs of the same two documents. They say which given mention stands for which
    of gold, so that a relation between mentions that are a little wrong finds its own. Notes say
    which end is no right mention; without one, both ends were found.
    """
    wanted = relation_keys(gold, schema)
    found = relation_keys(result.document(), schema)
    home = _homes(mentions)
    moved = [_moved(key, home, schema) for key in found]
    matching = _Matching(wanted, found)
    matching.take(Kind.RIGHT, wanted, found)
    matching.take(Kind.ENDS, wanted, moved)
    matching.take(Kind.SWAPPED, wanted, [RelationKey(k.type, k.tail, k.head) for k in moved])
    matching.take(Kind.TYPE, [_ends(k) for k in wanted], [_ends(k) for k in moved])
    scores = [relation.score for relation in result.relations]
    fates = _fates((pair.gold, pair.kind) for pair in mentions)
    theirs = _fates((pair.given, pair.kind) for pair in mentions)
    pairs = []
    for kind, left, right in matching.all():
        mine = None if left is None else _relation(wanted[left])
        other = None if right is None else _relation(found[right], scores[right])
        notes = _notes(mine, fates) if mine else _notes(other, theirs)
        pairs.append(Pair(kind=kind, gold=mine, given=other, notes=notes))
    return in_text_order(pairs)


class _Matching:
    """Relations of both sides that wait for their match."""

    def __init__(self, wanted: Sequence[RelationKey], found: Sequence[RelationKey]) -> None:
        self._waiting = list(range(len(wanted))), list(range(len(found)))
        self._found: list[tuple[Kind, int | None, int | None]] = []

    def take(self, kind: Kind, left: Sequence[Hashable], right: Sequence[Hashable]) -> None:
        """Match what still waits by these keys, one for each relation of a side."""
        mine, theirs = self._waiting
        matches = equal([left[n] for n in mine], [right[n] for n in theirs])
        self._found += [(kind, mine[a], theirs[b]) for a, b in matches]
        self._waiting = (
            [mine[n] for n in rest(len(mine), [a for a, _ in matches])],
            [theirs[n] for n in rest(len(theirs), [b for _, b in matches])],
        )

    def all(self) -> list[tuple[Kind, int | None, int | None]]:
        """All matches, and what found none."""
        mine, theirs = self._waiting
        missed = [(Kind.MISSED, number, None) for number in mine]
        return [*self._found, *missed, *((Kind.MADE_UP, None, number) for number in theirs)]


def _kind(gold: End, given: End) -> Kind:
    if gold[:2] == given[:2]:
        return Kind.TYPE
    return Kind.BORDER if gold[2] == given[2] else Kind.BOTH


def _relation(key: RelationKey, score: float | None = None) -> Told:
    return Told(label=key.type, ends=(key.head, key.tail), score=score)


def _homes(mentions: Sequence[Pair]) -> dict[End, End]:
    """Given mention -> the mention of gold that it stands for."""
    homes: dict[End, End] = {}
    for pair in mentions:
        if pair.gold and pair.given:
            mine, theirs = pair.gold.ends[0], pair.given.ends[0]
            # A double that is right and also overlaps another mention stands for itself.
            homes[theirs] = mine if pair.kind is Kind.RIGHT else homes.get(theirs, mine)
    return homes


def _moved(key: RelationKey, home: Mapping[End, End], schema: Schema) -> RelationKey:
    head, tail = home.get(key.head, key.head), home.get(key.tail, key.tail)
    rule = schema.relation.get(key.type)
    if rule and rule.symmetric:  # as `relation_keys` orders them
        head, tail = max(head, tail), min(head, tail)
    return RelationKey(key.type, head, tail)


def _ends(key: RelationKey) -> tuple[End, End]:
    return min(key.head, key.tail), max(key.head, key.tail)


def _fates(sides: Iterable[tuple[Told | None, Kind]]) -> dict[End, Kind]:
    """What became of each mention of one side; of doubles the best."""
    fates: dict[End, Kind] = {}
    for told, kind in sides:
        if told:
            end = told.ends[0]
            fates[end] = Kind.RIGHT if kind is Kind.RIGHT else fates.get(end, kind)
    return fates


def _notes(told: Told | None, fates: Mapping[End, Kind]) -> tuple[str, ...]:
    notes = []
    for name, end in zip(("head", "tail"), told.ends if told else (), strict=False):
        fate = fates.get(end)
        if fate is None:
            notes.append(f"{name} names no mention")
        elif fate is not Kind.RIGHT:
            notes.append(f"{name} {fate}")
    return tuple(notes)
