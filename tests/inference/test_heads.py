"""The heads in numpy give what the torch module gives."""

import numpy as np
import pytest
import torch

from annotations.bio import place_on_words
from annotations.document import Document
from annotations.schema import Schema
from annotations.words import words
from inference import heads as numpy_heads
from inference.network import Heads, HeadShape, pool_words
from inference.pairs import FEATURES, Lawful, candidates

WIDTH = 24


@pytest.fixture(scope="module")
def torch_heads(schema: Schema) -> Heads:
    torch.manual_seed(3)
    shape = HeadShape(
        tags=59,
        types=29,
        relations=16,
        pair_features=FEATURES,
        attributes=(3, 2),
        mention_width=20,
        pair_width=12,
        type_width=4,
    )
    return Heads(shape, WIDTH).eval()


def test_all_heads_agree(torch_heads: Heads, report: Document, schema: Schema) -> None:
    ours = numpy_heads.Heads({n: v.numpy() for n, v in torch_heads.state_dict().items()})
    spans = words(report.text)
    labelled = [x for _, x in place_on_words(report.mentions, spans, schema.types)[0]]
    pairs = candidates(report.text, spans, labelled, Lawful.of(schema))
    vectors = np.random.default_rng(0).normal(size=(len(spans), WIDTH)).astype(np.float32)
    x = torch.from_numpy(vectors)
    with torch.no_grad():
        first, last, kind = (
            torch.tensor([getattr(m, k) for m in labelled]) for k in ("first", "last", "type")
        )
        mentions = torch_heads.mentions(x, first, last, kind)
        relations = torch_heads.relations(
            x,
            mentions,
            *(
                torch.from_numpy(v)
                for v in (pairs.heads, pairs.tails, pairs.features, pairs.between)
            ),
        )
        expected = [torch_heads.tags(x), mentions, torch_heads.attributes(mentions), relations]
    mine = ours.mentions(vectors, labelled)
    given = [ours.tags(vectors), mine, ours.attributes(mine), ours.relations(vectors, mine, pairs)]
    for left, right in zip(expected, given, strict=True):
        np.testing.assert_allclose(left.numpy(), right, atol=2e-5)


def test_words_are_means_of_their_pieces() -> None:
    pieces = np.arange(12, dtype=np.float32).reshape(4, 3)
    starts, ends = np.array([0, 1]), np.array([1, 4])
    ours = numpy_heads.pool_words(pieces, starts, ends)
    assert ours.tolist() == [[0, 1, 2], [6, 7, 8]]
    theirs = pool_words(
        torch.from_numpy(pieces)[None], torch.from_numpy(starts)[None], torch.from_numpy(ends)[None]
    )
    np.testing.assert_allclose(theirs[0].numpy(), ours)
