"""Long documents in parts: no character and no mention is lost, and no mention is cut."""

from pathlib import Path

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from annotations.corpus import write_jsonl
from annotations.document import Document, Mention, Relation
from annotations.schema import Schema
from annotations.words import words
from training.data import load
from training.parts import parts

LINE = "قتل ثلاثة مدنيين في قصف على بلدة كفرنبل بريف إدلب."


def marked(text: str, ranges: list[tuple[int, int]]) -> Document:
    """A document with a mention over each range of words, and a relation between neighbours."""
    spans = words(text)
    mentions = [
        Mention(id=f"m{n}", type="DATE", start=spans[a].start, end=spans[b].end)
        for n, (a, b) in enumerate(ranges)
    ]
    relations = [
        Relation(head=f"m{n}", type="time", tail=f"m{n + 1}") for n in range(len(ranges) - 1)
    ]
    return Document(id="d", text=text, meta={"source": "x"}, mentions=mentions, relations=relations)


@settings(max_examples=150)
@given(st.data())
def test_parts_hold_every_character_and_mention(data: st.DataObject) -> None:
    gaps = data.draw(st.lists(st.sampled_from([" ", "\n", " \n\n ", "\r\n"]), max_size=40))
    text = "".join(f"كلمة{gap}" for gap in [*gaps, " "])
    count = len(words(text))
    firsts = data.draw(st.lists(st.integers(0, count - 1), max_size=8))
    ranges = [(a, min(count - 1, a + data.draw(st.integers(0, 6)))) for a in sorted(firsts)]
    document = marked(text, ranges)
    most = data.draw(st.integers(1, 12))
    found, lost = parts(document, most)
    assert "".join(part.text for part in found) == text
    surfaces = [(m.id, part.surface(m)) for part in found for m in part.mentions]
    assert sorted(surfaces) == sorted((m.id, document.surface(m)) for m in document.mentions)
    missing = len(document.relations) - sum(len(part.relations) for part in found)
    assert [f"{missing} relations between them lost" in line for line in lost] == [True] * bool(
        missing
    )


def test_a_part_ends_with_a_line_where_one_ends() -> None:
    text = "\n".join([LINE] * 10)
    size = len(words(LINE))
    found, lost = parts(marked(text, []), 2 * size + 3)
    assert [len(words(part.text)) for part in found] == [2 * size] * 5
    assert [part.id for part in found] == [f"d#{n}" for n in range(1, 6)]
    assert all(part.text.startswith("قتل") and part.meta == {"source": "x"} for part in found)
    assert lost == []


def test_a_mention_is_not_cut_though_a_part_grows() -> None:
    found, _ = parts(marked(LINE, [(2, 8)]), 4)
    assert [found[0].mentions, len(words(found[1].text)) >= 7] == [[], True]
    (mention,) = found[1].mentions
    assert found[1].surface(mention).startswith("مدنيين")


def test_short_documents_stay_as_they_are() -> None:
    document = marked(LINE, [(0, 0)])
    assert parts(document, 0) == ([document], [])
    assert parts(document, len(words(LINE))) == ([document], [])


def test_of_a_lone_file_the_end_is_held_out_and_others_go_by_documents(
    tmp_path: Path, schema: Schema
) -> None:
    text = "\n".join([LINE] * 100)
    lone = marked(text, [])
    write_jsonl([lone], tmp_path / "lone.jsonl")
    size = len(words(LINE))
    data = load([str(tmp_path / "lone.jsonl")], [], schema, longest_document=size)
    assert [d.id for d in data.train] == [f"d#{n}" for n in range(1, 89)]
    assert [d.id for d in data.dev] == [f"d#{n}" for n in range(89, 101)]
    other = msgspec.structs.replace(lone, id="other", meta={"split": "dev"})
    first = msgspec.structs.replace(lone, meta={"split": "train"})
    write_jsonl([first, other], tmp_path / "two.jsonl")
    data = load([str(tmp_path / "two.jsonl")], [], schema, longest_document=size)
    assert {d.id.split("#")[0] for d in data.train} == {"d"}
    assert {d.id.split("#")[0] for d in data.dev} == {"other"}
