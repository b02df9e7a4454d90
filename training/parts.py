"""Long documents cut into parts to learn from. Knows documents, no files and no model.

A step of training holds whole documents: a book, or a corpus that came as one file without marks of
documents, would be one step that no memory holds.
"""

import msgspec

from annotations.document import Document
from annotations.words import Span, paragraphs, words


def parts(document: Document, most_words: int) -> tuple[list[Document], list[str]]:
    """Parts of at most `most_words` words (0: whole), and what was lost by cutting, in words.

    Cut at the last end of a line that fits, else between two words; never inside a mention, even if
    a part grows longer by it. Offsets are those of the part's own text. A part's id is `ID#1` …
    Relations between two parts are lost and counted.
    """
    spans = words(document.text)
    if not most_words or len(spans) <= most_words:
        return [document], []
    ends = _ends(document, spans, most_words)
    found = []
    kept = 0
    for number, (start, end) in enumerate(zip([0, *ends], ends, strict=False), 1):
        inside = [m for m in document.mentions if start <= m.start and m.end <= end]
        names = {m.id for m in inside}
        relations = [r for r in document.relations if {r.head, r.tail} <= names]
        kept += len(relations)
        found.append(
            Document(
                id=f"{document.id}#{number}",
                text=document.text[start:end],
                meta=dict(document.meta),
                mentions=[
                    msgspec.structs.replace(m, start=m.start - start, end=m.end - start)
                    for m in inside
                ],
                relations=relations,
            )
        )
    lost = len(document.relations) - kept
    if not lost:
        return found, []
    return found, [
        f"{document.id}: cut into {len(found)} parts, {lost} relations between them lost"
    ]


def _ends(document: Document, spans: list[Span], most_words: int) -> list[int]:
    """Where parts end, in code points: the last is the text's own end."""
    bridged = bytearray(len(document.text) + 1)
    for mention in document.mentions:
        bridged[mention.start + 1 : mention.end] = b"\1" * max(0, mention.end - mention.start - 1)
    line_starts = {line.start for line in paragraphs(document.text)}
    ends = []
    first = 0
    while len(spans) - first > most_words:
        # A cut is named by the word that the next part begins with.
        lawful = [
            n for n in range(first + 1, first + most_words + 1) if not bridged[spans[n].start]
        ]
        at_lines = [n for n in lawful if _opens_line(document.text, spans, n, line_starts)]
        cut = (at_lines or lawful or [first + most_words])[-1]
        while cut < len(spans) and bridged[spans[cut].start]:
            cut += 1
        if cut == len(spans):
            break
        ends.append(spans[cut].start)
        first = cut
    return [*ends, len(document.text)]


def _opens_line(text: str, spans: list[Span], number: int, line_starts: set[int]) -> bool:
    """Whether nothing but what no reader sees stands between a line's start and the word."""
    before = spans[number - 1].end
    return any(at in line_starts for at in range(before, spans[number].start + 1))
