"""Every form gives back what was written, on arbitrary text, or names what it cannot hold."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotations.document import Document, Mention, Relation
from annotations.readers import FORMATS, guess_format
from annotations.schema import Schema
from annotations.words import words

SCHEMA = Schema.default()
FOLDERS = ("brat", "webanno-tsv", "xmi", "inline")
SUFFIXES = {"label-studio": "all.json", "conll": "all.conll"}
# Forms that hold any document whatsoever.
WHOLE = ("label-studio", "prodigy", "jsonl")

EDGY = 'قصفأًـ١2aé \u0301\t|_[]\\#*->;."“”،:\u200f\U0001f6a8\U0001f469\u200d'
TEXTS = st.one_of(
    st.text(EDGY + "\n" + "    ", max_size=60),
    st.lists(
        st.sampled_from(["قصف ", "مدفعي ", "😀", "\r\n", "\n\n", "درعا", " ", "---", "\ufeff"])
    ).map("".join),
    st.text(max_size=30),
)


@st.composite
def documents(draw: st.DrawFn, texts: st.SearchStrategy[str] = TEXTS) -> Document:
    text = draw(texts)
    spans = words(text)
    mentions: list[Mention] = []
    at = 0
    for place, span in enumerate(spans):
        if place < at or not draw(st.booleans()):
            continue
        at = min(len(spans), place + draw(st.integers(1, 3)))
        kind = draw(st.sampled_from(["SHELLING", "KILLED", "VICTIM", "PLACE"]))
        said = {"SHELLING": {"realis": "planned"}, "VICTIM": {"scope": "cumulative"}}
        attributes = said.get(kind, {}) if draw(st.booleans()) else {}
        mentions.append(
            Mention(
                id=f"x{len(mentions) + 1}",
                type=kind,
                start=span.start,
                end=spans[at - 1].end,
                attributes=attributes,
            )
        )
    ids = [mention.id for mention in mentions]
    pairs = st.tuples(st.sampled_from(ids), st.sampled_from(ids)) if ids else st.nothing()
    links = draw(st.lists(pairs, max_size=4, unique=True)) if ids else []
    relations = [Relation(head=a, type="part_of", tail=b) for a, b in links]
    meta = draw(st.dictionaries(st.sampled_from(["published", "source"]), st.text(max_size=8)))
    return Document(
        id=draw(st.text(min_size=1, max_size=12)),
        text=text,
        meta=meta,
        mentions=mentions,
        relations=relations,
    )


def there_and_back(name: str, document: Document) -> tuple[list[str], list[Document]]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / ("all" if name in FOLDERS else SUFFIXES.get(name, "all.jsonl"))
        lost = FORMATS[name].write([document], path, SCHEMA)
        result = FORMATS[name].read(path, schema=SCHEMA)
    return [str(problem) for problem in lost + result.problems], result.documents


def as_held(name: str, document: Document) -> tuple[object, ...]:
    """What a form promises to keep of a document, in an order of its own."""
    head = (document.id, document.text, document.meta)
    if name == "conll":
        return (*head, [(m.start, m.end, m.type) for m in document.mentions])
    return (*head, document.mentions, sorted(document.relations))


@pytest.mark.parametrize("name", [name for name in FORMATS if name != "xmi"])
@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(document=documents())
def test_arbitrary_text_comes_back_or_is_named(name: str, document: Document) -> None:
    problems, back = there_and_back(name, document)
    silent = not problems or (name == "brat" and all("has CR LF" in p for p in problems))
    if name == "conll":
        silent = all("CoNLL holds mentions only" in problem for problem in problems)
    if name == "doccano" and not document.text:
        silent = all("the text is empty" in problem for problem in problems)
    if name in WHOLE:
        assert silent
    if silent:
        assert [as_held(name, one) for one in back] == [as_held(name, document)]


@settings(max_examples=6, suppress_health_check=[HealthCheck.too_slow])
@given(document=documents())
def test_xmi_brings_arbitrary_text_back_or_names_it(document: Document) -> None:
    problems, back = there_and_back("xmi", document)
    if not problems:
        assert [as_held("xmi", one) for one in back] == [as_held("xmi", document)]


PLAIN = Document(
    id="حوران-7",
    text="🚨 أصيب مدنيان بقصف مدفعي على بلدة النعيمة 😀\r\nثم عاد الهدوء.",
    meta={"published": "2021-08-04"},
    mentions=[
        Mention(id="o1", type="WOUNDED", start=2, end=6, attributes={"realis": "denied"}),
        Mention(id="v1", type="VICTIM", start=7, end=13),
        Mention(id="e1", type="SHELLING", start=14, end=24),
        Mention(id="p1", type="PLACE", start=29, end=41),
    ],
    relations=[
        Relation(head="o1", type="victim", tail="v1"),
        Relation(head="o1", type="cause", tail="e1"),
        Relation(head="e1", type="target", tail="p1"),
    ],
)
EMPTY = Document(id="empty", text="")
QUIET = Document(id="quiet", text="طقس معتدل في دمشق.")


@pytest.mark.parametrize("name", FORMATS)
def test_several_documents_emoji_and_carriage_returns(name: str, tmp_path: Path) -> None:
    path = tmp_path / ("all" if name in FOLDERS else SUFFIXES.get(name, "all.jsonl"))
    given_ = [PLAIN, EMPTY, QUIET]
    FORMATS[name].write(given_, path, SCHEMA)
    assert guess_format(path) == name
    back = {document.id: document for document in FORMATS[name].read(path, schema=SCHEMA).documents}
    assert back.keys() == {"حوران-7", "empty", "quiet"}
    for document in given_:
        assert as_held(name, back[document.id]) == as_held(name, document)


@pytest.mark.parametrize("name", FORMATS)
def test_what_no_document_may_hold_is_named_and_left_out(name: str, tmp_path: Path) -> None:
    faulty = Document(
        id="faulty",
        text="قصف على القرية",
        mentions=[
            Mention(id="e1", type="SHELLING", start=0, end=3),
            Mention(id="p1", type="PLACE", start=8, end=99),
        ],
        relations=[Relation(head="e1", type="target", tail="p1")],
    )
    path = tmp_path / ("all" if name in FOLDERS else SUFFIXES.get(name, "all.jsonl"))
    problems = [str(problem) for problem in FORMATS[name].write([faulty], path, SCHEMA)]
    back = FORMATS[name].read(path, schema=SCHEMA).documents
    if name == "jsonl":  # the exchange form holds anything; `check` names it
        assert back == [faulty]
        return
    assert any("8-99" in problem for problem in problems)
    assert any("e1 target p1" in problem for problem in problems)
    assert [(m.type, m.start, m.end) for m in back[0].mentions] == [("SHELLING", 0, 3)]
    assert back[0].relations == []


@pytest.mark.parametrize("name", FORMATS)
def test_overlaps_and_half_words_are_named(name: str, tmp_path: Path) -> None:
    tangled = Document(
        id="tangled",
        text="قوات النظام قصفت القرية",
        mentions=[
            Mention(id="a1", type="ACTOR", start=0, end=11),
            Mention(id="a2", type="ACTOR", start=5, end=11),
            Mention(id="p1", type="PLACE", start=19, end=23),
        ],
    )
    path = tmp_path / ("all" if name in FOLDERS else SUFFIXES.get(name, "all.jsonl"))
    lost = FORMATS[name].write([tangled], path, SCHEMA)
    result = FORMATS[name].read(path, schema=SCHEMA)
    kept = [(m.start, m.end) for m in result.documents[0].mentions]
    named = " ".join(str(problem) for problem in [*lost, *result.problems])
    if name in ("inline", "conll"):  # they hold no overlaps
        assert kept == [(0, 11), (19, 23)]
    else:
        assert kept == [(0, 11), (5, 11), (19, 23)]
    if name != "jsonl":
        assert "overlaps" in named
    if name not in ("jsonl", "inline"):
        assert "whole words" in named
