"""Ids and attributes beside the spans of a tool that has no place for them. Knows no tool's form.

doccano and Prodigy hand unknown columns through, but make their spans anew: what we know of a span
is therefore kept apart and found again by its offsets and label, in the tool's own count.
"""

from collections.abc import Sequence
from typing import Any

import msgspec
from msgspec import Struct, field

from annotations.document import Document
from annotations.readers.draft import Draft
from annotations.readers.offsets import Units


class Mark(Struct):
    """One mention's id and attributes, by the tool's offsets and label."""

    id: str
    label: str
    start: int
    end: int
    attributes: dict[str, str] = field(default_factory=dict)


class TaggedSpan(Struct):
    """A span as a tool wrote it: its own key, offsets in its own count, its label."""

    key: str
    label: str
    start: int
    end: int


def marks_of(document: Document, units: Units) -> list[Mark]:
    """What a document knows of its mentions, in the count of a tool."""
    return [
        Mark(
            id=m.id,
            label=m.type,
            start=units.offset(m.start),
            end=units.offset(m.end),
            attributes=m.attributes,
        )
        for m in document.mentions
    ]


def add_spans(
    draft: Draft, spans: Sequence[TaggedSpan], marks: Any, units: Units, *, line: int | None
) -> None:
    """Add spans to a draft with the ids and attributes that `marks` (raw JSON values) know.

    A mark whose span was changed in the tool is named if it bore attributes.
    """
    try:
        known = {(m.start, m.end, m.label): m for m in msgspec.convert(marks or [], list[Mark])}
    except msgspec.ValidationError as error:
        known = {}
        draft.problem(f"`mentions` cannot be read ({error}); ids are new", "leave it as it was",
                      line=line)  # fmt: skip
    for span in spans:
        mark = known.pop((span.start, span.end, span.label), None)
        draft.mention(
            span.key,
            span.label,
            units.point(span.start),
            units.point(span.end),
            id=mark.id if mark else None,
            attributes=mark.attributes if mark else None,
            line=line,
        )
    for mark in known.values():
        if mark.attributes:
            said = ", ".join(f"{name} {value}" for name, value in mark.attributes.items())
            what = f"{mark.label} {mark.id} was changed in the tool; its {said} is left out"
            draft.problem(what, "say it again in the exchange form", line=line)
