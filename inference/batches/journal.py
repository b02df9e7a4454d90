"""A file of results written so that a killed run can be gone on with. Knows lines, no model.

Beside `out.jsonl` stand, while a run lasts, `out.jsonl.part`, the lines themselves, and
`out.jsonl.part.state`: what the run stands on (model, settings, …) and what the model failed at.
How many results are there is never written down: it is read off the lines, each of which must be
the line of the report at its place. So no moment exists at which the two files can disagree.

Lines are only ever added batch by batch. What a batch's reports become depends on which reports
were read with them (on a GPU: windows are padded to each other), so a batch not there whole is
cut away and read again whole; so is the last one, since nothing follows it that shows its end.
"""

import os
import time
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO, Self

import msgspec
from msgspec import Struct, field

from inference.batches.items import Report
from inference.batches.surrogates import decode, encode

FORMAT = 1
SYNC_SECONDS = 5.0  # what a power cut may cost; SIGKILL costs no more than a batch


class JournalError(ValueError):
    """A run that cannot be gone on with: which file, why, and the mend."""


class State(Struct, frozen=True):
    """`.part.state`: by what the results were made, and reports that have none (id: why)."""

    format: int
    standing: dict[str, str]
    failed: dict[str, str] = field(default_factory=dict)


class _Line(Struct, frozen=True):
    id: str
    text: str
    meta: dict[str, str]


