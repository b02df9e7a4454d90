"""The extractor gives offsets of the text as published, whatever the text is."""

import json
import pickle
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotations.words import words
from inference.batches.grouping import MOST_TOGETHER
from inference.batches.items import MOST_CHARACTERS
from inference.bundle import BundleError
from inference.extractor import Extractor
from inference.records.assemble import assemble
from inference.result import Result, to_json

NOISE = " \n\r\t\u00a0\u200f\u202e\u0640\u064b“”«»()-\x00\ufeff\ud83d\ude00\U0001f600"


@pytest.fixture(scope="module")
def extractor(tiny_bundle: Path) -> Extractor:
    return Extractor.from_pretrained(tiny_bundle, device="cpu", threads=1)


@settings(max_examples=25)
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


TEXTS = ["قصفت قوات النظام بلدة", "", "مقتل 3 مدنيين\nقصف " * 20, "\ud83dقصف", "غارة"] * 3


def test_a_stream_of_texts_is_read_as_each_alone(extractor: Extractor) -> None:
    results = extractor.extract_many(iter(TEXTS), batch_size=4)
    alone = [extractor.extract(text, id=str(n)) for n, text in enumerate(TEXTS)]
    assert [to_json(r) for r in results] == [to_json(r) for r in alone]
    assert any(r.mentions for r in alone)
    assert not any(r.fault for r in alone)


def test_triples_keep_their_ids_and_meta(extractor: Extractor) -> None:
    items: list[Any] = [
        ("a", "قصف", {"published": "2022-05-14"}),
        "قصف",
        (7, "قصف", {"year": 2022, "empty": None}),
        ("", "قصف", None),
    ]
    results = list(extractor.extract_many(items))
    assert [(r.id, r.meta) for r in results] == [
        ("a", {"published": "2022-05-14"}), ("1", {}), ("7", {"year": "2022"}), ("3", {}),
    ]  # fmt: skip
    assert not any(r.fault for r in results)


@pytest.mark.parametrize("text", ["قصف", "ا" * (MOST_TOGETHER // 2 + 1)])
def test_a_stream_is_pulled_no_further_than_a_batch_ahead(text: str, extractor: Extractor) -> None:
    pulled = 0

    def endless() -> Iterator[str]:
        nonlocal pulled
        while True:
            pulled += 1
            yield text

    results = extractor.extract_many(endless(), batch_size=3)
    assert pulled == 0
    for taken in range(1, 5):
        next(results)
        # Two long texts are more than a batch, as the second shows.
        assert pulled == (-(-taken // 3) * 3 if len(text) < 9 else taken + 1)


def test_a_bad_item_stops_no_other(extractor: Extractor) -> None:
    bad: list[Any] = [
        None, b"x", 5, ("a", "b"), ("n", None, {}), ("m", "قصف", ["x"]), "ا" * (MOST_CHARACTERS + 1)
    ]  # fmt: skip
    items = [item for one in bad for item in ("قصف", one)] + ["قصف"]
    results = list(extractor.extract_many(items, batch_size=4))
    faults = [str(r.fault) for r in results[1::2]]
    mend = "not a text; give each report as a str or as (id, text, meta)"
    assert faults == [
        f"a NoneType, {mend}",
        f"a bytes, {mend}",
        f"a int, {mend}",
        f"a tuple of 2, {mend}",
        f"a NoneType, {mend}",
        "meta is a list; give a dict, such as {'published': …}, or None",
        "a text of 2,000,001 characters (most: 2,000,000); give each report as an input of its own",
    ]
    assert [r.id for r in results[1::2]] == ["1", "3", "5", "7", "n", "m", "13"]
    wanted = extractor.extract("قصف").mentions
    for result in results[::2]:
        assert result.fault is None
        assert result.mentions == wanted
    wrong: Any = None
    assert extractor.extract(wrong, id="1") == results[1]
    assert json.loads(to_json(results[1]))["fault"] == results[1].fault
    assert "fault" not in json.loads(to_json(results[0]))


def test_a_text_at_which_the_model_fails_stops_no_other(
    extractor: Extractor, monkeypatch: pytest.MonkeyPatch
) -> None:
    true = assemble

    def failing(document: Any, *arguments: Any, **more: Any) -> Any:
        if document.id == "2":
            raise IndexError("planted\nand more")
        return true(document, *arguments, **more)

    wanted = list(extractor.extract_many(TEXTS, batch_size=4))
    monkeypatch.setattr("inference.extractor.assemble", failing)
    results = list(extractor.extract_many(TEXTS, batch_size=4))
    assert results[2] == Result(
        id="2",
        text=TEXTS[2],
        fault="the model failed at it (IndexError: planted); send the text to the makers",
    )
    assert results[:2] + results[3:] == wanted[:2] + wanted[3:]

    def full(*_: Any, **more: Any) -> Any:
        raise OSError("no room")

    monkeypatch.setattr("inference.extractor.assemble", full)
    with pytest.raises(OSError, match="no room"):
        list(extractor.extract_many(TEXTS))


def test_what_the_stream_raises_is_raised(extractor: Extractor) -> None:
    def broken() -> Iterator[str]:
        yield from ["قصف"] * 3
        raise RuntimeError("the cable")

    results = extractor.extract_many(broken(), batch_size=2)
    assert [next(results).id, next(results).id] == ["0", "1"]
    with pytest.raises(RuntimeError, match="the cable"):
        next(results)
    with pytest.raises(ValueError, match="batch_size is 0"):
        extractor.extract_many([], batch_size=0)


def test_threads_share_one_extractor(tiny_bundle: Path) -> None:
    shared = Extractor.from_pretrained(tiny_bundle, device="cpu", threads=2)
    wanted = [to_json(r) for r in shared.extract_many(TEXTS, batch_size=4)]

    def read(size: int) -> list[bytes]:
        return [to_json(r) for r in shared.extract_many(TEXTS, batch_size=size)]

    with ThreadPoolExecutor(4) as pool:
        assert all(found == wanted for found in pool.map(read, [1, 2, 4, 5, 16] * 3))


def test_an_extractor_goes_to_other_processes(extractor: Extractor) -> None:
    packed = pickle.dumps(extractor)
    assert packed == pickle.dumps(pickle.loads(packed))
    again = pickle.loads(packed)
    assert again.extract(TEXTS[2]) == extractor.extract(TEXTS[2])
    with pytest.raises(TypeError, match="from_pretrained"):
        pickle.dumps(Extractor(extractor.bundle, extractor.reader.runtime))


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
