"""All that a run learns from: marked documents and, with a teacher, texts that it marks.

Knows where the examples are kept; no network.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec
from tokenizers import Tokenizer
from torch.utils.data import Dataset

from annotations.document import Document
from annotations.schema import Schema
from inference.pairs import Lawful
from training.config import TrainConfig
from training.feature_store import Examples, forget_others, store_key, stored
from training.features import Example, Soft, build_one
from training.teacher import Teacher, open_teacher

FOLDER = "features"
# Texts without marks are kept by so many, so that a teacher who was cut off goes on where it was.
_TOGETHER = 500


class Lessons(Dataset[Example]):
    """The examples of several stores, one after the other. See `Examples` for what is told."""

    def __init__(self, stores: Sequence[Examples]) -> None:
        self._stores = stores
        self._places = [(store, number) for store in stores for number in range(len(store))]
        self.lengths = [length for store in stores for length in store.lengths]
        # Of people's marks alone: what a teacher finds says nothing of what is rare.
        self.mentions_of_types = stores[0].mentions_of_types
        self.lost = stores[0].lost

    def __len__(self) -> int:
        return len(self._places)

    def __getitem__(self, number: int) -> Example:
        store, place = self._places[number]
        return store[place]


def lessons(
    config: TrainConfig,
    tokenizer: Tokenizer,
    schema: Schema,
    documents: Sequence[Document],
    unmarked: Sequence[Document] = (),
) -> Lessons:
    """The examples of a run, out of the run folder where they are kept, else built now.

    Raises `BundleError` when the teacher cannot teach this schema.
    """
    folder = Path(config.output) / FOLDER
    device = "cpu" if config.device == "cpu" else "auto"
    teacher = open_teacher(config.teachers, schema, device=device) if config.teachers else None
    sets = [(documents, True)]
    if teacher is not None:
        cuts = range(0, len(unmarked), _TOGETHER)
        sets += [(unmarked[at : at + _TOGETHER], False) for at in cuts]
    stores, keys = [], []
    for some, marked in sets:
        by = f"{teacher.key} {marked}" if teacher else ""
        key = store_key(some, tokenizer, schema, config.window, teacher=by)
        keys.append(key)

        def build(
            some: Sequence[Document] = some, marked: bool = marked
        ) -> Iterator[tuple[str, Example | None, list[str]]]:
            rules = Lawful.of(schema)
            for document, soft in _taught(teacher, some, marked):
                example, lost = build_one(document, tokenizer, schema, config.window, rules)
                if example is not None:
                    example = msgspec.structs.replace(example, marked=marked, soft=soft)
                yield document.id, example, lost

        stores.append(stored(folder, key, schema, build))
    forget_others(folder, keys)
    return Lessons(stores)


def _taught(
    teacher: Teacher | None, documents: Sequence[Document], marked: bool
) -> Iterator[tuple[Document, Soft | None]]:
    if teacher is None:
        yield from ((document, None) for document in documents)
    else:
        yield from teacher.lessons(documents, marked=marked)
