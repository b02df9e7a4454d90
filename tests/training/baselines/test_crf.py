"""The CRF: features, a file, and mentions out of text it has not seen."""

from pathlib import Path

import pytest

from annotations.document import Document
from annotations.inline import parse_inline
from annotations.schema import Schema
from training.baselines.crf import Crf, CrfSettings, train_crf, word_features
from training.data import DataError


def _reports() -> list[Document]:
    pattern = (
        "id: r{n}\n---\n[قصفت](SHELLING e1) [قوات النظام](ACTOR a1) [بلدة {name}](PLACE p1).\n---\n"
    )
    names = ["موحسن", "الشحيل", "كفرنبل", "معرتحرمة", "الهبيط", "سرمين"]
    return [parse_inline(pattern.format(n=n, name=name)) for n, name in enumerate(names)]


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("crf") / "crf.model"
    train_crf(_reports(), Schema.default(), file, settings=CrfSettings(l1=0.01, iterations=40))
    return file


def test_it_marks_what_it_has_not_seen(model: Path, schema: Schema) -> None:
    unseen = Document(id="u", text="قصفت قوات النظام بلدة حاس.")
    given = Crf(model, schema).read(unseen)
    assert [(unseen.surface(m), m.type) for m in given.mentions] == [
        ("قصفت", "SHELLING"),
        ("قوات النظام", "ACTOR"),
        ("بلدة حاس", "PLACE"),
    ]
    assert given.text == unseen.text


def test_gold_marks_do_not_reach_it(model: Path, schema: Schema) -> None:
    document = _reports()[0]
    bare = Document(id=document.id, text=document.text)
    crf = Crf(model, schema)
    assert crf.read(document).mentions == crf.read(bare).mentions


def test_an_empty_text_has_no_mentions(model: Path, schema: Schema) -> None:
    assert Crf(model, schema).read(Document(id="e", text=" \n\u200f")).mentions == []


def test_features_look_two_words_either_way() -> None:
    rows = word_features(["أصيب", "12", "طفلاً", "بالقصف", "أمس"])
    assert len(rows) == 5
    assert {"word=طفلا", "raw=طفلاً", "-1:shape=0", "-2:word=اصيب", "1:bare=قصف"} <= set(rows[2])
    assert "2:word=امس" in rows[2]
    assert {"-1:none", "-2:none"} <= set(rows[0])
    assert "1:none" in rows[4]


def test_signs_stand_for_themselves() -> None:
    assert "word=،" in word_features(["،"])[0]


def test_nothing_to_learn_is_said(tmp_path: Path, schema: Schema) -> None:
    with pytest.raises(DataError, match="none of the documents holds any"):
        train_crf([Document(id="e", text="")], schema, tmp_path / "crf.model")


def test_a_model_that_cannot_be_written(tmp_path: Path, schema: Schema) -> None:
    with pytest.raises((DataError, OSError)):
        train_crf(_reports()[:1], schema, tmp_path / "nowhere" / "crf.model")


@pytest.mark.parametrize("content", [None, b"", b"nonsense"])
def test_a_file_that_is_no_model(tmp_path: Path, schema: Schema, content: bytes | None) -> None:
    file = tmp_path / "crf.model"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(DataError, match="train it again"):
        Crf(file, schema)
