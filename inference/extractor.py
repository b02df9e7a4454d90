"""Text to results with a saved model. Knows bundles and runtimes; no files of reports."""

import itertools
from collections.abc import Iterable, Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import msgspec

from annotations.schema import Schema
from inference.batches.given import Given, given, triple
from inference.batches.grouping import steps
from inference.bundle import Bundle, BundleError
from inference.heads import Heads
from inference.reader import Reader
from inference.records.assemble import assemble, to_result_fields
from inference.result import Result
from inference.runtime import Runtime
from inference.runtime_onnx import OnnxRuntime

SHIPPED = "compact"


class Extractor:
    """Reads reports into mentions and relations, each with a calibrated probability.

    Safe to share between threads. Nothing of a text is ever left out: long texts go through
    overlapping windows. What cannot be read comes back as a `Result` whose `fault` says why.
    Goes to other processes (pickle) as the name of its folder, which they open anew.
    """

    def __init__(self, bundle: Bundle, runtime: Runtime) -> None:
        self.bundle = bundle
        self._opened: tuple[str, int] | None = None
        # Records are made of the guide's types; a schema of one's own has mentions alone.
        self._has_records = bundle.config.schema.name == Schema.default().name
        self._reader = Reader(
            schema=bundle.config.schema,
            tokenizer=bundle.tokenizer,
            rule=bundle.config.window,
            heads=Heads(bundle.heads),
            runtime=runtime,
            calibration=bundle.config.calibration,
            word_model=bundle.word_model(),
        )

    @classmethod
    def from_pretrained(
        cls, path_or_name: str | Path = SHIPPED, *, device: str = "auto", threads: int = 0
    ) -> "Extractor":
        """Open the shipped model by its name, or a bundle by its folder.

        `device`: `cpu` (ONNX Runtime), `cuda` (torch, extra `[gpu]`), or `auto`: a GPU if torch is
        installed and sees one. Raises `BundleError` when the bundle or the device cannot be had.
        """
        bundle = Bundle.open(bundle_folder(path_or_name))
        extractor = cls(bundle, _runtime(bundle, device, threads))
        extractor._opened = (device, threads)
        return extractor

    def __reduce__(self) -> tuple[Any, ...]:
        if self._opened is None:
            raise TypeError("only an Extractor of Extractor.from_pretrained can be pickled")
        from inference.batches.standing import standing

        # By the standing, caches that go by the pickled bytes (`datasets`) know models apart.
        return _opened_again, (str(self.bundle.folder.absolute()), *self._opened, standing(self))

    def extract(
        self, text: str, *, id: str = "document", meta: dict[str, str] | None = None
    ) -> Result:
        """Read one report. Offsets are code points into `text` as given, the end exclusive.

        `meta`: `published` (YYYY-MM-DD), and whatever is to stand in the result. What cannot be
        read is no error raised but a `Result` whose `fault` says why, as in `extract_many`.
        """
        return self._read([triple(id, text, meta)])[0]

    def extract_many(
        self,
        reports: Iterable[str | tuple[str, str, dict[str, str] | None]],
        *,
        batch_size: int = 32,
    ) -> Iterator[Result]:
        """Read texts, or (id, text, meta) triples, as a stream: a result each, in their order.

        A text without an id gets its number, from 0. At most `batch_size` reports and 200,000
        characters are read together, and no more than the next batch's first is taken from
        `reports` before the results are given, so that it may be endless.

        One bad item stops no other: what is no text, one of more than 2,000,000 characters, and
        one at which the model fails give a `Result` whose `fault` says what is wrong and the mend
        (None of all others), with nothing in it. An empty text is read, and has nothing; lone
        surrogates are read as any other character. What `reports` itself raises is not caught, nor
        `OSError`. Raises `ValueError` for a `batch_size` below 1.

        Results are those of `extract` one by one, and several threads, each with a stream of its
        own, get what one alone does. Only on a GPU is a text's arithmetic done together with that
        of others, so that there, with other batches, scores may differ in the last digits and a
        mention near the edge may come or go.
        """
        if batch_size < 1:
            raise ValueError(f"batch_size is {batch_size}; give 1 or more")
        return self._stream(map(given, itertools.count(), reports), batch_size)

    def _stream(self, reports: Iterator[Given], batch_size: int) -> Iterator[Result]:
        for step in steps(reports, batch_size):
            if isinstance(step, list):  # faults here are of their items, which keep their places
                yield from self._read(step)

    def _read(self, reports: list[Given]) -> list[Result]:
        """A batch read together; if that fails, each alone, so that one text costs no other."""
        sound = [r for r in reports if r.fault is None]
        if not sound:
            return [_unread(r, str(r.fault)) for r in reports]
        try:
            read = self._reader.each([(r.id, r.text, r.meta) for r in sound])
            results = iter([self._with_records(result) for result in read])
        except OSError:
            raise
        except Exception as error:  # noqa: BLE001 - any fault of any library, and the night goes on
            if len(sound) > 1:
                return [result for r in reports for result in self._read([r])]
            what = f"{type(error).__name__}: {error}".splitlines()[0]
            why = f"the model failed at it ({what}); send the text to the makers"
            return [_unread(r, r.fault or why) for r in reports]
        return [next(results) if r.fault is None else _unread(r, r.fault) for r in reports]

    def _with_records(self, result: Result) -> Result:
        """Values and records beside the mentions; of a schema without the guide's types, none."""
        if not self._has_records:
            return result
        records = assemble(
            result.document(),
            self.bundle.config.schema,
            scores={m.id: m.score for m in result.mentions},
        )
        values, rows = to_result_fields(records)
        mentions = [msgspec.structs.replace(m, value=values.get(m.id)) for m in result.mentions]
        return msgspec.structs.replace(result, mentions=mentions, records=rows)

    @property
    def reader(self) -> Reader:
        """The reader underneath, for scoring relations over given mentions."""
        return self._reader


