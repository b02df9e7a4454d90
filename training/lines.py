"""Documents as the peers read them: one sequence of words and tags a paragraph, and back again.

Knows words, tags and mentions; no model.
"""

from collections.abc import Sequence

import msgspec
from msgspec import Struct

from annotations.bio import from_tags, place_on_words, tag_names, to_tags
from annotations.document import Document, Mention
from annotations.schema import Schema
from annotations.words import Span, paragraphs, words
from training.data import DataError


class Line(Struct, frozen=True):
    """A paragraph: its words with their code points in the document's text, and their IOB2 tags."""

    words: list[str]
    spans: list[Span]
    tags: list[str]


def lines(document: Document, schema: Schema) -> list[Line]:
    """Every paragraph with a word. Mentions that cannot be tagged leave their words `O`."""
    spans = words(document.text)
    placed, _ = place_on_words(document.mentions, spans, schema.types)
    names = tag_names(schema.types)
    tags = [names[tag] for tag in to_tags([item for _, item in placed], len(spans))]
    found = []
    at = 0
    for paragraph in paragraphs(document.text):
        first = at
        while at < len(spans) and spans[at].start < paragraph.end:
            at += 1
        own = spans[first:at]
        found.append(Line([document.text[s.start : s.end] for s in own], own, tags[first:at]))
    return found


def marked(
    document: Document, tagged: Sequence[tuple[Line, Sequence[str]]], schema: Schema
) -> Document:
    """The document with the mentions that tags of its lines spell, and no relations.

    Raises `DataError` for a tag that the schema does not know.
    """
    number = {name: n for n, name in enumerate(tag_names(schema.types))}
    found = []
    for line, tags in tagged:
        foreign = sorted({tag for tag in tags if tag not in number})
        if foreign:
            raise DataError(
                f"document {document.id}: the model gives {', '.join(foreign)}, which schema "
                f"{schema.name} lacks; train it for this schema"
            )
        found += [
            (line.spans[item.first].start, line.spans[item.last].end, schema.types[item.type])
            for item in from_tags([number[tag] for tag in tags])
        ]
    return with_mentions(document, found)


def with_mentions(document: Document, found: Sequence[tuple[int, int, str]]) -> Document:
    """The document with these mentions, as (start, end, type), and no relations."""
    mentions = [
        Mention(id=f"m{n}", type=kind, start=start, end=end)
        for n, (start, end, kind) in enumerate(found, start=1)
    ]
    return msgspec.structs.replace(document, mentions=mentions, relations=[])
