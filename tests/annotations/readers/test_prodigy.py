"""Prodigy: tasks as `rel.manual` saves them, refused ones, ends that are no span."""

from pathlib import Path

import msgspec

from annotations.inline import read_inline
from annotations.readers import prodigy
from annotations.schema import Schema

SAMPLES = Path(__file__).with_name("samples")
SCHEMA = Schema.default()


def test_an_accepted_task() -> None:
    gold = read_inline(SAMPLES / "horan-7.ann")
    result = prodigy.read(SAMPLES / "prodigy.jsonl", schema=SCHEMA)
    document = result.documents[0]
    assert (document.id, document.text) == ("prodigy-1", gold.text)
    assert document.meta == {"source": "written for this project", "pattern": "3"}
    assert [(m.type, m.start, m.end) for m in document.mentions] == [
        (m.type, m.start, m.end) for m in gold.mentions
    ]
    ids = dict(zip((m.id for m in document.mentions), (m.id for m in gold.mentions), strict=True))
    links = [(ids[r.head], r.type, ids[r.tail]) for r in document.relations]
    assert links == [(r.head, r.type, r.tail) for r in gold.relations]


def test_a_refused_task_is_left_out_and_named() -> None:
    result = prodigy.read(SAMPLES / "prodigy.jsonl")
    assert [document.id for document in result.documents] == ["prodigy-1", "prodigy-3"]
    assert result.problems[0].line == 2
    assert "reject" in result.problems[0].what


def test_spans_and_relations_by_tokens_alone() -> None:
    result = prodigy.read(SAMPLES / "prodigy.jsonl")
    document = result.documents[1]
    assert [document.surface(mention) for mention in document.mentions] == ["قصف"]
    assert document.relations == []  # its child is a token that no span covers
    assert any("token 2 is no mention" in problem.what for problem in result.problems)


def test_written_tokens_tile_the_words_and_spans_name_them(tmp_path: Path) -> None:
    gold = read_inline(SAMPLES / "horan-7.ann")
    assert prodigy.write([gold], tmp_path / "x.jsonl", SCHEMA) == []
    task = msgspec.json.decode((tmp_path / "x.jsonl").read_bytes())
    for token in task["tokens"]:
        assert gold.text[token["start"] : token["end"]] == token["text"]
    for span in task["spans"]:
        assert task["tokens"][span["token_start"]]["start"] == span["start"]
        assert task["tokens"][span["token_end"]]["end"] == span["end"]
    for relation in task["relations"]:
        assert relation["head"] == relation["head_span"]["token_end"]


def test_ids_and_attributes_survive_spans_made_anew(tmp_path: Path) -> None:
    gold = read_inline(SAMPLES / "horan-7.ann")
    path = tmp_path / "x.jsonl"
    prodigy.write([gold], path, SCHEMA)
    task = msgspec.json.decode(path.read_bytes())
    keys = ("start", "end", "token_start", "token_end", "label")
    task["spans"] = [{key: span[key] for key in keys} for span in reversed(task["spans"])]
    path.write_bytes(msgspec.json.encode(task))
    assert prodigy.read(path).documents[0].mentions == gold.mentions


def test_faulty_lines_are_named(tmp_path: Path) -> None:
    (tmp_path / "x.jsonl").write_bytes(b'\xef\xbb\xbf{"text": 3}\r\n\r\n{"text": "a"}\r\n')
    result = prodigy.read(tmp_path / "x.jsonl")
    assert [problem.line for problem in result.problems] == [1]
    assert [document.text for document in result.documents] == ["a"]
