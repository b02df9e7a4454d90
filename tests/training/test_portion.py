"""Shares nest, folds hold every document out once, and the test split is never learnt from."""

import msgspec
import pytest

from annotations.document import Document
from training.data import Data, DataError
from training.portion import portion


@pytest.fixture
def data(report: Document) -> Data:
    def made(name: str, split: str) -> Document:
        return msgspec.structs.replace(report, id=name, meta={"split": split})

    train = [made(f"t{k}", "train") for k in range(20)]
    return Data(train, [made(f"d{k}", "dev") for k in range(4)], [])


def ids(documents: list[Document]) -> set[str]:
    return {d.id for d in documents}


def test_a_larger_share_holds_the_smaller(data: Data) -> None:
    quarter, half = (portion(data, share=share, seed=3) for share in (0.25, 0.5))
    assert (len(quarter.train), len(half.train)) == (5, 10)
    assert ids(quarter.train) < ids(half.train)
    assert ids(half.dev) == ids(data.dev)
    assert ids(portion(data, share=0.25, seed=4).train) != ids(quarter.train)


def test_every_document_is_held_out_once(data: Data) -> None:
    parts = [portion(data, fold=f"{k}/5") for k in range(1, 6)]
    held_out = [d.id for part in parts for d in part.dev]
    assert sorted(held_out) == sorted(ids(data.train) | ids(data.dev))
    assert all(not ids(part.train) & ids(part.dev) for part in parts)
    assert all(len(part.train) + len(part.dev) == 24 for part in parts)


@pytest.mark.parametrize("bad", ["0/5", "6/5", "5", "a/b", "1/40", "1/1"])
def test_a_fold_that_cannot_be_is_named(data: Data, bad: str) -> None:
    with pytest.raises(DataError, match=bad):
        portion(data, fold=bad)


@pytest.mark.parametrize("bad", [0.0, -1.0, 1.5])
def test_a_share_that_cannot_be_is_named(data: Data, bad: float) -> None:
    with pytest.raises(DataError, match=f"share = {bad}"):
        portion(data, share=bad)
