"""Small marked reports and their records."""

from collections.abc import Callable

import pytest

from annotations.inline import parse_inline
from annotations.schema import Schema
from inference.records.assemble import assemble
from inference.records.marks import Marks
from inference.records.rows import CasualtyRow, EventRow, Records
from inference.records.story import Story

Told = Callable[..., "Case"]


class Case:
    """Records of a marked text, with rows by id."""

    def __init__(self, text: str, links: str, published: str | None) -> None:
        head = f"id: case\npublished: {published}\n" if published else "id: case\n"
        self.document = parse_inline(f"{head}---\n{text}\n---\n{links}\n")
        self.records: Records = assemble(self.document, Schema.default())

    @property
    def story(self) -> Story:
        return Story.read(Marks(self.document, Schema.default()), {})

    def group(self, name: str) -> CasualtyRow:
        return next(row for row in self.records.casualties if row.casualty_id == name)

    def event(self, name: str) -> EventRow:
        return next(row for row in self.records.events if name in row.mentions)

    @property
    def groups(self) -> list[str]:
        return [row.casualty_id for row in self.records.casualties]

    @property
    def verdicts(self) -> list[tuple[str, int | None, int | None, str]]:
        return [(c.kind, c.stated, c.computed, c.verdict) for c in self.records.checks]


@pytest.fixture(scope="session")
def told() -> Told:
    """`told(text, links)` gives the case; links are `head relation tail`, joined by semicolons."""

    def read(text: str, links: str = "", *, published: str | None = "2023-03-17") -> Case:
        lines = "\n".join(part.strip() for part in links.split(";") if part.strip())
        return Case(text, lines, published)

    return read
