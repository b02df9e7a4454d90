"""What is stored comes back as the very tensors that were built, and is not built twice."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import numpy as np
import pytest
import torch
from msgspec import Struct
from tokenizers import Tokenizer

from annotations.document import Document
from annotations.schema import Schema
from inference.pairs import Lawful
from inference.windows import WindowRule
from training.backbone import load_backbone
from training.batch import collate
from training.feature_store import Examples, forget_others, store_key, stored
from training.features import Example, Soft, build, build_one

RULE = WindowRule(pieces=64, overlap=16, word_pieces=12)


@pytest.fixture(scope="module")
def tokenizer(tiny_bert: Path) -> Tokenizer:
    return load_backbone(str(tiny_bert)).tokenizer


@pytest.fixture
def documents(report: Document) -> list[Document]:
    return [
        report,
        Document(id="empty", text=" \n"),
        Document(id="bare", text="عاد الهدوء إلى البلدة اليوم."),
        msgspec.structs.replace(report, id="again", relations=report.relations[:3]),
    ]


def store(
    folder: Path, documents: list[Document], tokenizer: Tokenizer, schema: Schema, calls: list[str]
) -> Examples:
    def rows() -> Iterator[tuple[str, Example | None, list[str]]]:
        rules = Lawful.of(schema)
        for document in documents:
            calls.append(document.id)
            yield document.id, *build_one(document, tokenizer, schema, RULE, rules)

    return stored(folder, store_key(documents, tokenizer, schema, RULE), schema, rows)


def same(left: object, right: object) -> bool:
    """Whether two nested structures hold equal tensors of equal kinds."""
    if isinstance(left, torch.Tensor):
        return isinstance(right, torch.Tensor) and left.dtype == right.dtype and left.equal(right)
    if isinstance(left, np.ndarray):
        return left.dtype == right.dtype and np.array_equal(left, right)  # type: ignore[attr-defined]
    if isinstance(left, Struct):
        return all(same(getattr(left, f), getattr(right, f)) for f in left.__struct_fields__)
    if isinstance(left, list):
        return len(left) == len(right) and all(map(same, left, right))  # type: ignore[arg-type, call-overload]
    return left == right


def test_stored_examples_are_the_built_ones(
    documents: list[Document], tokenizer: Tokenizer, schema: Schema, tmp_path: Path
) -> None:
    built = build(documents, tokenizer, schema, RULE)
    kept = store(tmp_path, documents, tokenizer, schema, [])
    examples = [kept[n] for n in range(len(kept))]
    assert [e.id for e in examples] == [documents[0].id, "bare", "again"]
    assert len(built.examples[0].windows) > 1 and len(built.examples[0].tasks[0].labels) > 50
    assert all(same(a, b) for a, b in zip(built.examples, examples, strict=True))
    assert same(collate(built.examples), collate(examples))
    assert kept.lost == built.lost and "empty: no words" in kept.lost
    assert kept.lengths == [len(e.tags) for e in built.examples]
    types = [m.type for e in built.examples for m in e.mentions]
    assert kept.mentions_of_types.tolist() == [types.count(n) for n in range(len(schema.types))]


def test_a_second_start_builds_nothing_and_a_change_builds_again(
    documents: list[Document], tokenizer: Tokenizer, schema: Schema, tmp_path: Path
) -> None:
    calls: list[str] = []
    for _ in range(2):
        kept = store(tmp_path, documents, tokenizer, schema, calls)
        assert calls == [d.id for d in documents]
        assert collate([kept[0]]).documents[0].tags.any()
    store(tmp_path, documents[:2], tokenizer, schema, calls)
    assert len(calls) == len(documents) + 2


def test_a_build_that_was_cut_off_is_done_again(
    documents: list[Document], tokenizer: Tokenizer, schema: Schema, tmp_path: Path
) -> None:
    class Broken(list[str]):
        def append(self, name: str) -> None:
            if name == "bare":
                raise RuntimeError("cut off")

    with pytest.raises(Exception, match="generating the dataset"):
        store(tmp_path, documents, tokenizer, schema, Broken())
    calls: list[str] = []
    assert len(store(tmp_path, documents, tokenizer, schema, calls)) == 3
    assert len(calls) == len(documents)


def test_all_that_examples_hang_on_is_in_the_key(
    documents: list[Document], tokenizer: Tokenizer, schema: Schema, tiny_bundle: Path
) -> None:
    other = Tokenizer.from_str(tokenizer.to_str())
    other.add_tokens(["المرصد"])
    renamed = msgspec.structs.replace(schema, version=99)
    moved = msgspec.structs.replace(documents[0], mentions=documents[0].mentions[1:])
    keys = [
        store_key(documents, tokenizer, schema, RULE),
        store_key(documents[::-1], tokenizer, schema, RULE),
        store_key([moved, *documents[1:]], tokenizer, schema, RULE),
        store_key(documents, other, schema, RULE),
        store_key(documents, tokenizer, renamed, RULE),
        store_key(documents, tokenizer, schema, WindowRule()),
        store_key(documents, tokenizer, schema, RULE, teacher="t"),
    ]
    assert len(set(keys)) == len(keys)
    assert keys[0] == store_key(documents, tokenizer, schema, RULE)


def test_a_schema_without_relations_is_stored_too(
    documents: list[Document], tokenizer: Tokenizer, schema: Schema, tmp_path: Path
) -> None:
    bare = Schema(name="bare", version=1, mentions=schema.mentions[:4])
    built = build(documents, tokenizer, bare, RULE)
    kept = store(tmp_path, documents, tokenizer, bare, [])
    assert all(same(a, kept[n]) for n, a in enumerate(built.examples))
    assert kept.lost == built.lost


def test_a_teachers_scores_come_back_but_for_their_rounding(
    report: Document, tokenizer: Tokenizer, schema: Schema, tmp_path: Path
) -> None:
    example = build([report], tokenizer, schema, RULE).examples[0]
    chance = np.random.default_rng(0)
    width = sum(len(a.values) for a in schema.attributes)

    def scores(rows: int, columns: int) -> np.ndarray:  # type: ignore[type-arg]
        return chance.normal(scale=5, size=(rows, columns)).astype(np.float32)

    pairs = []
    for task in example.tasks:
        table = scores(len(task.labels), 1 + len(schema.relation_types))
        table[:, 1:][~task.pairs.lawful] = -1e4
        pairs.append(table)
    soft = Soft(
        scores(len(example.tags), 1 + 2 * len(schema.types)),
        pairs,
        scores(len(example.mentions), width),
    )
    taught = msgspec.structs.replace(example, soft=soft, marked=False)
    back = stored(tmp_path, "k", schema, lambda: [("d", taught, [])])[0]
    assert not back.marked and back.soft is not None
    assert np.allclose(back.soft.tags, soft.tags, atol=0.02)
    assert np.allclose(back.soft.attributes, soft.attributes, atol=0.02)
    for mine, theirs in zip(soft.pairs, back.soft.pairs, strict=True):
        assert mine.shape == theirs.shape and np.allclose(mine, theirs, atol=0.02)


def test_stores_of_other_documents_are_removed(
    documents: list[Document], tokenizer: Tokenizer, schema: Schema, tmp_path: Path
) -> None:
    store(tmp_path, documents, tokenizer, schema, [])
    store(tmp_path, documents[:1], tokenizer, schema, [])
    kept = store_key(documents, tokenizer, schema, RULE)
    forget_others(tmp_path, [kept])
    assert [path.name for path in tmp_path.iterdir() if path.is_dir()] == [kept]
