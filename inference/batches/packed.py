"""Files opened for reading whether packed (gzip, zstd) or not. Knows no form of what is inside."""

import gzip
import io
import os
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from inference.batches.meter import Meter

PACKED = (".gz", ".zst")
# What a damaged or cut-off file raises, whatever it is packed with.
BROKEN = (OSError, EOFError, zlib.error)


def inner_name(path: Path) -> Path:
    """The path without the packing's ending: `a.jsonl.gz` is a file `a.jsonl`."""
    return path.with_suffix("") if path.suffix.lower() in PACKED else path


@contextmanager
def open_packed(path: Path, meter: Meter) -> Iterator[BinaryIO]:
    """The bytes inside, unpacked as they are read.

    Raises one of `BROKEN`, then or while reading, and `ImportError` where `.zst` needs pyarrow.
    """
    with path.open("rb") as raw, meter.reading(os.fstat(raw.fileno()).st_size, raw.tell):
        kind = path.suffix.lower()
        if kind == ".gz":
            with gzip.GzipFile(fileobj=raw) as stream:
                yield cast(BinaryIO, stream)
        elif kind == ".zst":
            # pyarrow brings zstd with it and Parquet needs it anyway: no package more.
            import pyarrow

            yield io.BufferedReader(pyarrow.CompressedInputStream(raw, "zstd"), 2**16)
        else:
            yield raw
