"""A trained network as a bundle. Knows the bundle's files and how matrices become int8."""

import json
import shutil
from pathlib import Path

import msgspec
import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.numpy import save_file
from tokenizers import Tokenizer

from annotations.schema import Schema
from inference.bundle import (
    FORMAT,
    SCALE,
    WORDS,
    BundleConfig,
    Calibration,
    EncoderSizes,
    Tensors,
)
from inference.network import Network
from inference.windows import WindowRule
from training.graph import write_graph


def export(
    folder: Path,
    *,
    name: str,
    network: Network,
    tokenizer: Tokenizer,
    schema: Schema,
    window: WindowRule,
    calibration: Calibration,
    card: str,
    origin: str = "",
    words: Path | None = None,
    int8: bool = True,
) -> None:
    """Write a bundle beside `folder`, then put it in its place whole: none is half written."""
    building = folder.with_name(folder.name + ".building")
    shutil.rmtree(building, ignore_errors=True)
    building.mkdir(parents=True)
    shape = network.encoder.shape
    sizes = EncoderSizes(**{key: getattr(shape, key) for key in EncoderSizes.__struct_fields__})
    heads = network.heads.shape
    config = BundleConfig(
        format=FORMAT,
        name=name,
        origin=origin,
        schema=schema,
        encoder=sizes,
        window=window,
        calibration=calibration,
        mention_width=heads.mention_width,
        pair_width=heads.pair_width,
        type_width=heads.type_width,
    )
    data = msgspec.to_builtins(config)
    text = json.dumps(data, ensure_ascii=False, indent=1)
    (building / "config.json").write_text(text + "\n", "utf-8")
    tokenizer.save(str(building / "tokenizer.json"), pretty=False)
    save_file(stored_tensors(network, int8=int8), building / "model.safetensors")
    write_graph(building / "model.onnx", Tensors.open(building / "model.safetensors"), sizes)
    (building / "README.md").write_text(card, "utf-8")
    if words is not None:
        shutil.copyfile(words, building / WORDS)
    shutil.rmtree(folder, ignore_errors=True)
    building.replace(folder)


def stored_tensors(network: Network, *, int8: bool) -> dict[str, NDArray[np.generic]]:
    """Weights by the network's names; encoder matrices [inputs, outputs], int8 by output.

    Word vectors are int8 by row. Everything else is small and stays float32.
    """
    tensors: dict[str, NDArray[np.generic]] = {}
    for name, value in network.state_dict().items():
        weights = value.detach().to(torch.float32).cpu().numpy()
        matrix = name.startswith("encoder.layers.") and weights.ndim == 2
        if matrix:
            weights = weights.T
        if int8 and (matrix or name == "encoder.word.weight"):
            axis = 0 if matrix else 1
            scale = np.abs(weights).max(axis=axis) / 127
            scale = np.where(scale == 0, 1, scale).astype(np.float32)
            rounded = np.rint(weights / np.expand_dims(scale, axis))
            tensors[name] = np.ascontiguousarray(rounded.astype(np.int8))
            tensors[name + SCALE] = scale
        else:
            tensors[name] = np.ascontiguousarray(weights)
    return tensors
