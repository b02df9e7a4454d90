"""Boundaries and overlaps against counts made by hand and by a second, plainer way."""

from collections import Counter

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from annotations.document import Document, Mention, Relation
from annotations.schema import Schema
from training.measures.spans import mention_tables, relation_table
from training.metrics import pooled

SCHEMA = Schema.default()
WORD = "نص "


def change(report: Document, **fields: object) -> Document:
    return msgspec.structs.replace(report, **fields)


def marked(spans: list[tuple[int, int, str]], size: int = 40) -> Document:
    """A text of equal words with mentions on words `[first, last]`."""
    mentions = [
        Mention(id=f"m{k}", type=kind, start=3 * first, end=3 * last + 2)
        for k, (first, last, kind) in enumerate(spans)
    ]
    return Document(id="d", text=WORD * size, mentions=mentions)


def counts(gold: Document, found: Document, name: str, kind: str = "all") -> tuple[float, int, int]:
    score = mention_tables([gold], [found], SCHEMA)[name][kind]
    return score.right, score.given, score.wanted


def test_shifted_missing_double_and_wrong_type(report: Document) -> None:
    first, second, third, fourth, *rest = report.mentions
    shifted = [
        Mention(id="s", type=first.type, start=first.start, end=second.end),
        Mention(id="w", type="PERSON", start=third.start, end=third.end),
        Mention(id="a", type=fourth.type, start=fourth.start, end=fourth.end),
        Mention(id="b", type=fourth.type, start=fourth.start, end=fourth.end),
        *rest,
    ]
    found, size = change(report, mentions=shifted), len(report.mentions)
    # The shifted takes first and second: neither boundary is right. The mistyped one's is, the
    # second of the double finds its mention taken.
    assert counts(report, found, "boundary") == (size - 2, size, size)
    assert counts(report, found, "partial") == (size - 1.5, size, size)
    strict = pooled([report], [found], SCHEMA)["mentions"]["all"]
    assert (strict.right, strict.given, strict.wanted) == (size - 3, size, size)


def test_one_word_is_enough_to_overlap_and_the_next_word_is_not() -> None:
    gold = marked([(2, 4, "PLACE")])
    assert counts(gold, marked([(4, 6, "PLACE")]), "partial") == (0.5, 1, 1)
    assert counts(gold, marked([(5, 6, "PLACE")]), "partial") == (0, 1, 1)
    assert counts(gold, marked([(4, 6, "ACTOR")]), "partial") == (0.5, 1, 1)
    assert counts(gold, marked([(4, 6, "ACTOR")]), "partial", "PLACE") == (0, 0, 1)


def test_a_neighbour_that_reaches_over_takes_nothing_that_is_right() -> None:
    gold = marked([(3, 4, "PLACE")])
    found = marked([(2, 3, "PLACE"), (3, 4, "PLACE")])
    assert counts(gold, found, "boundary") == (1, 2, 1)
    assert counts(gold, found, "partial") == (1, 2, 1)


def test_marks_without_a_word_are_counted() -> None:
    gold = Document(
        id="d",
        text="\u200f قصف",
        mentions=[
            Mention(id="a", type="PLACE", start=0, end=1),
            Mention(id="b", type="SHELLING", start=2, end=5),
        ],
    )
    assert counts(gold, gold, "boundary") == (2, 2, 2)
    assert counts(gold, change(gold, mentions=[]), "partial") == (0, 0, 2)
    assert counts(change(gold, mentions=[]), gold, "partial") == (0, 2, 0)
    empty = Document(id="e", text="")
    tables = mention_tables([gold, empty], [gold, empty], SCHEMA)
    assert tables["boundary"]["all"].wanted == 2


