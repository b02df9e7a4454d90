"""One order in a process of its own, so that start-up, memory and threads are its own.

`python -m training.benchmark.child` takes an order (JSON, see `orders`) on standard input and
answers with lines of JSON on standard output; whatever libraries print goes to standard error.
Until the first result nothing is loaded but what the contender itself needs. Knows all contenders,
none from the inside.
"""

import multiprocessing
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import msgspec

from annotations.document import Document
from training.benchmark.orders import (
    OURS,
    SHORT,
    Answer,
    EncoderPasses,
    Failed,
    Measure,
    Measured,
    Order,
    Prepare,
    Prepared,
    Ready,
)

if TYPE_CHECKING:
    from training.metrics import Score

WARM_SECONDS = 10.0


class Contender(Protocol):
    """What reads documents, and may tell what its encoder alone takes."""

    def read(self, documents: Sequence[Document]) -> Iterator[object]:
        """A result for each document, in order, as they are asked for."""
        ...

    def marked(self, documents: Sequence[Document]) -> list[Document]:
        """The documents with the contender's marks in place of their own."""
        ...

    def encoder(self, documents: Sequence[Document], passes: int) -> EncoderPasses | None:
        """The encoder alone."""
        ...


def main() -> None:
    """Obey the order on standard input."""
    tell = _channel()
    try:
        tell(_obey(msgspec.json.decode(sys.stdin.buffer.read(), type=Order), tell))
    except Exception as error:  # noqa: BLE001 - whatever fails is a row of the table
        tell(Failed(_said(error)))


def _obey(order: Order, tell: Callable[[Answer], None]) -> Answer:
    if isinstance(order, Measure):
        return _measure(order, tell)
    if isinstance(order, Prepare):
        from training.benchmark.documents import read
        from training.benchmark.prepare import prepare

        prepare(order, read(Path(order.documents)))
        return Prepared()
    from training.benchmark.machine import weigh

    return weigh(order)


def _measure(order: Measure, tell: Callable[[Answer], None]) -> Answer:
    contender = _opened(order)
    if not list(contender.read([Document(id="short", text=SHORT)])):
        raise RuntimeError("no result for a short text")
    tell(Ready())
    seconds: list[float] = []
    size = _size(Path(order.path))
    if not order.passes:
        return Measured(seconds=[], peak=_peak(), gpu_peak=_gpu_peak(), size=size)

    from training.benchmark.documents import read

    documents = read(Path(order.documents))
    bare = [Document(id=d.id, text=d.text, meta=d.meta) for d in documents]
    _warm(contender, bare)
    for _ in range(order.passes):
        began = time.perf_counter()
        count = sum(1 for _ in contender.read(bare))
        seconds.append(time.perf_counter() - began)
        if count != len(bare):
            raise RuntimeError(f"{count} results for {len(bare)} documents")
    peak, gpu_peak = _peak(), _gpu_peak()
    mentions, relations = _scores(order, contender, documents, bare)
    return Measured(
        seconds=seconds,
        peak=peak,
        gpu_peak=gpu_peak,
        size=size,
        encoder=contender.encoder(bare, order.passes),
        mentions=mentions,
        relations=relations,
    )


def _opened(order: Measure) -> Contender:
    path = Path(order.path)
    match order.contender:
        case "ours-int8" | "ours-fp32" | "ours-gpu" as name:
            from training.benchmark.ours import Ours

            if name == "ours-gpu":
                return Ours.gpu(path)
            return (Ours.int8 if name == "ours-int8" else Ours.fp32)(path, order.threads)
        case "hf-bert" | "hf-compact":
            from training.benchmark import peers

            return peers.hf(path, order.schema, order.threads)
        case "spacy":
            from training.benchmark import peers

            return peers.spacy(path, order.schema)
        case _:
            from training.benchmark import peers

            return peers.crf(path, order.schema)


def _warm(contender: Contender, documents: Sequence[Document]) -> None:
    """Once through the documents, or as far as `WARM_SECONDS` reach."""
    until = time.perf_counter() + WARM_SECONDS
    for _ in contender.read(documents):
        if time.perf_counter() > until:
            return


def _scores(
    order: Measure,
    contender: Contender,
    gold: Sequence[Document],
    bare: Sequence[Document],
) -> "tuple[Score | None, Score | None]":
    if not order.score:
        return None, None
    from training.metrics import pooled

    tables = pooled(gold, contender.marked(bare), order.schema)
    relations = tables["relations"]["all"] if order.contender in OURS else None
    return tables["mentions"]["all"], relations


def _peak() -> int | None:
    """The most memory that this process and those that it started have held, in bytes."""
    children = (child.pid for child in multiprocessing.active_children())
    try:
        return sum(_held(Path(f"/proc/{number}/status")) for number in ("self", *children))
    except (OSError, ValueError):
        pass
    try:
        import resource
    except ImportError:  # Windows
        return None
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024


def _held(status: Path) -> int:
    # Not `ru_maxrss`, which on Linux counts the parent's memory before this program was loaded.
    for line in status.read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024
    raise ValueError(f"{status}: no VmHWM")


def _gpu_peak() -> int | None:
    torch = sys.modules.get("torch")
    if torch is None or not torch.cuda.is_initialized():
        return None
    return int(torch.cuda.max_memory_allocated())


def _size(path: Path) -> int:
    if path.is_file():
        return path.stat().st_size
    return sum(file.stat().st_size for file in path.rglob("*") if file.is_file())


def _said(error: Exception) -> str:
    """An error in one line; those that are made for people as they are."""
    line = next(iter(str(error).splitlines()), "")
    return line if isinstance(error, ValueError) and line else f"{type(error).__name__}: {line}"


def _channel() -> Callable[[Answer], None]:
    """Standard output for answers alone; what libraries print goes to standard error."""
    stream = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)

    def tell(answer: Answer) -> None:
        stream.write(msgspec.json.encode(answer) + b"\n")

    return tell


if __name__ == "__main__":
    main()