class Journal:
    """Lines on their way to a file. `results`: how many are there. Use as a context manager."""

    def __init__(self, output: Path, part: int, state: State, past: BinaryIO | None) -> None:
        """`part`: a locked descriptor of the file beside `output`; `past`: its lines, unchecked."""
        self.output = output
        self.results = 0
        self._part, self._state, self._past = part, state, past
        self._kept = 0
        self._ahead = self._next()
        self._synced = time.monotonic()

    @classmethod
    def open(cls, output: Path, standing: dict[str, str], *, resume: bool) -> Self:
        """Begin anew, or with `resume` where an earlier run was cut off, if there was one.

        Raises `JournalError` when that run stood on something else or still lasts, and `OSError`.
        """
        if output.is_dir():
            raise JournalError(f"{output} is a folder, and JSON Lines are a file; name another")
        output.parent.mkdir(parents=True, exist_ok=True)
        path = beside(output)
        part = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o666)
        try:
            _lock(part, path)
            if resume and os.fstat(part).st_size:
                return cls(output, part, _state_of(path, standing), path.open("rb"))
            # Emptied before the state is written: lines of another run must never stand under it.
            os.ftruncate(part, 0)
            os.fsync(part)
            state = State(FORMAT, standing)
            _save(state, path)
        except BaseException:
            os.close(part)
            raise
        return cls(output, part, state, None)

    def holds(self, reports: Sequence[Report]) -> bool:
        """Whether the earlier run wrote this batch whole; else what follows is cut away.

        Batches must be asked for in their order. Raises `JournalError` when a line there is not of
        the report at its place.
        """
        if self._past is None:
            return False
        kept, count = self._kept, 0
        for report in reports:
            if report.id in self._state.failed:
                continue
            told, size = self._ahead
            if told is None:
                self._cut()
                return False
            if (told.id, told.text, told.meta) != (report.id, report.text, report.meta):
                raise self._changed(f"result {self.results + count + 1} is of another report")
            kept, count = kept + size, count + 1
            self._ahead = self._next()
        if count and self._ahead[0] is None:
            # Nothing shows that this batch ended here when it was written: of a cut-off longer one
            # the same lines would stand here, with other figures.
            self._cut()
            return False
        self._kept = kept
        self.results += count
        return True

    def failed(self, reports: Sequence[Report]) -> dict[str, str]:
        """Those of a batch at which the model failed, by id, and why."""
        return {r.id: self._state.failed[r.id] for r in reports if r.id in self._state.failed}

    def write(self, names: Sequence[str], lines: Sequence[bytes], failed: dict[str, str]) -> None:
        """Add a batch: the reports that were read, their lines, each with its end, and those that

        were not, and why.
        """
        known = {name: why for name, why in self._state.failed.items() if name not in names}
        # Before the lines: a state that knows too much is read again, too little is not. A report
        # that failed before the cut and is read now has its line.
        if known | failed != self._state.failed:
            state = msgspec.structs.replace(self._state, failed=known | failed)
            _save(state, beside(self.output))
            self._state = state
        data = memoryview(b"".join(lines))
        while data:
            data = data[os.write(self._part, data) :]
        self.results += len(lines)
        if time.monotonic() - self._synced > SYNC_SECONDS:
            os.fsync(self._part)
            self._synced = time.monotonic()

    def finish(self) -> None:
        """Move the lines to their place. Raises `JournalError` if more are there than reports."""
        if self._past is not None:
            if self._ahead[0] is not None:
                raise self._changed(f"it holds more than the {self.results} results of these")
            self._cut()
        os.fsync(self._part)
        path = beside(self.output)
        if os.name == "nt":  # Windows moves no open file
            self._close()
        os.replace(path, self.output)
        _sync_folder(self.output.parent)
        for state in (_state_path(path), _new(path)):
            state.unlink(missing_ok=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._past is not None:
            self._past.close()
        self._close()

    def _close(self) -> None:
        if self._part >= 0:
            os.close(self._part)
        self._part = -1

    def _next(self) -> tuple["_Line | None", int]:
        """The next line of the earlier run and its bytes; None at the end or at half a line."""
        line = self._past.readline() if self._past is not None else b""
        return _read(line), len(line)

    def _cut(self) -> None:
        if self._past is not None:
            self._past.close()
            self._past = None
        os.ftruncate(self._part, self._kept)
        os.lseek(self._part, self._kept, os.SEEK_SET)

    def _changed(self, what: str) -> JournalError:
        return JournalError(
            f"{beside(self.output)}: {what}: the inputs changed; "
            "give those that the run began with, or leave out --resume to begin anew"
        )


def beside(output: Path) -> Path:
    """Where an output is written until it is whole."""
    return output.with_name(output.name + ".part")


def _state_path(part: Path) -> Path:
    return part.with_name(part.name + ".state")


def _new(part: Path) -> Path:
    return part.with_name(part.name + ".state.new")


def _state_of(part: Path, standing: dict[str, str]) -> State:
    anew = "leave out --resume to begin anew"
    try:
        state = decode(_state_path(part).read_bytes(), State)
    except (FileNotFoundError, msgspec.MsgspecError, ValueError) as error:
        raise JournalError(
            f"{_state_path(part)} is missing or damaged, so that nothing tells how {part.name} "
            f"was made; {anew}"
        ) from error
    if state.format != FORMAT:
        raise JournalError(f"{part} is of another release of marsad; {anew}")
    changed = [
        f"{name} (then {state.standing.get(name, 'none')}, now {standing.get(name, 'none')})"
        for name in sorted(state.standing.keys() | standing.keys())
        if state.standing.get(name) != standing.get(name)
    ]
    if changed:
        raise JournalError(
            f"{part} was begun with another {' and another '.join(changed)}; "
            f"give the same, or {anew}"
        )
    return state


def _save(state: State, part: Path) -> None:
    path, new = _state_path(part), _new(part)
    with new.open("wb") as stream:
        stream.write(encode(state))
        stream.flush()
        os.fsync(stream.fileno())
    os.replace(new, path)
    _sync_folder(path.parent)


def _read(line: bytes) -> _Line | None:
    if not line.endswith(b"\n"):
        return None
    try:
        return decode(line, _Line)
    except (msgspec.MsgspecError, ValueError):
        return None  # a block that a power cut left empty


def _sync_folder(folder: Path) -> None:
    # A new name is safe from a power cut only once its folder is; Windows has no such call.
    if os.name != "posix":
        return
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def _lock(part: int, path: Path) -> None:
    """Hold the file against a second run; the system lets go of it however this one ends."""
    try:
        import fcntl
    except ImportError:  # Windows
        return
    try:
        fcntl.flock(part, fcntl.LOCK_EX | fcntl.LOCK_NB)
        # The other run may have moved the file to its place between its opening and this lock.
        if os.path.samestat(os.fstat(part), os.stat(path)):
            return
    except (BlockingIOError, FileNotFoundError):
        pass
    except OSError:
        return  # a file system without locks
    raise JournalError(f"{path}: another run is writing it; wait for it or end it")
