"""Whatever a model marks and links, records hold together: no loose ends, no double count."""

import json
import random
from itertools import pairwise

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotations.document import Document, Mention, Relation
from annotations.schema import Schema
from inference.records.assemble import TABLES, assemble, to_result_fields
from inference.records.rows import Records

SCHEMA = Schema.default()
WORDS = {
    "SHELLING": ["قصف مدفعي", "قصفت", "القصف"],
    "AIRSTRIKE": ["غارتين جويتين", "الغارات", "استهداف"],
    "CLASH": ["اشتباكات", "الاشتباك"],
    "OFFENSIVE": ["هجوم", "عملية أمنية"],
    "TAKEOVER": ["السيطرة", "انسحبت"],
    "EXPLOSION": ["انفجار"],
    "DESTRUCTION": ["احتراق"],
    "KILLED": ["مقتل", "استشهد", "وقتل"],
    "WOUNDED": ["وإصابة", "أصيب"],
    "EXECUTED": ["أعدم"],
    "DETAINED": ["واعتقال"],
    "ABDUCTED": ["خطف"],
    "ACTOR": ["قوات النظام", "تنظيم “الدولة الإسلامية", "الطرفين", "قسد", "مسلحين"],
    "PERSON": ["أبو الورد"],
    "SOURCE": ["المرصد السوري"],
    "PLACE": ["مدينة الرقة", "ريف حلب الغربي", "بلدة المورد", "المنطقة"],
    "FACILITY": ["منزل", "مطار دير الزور العسكري"],
    "DATE": ["أمس", "مطلع العام", "14 كانون الثاني", "كلام"],
    "WEAPON": ["بقذائف الهاون", "عبوة ناسفة"],
    "VICTIM": ["مدنيين", "طفلان", "قتلى", "الجرحى", "شهداء وجرحى", "سيدة وطفلها", "كلام", "عنصراً"],
    "COUNT": ["3", "12 على الأقل", "العشرات", "أكثر من 400", "نحو 20", "كلام", "عدد من"],
}
GAPS = [" ", "، ", " في ", " منذ ", ". ", "\n", " كانوا من المدنيين "]


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """A document of random mentions and mostly lawful relations."""
    groups = ["VICTIM", "COUNT", "VICTIM", "COUNT", "KILLED", "WOUNDED", "SHELLING", "CLASH"]
    types = draw(st.lists(st.sampled_from([*sorted(WORDS), *groups, *groups]), max_size=20))
    text, mentions = "", []
    for number, kind in enumerate(types):
        surface = draw(st.sampled_from(WORDS[kind]))
        attributes = {}
        for attribute in SCHEMA.attributes_of(kind):
            value = draw(st.sampled_from(attribute.values))
            if value != attribute.default:
                attributes[attribute.name] = value
        mentions.append(
            Mention(
                id=f"m{number}",
                type=kind,
                start=len(text),
                end=len(text) + len(surface),
                attributes=attributes,
            )
        )
        text += surface + draw(st.sampled_from(GAPS))
    lawful = [
        Relation(head=head.id, type=name, tail=tail.id)
        for head in mentions
        for tail in mentions
        for name in SCHEMA.signatures.get((head.type, tail.type), ())
    ]
    relations = draw(st.lists(st.sampled_from(lawful), max_size=50)) if lawful else []
    names = [m.id for m in mentions] + ["nobody"]
    for _ in range(draw(st.integers(0, 3))):
        head, tail = draw(st.sampled_from(names)), draw(st.sampled_from(names))
        name = draw(st.sampled_from(["victim", "same_as", "count", "nonsense"]))
        relations.append(Relation(head=head, type=name, tail=tail))
    meta = draw(st.sampled_from([{}, {"published": "2023-03-17"}, {"published": "yesterday"}]))
    return Document(id="any", text=text, meta=meta, mentions=mentions, relations=relations)


