"""Batches read by several processes of this machine. Knows no inputs and no outputs.

Each has a model of its own on one core, as decoding is Python's, of which a process does one thing
at a time. Batches are the local engine's, and so are the results, to the byte.
"""

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing.connection import wait
from typing import Self

import msgspec

from annotations.schema import Schema
from inference.batches import standing
from inference.batches.engine_local import LocalEngine
from inference.batches.items import Fault, Report
from inference.batches.reading import Done, Made
from inference.batches.settings import Settings
from inference.bundle import Bundle, BundleError
from inference.extractor import bundle_folder
from inference.limits import cores, free_memory
from inference.result import Result
from inference.runtime_onnx import OnnxRuntime

PART = 8  # reports that go to a process at once: at the end none works long while others are done
AHEAD = 2  # batches that are taken beyond the one that is waited for, so that no process waits
MEMORY = 1_000_000_000  # bytes that a process may take, with long reports


class WorkerLostError(OSError):
    """A process that was ended from outside: its batch, and those that waited, are not read."""


class ProcessEngine:
    """An `Engine` of `processes` processes; use as a context manager. On the CPU alone."""

    def __init__(self, settings: Settings, processes: int) -> None:
        """Raises `ValueError` for a device that is not the CPU, `BundleError` without a model."""
        if settings.device not in ("auto", "cpu"):
            raise ValueError(
                f"--processes {processes} with --device {settings.device}: several processes read "
                "on the CPU; use --device cpu, or --processes 1"
            )
        self._settings = msgspec.structs.replace(settings, device="cpu")
        self._processes = processes
        self._bundle = Bundle.open(bundle_folder(settings.model))
        self._pool: ProcessPoolExecutor | None = None

    @property
    def schema(self) -> Schema:
        """The model's."""
        return self._bundle.config.schema

    def standing(self) -> dict[str, str]:
        """What results stand on."""
        return standing.of_bundle(self._bundle.folder, OnnxRuntime.__name__)

    def __enter__(self) -> Self:
        # Not forked: what holds a lock at that moment would hold it for ever in the child.
        self._pool = ProcessPoolExecutor(
            self._processes,
            mp_context=multiprocessing.get_context("spawn"),
            initializer=_begin,
            initargs=(self._settings,),
        )
        with _no_ctrl_c():
            self._pool.submit(int)  # all processes begin with the first thing to do
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if self._pool is None:
            return
        if kind is not None:
            # Who stopped the run waits for no batch. (`terminate_workers`, from Python 3.14 on.)
            for process in (getattr(self._pool, "_processes", None) or {}).values():
                process.terminate()
        self._pool.shutdown(cancel_futures=True)

    def read(
        self, rest: Iterator[Fault | list[Report]], taken: int, make: Callable[[Result], Made]
    ) -> Iterator[Fault | Done[Made]]:
        """Every step in order. Raises `WorkerLostError` when a process is ended from outside."""
        waiting: deque[Fault | list[Future[Done[Made]]]] = deque()
        try:
            for step in rest:
                waiting.append(step if isinstance(step, Fault) else self._sent(step, make))
                while len(waiting) > AHEAD:
                    yield _answer(waiting.popleft())
            while waiting:
                yield _answer(waiting.popleft())
        except BrokenProcessPool as error:
            raise WorkerLostError(
                "a process that read reports was ended from outside (out of memory?); use fewer, "
                f"e.g. --processes {max(1, self._processes // 2)}"
            ) from error

    def _sent(
        self, reports: list[Report], make: Callable[[Result], Made]
    ) -> list[Future[Done[Made]]]:
        if self._pool is None:
            raise RuntimeError("call as `with ProcessEngine(settings, processes) as engine:`")
        parts = (reports[at : at + PART] for at in range(0, len(reports), PART))
        return [self._pool.submit(_read, part, make) for part in parts]


def fitting() -> int:
    """How many processes this machine has cores and free memory for, at least one."""
    free = free_memory()
    return max(1, min(cores(), free // MEMORY)) if free is not None else 1


@contextmanager
def _no_ctrl_c() -> Iterator[None]:
    """Children begin with it blocked, until they pass it over themselves."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _answer(step: Fault | list[Future[Done[Made]]]) -> Fault | Done[Made]:
    if isinstance(step, Fault):
        return step
    parts = [part.result() for part in step]
    return Done(
        results=[result for part in parts for result in part.results],
        failed={name: why for part in parts for name, why in part.failed.items()},
        faults=[fault for part in parts for fault in part.faults],
        words=sum(part.words for part in parts),
    )


def _begin(settings: Settings) -> None:
    """Open the model in a new process."""
    global _engine
    # Ctrl-C is sent to all; the parent alone says what was done, and ends the others.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        _engine = LocalEngine(settings, threads=1)
    except BundleError as error:  # raised here it would be one of the pool, without its words
        _engine = error


_engine: LocalEngine | BundleError | None = None


def _read(reports: list[Report], make: Callable[[Result], Made]) -> Done[Made]:
    if isinstance(_engine, BundleError):
        raise _engine
    if _engine is None:
        raise RuntimeError("a process without a model; this is a mistake of the program")
    return _engine.batch(reports, make)


def _end_with_parent() -> None:
    """A parent that is killed can end nobody."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
