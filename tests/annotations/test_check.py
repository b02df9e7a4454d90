"""Every fault and doubt that `check` knows, planted once and found; and sound documents pass."""

import pytest

from annotations.check import Finding, check_corpus, check_document
from annotations.document import Document, Mention, Relation
from annotations.inline import parse_inline
from annotations.schema import Schema

SCHEMA = Schema.default()

SOUND = parse_inline(
    """id: sound
---
[مقتل](KILLED o1) [3](COUNT c1) [عناصر](VICTIM v1) من [قوات النظام](ACTOR a1) [بقصف](SHELLING e1)

[قصفت](SHELLING e2) [قوات النظام](ACTOR a2) [بلدة النعيمة](PLACE p1) [بريف درعا](PLACE p2) \
[صباح اليوم](DATE d1).
---
o1 victim v1
v1 count c1
v1 member_of a1
o1 cause e1
e2 agent a2
e2 target p1
p1 part_of p2
e2 time d1
e2 same_as e1
a2 same_as a1
v1 scope cumulative
e1 realis planned
"""
)


def codes(document: Document) -> set[str]:
    return {finding.code for finding in check_document(document, SCHEMA)}


def test_a_sound_document_has_no_findings() -> None:
    assert check_document(SOUND, SCHEMA) == []


def mention(**changes: object) -> Document:
    """One mention over `قصف` of a short text, changed."""
    given = {"id": "e1", "type": "SHELLING", "start": 0, "end": 3, **changes}
    base = Mention(id="d1", type="DATE", start=14, end=18)
    link = Relation(head="e1", type="time", tail="d1")
    return Document(
        id="x",
        text="قصف\nعلى تل درعا أمس",
        mentions=[Mention(**given), base],  # type: ignore[arg-type]
        relations=[link],
    )


def test_the_planted_mention_is_sound_unchanged() -> None:
    document = Document(
        id="x",
        text="قصف أمس",
        mentions=[
            Mention(id="e1", type="SHELLING", start=0, end=3),
            Mention(id="d1", type="DATE", start=4, end=7),
        ],
        relations=[Relation(head="e1", type="time", tail="d1")],
    )
    assert check_document(document, SCHEMA) == []


@pytest.mark.parametrize(
    ("code", "document"),
    [
        ("type", mention(type="EARTHQUAKE")),
        ("offsets", mention(start=-1)),
        ("offsets", mention(end=99)),
        ("offsets", mention(start=3)),
        ("boundary", mention(end=2)),
        ("boundary", mention(start=1)),
        ("boundary", mention(end=4)),
        ("line-break", mention(end=7)),
        ("overlap", mention(start=12, end=18)),
        ("duplicate-id", mention(id="d1", type="DATE")),
        ("attribute", mention(attributes={"scope": "cumulative"})),
        ("attribute", mention(attributes={"realis": "perhaps"})),
    ],
)
def test_faults_of_mentions(code: str, document: Document) -> None:
    found = [f for f in check_document(document, SCHEMA) if f.code == code]
    assert found
    assert not any(finding.doubt for finding in found)


def links(*lines: str) -> Document:
    """Mentions of one paragraph and one of another, joined by the lines given."""
    return parse_inline(
        "id: x\n---\n[قصف](SHELLING e1) [قصفا](SHELLING e2) [تركي](ACTOR a1) [روسي](ACTOR a2) "
        "[تل](PLACE p1) [تلة](PLACE p2) [ناس](VICTIM v1)\n[طفل](VICTIM v2)\n---\n"
        + "".join(f"{line}\n" for line in lines)
    )


@pytest.mark.parametrize(
    ("code", "document"),
    [
        ("self", links("e1 same_as e1")),
        ("relation", links("e1 hits p1")),
        ("signature", links("a1 agent e1")),
        ("signature", links("p1 same_as a1")),
        ("duplicate-relation", links("e1 agent a1", "e1 agent a1")),
        ("duplicate-relation", links("a1 allied_with a2", "a2 allied_with a1")),
        ("direction", links("e1 same_as e2")),
        ("cycle", links("p1 part_of p2", "p2 part_of p1")),
        ("cycle", links("v1 subtotal_of v2", "v2 among v1")),
    ],
)
def test_faults_of_relations(code: str, document: Document) -> None:
    found = [f for f in check_document(document, SCHEMA) if f.code == code]
    assert found
    assert not any(finding.doubt for finding in found)


def test_a_relation_to_nothing() -> None:
    document = Document(
        id="x", text="قصف", relations=[Relation(head="e1", type="agent", tail="a1")]
    )
    assert [str(finding) for finding in check_document(document, SCHEMA)] == [
        "x@0: unknown-id: e1 agent a1: e1 is no mention"
    ]


@pytest.mark.parametrize(
    ("code", "document"),
    [
        ("paragraph", links("v2 among v1")),
        ("loose", links("e1 agent a1")),
        (
            "unlinked",
            parse_inline("id: x\n---\n[درعا](PLACE p1) ثم [بدرعا](PLACE p2)\n---\n"),
        ),
        ("unmarked", parse_inline("id: x\n---\n[النعيمة](PLACE p1) ثم النعيمة\n---\n")),
    ],
)
def test_doubts(code: str, document: Document) -> None:
    found = [f for f in check_document(document, SCHEMA) if f.code == code]
    assert found
    assert all(finding.doubt for finding in found)


def test_findings_come_in_text_order() -> None:
    places = [finding.start for finding in check_document(links("e1 hits p1"), SCHEMA)]
    assert places == sorted(places)


LONG = " ".join(f"كلمة{number}" for number in range(60))


def corpus(*metas: dict[str, str]) -> list[Finding]:
    documents = [Document(id=f"d{n}", text=LONG, meta=meta) for n, meta in enumerate(metas)]
    return [f for f in check_corpus(documents, SCHEMA) if f.code == "near-duplicate"]


def test_faults_of_a_corpus() -> None:
    twice = [Document(id="x", text="قصف"), Document(id="x", text="هدوء")]
    assert [f.code for f in check_corpus(iter(twice), SCHEMA)] == ["duplicate-document"]
    odd = Document(id="y", text="قصف", meta={"split": "gold"})
    assert [f.code for f in check_corpus([odd], SCHEMA)] == ["split"]


def test_a_near_copy_is_a_fault_across_splits_and_a_doubt_within() -> None:
    train, dev = {"split": "train"}, {"split": "dev"}
    generated = {"style": "generated"}
    assert [finding.doubt for finding in corpus(train, dev)] == [False]
    assert [finding.doubt for finding in corpus(train, train)] == [True]
    assert corpus(generated, generated) == []
    assert [finding.doubt for finding in corpus(generated, dev)] == [False]
