"""Label Studio: an export as it really looks, its odd regions, old offsets, and our config."""

import xml.etree.ElementTree as ET
from pathlib import Path

import msgspec
import pytest

from annotations.inline import read_inline
from annotations.readers import label_studio
from annotations.readers.result import ReadResult
from annotations.schema import Attribute, MentionType, RelationType, Schema

SAMPLES = Path(__file__).with_name("samples")
SCHEMA = Schema.default()


@pytest.fixture(scope="module")
def export() -> ReadResult:
    return label_studio.read(SAMPLES / "label_studio.json", schema=SCHEMA)


def named(result: ReadResult, doc_id: str | None = None) -> list[str]:
    return [p.what for p in result.problems if doc_id is None or p.doc_id == doc_id]


def test_regions_choices_and_relations_of_the_latest_annotation(export: ReadResult) -> None:
    gold = read_inline(SAMPLES / "horan-7.ann")
    document = export.documents[0]
    assert (document.id, document.text, document.meta) == (gold.id, gold.text, gold.meta)
    assert [(m.type, m.start, m.end, m.attributes) for m in document.mentions] == [
        (m.type, m.start, m.end, m.attributes) for m in gold.mentions
    ]
    assert document.mentions[0].id == "K-UimKZwcE"  # the editor's own ids stay
    back = {"K-UimKZwcE": "o1"}
    links = {(back.get(r.head, r.head), r.type, r.tail) for r in document.relations}
    assert links == {(r.head, r.type, r.tail) for r in gold.relations}  # `left` is turned round


def test_other_annotations_are_named(export: ReadResult) -> None:
    assert any("annotation 20 is not read" in what for what in named(export, "horan-7"))


def test_defaults_stay_without_a_schema() -> None:
    document = label_studio.read(SAMPLES / "label_studio.json").documents[0]
    assert document.by_id()["e1"].attributes == {"realis": "actual"}


def test_old_offsets_in_utf16_are_told_by_their_quotes(export: ReadResult) -> None:
    document = export.documents[1]
    assert [document.surface(mention) for mention in document.mentions] == ["بلدة النعيمة"]
    assert any("UTF-16" in what for what in named(export, "12"))


def test_faulty_regions_are_named_and_the_document_kept(export: ReadResult) -> None:
    document = export.documents[2]
    assert [(m.type, m.start, m.end) for m in document.mentions] == [
        ("SHELLING", 0, 9),
        ("WEAPON", 4, 12),
    ]
    assert document.meta == {"published": "2021-08-05"}
    what = "\n".join(named(export, "13"))
    for words in ("20-90", "a1 place a3", "has no label", "rating q", "overlaps", "whole words"):
        assert words in what


def test_empty_annotation_is_a_document_and_none_is_not(export: ReadResult) -> None:
    assert [document.id for document in export.documents] == ["horan-7", "12", "13", "15"]
    assert export.documents[3].mentions == []
    assert any("nobody has submitted" in what for what in named(export, "14"))
    assert any("has no `text`" in what for what in named(export))


def test_crlf_and_mark_in_the_file(tmp_path: Path) -> None:
    source = (SAMPLES / "label_studio.json").read_bytes()
    (tmp_path / "x.json").write_bytes(b"\xef\xbb\xbf" + source.replace(b"\n", b"\r\n"))
    assert (
        label_studio.read(tmp_path / "x.json", schema=SCHEMA).documents
        == label_studio.read(SAMPLES / "label_studio.json", schema=SCHEMA).documents
    )


@pytest.mark.parametrize(
    "source", [b"{", b'{"a": 1}', b"\xff\xfe", b'[{"label": [], "text": "x"}]']
)
def test_what_is_no_export_is_named(source: bytes, tmp_path: Path) -> None:
    (tmp_path / "x.json").write_bytes(source)
    result = label_studio.read(tmp_path / "x.json")
    assert result.documents == []
    assert len(result.problems) == 1


def test_written_tasks_quote_their_text_in_code_points(tmp_path: Path) -> None:
    gold = read_inline(SAMPLES / "horan-7.ann")
    assert label_studio.write([gold], tmp_path / "x.json", SCHEMA) == []
    task = msgspec.json.decode((tmp_path / "x.json").read_bytes())[0]
    for item in task["annotations"][0]["result"]:
        if item["type"] != "relation":
            value = item["value"]
            assert gold.text[value["start"] : value["end"]] == value["text"]


def test_labelling_config_shows_the_whole_schema() -> None:
    view = ET.fromstring(label_studio.labelling_config(SCHEMA))
    assert [label.get("value") for label in view.iter("Label")] == list(SCHEMA.types)
    relations = [relation.get("value") for relation in view.iter("Relation")]
    assert relations == list(SCHEMA.relation_types)
    realis, scope = view.iter("Choices")
    assert realis.get("perRegion") == "true"
    assert [choice.get("value") for choice in realis] == ["actual", "planned", "denied"]
    assert (scope.get("name"), scope.get("whenLabelValue")) == ("scope", "VICTIM,COUNT")
    text = next(view.iter("Text"))
    assert (text.get("name"), text.get("value")) == ("text", "$text")


