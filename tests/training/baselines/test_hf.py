"""Transformers' own road: labels on first pieces, a saved folder, the pipeline's mentions."""

from pathlib import Path

import pytest

from annotations.document import Document
from annotations.schema import Schema
from training.baselines.hf import HfSettings, HfTagger, train_hf
from training.data import DataError


@pytest.fixture(scope="module")
def folder(
    tmp_path_factory: pytest.TempPathFactory, tiny_bert: Path, report: Document, schema: Schema
) -> Path:
    folder = tmp_path_factory.mktemp("hf")
    settings = HfSettings(epochs=40, batch=2, rate=1e-2, decay=0.0)
    train_hf([report], schema, tiny_bert, folder, settings=settings)
    return folder


@pytest.fixture(scope="module", params=[False, True], ids=["text", "words"])
def tagger(folder: Path, schema: Schema, request: pytest.FixtureRequest) -> HfTagger:
    return HfTagger(folder, schema, given_words=request.param)


def test_it_learns_a_report_by_heart(tagger: HfTagger, report: Document) -> None:
    given = tagger.read(report)
    wanted = {(m.start, m.end, m.type) for m in report.mentions}
    found = {(m.start, m.end, m.type) for m in given.mentions}
    # A tiny random encoder learns most of a report, and offsets count from the text's beginning.
    assert len(wanted & found) >= 0.7 * len(wanted)
    assert max(m.end for m in given.mentions) > report.text.index("\n")


def test_a_long_paragraph_is_read_to_its_end(tagger: HfTagger, report: Document) -> None:
    line = report.text.split("\n")[-1]
    text = " ".join([line] * 6)
    found = tagger.read(Document(id="long", text=text)).mentions
    assert max(m.end for m in found) > 5 * len(line)
    assert all(0 <= m.start < m.end <= len(text) for m in found)


def test_an_empty_text_has_no_mentions(tagger: HfTagger) -> None:
    assert tagger.read(Document(id="e", text=" \n ")).mentions == []


def test_a_folder_without_a_model_is_named(tmp_path: Path, schema: Schema) -> None:
    with pytest.raises(DataError, match="no model that transformers can open"):
        train_hf([Document(id="d", text="قصف")], schema, tmp_path, tmp_path / "out")
    with pytest.raises(DataError, match="no model that transformers can open"):
        HfTagger(tmp_path, schema)


def test_nothing_to_learn_is_said(tmp_path: Path, tiny_bert: Path, schema: Schema) -> None:
    with pytest.raises(DataError, match="no document holds any"):
        train_hf([Document(id="e", text="")], schema, tiny_bert, tmp_path)
