"""Batches hold every document once, the same for a seed, shared out among processes."""

import pytest

from training.like_lengths import LikeLengths

LENGTHS = [7, 3, 9, 1, 4, 4, 8, 2, 6, 5, 11]


def batches(epoch: int = 0, *, skip: int = 0, **changes: int) -> list[list[int]]:
    sampler = LikeLengths(LENGTHS, 3, 1, **changes)
    sampler.begin(epoch, skip=skip)
    return list(sampler)


def test_every_document_comes_once_an_epoch_in_another_order() -> None:
    first, second = batches(0), batches(1)
    assert sorted(n for batch in first for n in batch) == list(range(len(LENGTHS)))
    assert sorted(n for batch in second for n in batch) == list(range(len(LENGTHS)))
    assert first != second
    assert first == batches(0)
    assert len(LikeLengths(LENGTHS, 3, 1)) == len(first) == 4


def test_an_epoch_goes_on_where_it_was_cut_off() -> None:
    assert batches(2, skip=3) == batches(2)[3:]


@pytest.mark.parametrize("processes", [2, 3, 5])
def test_processes_share_each_batch_out(processes: int) -> None:
    parts = [batches(processes=processes, process=n) for n in range(processes)]
    for number, batch in enumerate(batches()):
        assert sorted(n for part in parts for n in part[number]) == sorted(batch)


def test_batches_are_of_like_length() -> None:
    spread = [max(LENGTHS[n] for n in b) - min(LENGTHS[n] for n in b) for b in batches()]
    assert sum(spread) <= 12
