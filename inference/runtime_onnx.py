"""The encoder's graph on ONNX Runtime, for CPU. Knows a bundle's files; no torch."""

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from inference.bundle import BundleError
from inference.limits import cores
from inference.windows import Window


class OnnxRuntime:
    """Runs `model.onnx`. Safe to call from several threads.

    Every window is run alone and on one thread, several of them side by side: its vectors are the
    same whatever is read with it and on however many cores, and nothing is computed for padding.
    """

    def __init__(self, folder: Path, *, threads: int = 0) -> None:
        """`threads`: windows run at a time, 0: one a core. Raises `BundleError` when the graph

        cannot be opened.
        """
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.log_severity_level = 3
        try:
            self._session = onnxruntime.InferenceSession(
                str(folder / "model.onnx"),
                options,
                providers=["CPUExecutionProvider"],
                # The fused operator is slower than the two that it stands for.
                disabled_optimizers=["SkipLayerNormFusion"],
            )
        except Exception as error:  # onnxruntime's errors share no base but Exception
            raise BundleError(
                f"{folder / 'model.onnx'}: cannot be opened ({str(error).splitlines()[0]}); "
                "copy the bundle again"
            ) from error
        self._threads = threads or cores()
        self._pool, self._owner = self._new_pool(), os.getpid()

    def encode(self, windows: Sequence[Window]) -> Iterator[NDArray[np.float32]]:
        """Piece vectors [pieces, width] of each window, in the order given, as they are ready.

        All are begun at once: who asks for the first goes on while the rest are run.
        """
        if self._owner != os.getpid():  # a forked child has the pool without its threads
            self._pool, self._owner = self._new_pool(), os.getpid()
        return self._pool.map(self._alone, windows)

    def _new_pool(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(self._threads, thread_name_prefix="encoder")

    def _alone(self, window: Window) -> NDArray[np.float32]:
        ids = np.asarray(window.ids, np.int64)[None, :]
        (vectors,) = self._session.run(None, {"ids": ids})
        found: NDArray[np.float32] = vectors[0]
        return found
