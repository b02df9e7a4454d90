"""Words cut at the edges of mentions, for forms that speak of tokens. Knows no tool's form."""

from collections.abc import Sequence

from annotations.document import Mention
from annotations.words import Span, words


def cut_words(text: str, mentions: Sequence[Mention]) -> list[Span]:
    """The words of a text in order; one that a mention begins or ends inside is cut there."""
    edges = sorted({edge for mention in mentions for edge in (mention.start, mention.end)})
    tokens = []
    at = 0
    for word in words(text):
        start = word.start
        while at < len(edges) and edges[at] <= start:
            at += 1
        while at < len(edges) and edges[at] < word.end:
            tokens.append(Span(start, edges[at]))
            start = edges[at]
            at += 1
        tokens.append(Span(start, word.end))
    return tokens


def covered(tokens: Sequence[Span], mention: Mention) -> tuple[int, int] | None:
    """First and last token (inclusive) that share a character with a mention; None for none."""
    inside = [
        number
        for number, token in enumerate(tokens)
        if token.start < mention.end and mention.start < token.end
    ]
    return (inside[0], inside[-1]) if inside else None
