"""What the network is told it did wrong. Knows batches and weights, no optimiser and no files."""

from collections import defaultdict

import numpy as np
import torch
from msgspec import Struct
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from inference.network import Network
from training.batch import Batch, PairBatch
from training.masking import without_words

# A batch whose pairs hold next to no relation counts as if one in so many did: else its hundreds of
# pairs, shared out over nothing, would drown all other parts.
PAIRS_OF_ONE = 100
# The parts of the loss; the soft ones are of a teacher's scores.
PARTS = ("tags", "relations", "attributes", "soft tags", "soft relations", "soft attributes")


class Weights(Struct, frozen=True, kw_only=True):
    """How much each part of the loss counts beside the tags, which count 1.

    `soft`: all of what a teacher holds beside what people marked; `temperature` softens both sides'
    scores. `tags` [tags]: what a word of each tag counts (None: all alike).
    """

    relations: float
    attributes: float
    soft: float = 0.0
    temperature: float = 1.0
    tags: Tensor | None = None


class Learner(nn.Module):
    """A network that answers a batch with its loss (one `forward`, as data parallelism wants)."""

    def __init__(
        self, network: Network, weights: Weights, *, hidden_words: float = 0.0, hidden: int = 0
    ) -> None:
        """`hidden_words`: the share of words shown as the piece `hidden` while it learns."""
        super().__init__()
        self._hiding = hidden_words, hidden
        self.network = network
        self.weights = weights

    def counts(self, batch: Batch) -> Tensor:
        """What each part of a batch's loss is shared out over, in the order of `PARTS`, and the
        pairs with a label and with a teacher's scores, [8].

        Words, true relations, segments with mentions; of a teacher's scores likewise, where the
        number of relations is what the teacher expects. Those of several processes are summed, so
        that each knows what the whole batch holds.
        """
        found = dict.fromkeys((*PARTS, "pairs", "soft pairs"), 0.0)
        for document in batch.documents:
            segments = [s for s in document.segments if len(s.first)]
            if document.marked:
                weights = self.weights.tags
                found["tags"] += (
                    len(document.tags) if weights is None else float(weights[document.tags].sum())
                )
                found["relations"] += sum(int((s.labels > 0).sum()) for s in segments)
                found["attributes"] += len(segments)
                found["pairs"] += sum(len(s.labels) for s in segments)
            if document.soft is not None:
                found["soft tags"] += len(document.soft)
                found["soft relations"] += sum(
                    float((1 - s.soft.softmax(1)[:, 0]).sum())
                    for s in segments
                    if s.soft is not None
                )
                found["soft attributes"] += len(segments)
                found["soft pairs"] += sum(len(s.labels) for s in segments)
        return torch.tensor(list(found.values()))

    def forward(
        self, batch: Batch, device: torch.device, totals: Tensor, processes: int = 1
    ) -> dict[str, Tensor]:
        """Scalars `loss` and those of `PARTS` that there are; only `loss` has gradients.

        `totals`: `counts` of the whole batch, of which this may be the part of one of `processes`
        whose gradients are averaged: the average is then what one process would have found.
        """
        sums = self._sums(batch, device)
        zero = self.network.heads.tag.weight.sum() * 0.0
        # Pairs are summed and shared out over true relations: nearly all pairs hold none, and a
        # mean over them would drown the few that do.
        counts, pairs = totals[: len(PARTS)], totals[len(PARTS) :]
        least = torch.ones_like(counts)
        for name, number in zip(("relations", "soft relations"), pairs, strict=True):
            least[PARTS.index(name)] = (number / PAIRS_OF_ONE).clamp(min=1)
        shares = processes / torch.maximum(counts, least)
        # By what the whole batch holds: every process must tell of the same parts.
        taught = bool(counts[PARTS.index("soft tags")] > 0)
        parts = {
            name: sums.get(name, zero) * share
            for name, share in zip(PARTS, shares, strict=True)
            if taught or not name.startswith("soft")
        }
        weights = (1.0, self.weights.relations, self.weights.attributes)
        factors = dict(
            zip(PARTS, (*weights, *(self.weights.soft * weight for weight in weights)), strict=True)
        )
        loss = zero
        for name, value in parts.items():
            loss = loss + factors[name] * value
        return {"loss": loss, **{name: value.detach() for name, value in parts.items()}}

    def _sums(self, batch: Batch, device: torch.device) -> dict[str, Tensor]:
        """The parts of the loss summed over words, pairs and segments."""
        found: defaultdict[str, list[Tensor]] = defaultdict(list)
        if not batch.documents:
            return {}
        ids, (share, hidden) = batch.ids, self._hiding
        if share and self.training:
            ids = without_words(ids, batch.starts, batch.ends, share=share, hidden=hidden)
        vectors = self.network.words(
            ids.to(device), batch.mask.to(device), batch.starts.to(device), batch.ends.to(device)
        )
        weights = None if self.weights.tags is None else self.weights.tags.to(device)
        for document in batch.documents:
            words = vectors[document.window.to(device), document.place.to(device)]
            scores = self.network.heads.tags(words).float()
            if document.marked:
                gold = document.tags.to(device)
                found["tags"].append(
                    functional.cross_entropy(scores, gold, weight=weights, reduction="sum")
                )
            if document.soft is not None:
                found["soft tags"].append(self._distance(scores, document.soft.to(device)))
            for segment in document.segments:
                if not len(segment.first):
                    continue
                part = words[segment.first_word : segment.last_word]
                for name, value in self._segment(part, segment, device, document.marked).items():
                    found[name].append(value)
        return {name: torch.stack(values).sum() for name, values in found.items()}

    def _segment(
        self, words: Tensor, segment: PairBatch, device: torch.device, marked: bool
    ) -> dict[str, Tensor]:
        """The attribute and pair losses of one segment, summed over pairs."""
        heads = self.network.heads
        mentions = heads.mentions(
            words, segment.first.to(device), segment.last.to(device), segment.types.to(device)
        )
        found = self._attributes(mentions, segment, device, marked)
        if not len(segment.heads):
            return found
        scores = heads.relations(
            words,
            mentions,
            segment.heads.to(device),
            segment.tails.to(device),
            segment.features.to(device),
            segment.between.to(device),
        ).float()
        lawful = functional.pad(segment.lawful.to(device), (1, 0), value=True)
        scores = scores.masked_fill(~lawful, -1e4)
        if marked:
            labels = segment.labels.to(device)
            found["relations"] = functional.cross_entropy(scores, labels, reduction="sum")
        if segment.soft is not None:
            found["soft relations"] = self._distance(scores, segment.soft.to(device))
        return found

    def _attributes(
        self, mentions: Tensor, segment: PairBatch, device: torch.device, marked: bool
    ) -> dict[str, Tensor]:
        """Means over the mentions that bear an attribute, summed over attributes."""
        sizes = list(self.network.heads.shape.attributes)
        if not sizes:
            return {}
        gold = segment.attributes.to(device)
        values = torch.split(self.network.heads.attributes(mentions).float(), sizes, dim=1)
        soft = segment.soft_attributes
        taught = None if soft is None else torch.split(soft.to(device), sizes, dim=1)
        hard_loss = soft_loss = mentions.sum() * 0.0
        for column, scores in enumerate(values):
            bearers = gold[:, column] >= 0
            if not bearers.any():
                continue
            hard_loss = hard_loss + functional.cross_entropy(
                scores, gold[:, column], ignore_index=-1
            )
            if taught is not None:
                apart = self._distance(scores[bearers], taught[column][bearers])
                soft_loss = soft_loss + apart / bearers.sum()
        found = {"attributes": hard_loss} if marked else {}
        return found if taught is None else {**found, "soft attributes": soft_loss}

    def _distance(self, scores: Tensor, taught: Tensor) -> Tensor:
        """Kullback-Leibler divergence of a teacher's softened chances from ours, summed over rows.

        Hinton et al. 2015, "Distilling the Knowledge in a Neural Network", section 2: times the
        square of the temperature, so that gradients keep their size beside those of marks.
        """
        warm = self.weights.temperature
        ours = functional.log_softmax(scores / warm, dim=1)
        theirs = functional.log_softmax(taught / warm, dim=1)
        apart = functional.kl_div(ours, theirs, reduction="sum", log_target=True)
        return apart * warm**2


def rare_weights(mentions: NDArray[np.int64], power: float) -> Tensor | None:
    """What a word of each tag counts, [1 + 2 types]: more where the type is rare; None at power 0.

    `mentions` [types]: how many there are of each type. A type's words count as (1 / mentions) to
    the power, scaled so that the words of all mentions together count what they did: 1 on average,
    as words outside mentions do. Types without mentions count 1.
    """
    if not power:
        return None
    seen = mentions > 0
    raised = np.where(seen, np.maximum(mentions, 1).astype(np.float64) ** -power, 0.0)
    scale = mentions.sum() / max(float((mentions * raised).sum()), 1e-12)
    of_types = np.where(seen, raised * scale, 1.0)
    return torch.tensor([1.0, *np.repeat(of_types, 2)], dtype=torch.float32)
