"""The encoder's graph on ONNX Runtime, for CPU. Knows a bundle's files; no torch."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from inference.bundle import BundleError
from inference.runtime import buckets
from inference.windows import Window


class OnnxRuntime:
    """Runs `model.onnx`. Safe to call from several threads."""

    def __init__(self, folder: Path, *, threads: int = 0, most_pieces: int = 2048) -> None:
        """`threads` 0: all cores. Raises `BundleError` when the graph cannot be opened."""
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.log_severity_level = 3
        try:
            self._session = onnxruntime.InferenceSession(
                str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:  # onnxruntime's errors share no base but Exception
            raise BundleError(
                f"{folder / 'model.onnx'}: cannot be opened ({str(error).splitlines()[0]}); "
                "copy the bundle again"
            ) from error
        self._most_pieces = most_pieces

    def encode(self, windows: Sequence[Window]) -> list[NDArray[np.float32]]:
        """Piece vectors [pieces, width] of each window, in the order given."""
        found: list[NDArray[np.float32]] = [np.zeros((0, 0), np.float32)] * len(windows)
        for batch in buckets(windows, self._most_pieces):
            longest = max(len(windows[n].ids) for n in batch)
            ids = np.zeros((len(batch), longest), np.int64)
            mask = np.zeros((len(batch), longest), np.int64)
            for row, number in enumerate(batch):
                length = len(windows[number].ids)
                ids[row, :length] = windows[number].ids
                mask[row, :length] = 1
            (vectors,) = self._session.run(None, {"ids": ids, "mask": mask})
            for row, number in enumerate(batch):
                found[number] = vectors[row, : len(windows[number].ids)]
        return found
