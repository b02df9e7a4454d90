"""The extractor gives offsets of the text as published, whatever the text is."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotations.words import words
from inference.bundle import BundleError
from inference.extractor import Extractor
from inference.result import to_json

NOISE = " \n\r\t\u00a0\u200f\u202e\u0640\u064b“”«»()-\x00\ufeff\ud83d\ude00\U0001f600"


@pytest.fixture(scope="module")
def extractor(tiny_bundle: Path) -> Extractor:
    return Extractor.from_pretrained(tiny_bundle, device="cpu", threads=1)


@settings(max_examples=25, deadline=None)
@given(
    st.text(
        alphabet=st.one_of(
            st.sampled_from("قصفبلدةمدني13" + NOISE), st.characters(exclude_categories=())
        ),
        max_size=300,
    )
)
def test_mentions_lie_on_words_of_the_text(tiny_bundle: Path, text: str) -> None:
    result = _shared(tiny_bundle).extract(text)
    starts, ends = {w.start for w in words(text)}, {w.end for w in words(text)}
    assert result.text == text
    last = 0
    for mention in result.mentions:
        assert last <= mention.start < mention.end <= len(text)
        assert mention.start in starts
        assert mention.end in ends
        assert 0 <= mention.score <= 1
        last = mention.end
    score = {m.id: m.score for m in result.mentions}
    for relation in result.relations:
        assert relation.score <= score[relation.head] * score[relation.tail] + 1e-9
    # msgspec reads no lone surrogates, which JSON may hold.
    line = json.loads(to_json(result))
    assert len(line["entities"]) == len(result.mentions)


def test_every_word_of_a_long_text_is_read(extractor: Extractor) -> None:
    text = "قصفت قوات النظام بلدة موحسن، " * 300
    result = extractor.extract(text)
    assert result.mentions[-1].end > len(text) * 0.95


def test_a_batch_reads_as_each_alone(extractor: Extractor) -> None:
    texts = ["قصفت قوات النظام بلدة", "", "مقتل 3 مدنيين\nقصف " * 20]
    together = list(extractor.extract_many([(str(n), t, {}) for n, t in enumerate(texts)]))
    assert [r.id for r in together] == ["0", "1", "2"]
    for number, text in enumerate(texts):
        alone = extractor.extract(text, id=str(number))
        assert [(m.start, m.end, m.type) for m in alone.mentions] == [
            (m.start, m.end, m.type) for m in together[number].mentions
        ]


def test_opening_loads_no_torch() -> None:
    code = (
        "import sys, inference.extractor, inference.cli, inference.batches.run, annotations.check\n"
        "heavy = {'torch', 'transformers', 'datasets', 'accelerate', 'seqeval', 'training'}\n"
        "sys.exit(str(heavy & set(sys.modules)) if heavy & set(sys.modules) else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_an_unknown_model_says_which_there_are() -> None:
    with pytest.raises(BundleError, match="from_pretrained"):
        Extractor.from_pretrained("no-such-model")


def test_an_unknown_device_is_named(tiny_bundle: Path) -> None:
    with pytest.raises(BundleError, match="device 'cuda:77'"):
        Extractor.from_pretrained(tiny_bundle, device="cuda:77")


_EXTRACTORS: dict[Path, Extractor] = {}


def _shared(bundle: Path) -> Extractor:
    if bundle not in _EXTRACTORS:
        _EXTRACTORS[bundle] = Extractor.from_pretrained(bundle, device="cpu", threads=1)
    return _EXTRACTORS[bundle]
