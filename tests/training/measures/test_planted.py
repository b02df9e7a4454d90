"""The whole scorer against an independent count, on documents with faults planted at random."""

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotations.document import Document
from tests.training.measures import planted
from tests.training.measures.planted import Count, Pair, as_read, pairs
from training.evaluate import Evaluation, score
from training.metrics import Score

SOME = st.lists(pairs(), min_size=1, max_size=3)


def documents(found: Sequence[Pair]) -> tuple[list[Document], list[Document]]:
    """Gold and planted documents; their ids have nothing in common."""
    gold = [planted.document(str(n), p.text, p.gold, "g") for n, p in enumerate(found)]
    given_ = [planted.document(str(n), p.text, p.given, "x") for n, p in enumerate(found)]
    return gold, given_


def measured(found: Sequence[Pair]) -> Evaluation:
    gold, given_ = documents(found)
    results = [as_read(document) for document in given_]
    return score(gold, results, results, planted.SCHEMA)


def plain(score: Score) -> Count:
    return Count(score.right, score.given, score.wanted)


@settings(max_examples=150)
@given(SOME)
def test_every_table_is_what_the_plain_count_says(found: list[Pair]) -> None:
    scores = measured(found)
    for table, count in (
        (scores.mentions, planted.strict),
        (scores.mentions_boundary, planted.boundary),
        (scores.mentions_partial, planted.partial),
    ):
        assert plain(table["all"]) == planted.added([count(p) for p in found])
        for kind in planted.KINDS:
            told = planted.added([count(planted.of_type(p, kind)) for p in found])
            assert plain(table.get(kind, Score(0, 0, 0))) == told
    for table, types in ((scores.relations, True), (scores.relations_boundary, False)):
        counts = [planted.relations(p, types_of_ends=types) for p in found]
        assert plain(table["all"]) == planted.added(counts)
        for kind in planted.RELATIONS:
            parts = [planted.of_relation(p, kind) for p in found]
            told = planted.added([planted.relations(p, types_of_ends=types) for p in parts])
            assert plain(table.get(kind, Score(0, 0, 0))) == told
    for name, singly in scores.by_document.items():
        count = planted.strict if name == "mentions" else planted.relations
        assert [plain(one) for one in singly] == [count(p) for p in found]


@settings(max_examples=60)
@given(SOME)
def test_seqeval_says_the_same_of_mentions_that_stand_apart(found: list[Pair]) -> None:
    once = [p._replace(given=p.given._replace(mentions=_once(p), relations=())) for p in found]
    scores = measured(once)
    told = planted.added([planted.strict(p) for p in once])
    assert scores.mentions["all"].f1 == pytest.approx(
        2 * told.right / (told.given + told.wanted) if told.given + told.wanted else 1
    )
    if told.given and told.wanted:
        assert scores.seqeval["micro_f1"] == pytest.approx(scores.mentions["all"].f1)
        assert scores.seqeval["micro_precision"] == pytest.approx(told.right / told.given)
        assert scores.seqeval["micro_recall"] == pytest.approx(told.right / told.wanted)


@settings(max_examples=60)
@given(SOME, st.randoms(use_true_random=False))
def test_the_order_of_marks_and_their_ids_are_nothing(found: list[Pair], chance: object) -> None:
    gold, given_ = documents(found)
    before = score(gold, [as_read(d) for d in given_], [as_read(d) for d in given_], planted.SCHEMA)
    for document in given_:
        chance.shuffle(document.mentions)  # type: ignore[attr-defined]
        chance.shuffle(document.relations)  # type: ignore[attr-defined]
    after = score(gold, [as_read(d) for d in given_], [as_read(d) for d in given_], planted.SCHEMA)
    for name in (
        "mentions", "mentions_boundary", "mentions_partial", "relations", "relations_boundary"
    ):  # fmt: skip
        assert getattr(before, name) == getattr(after, name)


def test_no_mention_on_either_side_is_a_number() -> None:
    empty = Pair(("قصف",), planted.Marks((), ()), planted.Marks((), ()))
    assert set(measured([empty]).seqeval.values()) == {0.0}


def _once(pair: Pair) -> tuple[planted.Place, ...]:
    return tuple(dict.fromkeys(pair.given.mentions))
