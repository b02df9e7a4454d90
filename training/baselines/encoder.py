"""A backbone of ours as a folder of transformers' files, so that peers stand on the same encoder.

Knows the names of weights on both sides: the reverse of what `training.backbone` reads.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from training.compact import BackboneError

if TYPE_CHECKING:
    from torch import Tensor

    from training.backbone import Backbone


def write_encoder(backbone: "Backbone", folder: Path) -> None:
    """Write a BertModel and its tokenizer, that `AutoModel` and `AutoTokenizer` open.

    The tokenizer folds Arabic letters as ours does. Raises `BackboneError` without the special
    pieces that BERT needs, `OSError` as `open` does.
    """
    import torch
    from tokenizers import Tokenizer, processors
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    shape = backbone.shape
    tokenizer = Tokenizer.from_str(backbone.tokenizer.to_str())
    vocabulary = tokenizer.get_vocab()
    names = next((n for n in _SPECIAL if set(n) <= vocabulary.keys()), None)
    if names is None:
        raise BackboneError(
            f"the backbone's tokenizer has no pieces like {', '.join(_SPECIAL[0])}; give the "
            "folder of a transformers model itself"
        )
    opening, closing, padding, unknown = names
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{opening} $A {closing}",
        special_tokens=[(name, vocabulary[name]) for name in (opening, closing)],
    )
    config = BertConfig(
        vocab_size=shape.vocabulary,
        hidden_size=shape.width,
        num_hidden_layers=shape.layers,
        num_attention_heads=shape.heads,
        intermediate_size=shape.inner,
        max_position_embeddings=shape.positions,
        layer_norm_eps=shape.epsilon,
        type_vocab_size=1,
        pad_token_id=vocabulary[padding],
    )
    model = BertModel(config, add_pooling_layer=False)
    weights = _theirs(backbone.weights)
    # Token types are summed into our positions already.
    weights["embeddings.token_type_embeddings.weight"] = torch.zeros(1, shape.width)
    model.load_state_dict(weights, strict=True)
    model.save_pretrained(folder)
    PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        cls_token=opening,
        sep_token=closing,
        pad_token=padding,
        unk_token=unknown,
        model_max_length=shape.positions,
    ).save_pretrained(folder)


# Opening, closing, padding and unknown piece: SentencePiece's and WordPiece's.
_SPECIAL = (("<s>", "</s>", "<pad>", "<unk>"), ("[CLS]", "[SEP]", "[PAD]", "[UNK]"))
_EMBEDDINGS = {
    "word": "word_embeddings",
    "position": "position_embeddings",
    "norm": "LayerNorm",
}
_LAYER = {
    "out": "attention.output.dense",
    "out_norm": "attention.output.LayerNorm",
    "up": "intermediate.dense",
    "down": "output.dense",
    "down_norm": "output.LayerNorm",
}


def _theirs(weights: "dict[str, Tensor]") -> "dict[str, Tensor]":
    """Our names to BertModel's; queries, keys and values apart."""
    state: dict[str, Tensor] = {}
    for name, value in weights.items():
        place, _, kind = name.rpartition(".")
        if not place.startswith("layers."):
            state[f"embeddings.{_EMBEDDINGS[place]}.{kind}"] = value
            continue
        _, number, part = place.split(".", 2)
        to = f"encoder.layer.{number}."
        if part == "qkv":
            for which, own in zip(("query", "key", "value"), value.chunk(3), strict=True):
                state[f"{to}attention.self.{which}.{kind}"] = own.contiguous()
        else:
            state[f"{to}{_LAYER[part]}.{kind}"] = value
    return state
