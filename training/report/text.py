"""A document's text as HTML, marked by gold and by the model. Knows pairs of mentions, no page.

A line over the words is gold's, a line under them the model's, so that what is right, missed, made
up and shifted differs without colour; every error has a sign with its number behind its words.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

from msgspec import Struct

from inference.export.html_text import shown
from inference.export.tables import plain
from training.report.told import Kind, Pair, Told

CLASSES = {
    Kind.RIGHT: "right",
    Kind.MISSED: "missed",
    Kind.MADE_UP: "made",
    Kind.TYPE: "type",
    Kind.BORDER: "border",
    Kind.BOTH: "both",
}
SIGNS = {
    Kind.MISSED: "−",
    Kind.MADE_UP: "+",
    Kind.TYPE: "≠",
    Kind.BORDER: "↔",
    Kind.BOTH: "≠↔",
    Kind.ENDS: "↔",
    Kind.SWAPPED: "⇄",
    Kind.VALUE: "≠",
}
GAP = "\u202f"  # a narrow blank that does not break: `≠1` would be read as one sign


def marked(text: str, pairs: Sequence[Pair], prefix: str) -> str:
    """The whole text. `pairs`: mentions in text order; the nth error's sign leads to `{prefix}n`.

    The sign itself has the id `{prefix}n-text`. Marks outside the text have their sign at its end.
    """
    return "".join(_pieces(text, pairs, prefix))


class _Mark(Struct, frozen=True):
    """One side's span within the text, and its pair."""

    start: int
    end: int
    gold: bool
    pair: Pair


def _pieces(text: str, pairs: Sequence[Pair], prefix: str) -> Iterator[str]:
    starts: dict[int, list[_Mark]] = defaultdict(list)
    signs: dict[int, list[str]] = defaultdict(list)
    cuts = {0, len(text)}
    number = 0
    for pair in pairs:
        marks = [
            _Mark(_inside(told.ends[0][0], text), _inside(told.ends[0][1], text), gold, pair)
            for told, gold in ((pair.gold, True), (pair.given, False))
            if told
        ]
        for mark in marks:
            starts[mark.start].append(mark)
            cuts |= {mark.start, mark.end}
        if pair.kind is not Kind.RIGHT:
            number += 1
            signs[max(mark.end for mark in marks)].append(_sign(pair, f"{prefix}{number}", number))
    yield from signs[0]
    over: list[_Mark] = []
    for start, end in pairwise(sorted(cuts)):
        over = [mark for mark in over if mark.end > start]
        over += [mark for mark in starts[start] if mark.end > start]
        yield _piece(shown(text[start:end]), over)
        yield from signs[end]


def _inside(offset: int, text: str) -> int:
    return min(max(offset, 0), len(text))


def _piece(words: str, over: Sequence[_Mark]) -> str:
    if not over:
        return words
    classes = dict.fromkeys(f"{'g' if m.gold else 'm'}-{CLASSES[m.pair.kind]}" for m in over)
    notes = dict.fromkeys(_note(mark.pair) for mark in over)
    tag = "span" if all(mark.pair.kind is Kind.RIGHT for mark in over) else "mark"
    title = shown("\n".join(notes))
    return f'<{tag} class="{" ".join(classes)}" title="{title}">{words}</{tag}>'


def _sign(pair: Pair, anchor: str, number: int) -> str:
    types = dict.fromkeys(told.label for told in (pair.gold, pair.given) if told)
    name = shown(plain(f"error {number}: {pair.kind}, {', '.join(types)}"))
    return (
        f'<a class="sign {CLASSES[pair.kind]}" dir="ltr" id="{anchor}-text" href="#{anchor}" '
        f'aria-label="{name}" title="{name}">{SIGNS[pair.kind]}{GAP}{number}</a>'
    )


def _note(pair: Pair) -> str:
    sides = [_side(name, told) for name, told in (("gold", pair.gold), ("model", pair.given))]
    return plain(f"{pair.kind}: {', '.join(sides)}")


def _side(name: str, told: Told | None) -> str:
    if told is None:
        return f"{name} nothing"
    return f"{name} {told.label}{'' if told.score is None else f' {told.score:.2f}'}"
