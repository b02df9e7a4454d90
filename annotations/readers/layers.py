"""INCEpTION's layers: which of them hold our mentions and relations. Knows no file form.

A project that shall take our files needs two custom layers: a span layer `Mention` with the string
features `id`, `label` and one for each attribute, and a relation layer `Relation` on it with the
string feature `label`. Files of other projects are read too: any custom span layer and the built-in
`NamedEntity` hold mentions, typed by their `label`, `value`, `type` or only feature, else by the
layer's name.
"""

from collections.abc import Iterable, Mapping

from annotations.schema import Schema

MENTION = "webanno.custom.Mention"
RELATION = "webanno.custom.Relation"
NAMED_ENTITY = "de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity"
_LABELS = ("label", "value", "type", "category", "kind")


def holds_mentions(layer: str) -> bool:
    """Whether a span layer is read for mentions."""
    return layer.startswith("webanno.custom.") or layer == NAMED_ENTITY


def label_and_rest(
    layer: str, features: Mapping[str, str | None]
) -> tuple[str, str | None, dict[str, str]]:
    """Type, own id and attributes that the features of an annotation say."""
    rest = dict(features)
    own = rest.pop("id", None)
    given = next((name for name in _LABELS if rest.get(name)), None)
    if given is None and len(rest) == 1:
        given = next(iter(rest))
    label = rest.pop(given) if given is not None else None
    attributes = {name: value for name, value in rest.items() if value is not None}
    return label or layer.rpartition(".")[2], own or None, attributes


def attribute_features(schema: Schema, names: Iterable[str]) -> tuple[list[str], list[str]]:
    """Attributes that can be features of the mention layer, the schema's first, and such as
    cannot: a feature's name is a Java identifier and none of our own."""
    wanted = list(dict.fromkeys([*(a.name for a in schema.attributes), *names]))
    fit = [n for n in wanted if n.isascii() and n.isidentifier() and n not in _RESERVED]
    return fit, [name for name in wanted if name not in fit]


_RESERVED = {"id", "label", "value", "type", "sofa", "begin", "end", "category", "kind"}
