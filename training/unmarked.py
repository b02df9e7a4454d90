"""Texts without marks that a teacher marks for a student. Knows the readers of `marsad extract`."""

from collections.abc import Iterable, Sequence

from annotations.document import Document
from inference.batches.sources import Fault, read_inputs
from training.barred import NOTHING, Barred, left_out
from training.parts import parts


def read_unmarked(
    inputs: Sequence[str],
    known: Iterable[Document],
    *,
    barred: Barred = NOTHING,
    longest_document: int = 0,
) -> tuple[list[Document], list[str]]:
    """The texts of files and folders as documents, and what was not taken, in words.

    A text that is one of the `known` documents' is left to these: those that are held out must not
    be learnt from, and those that people marked already are; so is one that shares nine words with
    a `barred` text. Texts that stand twice are taken once, long ones in parts (see
    `training.parts`).
    """
    seen = {document.text for document in known}
    marked = len(seen)
    found: list[Document] = []
    problems: list[str] = []
    twice = not_taken = 0
    for item in read_inputs(inputs):
        if isinstance(item, Fault):
            problems.append(str(item))
            continue
        if item.text in seen:
            twice += 1
            continue
        seen.add(item.text)
        if barred.shares(item.text):
            not_taken += 1
            continue
        pieces, lost = parts(Document(id=item.id, text=item.text, meta=item.meta), longest_document)
        found += pieces
        problems += lost
    if twice:
        problems.append(
            f"unmarked: {twice} texts are among the {marked} marked ones or stand twice, and were "
            "not taken again"
        )
    if not_taken:
        problems.append(f"unmarked: {left_out(not_taken)}")
    return found, problems
