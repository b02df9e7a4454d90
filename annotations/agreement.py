"""How far two annotations of the same documents agree. Knows mentions and relations, no files.

Scores are strict: a mention agrees in type and both ends, a relation in its type and both mentions.
Kappa and alpha are counted on the IOB2 tags of words, where chance can be reckoned with.
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from typing import TypeVar

from msgspec import Struct

from annotations.bio import place_on_words, tag_names, to_tags
from annotations.document import Document, Mention
from annotations.schema import Schema
from annotations.words import words


class Score(Struct, frozen=True, kw_only=True):
    """Agreement on one type. `kappa` and `alpha` are None where they do not apply or chance alone
    would agree (one category only)."""

    name: str
    first: int
    second: int
    agreed: int
    kappa: float | None = None
    alpha: float | None = None

    @property
    def f1(self) -> float | None:
        """Strict F1, whichever annotation is taken as truth; None where neither has any."""
        total = self.first + self.second
        return 2 * self.agreed / total if total else None


class Difference(Struct, frozen=True, order=True):
    """One place where the two differ: code points `[start, end)`, the kind, and what each says.

    Kinds: `missing`, `type`, `boundary`, `attribute`, `relation`.
    """

    doc_id: str
    start: int
    end: int
    kind: str
    first: str
    second: str


class Agreement(Struct, frozen=True, kw_only=True):
    """The whole comparison; `mentions[0]`, `relations[0]` are the totals, named `all`."""

    documents: int
    words: int
    kappa: float | None
    alpha: float | None
    mentions: list[Score]
    relations: list[Score]
    attributes: list[Score]
    differences: list[Difference]
    unpaired: list[str]


def agreement(first: Iterable[Document], second: Iterable[Document], schema: Schema) -> Agreement:
    """Compare documents of the same id and text; what has no partner is named in `unpaired`."""
    ours, theirs = ({d.id: d for d in documents} for documents in (first, second))
    unpaired = [f"{name}: annotated once only" for name in sorted(ours.keys() ^ theirs.keys())]
    pairs = []
    for name in sorted(ours.keys() & theirs.keys()):
        if ours[name].text == theirs[name].text:
            pairs.append((ours[name], theirs[name]))
        else:
            unpaired.append(f"{name}: the two texts differ")
    types = list(schema.types)
    types += sorted({m.type for pair in pairs for d in pair for m in d.mentions} - set(types))
    names = tag_names(types)
    tags: tuple[list[int], list[int]] = ([], [])
    for pair in pairs:
        spans = words(pair[0].text)
        for document, line in zip(pair, tags, strict=True):
            placed, _ = place_on_words(document.mentions, spans, types)
            line += to_tags([labelled for _, labelled in placed], len(spans))
    mentions = [[set(_mention_keys(d)) for d in pair] for pair in pairs]
    relations = [[set(_relation_keys(d, schema)) for d in pair] for pair in pairs]
    attributes = [[set(_attribute_keys(d, schema)) for d in pair] for pair in pairs]
    by_type = []
    for kind, score in _scores(mentions).items():
        if kind != "all":
            said = [[names[tag][2:] == kind for tag in line] for line in tags]
            score = _with(score, cohen_kappa(*said), krippendorff_alpha(*said))
        by_type.append(score)
    return Agreement(
        documents=len(pairs),
        words=len(tags[0]),
        kappa=cohen_kappa(*tags),
        alpha=krippendorff_alpha(*tags),
        mentions=by_type,
        relations=list(_scores(relations).values()),
        attributes=list(_scores(attributes).values()),
        differences=sorted(d for pair in pairs for d in _differences(*pair, schema)),
        unpaired=unpaired,
    )


def cohen_kappa(first: Sequence[Hashable], second: Sequence[Hashable]) -> float | None:
    """Cohen's kappa of two codings of the same units (Cohen 1960); None where it is undefined."""
    total = len(first)
    if not total:
        return None
    observed = sum(a == b for a, b in zip(first, second, strict=True)) / total
    one, two = Counter(first), Counter(second)
    chance = sum(one[label] * two[label] for label in one) / total**2
    return None if chance == 1 else (observed - chance) / (1 - chance)


