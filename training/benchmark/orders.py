"""What a process of the benchmark is told and what it answers. Knows no process and no library.

Orders go to `training.benchmark.child` as JSON, answers come back as JSON, a line each.
"""

from msgspec import Struct, field

from annotations.schema import Schema
from training.metrics import Score

NAMES = ("ours-int8", "ours-fp32", "ours-gpu", "hf-bert", "hf-compact", "spacy", "crf")
OURS = ("ours-int8", "ours-fp32", "ours-gpu")
# Invented; what start-up is measured on.
SHORT = "قصفت طائرات حربية قرية في ريف حماة صباح اليوم، ما أدى إلى مقتل 3 مدنيين بينهم طفل."


class BertSizes(Struct, frozen=True, kw_only=True):
    """The sizes of aubmindlab/bert-base-arabertv02, as its `config.json` has them."""

    vocabulary: int = 64000
    width: int = 768
    layers: int = 12
    heads: int = 12
    inner: int = 3072
    positions: int = 512


class Prepare(Struct, frozen=True, kw_only=True, tag=True):
    """Write an untrained peer into `folder`. `model`: the bundle whose encoder `hf-compact` has.

    `vocabulary`: a WordPiece vocabulary for `hf-bert`, a piece a line; None: one is made.
    """

    contender: str
    folder: str
    model: str
    documents: str
    schema: Schema
    vocabulary: str | None = None
    bert: BertSizes = field(default_factory=BertSizes)


class Measure(Struct, frozen=True, kw_only=True, tag=True):
    """Open a contender at `path`, read `SHORT`, then the documents `passes` times.

    With `passes` 0 there is no more than the first result. `score`: F1 on the documents' marks.
    """

    contender: str
    path: str
    documents: str
    schema: Schema
    threads: int
    passes: int
    score: bool = False


class Weigh(Struct, frozen=True, kw_only=True, tag=True):
    """Measure how fast this machine multiplies matrices [m, k] and [k, n].

    `shapes` are (m, k, n); each product is repeated for `seconds` at least.
    """

    shapes: list[tuple[int, int, int]]
    threads: int
    seconds: float = 0.1


Order = Prepare | Measure | Weigh


class Ready(Struct, frozen=True, tag=True):
    """The first result is there."""


class Failed(Struct, frozen=True, tag=True):
    """What went wrong and the mend, in one line."""

    why: str


class Prepared(Struct, frozen=True, tag=True):
    """The folder is written."""


class Work(Struct, frozen=True):
    """Arithmetic of the encoder over all documents once: operations, two a multiply-add.

    `matrices`: of its weights; `attention`: between pieces. See `arithmetic`.
    """

    pieces: int
    matrices: int
    attention: int

    @property
    def operations(self) -> int:
        """Both."""
        return self.matrices + self.attention


class EncoderPasses(Struct, frozen=True):
    """The encoder alone, over windows cut beforehand: seconds of each pass, and its arithmetic.

    `useful`: of the texts' own pieces; `padded`: of what batches were filled up to, None where the
    runtime does not tell how it makes them.
    """

    seconds: list[float]
    useful: Work
    padded: Work | None


class Measured(Struct, frozen=True, kw_only=True, tag=True):
    """What a contender reached. `seconds`: of each pass; bytes: `peak` of memory, `size` on disk.

    `peak` is None where the system does not tell; `gpu_peak` is of tensors on a GPU, as torch
    counts them. Scores are strict.
    """

    seconds: list[float]
    peak: int | None
    gpu_peak: int | None
    size: int
    encoder: EncoderPasses | None = None
    mentions: Score | None = None
    relations: Score | None = None


class Rate(Struct, frozen=True):
    """A product of matrices: by what it was computed, its (m, k, n), operations a second."""

    kernel: str
    shape: tuple[int, int, int]
    operations: float


class Rates(Struct, frozen=True, tag=True):
    """Every product that was tried; the best of each kind is the machine's limit."""

    int8: list[Rate]
    fp32: list[Rate]


Answer = Ready | Failed | Prepared | Measured | Rates
