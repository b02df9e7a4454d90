"""Relations by the nearest-lawful-pair rule. Knows mentions, words and the schema; no model.

For every relation type one of its ends is the anchor: each mention that may be that end is linked
with the nearest mention of its paragraph that may lawfully be the other, where it is no farther
than the type's reach in that direction. Anchors and reaches are those with the best F1 on the
documents learnt from. Relations across paragraphs are never given.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec
import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from annotations.bio import Labelled, place_on_words
from annotations.document import Document, Mention, Relation
from annotations.schema import RelationType, Schema
from annotations.words import paragraphs, words
from training.data import DataError


class Reach(Struct, frozen=True):
    """A relation type's rule. `anchor` is `head` or `tail`; `before` and `after` are the most words

    between the anchor and the other end where that stands before or after it; -1 for never.
    """

    anchor: str
    before: int
    after: int


class Nearest(Struct, frozen=True):
    """The learnt rule: a reach for every relation type that is worth giving."""

    reaches: dict[str, Reach]

    def save(self, file: Path) -> None:
        """Write the rule as JSON."""
        file.write_bytes(msgspec.json.format(msgspec.json.encode(self), indent=1) + b"\n")

    @classmethod
    def load(cls, file: Path) -> "Nearest":
        """Read a rule. Raises `DataError` when the file holds none."""
        try:
            return msgspec.json.decode(file.read_bytes(), type=cls)
        except (OSError, msgspec.MsgspecError) as error:
            raise DataError(f"{file}: no rule can be read from it ({error}); learn it again") from (
                error
            )

    def read(self, document: Document, schema: Schema) -> Document:
        """The document with the rule's relations between its mentions in place of its own.

        Raises `DataError` for a relation type that the schema does not know.
        """
        foreign = sorted(set(self.reaches) - set(schema.relation_types))
        if foreign:
            raise DataError(
                f"the rule gives {', '.join(foreign)}, which schema {schema.name} lacks; learn it "
                "for this schema"
            )
        grouped = _paragraphs(document, schema)
        found = set()
        for name, reach in self.reaches.items():
            rule = schema.relation[name]
            for anchor, before, after in _candidates(grouped, rule, reach.anchor, schema):
                near = [
                    (distance, other)
                    for (distance, other), most in ((before, reach.before), (after, reach.after))
                    if distance <= most and other is not None
                ]
                if near:
                    _, other = min(near, key=lambda one: one[0])
                    ends = (anchor, other) if reach.anchor == "head" else (other, anchor)
                    found.add(Relation(head=ends[0].id, type=name, tail=ends[1].id))
        return msgspec.structs.replace(document, relations=sorted(found))


def learn_nearest(documents: Sequence[Document], schema: Schema) -> Nearest:
    """The rule whose relations between gold mentions have the best F1, all types together.

    F1 is a ratio of sums, 2 right / (given + wanted), and is made greatest by Dinkelbach's method
    (Management Science 13, 1967): every type by itself takes the reach with the most right less
    F1 / 2 for each given, until F1 grows no more. A type with no reach worth giving is left out.
    """
    grouped = [(document, _paragraphs(document, schema)) for document in documents]
    wanted = sum(len(document.relations) for document in documents)
    options = {rule.type: _options(grouped, rule, schema) for rule in schema.relations}
    reaches: dict[str, Reach] = {}
    f1 = 0.0
    while True:
        # Never to link has no right and no given: what is not better than that is left out.
        price = f1 / 2
        chosen = [
            (name, max(tried, key=lambda one: one.right - price * one.given))
            for name, tried in options.items()
            if tried
        ]
        chosen = [(name, one) for name, one in chosen if one.right > price * one.given]
        right = sum(one.right for _, one in chosen)
        given = sum(one.given for _, one in chosen)
        better = 2 * right / (given + wanted) if wanted else 0.0
        if better <= f1:
            return Nearest(reaches)
        f1, reaches = better, {name: one.reach for name, one in chosen}


# Words between two mentions that a reach may allow; the last takes in any paragraph.
_STEPS = (-1, 0, 1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 25, 30, 40, 50, 75, 100, 100_000)
# Farther than any reach: there is no candidate on that side.
_NONE = 1_000_000


class _Option(Struct, frozen=True):
    """A reach and what it comes to: relations right and given."""

    reach: Reach
    right: int
    given: int


_Placed = tuple[Mention, Labelled]
_Near = tuple[int, Mention | None]


def _paragraphs(document: Document, schema: Schema) -> list[list[_Placed]]:
    """Mentions with their words, in text order, by the paragraph that they begin in."""
    placed, _ = place_on_words(document.mentions, words(document.text), schema.types)
    grouped: list[list[_Placed]] = []
    at = 0
    for paragraph in paragraphs(document.text):
        first = at
        while at < len(placed) and placed[at][0].start < paragraph.end:
            at += 1
        grouped.append(placed[first:at])
    return grouped


def _candidates(
    grouped: Sequence[Sequence[_Placed]], rule: RelationType, anchor: str, schema: Schema
) -> Iterator[tuple[Mention, _Near, _Near]]:
    """Every mention that may be the anchor, with the nearest lawful other end on either side."""
    types = schema.expand(rule.head if anchor == "head" else rule.tail)
    for own in grouped:
        for at, (mention, place) in enumerate(own):
            if mention.type not in types:
                continue
            before: _Near = (_NONE, None)
            after: _Near = (_NONE, None)
            # The later end of a relation without direction is its head: one side only.
            if not (rule.symmetric and anchor == "tail"):
                for other, there in reversed(own[:at]):
                    if _lawful(mention, other, rule, anchor, schema):
                        before = (place.first - there.last - 1, other)
                        break
            if not (rule.symmetric and anchor == "head"):
                for other, there in own[at + 1 :]:
                    if _lawful(mention, other, rule, anchor, schema):
                        after = (there.first - place.last - 1, other)
                        break
            yield mention, before, after


def _lawful(
    mention: Mention, other: Mention, rule: RelationType, anchor: str, schema: Schema
) -> bool:
    head, tail = (mention, other) if anchor == "head" else (other, mention)
    return schema.allows(head.type, rule.type, tail.type)


def _options(
    grouped: Sequence[tuple[Document, list[list[_Placed]]]], rule: RelationType, schema: Schema
) -> list[_Option]:
    """What every anchor and reach comes to on these documents."""
    found = []
    for anchor in ("head", "tail"):
        rows: list[list[int]] = []
        for document, own in grouped:
            gold = {(r.head, r.tail) for r in document.relations if r.type == rule.type}
            if rule.symmetric:
                gold |= {(tail, head) for head, tail in gold}
            for mention, *sides in _candidates(own, rule, anchor, schema):
                row = []
                for distance, other in sides:
                    name = other.id if other is not None else ""
                    pair = (mention.id, name) if anchor == "head" else (name, mention.id)
                    row += [distance, int(pair in gold)]
                rows.append(row)
        table = np.array(rows, np.int64).reshape(-1, 4)
        for before in _STEPS:
            for after in _STEPS:
                right, given = _counts(table, before, after)
                found.append(_Option(Reach(anchor, before, after), right, given))
    return found


def _counts(table: NDArray[np.int64], before: int, after: int) -> tuple[int, int]:
    """Right and given of a reach over columns: distance and right, before; the same, after."""
    far_before, right_before, far_after, right_after = table.T
    in_before, in_after = far_before <= before, far_after <= after
    # The nearer side; where both are as near, the one before, as in `read`.
    first = in_before & (~in_after | (far_before <= far_after))
    second = in_after & ~first
    right = int(right_before[first].sum() + right_after[second].sum())
    return right, int(first.sum() + second.sum())
