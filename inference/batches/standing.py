"""What results stand on: model, program, libraries, by digest. Knows no reports and no outputs.

Two runs whose standings are equal give equal results for equal reports on the same machine.
"""

import hashlib
from collections.abc import Iterable, Iterator
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from pathlib import Path

from inference.bundle import FILES, WORDS
from inference.extractor import Extractor

# Whose releases may move a figure.
_LIBRARIES = ("hijridate", "numpy", "onnxruntime", "rapidfuzz", "tokenizers", "torch")
_NOT_PROGRAM = {"models", "corpora", "agreement", "__pycache__"}


def standing(extractor: Extractor) -> dict[str, str]:
    """What the results of an extractor stand on, by name. Raises `OSError`."""
    return of_bundle(extractor.bundle.folder, type(extractor.reader.runtime).__name__)


def of_bundle(folder: Path, runtime: str) -> dict[str, str]:
    """The same of a bundle that such a runtime runs. Raises `OSError`."""
    used = [n for n in _LIBRARIES if n != "torch" or "Torch" in runtime]
    model = (folder / name for name in (*FILES, WORDS) if name != "README.md")
    return {
        "model": _digest((path for path in model if path.is_file()), folder),
        "program": _program(),
        "runtime": runtime,
        "libraries": " ".join(f"{name}-{_version(name)}" for name in used),
    }


def _program() -> str:
    # The rules and tables are half of the model: a changed one changes records.
    roots = [Path(str(files("annotations"))), Path(str(files("inference")))]
    return _digest((f for root in roots for f in _files(root)), roots[0].parent)


def _files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if path.name in _NOT_PROGRAM:
            continue
        if path.is_dir():
            yield from _files(path)
        else:
            yield path


def _digest(paths: Iterable[Path], root: Path) -> str:
    whole = hashlib.sha256()
    for path in paths:
        with path.open("rb") as stream:
            own = hashlib.file_digest(stream, "sha256").hexdigest()
        whole.update(f"{path.relative_to(root).as_posix()} {own}\n".encode())
    return whole.hexdigest()[:16]


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "none"
