"""The exchange form: both ways on any text, faults with file and line, folders, splits."""

import tempfile
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.corpus import Rejected, exchange, read_corpus, split_of, write_jsonl
from annotations.document import Document, Mention, Relation
from annotations.inline import write_inline
from annotations.schema import Attribute, MentionType, Schema

LINE = (
    '{"id": "a", "text": "قصف 😀 القرية", "meta": {"published": "2021-08-04", "n": 3, "x": null},'
    ' "entities": [{"id": "e1", "type": "SHELLING", "start": 0, "end": 3, "realis": "actual",'
    ' "score": 0.9}, {"id": "e2", "type": "SHELLING", "start": 4, "end": 5, "realis": "denied"}],'
    ' "relations": [{"head": "e2", "type": "same_as", "tail": "e1", "score": 0.5}],'
    ' "records": {}}'
)


def read(path: Path) -> tuple[list[Document], list[Rejected]]:
    items = list(read_corpus(path))
    return (
        [item for item in items if isinstance(item, Document)],
        [item for item in items if isinstance(item, Rejected)],
    )


def test_a_line_with_results_in_it(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b"\xef\xbb\xbf\r\n" + LINE.encode() + b"\r\n\n")
    documents, rejected = read(path)
    assert rejected == []
    assert documents[0].meta == {"published": "2021-08-04", "n": "3"}
    assert documents[0].mentions == [
        Mention(id="e1", type="SHELLING", start=0, end=3),
        Mention(id="e2", type="SHELLING", start=4, end=5, attributes={"realis": "denied"}),
    ]
    assert documents[0].relations == [Relation(head="e2", type="same_as", tail="e1")]


def test_defaults_are_those_of_the_schema_given(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(LINE, encoding="utf-8")
    schema = Schema(
        name="own",
        version=1,
        mentions=(MentionType(type="SHELLING", kind="event"),),
        attributes=(Attribute(name="realis", on=("event",), values=("denied", "actual")),),
    )
    document = next(iter(read_corpus(tmp_path / "a.jsonl", schema=schema)))
    assert isinstance(document, Document)
    assert [m.attributes for m in document.mentions] == [{"realis": "actual"}, {}]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (b"{", "no document"),
        (b'{"id": "a"}', "`text`"),
        (b'{"id": 3, "text": ""}', "`$.id`"),
        (b'{"id": "", "text": ""}', "`id` is empty"),
        (b'{"id": "a", "text": "", "entities": [{"id": "e1"}]}', "`type`"),
        (
            b'{"id": "a", "text": "", "entities": [{"id": "e1", "type": "A", "start": 0, "end": 1,'
            b' "sure": true}]}',
            "'sure' of e1",
        ),
        (b'{"id": "a", "text": "", "relations": [{"head": "x"}]}', "`type`"),
        (b'{"id": "a", "text": "\xff"}', "no document"),
        (b'{"id": "a", "text": "\\ud800"}', "no document"),
    ],
)
def test_faulty_lines_are_named_and_the_rest_is_read(
    line: bytes, said: str, tmp_path: Path
) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b"\n" + line + b'\n{"id": "good", "text": ""}')
    documents, rejected = read(path)
    assert [document.id for document in documents] == ["good"]
    assert [(item.file, item.line) for item in rejected] == [(str(path), 2)]
    assert said in rejected[0].what
    assert str(rejected[0]).startswith(f"{path}:2: ")


def test_a_folder_is_read_sorted_with_its_sub_folders(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "one.ann").write_text(
        "id: one\n---\n[قصف](SHELLING e1)\n---\ne1 realis actual\n", encoding="utf-8"
    )
    (tmp_path / "b" / "two.ann").write_text("id: two\n---\n[قصف\n---\n", encoding="utf-8")
    (tmp_path / "b" / "bad.ann").write_bytes(b"\xff")
    (tmp_path / "a.jsonl").write_text(
        '{"id": "zero", "text": ""}\n{"id": "one", "text": ""}\n', encoding="utf-8"
    )
    (tmp_path / "notes.txt").write_text("not read", encoding="utf-8")
    documents, rejected = read(tmp_path)
    assert [document.id for document in documents] == ["zero", "one"]
    assert documents[1].mentions == []
    named = {Path(item.file).name: item for item in rejected}
    assert named.keys() == {"one.ann", "two.ann", "bad.ann"}
    assert f"{tmp_path / 'a.jsonl'}:2" in named["one.ann"].what
    assert named["two.ann"].line == 3


