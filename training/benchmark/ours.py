"""Our own reader as a contender: text to records, and its encoder alone. Knows `Extractor`.

Torch is loaded by the two that run on it, and by no other.
"""

import os
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from importlib.util import find_spec
from pathlib import Path

from annotations.document import Document
from inference.batches.engine_processes import ProcessEngine
from inference.batches.grouping import steps
from inference.batches.items import Fault, Report
from inference.batches.reading import Line, as_line
from inference.batches.settings import ONE_THREAD, Settings
from inference.bundle import Bundle, BundleError
from inference.extractor import Extractor
from inference.result import Result
from inference.windows import Window, read_text
from training.benchmark.arithmetic import padded_lengths, work
from training.benchmark.orders import EncoderPasses

TOGETHER = Settings().batch_size  # as `marsad extract` reads them


class Ours:
    """An extractor whose way to the records is what `read` takes."""

    def __init__(
        self,
        extractor: Extractor,
        *,
        most_pieces: int | None,
        processes: ProcessEngine | None = None,
    ) -> None:
        """`most_pieces` of a batch with its padding; 0: windows run alone; None: not known.

        `processes` read where there is more than one document, as of `marsad extract`.
        """
        self._extractor = extractor
        self._most_pieces = most_pieces
        # They end with this process, whose only task is to measure.
        self._processes = ExitStack().enter_context(processes) if processes else None

    @classmethod
    def int8(cls, folder: Path, threads: int) -> "Ours":
        """What ships, on the CPU."""
        os.environ.update(ONE_THREAD)  # as the command sets it, before the processes begin
        extractor = Extractor.from_pretrained(folder, device="cpu", threads=threads)
        settings = Settings(model=str(folder), device="cpu", batch_size=TOGETHER)
        several = ProcessEngine(settings, threads) if threads > 1 else None
        return cls(extractor, most_pieces=0, processes=several)

    @classmethod
    def fp32(cls, folder: Path, threads: int) -> "Ours":
        """The same weights unpacked, by torch on the CPU. Raises `BundleError` without torch."""
        _need_torch()
        import torch

        from inference.runtime_torch import TorchRuntime

        torch.set_num_threads(threads)
        bundle = Bundle.open(folder)
        runtime = TorchRuntime.from_bundle(bundle, "cpu")
        return cls(Extractor(bundle, runtime), most_pieces=_most(runtime))

    @classmethod
    def gpu(cls, folder: Path) -> "Ours":
        """What ships, on the first GPU. Raises `BundleError` where torch sees none."""
        _need_torch()
        import torch

        if not torch.cuda.is_available():
            raise BundleError("torch sees no GPU here")
        extractor = Extractor.from_pretrained(folder, device="cuda")
        return cls(extractor, most_pieces=_most(extractor.reader.runtime))

    def read(self, documents: Sequence[Document]) -> Iterator[Result | Line]:
        """A result with its records for each document, in order.

        Raises `ValueError` at one that cannot be read: its speed would tell nothing.
        """
        if self._processes is None or len(documents) < 2:
            yield from self._read_here(documents)
            return
        reports = (Report(d.id, d.text, d.meta, d.id) for d in documents)
        for step in self._processes.read(steps(reports, TOGETHER), 0, as_line):
            for fault in [step] if isinstance(step, Fault) else step.faults:
                raise ValueError(str(fault))
            if not isinstance(step, Fault):
                yield from step.results

    def marked(self, documents: Sequence[Document]) -> list[Document]:
        """The documents with our mentions and relations in place of their own."""
        return [result.document() for result in self._read_here(documents)]

    def _read_here(self, documents: Sequence[Document]) -> Iterator[Result]:
        reports = ((d.id, d.text, d.meta) for d in documents)
        for result in self._extractor.extract_many(reports, batch_size=TOGETHER):
            if result.fault is not None:
                raise ValueError(f"document {result.id}: {result.fault}")
            yield result

    def encoder(self, documents: Sequence[Document], passes: int) -> EncoderPasses | None:
        """The encoder alone, over the same batches; None where no document has a word."""
        reader = self._extractor.reader
        batches: list[list[Window]] = []
        for at in range(0, len(documents), TOGETHER):
            group = documents[at : at + TOGETHER]
            found = (read_text(d.text, reader.tokenizer, reader.rule).windows for d in group)
            batches.append([window for windows in found for window in windows])
        if not any(batches):
            return None
        seconds = []
        for _ in range(passes):
            began = time.perf_counter()
            for windows in batches:
                for _vectors in reader.runtime.encode(windows):  # made as they are asked for
                    pass
            seconds.append(time.perf_counter() - began)
        sizes = self._extractor.bundle.config.encoder
        useful = work(sizes, (len(window.ids) for windows in batches for window in windows))
        padded = None
        if self._most_pieces is not None:
            most = self._most_pieces
            lengths = [n for windows in batches for n in padded_lengths(windows, most)]
            padded = work(sizes, lengths)
        return EncoderPasses(seconds=seconds, useful=useful, padded=padded)


def _most(runtime: object) -> int | None:
    """How large a runtime makes its batches, where it keeps that."""
    most = getattr(runtime, "most_pieces", None)
    return most if isinstance(most, int) else None


def _need_torch() -> None:
    if find_spec("torch") is None:
        raise BundleError("torch is not installed; run `pip install torch`")
