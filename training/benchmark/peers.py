"""The peers as contenders: HF's pipeline, spaCy, a CRF, each as `training.baselines` reads by it.

Knows folders of trained or untrained models; each peer's library is loaded by its own function.
"""

from collections.abc import Callable, Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path

from annotations.document import Document
from annotations.schema import Schema
from training.benchmark.orders import EncoderPasses
from training.data import DataError


class Peer:
    """A peer that reads one document after another and gives mentions alone."""

    def __init__(self, read_one: Callable[[Document], Document]) -> None:
        self._read_one = read_one

    def read(self, documents: Sequence[Document]) -> Iterator[Document]:
        """Each document with the peer's mentions in place of its own, in order."""
        return map(self._read_one, documents)

    def marked(self, documents: Sequence[Document]) -> list[Document]:
        """The same as a list."""
        return list(self.read(documents))

    def encoder(self, documents: Sequence[Document], passes: int) -> EncoderPasses | None:
        """None: a peer is not looked into."""
        return None


def hf(folder: Path, schema: Schema, threads: int) -> Peer:
    """The token-classification pipeline. Raises `DataError` without its libraries or a model."""
    try:
        import torch
        import transformers
    except ImportError as error:
        raise missing(error, "torch transformers") from error
    torch.set_num_threads(threads)
    transformers.utils.logging.disable_progress_bar()
    from training.baselines.hf import HfTagger

    return Peer(HfTagger(folder, schema).read)


def spacy(folder: Path, schema: Schema) -> Peer:
    """spaCy's recogniser, our words given to it. Raises `DataError` without spaCy or a pipeline."""
    need_spacy()
    from training.baselines.spacy_ner import SpacyTagger

    return Peer(SpacyTagger(folder, schema).read)


def crf(file: Path, schema: Schema) -> Peer:
    """A CRF over words. Raises `DataError` where the file holds none."""
    try:
        from training.baselines.crf import Crf
    except ImportError as error:
        raise missing(error, "python-crfsuite") from error
    return Peer(Crf(file, schema).read)


def need_spacy() -> None:
    """Raise `DataError` where spaCy is not installed."""
    if find_spec("spacy") is None:
        raise DataError("spaCy is not installed; run `pip install spacy`")


def missing(error: ImportError, packages: str) -> DataError:
    """What to install, in words."""
    return DataError(f"{error.name or error} is not installed; run `pip install {packages}`")
