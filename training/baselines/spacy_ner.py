"""Mentions by spaCy's own entity recogniser, learnt from nothing (no pretrained vectors).

The loop is that of spacy.io/usage/training#api-train; words are given to it, so that its tokenizer
drops no mention. spaCy is no dependency of ours: it is asked for when it is used. Knows paragraphs
and tags.
"""

import importlib
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from msgspec import Struct

from annotations.document import Document
from annotations.schema import Schema
from training.data import DataError
from training.lines import Line, lines, marked


class SpacySettings(Struct, frozen=True):
    """Times through the documents, paragraphs a step, the share of units dropped, and the seed."""

    epochs: int = 15
    batch: int = 16
    dropout: float = 0.2
    seed: int = 1


def train_spacy(
    documents: Sequence[Document],
    schema: Schema,
    folder: Path,
    *,
    settings: SpacySettings | None = None,
) -> None:
    """Learn from documents and save the pipeline in `folder`.

    Raises `DataError` when spaCy is not installed, or the documents hold no mention.
    """
    spacy = _spacy()
    training = importlib.import_module("spacy.training")
    settings = settings or SpacySettings()
    spacy.util.fix_random_seed(settings.seed)
    nlp = spacy.blank("ar")
    nlp.add_pipe("ner")
    found = [line for document in documents for line in lines(document, schema)]
    if not any(tag != "O" for line in found for tag in line.tags):
        raise DataError("spaCy's recogniser learns from mentions: no document holds any")
    examples = [training.Example(_doc(nlp, line), _doc(nlp, line, tagged=True)) for line in found]
    optimizer = nlp.initialize(lambda: examples)
    order = random.Random(settings.seed)
    for _ in range(settings.epochs):
        order.shuffle(examples)
        for batch in spacy.util.minibatch(examples, size=settings.batch):
            nlp.update(batch, drop=settings.dropout, sgd=optimizer)
    nlp.to_disk(folder)


class SpacyTagger:
    """A pipeline that `train_spacy` saved, over a schema's types."""

    def __init__(self, folder: Path, schema: Schema) -> None:
        """Open it. Raises `DataError` when spaCy or the pipeline is not there."""
        spacy = _spacy()
        self._schema = schema
        try:
            self._nlp: Any = spacy.load(folder)
        except (OSError, ValueError) as error:
            raise DataError(
                f"{folder}: no pipeline that spaCy can open ({str(error).splitlines()[0]}); train "
                "it again"
            ) from error

    def read(self, document: Document) -> Document:
        """The document with spaCy's mentions in place of its own, and no relations."""
        tagged = []
        for line in lines(document, self._schema):
            done = self._nlp(_doc(self._nlp, line))
            tagged.append((line, [_tag(token) for token in done]))
        return marked(document, tagged, self._schema)


def _spacy() -> Any:
    try:
        return importlib.import_module("spacy")
    except ImportError as error:
        raise DataError(
            f"spaCy cannot be loaded ({error}); run `pip install spacy`, or leave it out with "
            "--only crf,nearest"
        ) from error


def _doc(nlp: Any, line: Line, *, tagged: bool = False) -> Any:
    tokens = importlib.import_module("spacy.tokens")
    return tokens.Doc(nlp.vocab, words=line.words, ents=line.tags if tagged else None)


def _tag(token: Any) -> str:
    return f"{token.ent_iob_}-{token.ent_type_}" if token.ent_type_ else "O"