def test_relations_by_boundary_let_types_of_ends_go_and_nothing_else(report: Document) -> None:
    other = {"ACTOR": "PERSON", "PLACE": "FACILITY"}
    mistyped = [msgspec.structs.replace(m, type=other.get(m.type, m.type)) for m in report.mentions]
    found = change(report, mentions=mistyped)
    assert relation_table([report], [found], SCHEMA)["all"].f1 == 1
    assert pooled([report], [found], SCHEMA)["relations"]["all"].f1 < 1

    swapped = [Relation(head=r.tail, type=r.type, tail=r.head) for r in report.relations]
    table = relation_table([report], [change(report, relations=swapped)], SCHEMA)
    assert table["same_as"].f1 == 1
    assert table["all"].right == table["same_as"].wanted

    victim = report.by_id()["v1"]
    moved = [
        msgspec.structs.replace(m, start=m.start - 2) if m is victim else m for m in report.mentions
    ]
    table = relation_table([report], [change(report, mentions=moved)], SCHEMA)
    touching = [r for r in report.relations if "v1" in (r.head, r.tail)]
    assert table["all"].right == len(report.relations) - len(touching)


def test_a_relation_to_no_mention_is_still_wanted(report: Document) -> None:
    extra = [*report.relations, Relation(head="nobody", type="agent", tail="a1")]
    wanted = change(report, relations=extra)
    for table in (
        relation_table([wanted], [report], SCHEMA),
        pooled([wanted], [report], SCHEMA)["relations"],
    ):
        assert table["all"].wanted == len(report.relations) + 1
        assert table["all"].right == len(report.relations)


KINDS = st.sampled_from(["PLACE", "ACTOR", "KILLED"])
ANY = st.lists(
    st.tuples(st.integers(0, 30), st.integers(0, 6), KINDS).map(
        lambda s: (s[0], s[0] + s[1], s[2])
    ),
    max_size=60,
)


@st.composite
def disjoint(draw: st.DrawFn) -> list[tuple[int, int, str]]:
    edges = sorted(draw(st.sets(st.integers(0, 38), max_size=24)))
    edges = edges[: len(edges) // 2 * 2]
    pairs = zip(edges[::2], edges[1::2], strict=True)
    return [(first, last, draw(KINDS)) for first, last in pairs]


@settings(max_examples=60)
@given(ANY, ANY)
def test_every_mention_is_counted_once(wanted: list, found: list) -> None:  # type: ignore[type-arg]
    left, right = marked(wanted), marked(found)
    shared = Counter((a, b) for a, b, _ in wanted) & Counter((a, b) for a, b, _ in found)
    assert counts(left, right, "boundary") == (shared.total(), len(found), len(wanted))
    half, given_, wanted_ = counts(left, right, "partial")
    assert (given_, wanted_) == (len(found), len(wanted))
    assert shared.total() <= half <= min(given_, wanted_)
    by_type = mention_tables([left], [right], SCHEMA)["boundary"]
    strict = pooled([left], [right], SCHEMA)["mentions"]
    assert {k: by_type[k] for k in by_type if k != "all"} == {
        k: strict[k] for k in strict if k != "all"
    }


@settings(max_examples=60)
@given(disjoint(), disjoint())
def test_halves_are_the_most_that_can_be_paired(wanted: list, found: list) -> None:  # type: ignore[type-arg]
    exact = {(a, b) for a, b, _ in wanted} & {(a, b) for a, b, _ in found}
    golds = [(a, b) for a, b, _ in wanted if (a, b) not in exact]
    guesses = [(a, b) for a, b, _ in found if (a, b) not in exact]
    partner: dict[int, int] = {}

    def pair(guess: int, tried: set[int]) -> bool:
        """Kuhn's augmenting paths."""
        first, last = guesses[guess]
        for k, (a, b) in enumerate(golds):
            if a <= last and first <= b and k not in tried:
                tried.add(k)
                if k not in partner or pair(partner[k], tried):
                    partner[k] = guess
                    return True
        return False

    halves = sum(pair(k, set()) for k in range(len(guesses)))
    assert counts(marked(wanted), marked(found), "partial")[0] == len(exact) + halves / 2
