"""Results planted without a model: marked documents as if they had been read."""

from collections.abc import Callable

import pytest

from annotations.document import Document
from annotations.schema import Schema
from inference.records.assemble import assemble, to_result_fields
from inference.result import Result, ScoredMention, ScoredRelation


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
