"""The encoder's arithmetic, counted from its sizes. Knows lengths of windows, no texts, no time.

The count is that of Narayanan et al. 2021, "Efficient Large-Scale Language Model Training on GPU
Clusters Using Megatron-LM", appendix, forward pass: of a layer 8·w² + 4·w·inner operations a piece
for its four matrices (24·w² where inner is 4·w) and 4·l·w for attention over l pieces. Norms, GELU,
softmax and the look-up of word vectors are left out, as there.
"""

from collections.abc import Iterable, Sequence

from inference.bundle import EncoderSizes
from inference.runtime import buckets
from inference.windows import Window
from training.benchmark.orders import Work

Shape = tuple[int, int, int]

ROWS = (512, 2048)  # pieces of a long window alone, and of a batch of windows
SQUARE = 2048


def work(sizes: EncoderSizes, lengths: Iterable[int]) -> Work:
    """The arithmetic of windows of these lengths, in pieces with the special ones."""
    pieces = looks = 0
    for length in lengths:
        pieces += length
        looks += length * length
    width = sizes.width
    return Work(
        pieces=pieces,
        matrices=pieces * sizes.layers * (8 * width * width + 4 * width * sizes.inner),
        attention=looks * sizes.layers * 4 * width,
    )


def padded_lengths(windows: Sequence[Window], most_pieces: int) -> list[int]:
    """The lengths that windows have in batches of at most `most_pieces`; 0: each runs alone."""
    found = []
    for batch in buckets(windows, most_pieces):
        longest = max(len(windows[n].ids) for n in batch)
        found += [longest] * len(batch)
    return found


def shapes(sizes: EncoderSizes) -> list[Shape]:
    """The encoder's own products (m, k, n), and a large square one."""
    width, inner = sizes.width, sizes.inner
    own = [(width, 3 * width), (width, width), (width, inner), (inner, width)]
    return [*((m, k, n) for m in ROWS for k, n in own), (SQUARE, SQUARE, SQUARE)]


def product(shape: Shape) -> int:
    """Operations of a product of matrices [m, k] and [k, n], two a multiply-add."""
    m, k, n = shape
    return 2 * m * k * n
