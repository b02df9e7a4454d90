"""Kills a run at one system call after the other, goes on with it, and compares. No test itself.

`python kill_points.py BUNDLE SOURCE FOLDER` prints a JSON list, one entry a point: where the run
was killed, what stood there, and whether the resumed run gave the bytes of an unbroken one.
"""

import json
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from rich.console import Console

from inference.batches import standing
from inference.batches.run import Settings, run
from inference.batches.sources import read_inputs
from inference.extractor import Extractor

CALLS = ("write", "fsync", "ftruncate", "replace")


def plant(point: int, *, half: bool) -> None:
    """Die by SIGKILL at the call `point` (from 0) of `CALLS`, before it or half through a write."""
    seen = iter(range(1_000_000))

    def deadly(name: str, true: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any) -> Any:
            if next(seen) == point:
                if half and name == "write":
                    true(arguments[0], bytes(arguments[1])[: len(arguments[1]) // 2])
                elif half:
                    true(*arguments)
                os.kill(os.getpid(), signal.SIGKILL)
            return true(*arguments)

        return call

    for name in CALLS:
        setattr(os, name, deadly(name, getattr(os, name)))


def in_child(work: Callable[[], object]) -> int:
    """The wait status of a forked process that does the work."""
    child = os.fork()
    if child == 0:
        status = 1
        try:
            work()
            status = 0
        finally:
            os._exit(status)
    return os.waitpid(child, 0)[1]


def main(bundle: str, source: str, folder: Path) -> None:
    """Walk all points."""
    # Opened before the forks, with one thread, which is the caller's: no other is lost in a fork.
    opened = Extractor.from_pretrained(bundle, device="cpu", threads=1)
    Extractor.from_pretrained = classmethod(lambda *_, **__: opened)  # type: ignore[assignment]
    stands = standing.standing(opened)
    standing.standing = lambda extractor: stands  # the same in all, and slow to tell
    quiet = Console(file=open(os.devnull, "w"))  # noqa: SIM115 - for the process's life

    def extract(out: Path, *, resume: bool) -> None:
        settings = Settings(model=bundle, device="cpu", batch_size=3)
        counts = run(
            read_inputs([source]),
            settings,
            output=out,
            form=None,
            out=quiet,
            err=quiet,
            resume=resume,
        )
        (out.parent / (out.name + ".counts")).write_text(f"{counts.read} {counts.faults}")

    whole = folder / "whole.jsonl"
    extract(whole, resume=False)
    told = []
    for half in (False, True):
        point = 0
        while True:
            out = folder / f"{half}-{point}.jsonl"

            def first(out: Path = out, point: int = point, half: bool = half) -> None:
                plant(point, half=half)
                extract(out, resume=False)

            if not os.WIFSIGNALED(in_child(first)):
                break
            there = out.with_name(out.name + ".part")
            size = there.stat().st_size if there.exists() else -1
            if point % 3 == 0:  # and the resumed run is killed, too

                def second(out: Path = out) -> None:
                    plant(1, half=True)
                    extract(out, resume=True)

                in_child(second)
            status = in_child(lambda out=out: extract(out, resume=True))  # type: ignore[misc]
            counts = out.with_name(out.name + ".counts")
            told.append(
                {
                    "point": point,
                    "half": half,
                    "part": size,
                    "status": status,
                    "equal": out.is_file() and out.read_bytes() == whole.read_bytes(),
                    "counts": counts.read_text() if counts.exists() else None,
                    "left": sorted(p.name for p in folder.glob(f"{out.name}.part*")),
                }
            )
            point += 1
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], Path(sys.argv[3]))
