"""Candidates are the schema's lawful pairs, each once, however the text is cut."""

from annotations.bio import Labelled, place_on_words
from annotations.document import Document
from annotations.schema import Schema
from annotations.words import words
from inference import pairs as module
from inference.pair_names import NAME_FEATURES
from inference.pairs import FEATURES, Lawful, candidates, segment_pairs


def placed(document: Document, schema: Schema) -> tuple[list[Labelled], dict[str, int]]:
    found, refused = place_on_words(document.mentions, words(document.text), schema.types)
    assert not refused
    return [item for _, item in found], {m.id: n for n, (m, _) in enumerate(found)}


def test_every_gold_relation_is_a_candidate(report: Document, schema: Schema) -> None:
    labelled, number = placed(report, schema)
    pairs = candidates(report.text, words(report.text), labelled, Lawful.of(schema))
    known = {
        (int(h), int(t)): row
        for row, (h, t) in enumerate(zip(pairs.heads, pairs.tails, strict=True))
    }
    for relation in report.relations:
        row = known[number[relation.head], number[relation.tail]]
        assert pairs.lawful[row, schema.relation_types.index(relation.type)]


def test_symmetric_relations_lead_back(report: Document, schema: Schema) -> None:
    labelled, _ = placed(report, schema)
    pairs = candidates(report.text, words(report.text), labelled, Lawful.of(schema))
    same = schema.relation_types.index("same_as")
    joined = pairs.lawful[:, same]
    assert joined.any()
    assert (pairs.heads[joined] > pairs.tails[joined]).all()


def test_unlawful_pairs_are_never_candidates(report: Document, schema: Schema) -> None:
    labelled, number = placed(report, schema)
    pairs = candidates(report.text, words(report.text), labelled, Lawful.of(schema))
    ends = set(zip(pairs.heads.tolist(), pairs.tails.tolist(), strict=True))
    assert (number["d1"], number["e2"]) not in ends
    assert all(h != t for h, t in ends)


def test_features_are_bits_of_the_declared_width(report: Document, schema: Schema) -> None:
    labelled, number = placed(report, schema)
    pairs = candidates(report.text, words(report.text), labelled, Lawful.of(schema))
    assert pairs.features.shape == (len(pairs.heads), FEATURES)
    assert set(pairs.features.ravel().tolist()) <= {0, 1}
    rows = {
        (int(h), int(t)): pairs.features[k]
        for k, (h, t) in enumerate(zip(pairs.heads, pairs.tails, strict=True))
    }
    equal = FEATURES - NAME_FEATURES
    assert rows[number["p3"], number["p1"]][equal] == 1
    assert rows[number["p3"], number["p2"]][equal] == 0


def test_no_mentions_no_pairs(schema: Schema) -> None:
    assert len(candidates("قصف", words("قصف"), [], Lawful.of(schema)).heads) == 0


def test_segments_share_every_near_pair_and_count_it_once(schema: Schema) -> None:
    length = 5 * module.REACH
    kinds = (schema.types.index("ACTOR"), schema.types.index("PLACE"))
    mentions = [Labelled(k, k, kinds[k % 2]) for k in range(0, length, 37)]
    text = " ".join("كلمة" for _ in range(length))
    spans = words(text)
    seen: list[tuple[int, int]] = []
    for part, pairs in segment_pairs(text, spans, mentions, Lawful.of(schema)):
        seen += [
            (int(h) + part.opening, int(t) + part.opening)
            for h, t in zip(pairs.heads, pairs.tails, strict=True)
        ]
    assert len(seen) == len(set(seen))
    near = {
        (h, t)
        for h in range(len(mentions))
        for t in range(h)
        if mentions[h].type == mentions[t].type
        and mentions[h].first - mentions[t].first <= module.REACH
    }
    assert near <= set(seen)
