"""Text to results with a saved model. Knows bundles and runtimes; no files of reports."""

from collections.abc import Iterable, Iterator
from importlib.resources import files
from pathlib import Path

import msgspec

from annotations.schema import Schema
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
    overlapping windows.
    """

    def __init__(self, bundle: Bundle, runtime: Runtime) -> None:
        self.bundle = bundle
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
        runtime = _runtime(bundle, device, threads)
        return cls(bundle, runtime)

    def extract(
        self, text: str, *, id: str = "document", meta: dict[str, str] | None = None
    ) -> Result:
        """Read one report. Offsets are code points into `text` as given, the end exclusive."""
        return self._with_records(self._reader.read([(id, text, meta or {})])[0])

    def extract_many(
        self, reports: Iterable[tuple[str, str, dict[str, str]]], *, batch_size: int = 32
    ) -> Iterator[Result]:
        """Read (id, text, meta) triples in their order, `batch_size` at a time."""
        waiting: list[tuple[str, str, dict[str, str]]] = []
        for report in reports:
            waiting.append(report)
            if len(waiting) >= batch_size:
                yield from map(self._with_records, self._reader.read(waiting))
                waiting = []
        if waiting:
            yield from map(self._with_records, self._reader.read(waiting))

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
        device = "cuda" if _gpu() else "cpu"
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


def _gpu() -> bool:
    # Torch is asked only where it is installed with CUDA: importing it costs a second.
    from importlib.util import find_spec

    if find_spec("torch") is None or find_spec("nvidia") is None:
        return False
    import torch

    return bool(torch.cuda.is_available())
