"""The encoder's arithmetic against sums done by hand."""

import numpy as np

from inference.bundle import EncoderSizes
from inference.windows import Window
from training.benchmark.arithmetic import padded_lengths, product, shapes, work

SIZES = EncoderSizes(
    vocabulary=10, width=4, layers=2, heads=2, inner=16, positions=8, epsilon=1e-12
)


def _window(pieces: int) -> Window:
    none = np.zeros(0, np.int64)
    return Window(0, 0, np.zeros(pieces, np.int64), none, none)


def test_a_layer_costs_what_the_formula_says() -> None:
    one = work(SIZES, [1])
    # Queries, keys, values and output: 4 matrices 4 by 4; up and down: 4 by 16 and 16 by 4.
    assert one.matrices == 2 * 2 * (4 * 4 * 4 + 2 * 4 * 16)
    assert one.matrices == 2 * 24 * 4**2
    # Scores of a piece with itself and the mixed value, each 4 multiply-adds, in 2 layers.
    assert one.attention == 2 * (2 * 4 + 2 * 4)
    assert one.operations == one.matrices + one.attention


def test_attention_grows_with_the_square_and_the_rest_with_the_length() -> None:
    apart, together = work(SIZES, [3, 5]), work(SIZES, [8])
    assert apart.pieces == together.pieces == 8
    assert apart.matrices == together.matrices
    assert apart.attention * 64 == together.attention * (9 + 25)
    assert work(SIZES, []).operations == 0


def test_padding_is_counted_as_batches_are_made() -> None:
    windows = [_window(n) for n in (5, 2, 3)]
    assert sorted(padded_lengths(windows, 0)) == [2, 3, 5]
    assert sorted(padded_lengths(windows, 6)) == [3, 3, 5]
    assert padded_lengths(windows, 100) == [5, 5, 5]


def test_the_products_tried_are_the_encoders_own() -> None:
    own = [shape for shape in shapes(SIZES) if shape[0] == 512]
    assert sum(product(shape) for shape in own) == work(SIZES, [1] * 512).matrices // SIZES.layers
