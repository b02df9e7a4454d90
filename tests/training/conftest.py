"""Results planted without a model: marked documents as if they had been read."""

from collections.abc import Callable

import pytest

from annotations.document import Document
from annotations.inline import parse_inline
from annotations.schema import Schema
from inference.records.assemble import assemble, to_result_fields
from inference.result import Result, ScoredMention, ScoredRelation

GOLD = """id: planted
published: 2023-08-14
source: written for this test
---
[قتل](KILLED o1) [4](COUNT c1) [مدنيين](VICTIM v1) [بقصف](SHELLING e1) على [تلة المحبرة](PLACE p1) [صباح اليوم](DATE d1)، [وأصيب](WOUNDED o2) [7](COUNT c2) [آخرون](VICTIM v2).
---
o1 victim v1
v1 count c1
o1 cause e1
o2 cause e1
o2 victim v2
v2 count c2
e1 target p1
e1 time d1
"""  # noqa: E501


@pytest.fixture(scope="session")
def gold() -> Document:
    """A small marked report: killed and wounded with their counts, cause, place and date."""
    return parse_inline(GOLD)


@pytest.fixture(scope="session")
def as_result(schema: Schema) -> Callable[[Document], Result]:
    """A document as a result of its marks, every score 0.9."""

    def made(document: Document) -> Result:
        values, rows = to_result_fields(assemble(document, schema))
        return Result(
            id=document.id,
            text=document.text,
            meta=document.meta,
            mentions=[
                ScoredMention(
                    id=m.id,
                    type=m.type,
                    start=m.start,
                    end=m.end,
                    score=0.9,
                    attributes=m.attributes,
                    value=values.get(m.id),
                )
                for m in document.mentions
            ],
            relations=[
                ScoredRelation(head=r.head, type=r.type, tail=r.tail, score=0.9)
                for r in document.relations
            ],
            records=rows,
        )

    return made
