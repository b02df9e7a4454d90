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
