"""A run begins with what a bundle knows of the schema, by the names of types."""

from pathlib import Path

import msgspec
import pytest
import torch

from annotations.bio import tag_names
from annotations.schema import MentionType, Schema
from inference.network import Network
from training.backbone import Backbone, load_backbone
from training.config import TrainConfig
from training.train import new_network


@pytest.fixture(scope="module")
def backbone(tiny_bundle: Path) -> Backbone:
    return load_backbone(str(tiny_bundle))


def begun(backbone: Backbone, bundle: Path, schema: Schema, **sizes: int) -> Network:
    torch.manual_seed(7)
    config = TrainConfig(
        name="",
        backbone=str(bundle),
        output="",
        train=(),
        **{"mention_width": 16, "pair_width": 16, **sizes},
    )
    return new_network(backbone, schema, config)


def test_the_same_schema_takes_every_weight(
    backbone: Backbone, tiny_bundle: Path, schema: Schema
) -> None:
    heads = begun(backbone, tiny_bundle, schema).heads.state_dict()
    assert heads.keys() == backbone.heads.keys()
    assert all(torch.equal(value, backbone.heads[name]) for name, value in heads.items())


def test_a_schema_of_ones_own_takes_what_it_shares(
    backbone: Backbone, tiny_bundle: Path, schema: Schema
) -> None:
    kept = [m for m in schema.mentions if m.type in ("PLACE", "ACTOR", "DATE")]
    new = MentionType(type="VEHICLE", kind="thing")
    own = Schema(
        name="own",
        version=1,
        mentions=(kept[2], new, *kept[:2]),
        relations=tuple(
            msgspec.structs.replace(r, head=("PLACE",), tail=("PLACE",), also=())
            for r in schema.relations
            if r.type == "located_in" or r.type == schema.relation_types[0]
        ),
    )
    heads = begun(backbone, tiny_bundle, own).heads.state_dict()
    before, after = tag_names(schema.types), tag_names(own.types)
    for number, name in enumerate(after):
        shared = name in before and torch.equal(
            heads["tag.weight"][number], backbone.heads["tag.weight"][before.index(name)]
        )
        assert shared == ("VEHICLE" not in name), name
    place = own.types.index("PLACE"), schema.types.index("PLACE")
    assert torch.equal(heads["kind.weight"][place[0]], backbone.heads["kind.weight"][place[1]])
    first = own.relation_types.index(schema.relation_types[0])
    assert torch.equal(heads["relation.weight"][1 + first], backbone.heads["relation.weight"][1])
    assert torch.equal(heads["relation.weight"][0], backbone.heads["relation.weight"][0])
    assert torch.equal(heads["mention.weight"], backbone.heads["mention.weight"])


def test_heads_of_other_sizes_begin_new(
    backbone: Backbone, tiny_bundle: Path, schema: Schema
) -> None:
    heads = begun(backbone, tiny_bundle, schema, mention_width=24).heads.state_dict()
    assert heads["mention.weight"].shape[0] == 24
    assert torch.equal(heads["tag.weight"], backbone.heads["tag.weight"])
    assert heads["attribute.weight"].shape[1] == 24


def test_types_that_merely_stand_at_the_same_place_share_nothing(
    backbone: Backbone, tiny_bundle: Path, schema: Schema
) -> None:
    renamed = Schema(
        name="other",
        version=1,
        mentions=tuple(
            msgspec.structs.replace(m, type=f"X{n}", kind="x")
            for n, m in enumerate(schema.mentions)
        ),
    )
    heads = begun(backbone, tiny_bundle, renamed).heads.state_dict()
    assert heads["tag.weight"].shape == backbone.heads["tag.weight"].shape
    assert torch.equal(heads["tag.weight"][0], backbone.heads["tag.weight"][0])  # outside
    for n in range(1, len(heads["tag.weight"])):
        assert not torch.equal(heads["tag.weight"][n], backbone.heads["tag.weight"][n])