def test_inline_defaults_are_left_out(tmp_path: Path) -> None:
    (tmp_path / "x.ann").write_text(
        "id: one\n---\n[قصف](SHELLING e1)\n---\ne1 realis actual\n", encoding="utf-8"
    )
    documents, _ = read(tmp_path / "x.ann")
    assert documents[0].mentions[0].attributes == {}


@pytest.mark.parametrize("name", ["none.jsonl", "none", "x.txt", "empty"])
def test_paths_with_nothing_to_read_are_named(name: str, tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_text("", encoding="utf-8")
    (tmp_path / "empty").mkdir()
    documents, rejected = read(tmp_path / name)
    assert (documents, len(rejected)) == ([], 1)
    assert "; " in str(rejected[0])


def test_the_same_id_twice_is_named_with_both_places(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"id": "a", "text": "1"}\n\n{"id": "a", "text": "2"}\n', encoding="utf-8")
    documents, rejected = read(path)
    assert [document.text for document in documents] == ["1"]
    assert rejected[0].line == 3
    assert f"{path}:1" in rejected[0].what


@given(
    st.lists(
        st.builds(
            Document,
            id=st.text(min_size=1),
            text=st.text(),
            meta=st.dictionaries(st.text(), st.text(), max_size=2),
            mentions=st.lists(
                st.builds(
                    Mention,
                    id=st.text(),
                    type=st.text(),
                    start=st.integers(-9, 99),
                    end=st.integers(-9, 99),
                    attributes=st.dictionaries(st.text("abc", min_size=1), st.text(), max_size=2),
                ),
                max_size=3,
            ),
            relations=st.lists(
                st.builds(Relation, head=st.text(), type=st.text(), tail=st.text()), max_size=3
            ),
        ),
        max_size=3,
        unique_by=lambda document: document.id,
    )
)
def test_anything_comes_back(documents: list[Document]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.jsonl"
        assert write_jsonl(documents, path) == len(documents)
        assert list(read_corpus(path)) == documents


def test_inline_and_exchange_say_the_same(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(LINE, encoding="utf-8")
    document = read(tmp_path / "a.jsonl")[0][0]
    (tmp_path / "b.ann").write_text(write_inline(document), encoding="utf-8")
    assert read(tmp_path / "b.ann")[0] == [document]


def test_attributes_named_like_keys_are_refused() -> None:
    mention = Mention(id="e1", type="A", start=0, end=1, attributes={"score": "x"})
    with pytest.raises(ValueError, match="'score'"):
        exchange(Document(id="a", text="a", mentions=[mention]))


def test_the_form_is_the_guides() -> None:
    document = Document(
        id="a",
        text="قصف",
        mentions=[Mention(id="e1", type="A", start=0, end=3, attributes={"realis": "planned"})],
    )
    entity = {"id": "e1", "type": "A", "start": 0, "end": 3, "realis": "planned"}
    assert msgspec.to_builtins(exchange(document)) == {
        "id": "a",
        "text": "قصف",
        "meta": {},
        "entities": [entity],
        "relations": [],
    }


def test_splits_are_drawn_from_the_id_alone() -> None:
    drawn = {name: split_of(Document(id=name, text="")) for name in IDS}
    assert drawn == IDS
    many = [split_of(Document(id=f"x{n}", text="")) for n in range(2000)]
    assert 110 < many.count("test") < 210
    assert 110 < many.count("dev") < 210


# sha256("a") begins ca978112, and 0xca978112 % 100 is 10
IDS = {"a": "dev", "doc-0": "test", "doc-1": "train", "doc-12": "dev", "doc-13": "test"}


def test_what_meta_says_of_the_split_comes_first() -> None:
    assert split_of(Document(id="a", text="", meta={"split": "dev"})) == "dev"
    generated = {"split": "dev", "style": "generated"}
    assert split_of(Document(id="a", text="", meta=generated)) == "train"
    with pytest.raises(ValueError, match="split is 'gold'"):
        split_of(Document(id="a", text="", meta={"split": "gold"}))
