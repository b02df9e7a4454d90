"""Processes with their own memory, threads and clock. Knows orders and answers, no contender.

Every process gets the same cores, and the libraries' own settings say the same number of threads.
"""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

import msgspec
from msgspec import Struct

from training.benchmark.orders import Answer, Failed, Order, Ready

# What numpy's and torch's BLAS, OpenMP and the tokenizers ask for.
_THREADS = (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "BLIS_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
    "RAYON_NUM_THREADS",
)
_QUIET = {
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_VERBOSITY": "error",
    "TOKENIZERS_PARALLELISM": "true",
    "PYTHONUTF8": "1",
}


class Reply(Struct, frozen=True):
    """What a process gave: its last answer, and seconds from its start to its first result.

    `seconds` is None where there was no first result.
    """

    answer: Answer
    seconds: float | None


def ask(order: Order, *, threads: int, gpu: bool = False) -> Reply:
    """Let a process of its own obey an order; however it ends there is an answer.

    `threads`: the cores it may use; `gpu`: whether it sees the GPUs.
    """
    command = [sys.executable, "-P", "-m", "training.benchmark.child"]
    answer: Answer | None = None
    seconds: float | None = None
    with tempfile.TemporaryFile() as told, tempfile.TemporaryFile() as noise, _held(threads):
        told.write(msgspec.json.encode(order))
        told.seek(0)
        began = time.perf_counter()
        with subprocess.Popen(
            command,
            stdin=told,
            stdout=subprocess.PIPE,
            stderr=noise,
            env=_environment(threads, gpu=gpu),
        ) as process:
            try:
                for line in process.stdout or ():
                    answer = msgspec.json.decode(line, type=Answer)
                    if isinstance(answer, Ready):
                        seconds = time.perf_counter() - began
            except BaseException:
                process.kill()
                raise
        if answer is None or isinstance(answer, Ready) or process.returncode:
            answer = Failed(_ended(process.returncode, noise))
    return Reply(answer, seconds)


def timed(command: list[str], *, threads: int) -> float | None:
    """Seconds from the start of a command to its end; None where it fails."""
    with _held(threads):
        began = time.perf_counter()
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=_environment(threads, gpu=False),
            check=False,
        )
        seconds = time.perf_counter() - began
    return None if done.returncode else seconds


@contextmanager
def _held(threads: int) -> Iterator[None]:
    """Keep processes that are started inside to the first `threads` of the cores."""
    if not hasattr(os, "sched_getaffinity"):
        yield
        return
    own = os.sched_getaffinity(0)
    os.sched_setaffinity(0, sorted(own)[:threads])
    try:
        yield
    finally:
        os.sched_setaffinity(0, own)


def _environment(threads: int, *, gpu: bool) -> dict[str, str]:
    environment = os.environ | _QUIET | dict.fromkeys(_THREADS, str(threads))
    return environment if gpu else environment | {"CUDA_VISIBLE_DEVICES": ""}


def _ended(status: int, noise: IO[bytes]) -> str:
    """Why a process ended without an answer, as far as can be told."""
    if status < 0:
        name = signal.Signals(-status).name
        why = "; the memory was not enough, probably" if name == "SIGKILL" else ""
        return f"its process was ended by {name}{why}"
    noise.seek(0)
    lines = noise.read()[-4000:].decode("utf-8", "replace").strip().splitlines()
    return f"its process ended with status {status}{f': {lines[-1]}' if lines else ''}"