def _opened_again(folder: str, device: str, threads: int, _: dict[str, str]) -> Extractor:
    return Extractor.from_pretrained(folder, device=device, threads=threads)


def _unread(report: Given, why: str) -> Result:
    return Result(id=report.id, text=report.text, meta=report.meta, fault=why)


def bundle_folder(path_or_name: str | Path) -> Path:
    """The folder of a bundle: a path as it is, else a model that ships inside the package."""
    path = Path(path_or_name)
    if path.exists():
        return path
    shipped = Path(str(files("inference") / "models"))
    inside = shipped / str(path_or_name)
    if inside.is_dir():
        return inside
    known = sorted(p.name for p in shipped.iterdir()) if shipped.is_dir() else []
    raise BundleError(
        f"{path_or_name}: neither a folder nor a model that ships here "
        f"({', '.join(known) or 'none'}); call Extractor.from_pretrained('{SHIPPED}') or name a "
        "folder made by `marsad train`"
    )


def _runtime(bundle: Bundle, device: str, threads: int) -> Runtime:
    if device == "auto":
        device = "cuda" if gpu_seen() else "cpu"
    if device == "cpu":
        return OnnxRuntime(bundle.folder, threads=threads)
    try:
        from inference.runtime_torch import TorchRuntime
    except ImportError as error:
        raise BundleError(
            f"device {device!r} needs torch; run `pip install 'marsad[gpu]'` or use device='cpu'"
        ) from error
    try:
        return TorchRuntime.from_bundle(bundle, device)
    except (RuntimeError, AssertionError) as error:
        raise BundleError(
            f"device {device!r} cannot be used ({str(error).splitlines()[0]}); use device='cpu'"
        ) from error


def gpu_seen() -> bool:
    """Whether torch is installed and sees a GPU."""
    # Torch is asked only where it is installed with CUDA: importing it costs a second.
    from importlib.util import find_spec

    if find_spec("torch") is None or find_spec("nvidia") is None:
        return False
    import torch

    return bool(torch.cuda.is_available())
