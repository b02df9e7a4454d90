"""Spans to tags and back. Knows words and mention types, no text and no scores.

Tags are IOB2: `O`, then `B-X` and `I-X` for every mention type in the schema's order, so that tag
`2k + 1` opens type `k` and tag `2k + 2` continues it.
"""

from collections.abc import Sequence

from msgspec import Struct

from annotations.document import Mention
from annotations.words import Span


class Labelled(Struct, frozen=True, order=True, gc=False):
    """A mention in words: words `[first, last]`, last inclusive, and its type's index."""

    first: int
    last: int
    type: int


def tag_names(types: Sequence[str]) -> list[str]:
    """All tags of a list of types, in the order of their numbers."""
    return ["O", *(f"{prefix}-{name}" for name in types for prefix in "BI")]


def place_on_words(
    mentions: Sequence[Mention], words: Sequence[Span], types: Sequence[str]
) -> tuple[list[tuple[Mention, Labelled]], list[Mention]]:
    """Mentions with the words they cover, in text order, and those that cannot be tagged.

    A mention cannot be tagged when it holds no word, has an unknown type, or shares a word with an
    earlier one. A half-covered word is taken in whole: tags know no half words.
    """
    index = {name: number for number, name in enumerate(types)}
    placed: list[tuple[Mention, Labelled]] = []
    refused: list[Mention] = []
    at = 0
    taken = -1
    for mention in sorted(mentions, key=lambda m: (m.start, -m.end)):
        while at < len(words) and words[at].end <= mention.start:
            at += 1
        last = at
        while last < len(words) and words[last].start < mention.end:
            last += 1
        if last == at or at <= taken or mention.type not in index:
            refused.append(mention)
            continue
        taken = last - 1
        placed.append((mention, Labelled(at, taken, index[mention.type])))
    return placed, refused


def to_tags(labelled: Sequence[Labelled], length: int) -> list[int]:
    """Tag numbers of `length` words."""
    tags = [0] * length
    for item in labelled:
        tags[item.first] = 2 * item.type + 1
        for word in range(item.first + 1, item.last + 1):
            tags[word] = 2 * item.type + 2
    return tags


def from_tags(tags: Sequence[int]) -> list[Labelled]:
    """The mentions that tag numbers spell. An `I` that continues nothing opens a mention."""
    found: list[Labelled] = []
    for word, tag in enumerate(tags):
        if tag == 0:
            continue
        kind = (tag - 1) // 2
        last = found[-1] if found else None
        if tag % 2 == 0 and last is not None and last.last == word - 1 and last.type == kind:
            found[-1] = Labelled(last.first, word, kind)
        else:
            found.append(Labelled(word, word, kind))
    return found
