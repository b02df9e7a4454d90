"""What the network is told it did wrong. Knows batches and weights, no optimiser and no files."""

import torch
from msgspec import Struct
from torch import Tensor, nn
from torch.nn import functional

from inference.network import Network
from training.batch import Batch, PairBatch


class Weights(Struct, frozen=True):
    """How much each part of the loss counts beside the tags, which count 1."""

    relations: float
    attributes: float


class Learner(nn.Module):
    """A network that answers a batch with its loss (one `forward`, as data parallelism wants)."""

    def __init__(self, network: Network, weights: Weights) -> None:
        super().__init__()
        self.network = network
        self.weights = weights

    def forward(self, batch: Batch, device: torch.device) -> dict[str, Tensor]:
        """Scalars `loss`, `tags`, `relations`, `attributes` of a batch."""
        vectors = self.network.words(
            batch.ids.to(device), batch.mask.to(device), batch.starts.to(device),
            batch.ends.to(device)
        )  # fmt: skip
        tags: list[Tensor] = []
        relations: list[Tensor] = []
        attributes: list[Tensor] = []
        positives = 0
        for document in batch.documents:
            words = vectors[document.window.to(device), document.place.to(device)]
            scores = self.network.heads.tags(words).float()
            tags.append(
                functional.cross_entropy(scores, document.tags.to(device), reduction="none")
            )
            for segment in document.segments:
                if not len(segment.first):
                    continue
                part = words[segment.first_word : segment.last_word]
                pair_loss, attribute_loss = self._segment(part, segment, device)
                relations.append(pair_loss)
                attributes.append(attribute_loss)
                positives += int((segment.labels > 0).sum())
        zero = vectors.sum() * 0.0
        parts = {
            "tags": torch.cat(tags).mean() if tags else zero,
            # Summed over pairs and shared out over true relations: nearly all pairs hold none, and
            # a mean over them would drown the few that do.
            "relations": torch.stack(relations).sum() / max(positives, 1) if relations else zero,
            "attributes": torch.stack(attributes).mean() if attributes else zero,
        }
        loss = (
            parts["tags"]
            + self.weights.relations * parts["relations"]
            + self.weights.attributes * parts["attributes"]
        )
        return {"loss": loss, **{name: value.detach() for name, value in parts.items()}}

    def _segment(
        self, words: Tensor, segment: PairBatch, device: torch.device
    ) -> tuple[Tensor, Tensor]:
        heads = self.network.heads
        mentions = heads.mentions(
            words, segment.first.to(device), segment.last.to(device), segment.types.to(device)
        )
        attribute_loss = words.sum() * 0.0
        if heads.shape.attributes:
            values = torch.split(
                heads.attributes(mentions).float(), list(heads.shape.attributes), dim=1
            )
            gold = segment.attributes.to(device)
            for column, scores in enumerate(values):
                if (gold[:, column] >= 0).any():
                    attribute_loss = attribute_loss + functional.cross_entropy(
                        scores, gold[:, column], ignore_index=-1
                    )
        if not len(segment.heads):
            return words.sum() * 0.0, attribute_loss
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
        return functional.cross_entropy(
            scores, segment.labels.to(device), reduction="sum"
        ), attribute_loss