def test_labelling_config_of_another_schema_is_escaped() -> None:
    schema = Schema(
        name="own",
        version=1,
        mentions=(MentionType(type="A", kind="k", gloss='"<&>"'),),
        relations=(RelationType(type="r", head=("A",), tail=("k",)),),
        attributes=(Attribute(name="sure", on=("k",), values=("yes", "no")),),
    )
    view = ET.fromstring(label_studio.labelling_config(schema))
    assert next(view.iter("Label")).get("hint") == '"<&>"'
    assert next(view.iter("Choices")).get("whenLabelValue") == "A"


def task(data: dict[str, object], result: list[object], **fields: object) -> dict[str, object]:
    return {"id": 1, "data": data, "annotations": [{"id": 2, "result": result}], **fields}


def region(id: str, start: int, text: str, label: str) -> dict[str, object]:
    value = {"start": start, "end": start + len(text), "text": text, "labels": [label]}
    return {"id": id, "type": "labels", "from_name": "label", "to_name": "t", "value": value}


def arrow(head: str, tail: str, label: str, **direction: object) -> dict[str, object]:
    return {"type": "relation", "from_id": head, "to_id": tail, "labels": [label], **direction}


def read_tasks(folder: Path, *tasks: object) -> ReadResult:
    (folder / "x.json").write_bytes(msgspec.json.encode(tasks))
    return label_studio.read(folder / "x.json", schema=SCHEMA)


SAID = "قصف على نوى ثم قصف على نوى"


def test_the_text_is_the_key_that_the_quotes_stand_in(tmp_path: Path) -> None:
    data = {"text": "عنوان قصير", "body": SAID, "url": "https://example.org/" + "x" * 99}
    result = read_tasks(tmp_path, task(data, [region("a", 8, "نوى", "PLACE")]), task(data, []))
    assert result.problems[0].what.startswith("this id stands already")
    assert [d.text for d in result.documents] == [SAID, SAID]
    assert result.documents[0].meta == {"text": "عنوان قصير", "url": data["url"]}


@pytest.mark.parametrize(
    ("data", "text"),
    [({"title": "قصير", "report": SAID}, SAID), ({"text": "قصير", "url": SAID}, "قصير")],
)
def test_without_quotes_it_is_text_or_the_longest(
    data: dict[str, object], text: str, tmp_path: Path
) -> None:
    assert [d.text for d in read_tasks(tmp_path, task(data, [])).documents] == [text]


def test_a_task_without_the_projects_key_is_named(tmp_path: Path) -> None:
    good = task({"report": SAID}, [region("a", 8, "نوى", "PLACE")])
    result = read_tasks(tmp_path, good, task({"image": "1.png"}, []))
    assert len(result.documents) == 1
    assert "has no `report` among its data" in result.problems[0].what


def test_what_has_no_direction_needs_none(tmp_path: Path) -> None:
    regions = [region("a", 8, "نوى", "PLACE"), region("b", 23, "نوى", "PLACE")]
    events = [region("e", 0, "قصف", "SHELLING")]
    links = [
        arrow("a", "b", "same_as", direction="bi"),
        arrow("e", "a", "place", direction="bi"),
        arrow("e", "b", "place", direction=None),
    ]
    result = read_tasks(tmp_path, task({"text": SAID}, [*regions, *events, *links]))
    (document,) = result.documents
    # From the later mention to the earlier, as the guide writes it.
    assert [(r.head, r.type, r.tail) for r in document.relations] == [
        ("b", "same_as", "a"), ("e", "place", "a"), ("e", "place", "b")
    ]  # fmt: skip
    assert [p.what for p in result.problems] == ["e and a are joined both ways; read as e -> a"]


def test_meta_beside_other_data_is_kept_with_it(tmp_path: Path) -> None:
    data = {
        "text": SAID, "doc_id": "x", "published": "2024-03-01", "views": 3, "tags": ["a"],
        "checked": True, "editor": None, "meta": {"source": "s"},
    }  # fmt: skip
    (document,) = read_tasks(tmp_path, task(data, [])).documents
    assert document.meta == {
        "published": "2024-03-01", "views": "3", "tags": '["a"]', "checked": "true", "source": "s"
    }  # fmt: skip


def test_two_relations_of_a_pair_are_one_arrow(tmp_path: Path) -> None:
    # The editor drops a second arrow between the same two regions.
    gold = read_inline(SAMPLES / "horan-7.ann")
    first = gold.relations[0]
    both = [*gold.relations, msgspec.structs.replace(first, type="target")]
    document = msgspec.structs.replace(gold, relations=both)
    label_studio.write([document], tmp_path / "x.json", SCHEMA)
    (written,) = msgspec.json.decode((tmp_path / "x.json").read_bytes())
    arrows = [i for i in written["annotations"][0]["result"] if i["type"] == "relation"]
    assert len({(i["from_id"], i["to_id"]) for i in arrows}) == len(arrows)
    back = label_studio.read(tmp_path / "x.json", schema=SCHEMA).documents[0]
    assert sorted(back.relations) == sorted(both)
    view = ET.fromstring(label_studio.labelling_config(SCHEMA))
    assert next(view.iter("Relations")).get("choice") == "multiple"