def check(document: Document, records: Records) -> None:
    casualties = {row.casualty_id: row for row in records.casualties}
    events = {row.event_id: row for row in records.events}
    assert len(casualties) == len(records.casualties)
    assert len(events) == len(records.events)
    assert len({row.place_id for row in records.places}) == len(records.places)
    assert len({row.actor_id for row in records.actors}) == len(records.actors)
    ids = {
        "events": set(events),
        "casualties": set(casualties),
        "places": {row.place_id for row in records.places},
        "actors": {row.actor_id for row in records.actors},
    }
    spans = {(m.start, m.end) for m in document.mentions}
    for table, names in ids.items():
        assert set(records.evidence[table]) == names
        assert all(told and set(told) <= spans for told in records.evidence[table].values())
    read = [v for v in records.values.values() if v and "min" in v]
    lows = {v["min"] for v in read} | {1, 2}
    for row in casualties.values():
        assert document.text[row.start : row.end]
        assert row.parent_id is None or row.parent_id in casualties
        assert row.event_id is None or row.event_id in events
        assert row.place_id is None or row.place_id in ids["places"]
        assert row.count_min is None or row.count_min in lows
        if row.count_min is not None and row.count_max is not None:
            assert row.count_min <= row.count_max
        above, seen = row, {row.casualty_id}
        while above.parent_id is not None:
            above = casualties[above.parent_id]
            assert above.casualty_id not in seen
            seen.add(above.casualty_id)
    for event in events.values():
        assert event.place_id is None or event.place_id in ids["places"]
        bounds = [
            n for n in (event.deaths_low, event.deaths_best, event.deaths_high) if n is not None
        ]
        assert all(a <= b for a, b in pairwise(bounds))
        assert event.deaths_low is not None or event.deaths_high is None
        assert {name for name in event.mentions} <= {m.id for m in document.mentions}
    ids = {m.id for m in document.mentions}
    for row in (*records.events, *records.casualties, *records.places, *records.actors):
        assert row.mentions and set(row.mentions) <= ids
    deadly = [r for r in casualties.values() if r.outcome in ("KILLED", "EXECUTED", None)]
    assert sum(e.deaths_low or 0 for e in events.values()) <= sum(r.count_min or 0 for r in deadly)
    for checked in records.checks:
        assert checked.verdict in ("agrees", "disagrees", "cannot tell")
        assert checked.casualty_id is None or checked.casualty_id in casualties


@settings(max_examples=120)
@given(documents())
def test_records_of_any_marks_hold_together(document: Document) -> None:
    check(document, assemble(document, SCHEMA))


@settings(max_examples=40)
@given(documents(), st.integers(0, 2**16))
def test_the_order_of_marks_and_relations_does_not_matter(document: Document, seed: int) -> None:
    shuffled = random.Random(seed)
    mentions, relations = list(document.mentions), list(document.relations)
    shuffled.shuffle(mentions)
    shuffled.shuffle(relations)
    again = msgspec.structs.replace(document, mentions=mentions, relations=relations)
    assert assemble(again, SCHEMA) == assemble(document, SCHEMA)


@settings(max_examples=40)
@given(documents())
def test_rows_go_into_json_as_they_are(document: Document) -> None:
    records = assemble(document, SCHEMA)
    values, rows = to_result_fields(records)
    assert list(rows) == list(TABLES)
    assert json.loads(json.dumps(rows)) == rows
    assert values == records.values


@pytest.mark.parametrize("text", ["", "كلام بلا شيء"])
def test_a_document_without_marks_has_no_rows(text: str) -> None:
    records = assemble(Document(id="empty", text=text), SCHEMA)
    assert not any(getattr(records, table) for table in TABLES)


def test_scores_are_those_of_the_weakest_mention() -> None:
    document = Document(
        id="scores",
        text="مقتل 3 مدنيين",
        mentions=[
            Mention(id="o", type="KILLED", start=0, end=4),
            Mention(id="c", type="COUNT", start=5, end=6),
            Mention(id="v", type="VICTIM", start=7, end=13),
        ],
        relations=[
            Relation(head="o", type="victim", tail="v"),
            Relation(head="v", type="count", tail="c"),
        ],
    )
    records = assemble(document, SCHEMA, scores={"o": 0.5, "c": 0.7, "v": 0.9})
    assert records.casualties[0].score == 0.7
    assert records.events[0].score == 0.5
    assert assemble(document, SCHEMA).casualties[0].score is None
