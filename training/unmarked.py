"""Texts without marks that a teacher marks for a student. Knows the readers of `marsad extract`."""

from collections.abc import Iterable, Sequence

from annotations.document import Document
from inference.batches.sources import Fault, read_inputs
from training.parts import parts


def read_unmarked(
    inputs: Sequence[str], known: Iterable[Document], *, longest_document: int = 0
) -> tuple[list[Document], list[str]]:
    """The texts of files and folders as documents, and what was not taken, in words.

    A text that is one of the `known` documents' is left to these: those that are held out must not
    be learnt from, and those that people marked already are. Texts that stand twice are taken once,
    long ones in parts (see `training.parts`).
    """
    seen = {document.text for document in known}
    marked = len(seen)
    found: list[Document] = []
    problems: list[str] = []
    twice = 0
    for item in read_inputs(inputs):
        if isinstance(item, Fault):
            problems.append(str(item))
            continue
        if item.text in seen:
            twice += 1
            continue
        seen.add(item.text)
        pieces, lost = parts(Document(id=item.id, text=item.text, meta=item.meta), longest_document)
        found += pieces
        problems += lost
    if twice:
        problems.append(
            f"unmarked: {twice} texts are among the {marked} marked ones or stand twice, and were "
            "not taken again"
        )
    return found, problems
