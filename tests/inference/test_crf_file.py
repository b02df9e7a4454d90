"""A CRF's file read without CRFsuite says what CRFsuite says of it, to the last probability."""

from pathlib import Path

import numpy as np
import pycrfsuite
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotations.bio import tag_names
from annotations.document import Document
from annotations.schema import Schema
from annotations.words import paragraphs, words
from inference.crf_file import read_crf
from inference.word_features import word_features
from inference.word_model import LEAST, WordModel
from training.word_model import CrfSettings, train_crf


@pytest.fixture(scope="module")
def file(report: Document, schema: Schema, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path: Path = tmp_path_factory.mktemp("crf") / "words.crf"
    train_crf([report], schema, path, settings=CrfSettings(iterations=30))
    return path


def test_labels_weights_and_steps_are_crfsuites(file: Path) -> None:
    tagger = pycrfsuite.Tagger()
    tagger.open(str(file))
    told = tagger.info()
    read = read_crf(file.read_bytes())
    assert read.labels == tagger.labels()
    assert set(read.attributes) == set(told.attributes)
    number = {label: n for n, label in enumerate(read.labels)}
    assert np.count_nonzero(read.state) == len(told.state_features)
    for (attribute, label), weight in told.state_features.items():
        row = read.state[read.attributes[attribute]]
        assert row[number[label]] == pytest.approx(weight, abs=1e-5)
    assert np.count_nonzero(read.steps) == len(told.transitions)
    for (before, after), weight in told.transitions.items():
        assert read.steps[number[before], number[after]] == pytest.approx(weight, abs=1e-5)


TEXTS = st.lists(
    st.lists(
        st.sampled_from(["قصف", "بلدة", "ومقتل", "3", "مدنيين", "،", "قوات", "النظام", "xyz"]),
        max_size=12,
    ).map(" ".join),
    max_size=5,
).map("\n".join)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=TEXTS)
def test_probabilities_are_crfsuites(file: Path, schema: Schema, text: str) -> None:
    tags = tag_names(schema.types)
    tagger = pycrfsuite.Tagger()
    tagger.open(str(file))
    spans = words(text)
    found = np.exp(WordModel(file.read_bytes(), tags).log_chances(text, spans))
    expected = np.full_like(found, LEAST)
    at = 0
    for line in paragraphs(text):
        own = [text[w.start : w.end] for w in spans if line.start <= w.start < line.end]
        tagger.set(word_features(own))
        for word in range(len(own)):
            for label in tagger.labels():
                chance = tagger.marginal(label, word)
                expected[at + word, tags.index(label)] = max(chance, LEAST)
        at += len(own)
    assert at == len(spans)
    assert np.abs(found - expected).max(initial=0) < 1e-5


@pytest.mark.parametrize("keep", [0, 3, 40, 60, 2000, -1])
def test_a_file_that_is_cut_short_is_refused(file: Path, keep: int) -> None:
    with pytest.raises(ValueError):
        read_crf(file.read_bytes()[:keep])
