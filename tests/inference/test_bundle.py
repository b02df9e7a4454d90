"""A bundle opens whole or says which file is wrong."""

import os
import shutil
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import pytest
import torch

from inference.bundle import FILES, Bundle, BundleError
from inference.runtime_onnx import OnnxRuntime
from inference.runtime_torch import TorchRuntime
from inference.windows import Window, read_text


@pytest.fixture
def copy(tiny_bundle: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(tiny_bundle, tmp_path / "copy"))


def test_it_holds_what_was_saved(tiny_bundle: Path) -> None:
    bundle = Bundle.open(tiny_bundle)
    assert len(bundle.config.schema.types) == 29
    assert bundle.heads["tag.weight"].shape == (59, 32)
    assert bundle.encoder_weights()["layers.0.qkv.weight"].shape == (96, 32)


@pytest.mark.parametrize("name", FILES)
def test_a_missing_file_is_named(copy: Path, name: str) -> None:
    (copy / name).unlink()
    with pytest.raises(BundleError, match=name):
        Bundle.open(copy)


@pytest.mark.parametrize("name", ["config.json", "tokenizer.json", "model.safetensors"])
def test_a_file_cut_short_is_named(copy: Path, name: str) -> None:
    data = (copy / name).read_bytes()
    (copy / name).write_bytes(data[: len(data) // 2])
    with pytest.raises(BundleError, match=name):
        Bundle.open(copy)


def test_a_damaged_graph_is_named(copy: Path) -> None:
    (copy / "model.onnx").write_bytes(b"no graph")
    with pytest.raises(BundleError, match=r"model\.onnx"):
        OnnxRuntime(copy)


def test_another_format_is_named(copy: Path) -> None:
    text = (copy / "config.json").read_text("utf-8").replace('"format": 2', '"format": 9')
    (copy / "config.json").write_text(text, "utf-8")
    with pytest.raises(BundleError, match="format 9"):
        Bundle.open(copy)


def test_both_runtimes_read_alike(tiny_bundle: Path) -> None:
    bundle = Bundle.open(tiny_bundle)
    text = "قصفت قوات النظام بلدة موحسن\nمقتل 3 مدنيين " * 6
    windows = read_text(text, bundle.tokenizer, bundle.config.window).windows
    assert len(windows) > 1
    quick = list(OnnxRuntime(tiny_bundle, threads=1).encode(windows))
    plain = TorchRuntime.from_bundle(bundle, "cpu").encode(windows)
    for left, right, window in zip(quick, plain, windows, strict=True):
        assert left.shape == right.shape == (len(window.ids), 32)
        # The graph rounds activations to eight bits; the torch runtime does not.
        cosine = (
            (left * right).sum(1) / np.linalg.norm(left, axis=1) / np.linalg.norm(right, axis=1)
        )
        assert cosine.min() > 0.98


def test_a_window_is_the_same_in_any_company(tiny_bundle: Path) -> None:
    bundle = Bundle.open(tiny_bundle)
    text = "قصفت قوات النظام بلدة موحسن\nمقتل 3 مدنيين " * 6
    windows = read_text(text, bundle.tokenizer, bundle.config.window).windows
    together = list(OnnxRuntime(tiny_bundle, threads=3).encode(windows))
    runtime = OnnxRuntime(tiny_bundle, threads=1)
    for window, vectors in zip(windows, together, strict=True):
        (alone,) = runtime.encode([window])
        assert np.array_equal(alone, vectors)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
def test_a_forked_child_reads_on(tiny_bundle: Path) -> None:
    bundle = Bundle.open(tiny_bundle)
    windows = read_text("قصفت قوات النظام بلدة", bundle.tokenizer, bundle.config.window).windows
    runtime = OnnxRuntime(tiny_bundle, threads=2)
    (before,) = runtime.encode(windows)
    with ProcessPoolExecutor(1, mp_context=get_context("fork")) as pool:
        _RUNTIME.append(runtime)
        (after,) = pool.submit(_again, windows).result(timeout=60)
    assert np.array_equal(before, after)


_RUNTIME: list[OnnxRuntime] = []


def _again(windows: list[Window]) -> list[object]:
    return list(_RUNTIME[0].encode(windows))


def test_torch_encoder_is_transformers_bert(tiny_bert: Path) -> None:
    from transformers import BertModel

    from inference.network import Encoder
    from training.backbone import load_backbone

    backbone = load_backbone(str(tiny_bert))
    encoder = Encoder(backbone.shape).eval()
    encoder.load_state_dict(backbone.weights)
    ids = torch.randint(5, backbone.shape.vocabulary, (2, 17))
    mask = torch.ones(2, 17, dtype=torch.bool)
    mask[1, 9:] = False
    with torch.no_grad():
        theirs = (
            BertModel.from_pretrained(tiny_bert, add_pooling_layer=False)
            .eval()(input_ids=ids, attention_mask=mask.long())
            .last_hidden_state
        )
        ours = encoder(ids, mask)
    torch.testing.assert_close(ours[0], theirs[0], atol=1e-5, rtol=1e-4)
    torch.testing.assert_close(ours[1, :9], theirs[1, :9], atol=1e-5, rtol=1e-4)
