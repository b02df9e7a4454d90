"""The second opinion on tags: by words alone, the same from every thread, refused where foreign."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from annotations.bio import tag_names
from annotations.document import Document
from annotations.schema import Schema
from annotations.words import words
from inference.word_features import word_features
from inference.word_model import WordModel
from training.word_model import CrfSettings, train_crf


@pytest.fixture(scope="module")
def data(report: Document, schema: Schema, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path: Path = tmp_path_factory.mktemp("crf") / "words.crf"
    train_crf([report], schema, path, settings=CrfSettings(iterations=30))
    return path.read_bytes()


def test_it_knows_what_it_has_learnt(data: bytes, report: Document, schema: Schema) -> None:
    tags = tag_names(schema.types)
    spans = words(report.text)
    chances = WordModel(data, tags).log_chances(report.text, spans)
    assert chances.shape == (len(spans), len(tags))
    best = chances.argmax(axis=1)
    for mention in report.mentions:
        first = next(k for k, word in enumerate(spans) if word.start == mention.start)
        assert tags[best[first]] == f"B-{mention.type}"
    assert np.exp(chances).sum(axis=1) == pytest.approx(1, abs=1e-3)


def test_threads_read_alike(data: bytes, report: Document, schema: Schema) -> None:
    model = WordModel(data, tag_names(schema.types))
    texts = [report.text, "قصف\n" * 7, "", report.text[::-1]]
    alone = [model.log_chances(text, words(text)) for text in texts]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda text: model.log_chances(text, words(text)), texts * 5))
    for number, found in enumerate(together):
        assert np.array_equal(found, alone[number % 4])


def test_long_and_short_lines_go_apart(data: bytes, schema: Schema) -> None:
    model = WordModel(data, tag_names(schema.types))
    long, short = "قصف بلدة " * 15_000, "قتل 3\n"
    chances = model.log_chances(long + "\n" + short * 3_000, words(long + "\n" + short * 3_000))
    alone = model.log_chances(short, words(short))
    assert np.allclose(chances[-2:], alone, atol=1e-5)
    assert np.allclose(chances[:30_000], model.log_chances(long, words(long)), atol=1e-5)


def test_a_model_of_other_tags_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="which the schema has not"):
        WordModel(data, ["O", "B-CLASH", "I-CLASH"])


def test_damaged_bytes_are_refused(schema: Schema) -> None:
    with pytest.raises(ValueError):
        WordModel(b"no model", tag_names(schema.types))


def test_features_know_the_edges_of_a_line() -> None:
    only = word_features(["قصف"])[0]
    assert "-1:none" in only and "1:none" in only
    assert word_features([]) == []
