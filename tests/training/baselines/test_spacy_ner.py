"""spaCy's recogniser, where spaCy is installed; without it, what is said."""

import sys
from pathlib import Path

import pytest

from annotations.document import Document
from annotations.schema import Schema
from training.baselines.spacy_ner import SpacySettings, SpacyTagger, train_spacy
from training.data import DataError


def test_it_learns_a_report_by_heart(tmp_path: Path, report: Document, schema: Schema) -> None:
    pytest.importorskip("spacy")
    settings = SpacySettings(epochs=40, batch=2, dropout=0.0)
    train_spacy([report], schema, tmp_path / "spacy", settings=settings)
    given = SpacyTagger(tmp_path / "spacy", schema).read(Document(id="u", text=report.text))
    wanted = {(m.start, m.end, m.type) for m in report.mentions}
    found = {(m.start, m.end, m.type) for m in given.mentions}
    assert len(wanted & found) >= 0.8 * len(wanted)


def test_nothing_to_learn_is_said(tmp_path: Path, schema: Schema) -> None:
    pytest.importorskip("spacy")
    with pytest.raises(DataError, match="no document holds any"):
        train_spacy([Document(id="d", text="هدوء حذر")], schema, tmp_path)
    with pytest.raises(DataError, match="train it again"):
        SpacyTagger(tmp_path / "nowhere", schema)


def test_without_spacy_the_mend_is_named(
    tmp_path: Path, report: Document, schema: Schema, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "spacy", None)
    with pytest.raises(DataError, match="pip install spacy"):
        train_spacy([report], schema, tmp_path)
    with pytest.raises(DataError, match="pip install spacy"):
        SpacyTagger(tmp_path, schema)
