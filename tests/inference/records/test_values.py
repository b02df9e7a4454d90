"""What single mentions resolve to, in the form of the Result contract."""

from typing import Any

from annotations.document import Document, Mention, Relation
from annotations.schema import MentionType, RelationType, Schema
from inference.records.assemble import assemble


def test_values_of_every_kind(told: Any) -> None:
    case = told(
        "[قتل](KILLED o1) [أكثر من 40](COUNT c1) [شخصاً](VICTIM v1) و[طفلان](VICTIM v2) في "
        "[مدينة تدمر](PLACE p1) و[المنطقة](PLACE p2) على يد [قسد](ACTOR a1) [أمس](DATE d1)",
        "o1 victim v1; v1 count c1; o1 victim v2",
    )
    values = case.records.values
    more = {"min": 41, "max": None, "hedge": "more_than", "implied": False}
    assert values["c1"] == values["v1"] == more
    assert values["v2"] == {"min": 2, "max": 2, "hedge": "exact", "implied": True}
    assert values["p1"]["place_id"] in {row.place_id for row in case.records.places}
    assert values["p2"] is None
    assert values["a1"] == {"actor_id": case.records.actors[0].actor_id}
    assert values["d1"] == {"start": "2023-03-16", "end": "2023-03-16", "precision": 1}
    assert "o1" not in values


def test_another_schema_gives_the_rows_that_it_can() -> None:
    schema = Schema(
        name="small",
        version=1,
        mentions=(
            MentionType(type="STRIKE", kind="event"),
            MentionType(type="PLACE", kind="place"),
        ),
        relations=(RelationType(type="place", head=("event",), tail=("place",)),),
    )
    document = Document(
        id="small",
        text="ضربة في تدمر",
        mentions=[
            Mention(id="e", type="STRIKE", start=0, end=4),
            Mention(id="p", type="PLACE", start=8, end=12),
            Mention(id="x", type="STRANGE", start=5, end=7),
        ],
        relations=[Relation(head="e", type="place", tail="p")],
    )
    records = assemble(document, schema)
    assert [(row.event_type, row.acled_event_type) for row in records.events] == [("STRIKE", None)]
    assert records.events[0].place_id == records.places[0].place_id