def krippendorff_alpha(first: Sequence[Hashable], second: Sequence[Hashable]) -> float | None:
    """Krippendorff's alpha for nominal data, two coders, none missing (Krippendorff 2011).

    None where all units bear one label: there is nothing to disagree on.
    """
    values = Counter(first) + Counter(second)
    total = values.total()
    pairs = total * (total - 1) - sum(count * (count - 1) for count in values.values())
    if not pairs:
        return None
    apart = 2 * sum(a != b for a, b in zip(first, second, strict=True))
    return 1 - (total - 1) * apart / pairs


_Spot = tuple[str, int, int]
_Key = TypeVar("_Key", bound=Hashable)


def _spot(mention: Mention) -> _Spot:
    return mention.type, mention.start, mention.end


def _mention_keys(document: Document) -> Iterable[tuple[str, _Spot]]:
    return ((m.type, _spot(m)) for m in document.mentions)


def _relation_keys(document: Document, schema: Schema) -> Iterable[tuple[str, tuple[_Spot, ...]]]:
    by_id = document.by_id()
    for relation in document.relations:
        if relation.head in by_id and relation.tail in by_id:
            ends = [_spot(by_id[relation.head]), _spot(by_id[relation.tail])]
            rule = schema.relation.get(relation.type)
            if rule is not None and rule.symmetric:
                ends.sort(key=lambda spot: spot[1:], reverse=True)
            yield relation.type, tuple(ends)


def _attribute_keys(document: Document, schema: Schema) -> Iterable[tuple[str, _Spot]]:
    defaults = {attribute.name: attribute.default for attribute in schema.attributes}
    for mention in document.mentions:
        for name, value in mention.attributes.items():
            if defaults.get(name) != value:
                yield f"{name} {value}", _spot(mention)


def _scores(pairs: Sequence[Sequence[set[tuple[str, _Key]]]]) -> dict[str, Score]:
    """Totals, then each type by name."""
    counts = [Counter[str](), Counter[str](), Counter[str]()]
    for ours, theirs in pairs:
        for counter, keys in zip(counts, (ours, theirs, ours & theirs), strict=True):
            counter.update(kind for kind, _ in keys)
            counter["all"] += len(keys)
    kinds = ["all", *sorted((counts[0].keys() | counts[1].keys()) - {"all"})]
    return {
        kind: Score(
            name=kind, first=counts[0][kind], second=counts[1][kind], agreed=counts[2][kind]
        )
        for kind in kinds
    }


def _with(score: Score, kappa: float | None, alpha: float | None) -> Score:
    return Score(
        name=score.name,
        first=score.first,
        second=score.second,
        agreed=score.agreed,
        kappa=kappa,
        alpha=alpha,
    )


def _differences(first: Document, second: Document, schema: Schema) -> Iterable[Difference]:
    ours = {_spot(m): m for m in first.mentions}
    theirs = {_spot(m): m for m in second.mentions}
    left = [m for spot, m in ours.items() if spot not in theirs]
    right = [m for spot, m in theirs.items() if spot not in ours]
    for mention in left:
        other = next((m for m in right if m.start < mention.end and mention.start < m.end), None)
        if other is None:
            yield _difference(first, mention, "missing", _say(first, mention), "")
            continue
        right.remove(other)
        kind = "type" if _spot(mention)[1:] == _spot(other)[1:] else "boundary"
        yield _difference(first, mention, kind, _say(first, mention), _say(second, other))
    for mention in right:
        yield _difference(second, mention, "missing", "", _say(second, mention))
    mine, yours = (set(_attribute_keys(d, schema)) for d in (first, second))
    for said, spot in sorted(mine ^ yours):
        if spot in ours and spot in theirs:
            own = (said, spot) in mine
            yield _difference(first, ours[spot], "attribute", said * own, said * (not own))
    linked, joined = (set(_relation_keys(d, schema)) for d in (first, second))
    for name, ends in sorted(linked ^ joined):
        own = (name, ends) in linked
        said = f" {name} ".join(f"{kind} «{first.text[a:b]}»" for kind, a, b in ends)
        _, start, end = ends[0]
        yield Difference(first.id, start, end, "relation", said * own, said * (not own))


def _difference(document: Document, at: Mention, kind: str, first: str, second: str) -> Difference:
    return Difference(document.id, at.start, at.end, kind, first, second)


def _say(document: Document, mention: Mention) -> str:
    return f"{mention.type} «{document.surface(mention)}»"
