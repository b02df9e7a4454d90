"""Documents with planted faults, and a second count of them that shares nothing with the scorer.

No test. Counts go item by item through plain lists, each gold item crossed out when it is used.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from hypothesis import strategies as st

from annotations.document import Document, Mention, Relation
from annotations.schema import Schema
from inference.result import Result, ScoredMention, ScoredRelation

SCHEMA = Schema.default()
WORDS = ("قصف", "بلدة", "ومقتل", "3", "من", "قوات", "النظام", "،", "الـ", "10")
KINDS = ("PLACE", "ACTOR", "KILLED", "VICTIM", "COUNT")
RELATIONS = ("victim", "place", "count", "same_as", "allied_with")
WITHOUT_DIRECTION = ("same_as", "allied_with")


class Count(NamedTuple):
    """Right, given and wanted items."""

    right: float
    given: int
    wanted: int


Place = tuple[int, int, str]  # first word, last word, type


class Marks(NamedTuple):
    """A text's marks by words, which is all that counts: mentions, and relations of their numbers.

    `relations`: head, type, tail.
    """

    mentions: tuple[Place, ...]
    relations: tuple[tuple[int, str, int], ...]


def document(name: str, text: Sequence[str], marks: Marks, prefix: str) -> Document:
    """The marks on a text of words with blanks between them; ids begin with `prefix`."""
    starts = [sum(len(word) + 1 for word in text[:k]) for k in range(len(text))]
    return Document(
        id=name,
        text=" ".join(text),
        mentions=[
            Mention(
                id=f"{prefix}{k}",
                type=kind,
                start=starts[first],
                end=starts[last] + len(text[last]),
            )
            for k, (first, last, kind) in enumerate(marks.mentions)
        ],
        relations=[
            Relation(head=f"{prefix}{head}", type=kind, tail=f"{prefix}{tail}")
            for head, kind, tail in marks.relations
        ],
    )


class Pair(NamedTuple):
    """Gold marks and planted ones of one text."""

    text: tuple[str, ...]
    gold: Marks
    given: Marks


@st.composite
def pairs(draw: st.DrawFn) -> Pair:
    """A text, its marks, and the same marks with every kind of fault planted at random."""
    text = tuple(draw(st.lists(st.sampled_from(WORDS), min_size=2, max_size=24)))
    gold = draw(_marks(len(text)))
    return Pair(text, gold, draw(_faulty(gold, len(text))))


@st.composite
def _marks(draw: st.DrawFn, size: int) -> Marks:
    edges = sorted(draw(st.sets(st.integers(0, size - 1), max_size=12)))
    mentions = []
    while edges:
        first = edges.pop(0)
        last = edges.pop(0) if edges and draw(st.booleans()) else first
        mentions.append((first, last, draw(st.sampled_from(KINDS))))
    numbers = st.integers(0, max(0, len(mentions) - 1))
    links = st.tuples(numbers, st.sampled_from(RELATIONS), numbers)
    return Marks(tuple(mentions), tuple(draw(st.lists(links, max_size=8))) if mentions else ())


@st.composite
def _faulty(draw: st.DrawFn, gold: Marks, size: int) -> Marks:
    fault = st.sampled_from(("none", "none", "shift", "drop", "double", "retype"))
    mentions: list[Place] = []
    became: dict[int, int] = {}  # gold mention to the planted one that stands for it
    for number, (first, last, kind) in enumerate(gold.mentions):
        said = draw(fault)
        if said == "drop":
            continue
        if said == "shift":
            # No further than the neighbours, so that planted mentions stay apart as read ones do.
            low = mentions[-1][1] + 1 if mentions else 0
            high = gold.mentions[number + 1][0] if number + 1 < len(gold.mentions) else size
            first = draw(st.integers(low, first))
            last = draw(st.integers(first, high - 1))
        if said == "retype":
            kind = draw(st.sampled_from(KINDS))
        became[number] = len(mentions)
        mentions += [(first, last, kind)] * (2 if said == "double" else 1)
    relations = []
    for head, kind, tail in gold.relations:
        said = draw(st.sampled_from(("none", "none", "drop", "double", "retype", "swap", "move")))
        if said == "drop" or not {head, tail} <= became.keys():
            continue
        ends = [became[head], became[tail]]
        if said == "swap":
            ends.reverse()
        if said == "move":
            ends[1] = draw(st.integers(0, len(mentions) - 1))
        if said == "retype":
            kind = draw(st.sampled_from(RELATIONS))
        relations += [(ends[0], kind, ends[1])] * (2 if said == "double" else 1)
    return Marks(tuple(mentions), tuple(draw(st.permutations(relations))))


def strict(pair: Pair) -> Count:
    """Mentions whose words and type are right."""
    return _crossed(pair.gold.mentions, pair.given.mentions, lambda a, b: a == b)


def boundary(pair: Pair) -> Count:
    """Mentions whose words are right."""
    return _crossed(pair.gold.mentions, pair.given.mentions, lambda a, b: a[:2] == b[:2])


def partial(pair: Pair) -> Count:
    """Mentions whose words are right, and a half for each pair of the rest that overlaps.

    The most such pairs there can be.
    """
    golds, guesses = list(pair.gold.mentions), list(pair.given.mentions)
    exact = 0
    for guess in pair.given.mentions:
        match = [gold for gold in golds if gold[:2] == guess[:2]]
        if match:
            golds.remove(match[0])
            guesses.remove(guess)
            exact += 1
    size = (len(pair.given.mentions), len(pair.gold.mentions))
    return Count(exact + _most(golds, guesses) / 2, *size)


def _most(golds: list[Place], guesses: list[Place]) -> int:
    """Pairs never need to cross: within each side mentions stand apart, or on the same words."""
    golds, guesses = sorted(golds), sorted(guesses)
    best = [[0] * (len(guesses) + 1) for _ in range(len(golds) + 1)]
    for i, (a, b, _) in enumerate(golds, 1):
        for j, (first, last, _) in enumerate(guesses, 1):
            together = best[i - 1][j - 1] + (a <= last and first <= b)
            best[i][j] = max(best[i - 1][j], best[i][j - 1], together)
    return best[-1][-1]


def relations(pair: Pair, *, types_of_ends: bool = True) -> Count:
    """Relations whose type and both ends are right; ends in either order where none is meant."""

    def told(marks: Marks) -> list[tuple[str, Place, Place]]:
        return [(t, marks.mentions[a], marks.mentions[b]) for a, t, b in marks.relations]

    def same(one: tuple[str, Place, Place], other: tuple[str, Place, Place]) -> bool:
        if one[0] != other[0]:
            return False
        orders = [(one[1], one[2])]
        if one[0] in WITHOUT_DIRECTION:
            orders.append((one[2], one[1]))
        upto = 3 if types_of_ends else 2
        return any(a[:upto] == other[1][:upto] and b[:upto] == other[2][:upto] for a, b in orders)

    return _crossed(told(pair.gold), told(pair.given), same)


def _crossed(gold: Sequence[object], given: Sequence[object], same: Callable[..., bool]) -> Count:
    left = list(gold)
    right = 0
    for item in given:
        for k, wanted in enumerate(left):
            if same(wanted, item):
                del left[k]
                right += 1
                break
    return Count(right, len(given), len(gold))


def added(counts: Sequence[Count]) -> Count:
    """The counts of several texts together."""
    return Count(*(sum(count[k] for count in counts) for k in range(3)))  # type: ignore[arg-type]


def of_type(pair: Pair, kind: str) -> Pair:
    """The mentions of one type alone."""

    def only(marks: Marks) -> Marks:
        return Marks(tuple(m for m in marks.mentions if m[2] == kind), ())

    return Pair(pair.text, only(pair.gold), only(pair.given))


def of_relation(pair: Pair, kind: str) -> Pair:
    """The relations of one type alone."""

    def only(marks: Marks) -> Marks:
        return Marks(marks.mentions, tuple(r for r in marks.relations if r[1] == kind))

    return Pair(pair.text, only(pair.gold), only(pair.given))


def as_read(document: Document) -> Result:
    """A document's marks as a result without values and records, every score 0.5."""
    return Result(
        id=document.id,
        text=document.text,
        mentions=[
            ScoredMention(id=m.id, type=m.type, start=m.start, end=m.end, score=0.5)
            for m in document.mentions
        ],
        relations=[
            ScoredRelation(head=r.head, type=r.type, tail=r.tail, score=0.5)
            for r in document.relations
        ],
    )
