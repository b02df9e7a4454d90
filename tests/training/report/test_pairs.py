"""Pairs of both sides against counts made another way, on planted and random marks."""

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from annotations.document import Document, Mention, Relation
from annotations.schema import Schema
from tests.training.measures.planted import as_read
from training.metrics import by_document
from training.report.confusion import confusion
from training.report.marks import pair_mentions, pair_relations
from training.report.matching import equal, overlapping
from training.report.text import marked
from training.report.told import Kind

SCHEMA = Schema.default()
WORD = "نص "


def marks(spans: list[tuple[int, int, str]], relations: list[tuple[int, str, int]]) -> Document:
    """A text of equal words, mentions on words `[first, last]`, relations by mention number."""
    return Document(
        id="d",
        text=WORD * 40,
        mentions=[
            Mention(id=f"m{k}", type=kind, start=3 * first, end=3 * last + 2)
            for k, (first, last, kind) in enumerate(spans)
        ],
        relations=[Relation(head=f"m{a}", type=kind, tail=f"m{b}") for a, kind, b in relations],
    )


def kinds(gold: Document, found: Document) -> tuple[Counter[Kind], Counter[Kind]]:
    mentions = pair_mentions(gold, as_read(found))
    relations = pair_relations(gold, as_read(found), SCHEMA, mentions)
    return Counter(p.kind for p in mentions), Counter(p.kind for p in relations)


def test_the_nearest_are_paired() -> None:
    left = [(0, 10, "A"), (12, 20, "A"), (30, 30, "B")]
    right = [(12, 20, "B"), (8, 14, "A"), (30, 30, "A"), (40, 50, "A")]
    # The same borders go before the same type, and 12-20 is taken when 8-14 comes.
    assert overlapping(left, right) == [(1, 0), (2, 2), (0, 1)]
    assert equal(["x", "x", "y"], ["x", "y", "y"]) == [(0, 0), (2, 1)]


def test_a_relation_between_mentions_a_little_wrong_finds_its_own() -> None:
    gold = marks([(0, 0, "SHELLING"), (2, 4, "PLACE"), (6, 6, "DATE")], [(0, "place", 1)])
    near = marks([(0, 0, "SHELLING"), (2, 3, "PLACE"), (6, 6, "DATE")], [(0, "place", 1)])
    far = marks([(0, 0, "SHELLING"), (8, 8, "PLACE")], [(0, "place", 1)])
    assert kinds(gold, near)[1] == {Kind.ENDS: 1}
    assert kinds(gold, far)[1] == {Kind.MISSED: 1, Kind.MADE_UP: 1}
    pairs = pair_relations(gold, as_read(far), SCHEMA, pair_mentions(gold, as_read(far)))
    assert {pair.notes for pair in pairs} == {("tail missed",), ("tail made up",)}


def test_swapped_ends_of_a_relation_without_direction_are_right() -> None:
    spans = [(0, 0, "ACTOR"), (2, 2, "ACTOR"), (4, 4, "VICTIM")]
    gold = marks(spans, [(0, "same_as", 1), (2, "member_of", 1)])
    found = marks(spans, [(1, "same_as", 0), (1, "member_of", 2)])
    assert kinds(gold, found)[1] == {Kind.RIGHT: 1, Kind.SWAPPED: 1}


def test_a_relation_of_a_double_is_right_once() -> None:
    gold = marks([(0, 0, "SHELLING"), (2, 2, "PLACE")], [(0, "place", 1)])
    twice = marks(
        [(0, 0, "SHELLING"), (2, 2, "PLACE"), (2, 2, "PLACE")], [(0, "place", 1), (0, "place", 2)]
    )
    assert kinds(gold, twice) == (
        {Kind.RIGHT: 2, Kind.MADE_UP: 1},
        {Kind.RIGHT: 1, Kind.MADE_UP: 1},
    )
    assert kinds(twice, gold)[0] == {Kind.RIGHT: 2, Kind.MISSED: 1}


SPANS = st.lists(
    st.tuples(st.integers(0, 30), st.integers(0, 5), st.sampled_from(["PLACE", "ACTOR", "KILLED"])),
    max_size=12,
).map(lambda spans: [(first, first + more, kind) for first, more, kind in spans])
LINKS = st.lists(
    st.tuples(
        st.integers(0, 13), st.sampled_from(["agent", "place", "same_as"]), st.integers(0, 13)
    ),
    max_size=12,
)


@settings(max_examples=120)
@given(SPANS, SPANS, LINKS, LINKS)
def test_pairs_are_what_the_scores_count(
    wanted: list[tuple[int, int, str]],
    found: list[tuple[int, int, str]],
    links: list[tuple[int, str, int]],
    others: list[tuple[int, str, int]],
) -> None:
    left, right = marks(wanted, links), marks(found, others)
    scores = by_document([left], [right], SCHEMA)
    mentions = pair_mentions(left, as_read(right))
    relations = pair_relations(left, as_read(right), SCHEMA, mentions)
    tables = (
        ("mentions", mentions, SCHEMA.types),
        ("relations", relations, SCHEMA.relation_types),
    )
    for name, pairs, types in tables:
        score = scores[name][0]
        assert sum(pair.kind is Kind.RIGHT for pair in pairs) == score.right
        assert sum(pair.gold is not None for pair in pairs) == score.wanted
        assert sum(pair.given is not None for pair in pairs) == score.given
        for pair in pairs:
            assert (pair.gold is None) == (pair.kind is Kind.MADE_UP)
            assert (pair.given is None) == (pair.kind is Kind.MISSED)
        table = confusion(pairs, types)
        assert sum(map(table.wanted, table.types)) == score.wanted
        assert sum(map(table.given, table.types)) == score.given
        assert table.right.total() == score.right


def test_confusion_keeps_types_that_no_schema_has() -> None:
    gold = marks([(0, 0, "PLACE"), (2, 2, "NEW"), (4, 5, "ACTOR")], [])
    found = marks([(0, 0, "FACILITY"), (4, 4, "ACTOR"), (9, 9, "PLACE")], [])
    table = confusion(pair_mentions(gold, as_read(found)), SCHEMA.types)
    assert table.types == ("ACTOR", "PLACE", "FACILITY", "NEW")
    assert table.pairs == {
        ("PLACE", "FACILITY"): 1,
        ("NEW", None): 1,
        ("ACTOR", "ACTOR"): 1,
        (None, "PLACE"): 1,
    }
    assert table.right.total() == 0


def test_each_side_has_its_own_line() -> None:
    gold = marks([(0, 1, "PLACE")], [])
    found = marks([(1, 2, "PLACE"), (4, 4, "ACTOR")], [])
    html = marked(WORD * 6, pair_mentions(gold, as_read(found)), "x")
    assert html.startswith('<mark class="g-border" title="wrong border: gold PLACE, model PLACE 0.')
    assert '<mark class="g-border m-border"' in html
    assert '<mark class="m-border"' in html
    assert '<mark class="m-made" title="made up: gold nothing, model ACTOR 0.50">نص</mark>' in html
    assert 'id="x1-text" href="#x1" aria-label="error 1: wrong border, PLACE"' in html
    assert html.index("x1-text") < html.index("x2-text")
