"""The network that a run begins with: a backbone's encoder, and heads new or a bundle's.

Knows names of weights and of types; no corpus and no optimiser.
"""

from pathlib import Path

import torch
from torch import Tensor

from annotations.bio import tag_names
from annotations.schema import Schema
from inference.bundle import Bundle
from inference.network import Heads, HeadShape, Network
from inference.pairs import FEATURES
from training.backbone import Backbone
from training.config import TrainConfig


def new_network(backbone: Backbone, schema: Schema, config: TrainConfig) -> Network:
    """A network with the backbone's weights and, of a bundle, what its heads know of the schema."""
    shape = HeadShape(
        tags=1 + 2 * len(schema.types),
        types=len(schema.types),
        relations=len(schema.relation_types),
        pair_features=FEATURES,
        attributes=tuple(len(a.values) for a in schema.attributes),
        mention_width=config.mention_width,
        pair_width=config.pair_width,
    )
    network = Network(backbone.shape, shape, dropout=config.dropout)
    network.encoder.load_state_dict(backbone.weights)
    if backbone.heads:
        adopt(network.heads, backbone.heads, known_schema(config.backbone), schema)
    network.encoder.checkpointing = config.gradient_checkpointing
    if config.freeze_embeddings:
        network.encoder.word.requires_grad_(False)
    return network


def known_schema(bundle: str) -> Schema:
    """The schema of the bundle that a run begins from."""
    return Bundle.open(Path(bundle)).config.schema


def adopt(heads: Heads, weights: dict[str, Tensor], known: Schema, schema: Schema) -> None:
    """Lay a bundle's weights over new heads, for whatever schema these are.

    Rows that stand for a tag, type, relation or value go by its name: a schema of one's own that
    shares types with the bundle's starts with what is known of them, and rows of new names stay as
    they were drawn. All other weights are taken where their shapes agree.
    """
    before, after = _row_names(known), _row_names(schema)
    own = heads.state_dict()
    with torch.no_grad():
        for name, value in weights.items():
            part = name.split(".")[0]
            if name not in own or own[name].shape[1:] != value.shape[1:]:
                continue
            if part not in after:
                if own[name].shape == value.shape:
                    own[name].copy_(value)
                continue
            place = {row: number for number, row in enumerate(before[part])}
            for number, row in enumerate(after[part]):
                if row in place:
                    own[name][number].copy_(value[place[row]])


def _row_names(schema: Schema) -> dict[str, list[str]]:
    """What the rows of the heads' weights stand for."""
    return {
        "tag": tag_names(schema.types),
        "kind": list(schema.types),
        "relation": ["", *schema.relation_types],
        "attribute": [f"{a.name}={value}" for a in schema.attributes for value in a.values],
    }
