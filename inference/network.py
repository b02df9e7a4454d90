"""The one torch module: encoder, tag head, attribute head, pair head. Knows no text and no files.

`heads.py` computes the same heads in numpy from the same names of weights; a test holds the two
together.
"""

import torch
from msgspec import Struct
from torch import Tensor, nn
from torch.nn import functional


class EncoderShape(Struct, frozen=True, kw_only=True):
    """The sizes of a BERT encoder (post-norm, exact GELU, learnt positions)."""

    vocabulary: int
    width: int = 384
    layers: int = 12
    heads: int = 12
    inner: int = 1536
    positions: int = 512
    epsilon: float = 1e-12


class HeadShape(Struct, frozen=True, kw_only=True):
    """The sizes of the heads. `attributes`: how many values each attribute has."""

    tags: int
    types: int
    relations: int
    pair_features: int
    attributes: tuple[int, ...] = ()
    mention_width: int = 256
    pair_width: int = 256
    type_width: int = 32


class Encoder(nn.Module):
    """BERT without pooler: piece ids to piece vectors."""

    def __init__(self, shape: EncoderShape, *, dropout: float = 0.1) -> None:
        super().__init__()
        self.shape = shape
        self.word = nn.Embedding(shape.vocabulary, shape.width)
        self.position = nn.Embedding(shape.positions, shape.width)
        self.norm = nn.LayerNorm(shape.width, eps=shape.epsilon)
        self.dropout = nn.Dropout(dropout)
        self.layers = nn.ModuleList(Layer(shape, dropout) for _ in range(shape.layers))
        self.checkpointing = False

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        """Piece vectors [windows, pieces, width] of ids and a mask (true: real), both [w, p]."""
        places = torch.arange(ids.shape[1], device=ids.device)
        x: Tensor = self.dropout(self.norm(self.word(ids) + self.position(places)))
        seen = mask[:, None, None, :]
        for layer in self.layers:
            if self.checkpointing and self.training:
                x = torch.utils.checkpoint.checkpoint(layer, x, seen, use_reentrant=False)
            else:
                x = layer(x, seen)
        return x


class Layer(nn.Module):
    """One transformer block, queries, keys and values in one matrix."""

    def __init__(self, shape: EncoderShape, dropout: float) -> None:
        super().__init__()
        self.heads = shape.heads
        self.qkv = nn.Linear(shape.width, 3 * shape.width)
        self.out = nn.Linear(shape.width, shape.width)
        self.out_norm = nn.LayerNorm(shape.width, eps=shape.epsilon)
        self.up = nn.Linear(shape.width, shape.inner)
        self.down = nn.Linear(shape.inner, shape.width)
        self.down_norm = nn.LayerNorm(shape.width, eps=shape.epsilon)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x: Tensor, seen: Tensor) -> Tensor:
        """x [w, p, width], seen [w, 1, 1, p] true where a piece may be looked at."""
        batch, length, width = x.shape
        qkv = self.qkv(x).view(batch, length, 3, self.heads, width // self.heads)
        query, key, value = qkv.permute(2, 0, 3, 1, 4)
        # No dropout on the attention weights: it bars the fused kernels and triples the time.
        mixed = functional.scaled_dot_product_attention(query, key, value, attn_mask=seen)
        mixed = mixed.transpose(1, 2).reshape(batch, length, width)
        x = self.out_norm(x + self.dropout(self.out(mixed)))
        raised = functional.gelu(self.up(x))
        lowered: Tensor = self.down_norm(x + self.dropout(self.down(raised)))
        return lowered


class Heads(nn.Module):
    """Tags of words, attributes of mentions, relations of pairs, all from word vectors."""

    def __init__(self, shape: HeadShape, width: int, *, dropout: float = 0.1) -> None:
        super().__init__()
        self.shape = shape
        self.dropout = nn.Dropout(dropout)
        self.tag = nn.Linear(width, shape.tags)
        self.kind = nn.Embedding(shape.types, shape.type_width)
        self.mention = nn.Linear(3 * width + shape.type_width, shape.mention_width)
        self.attribute = nn.Linear(shape.mention_width, max(1, sum(shape.attributes)))
        self.head = nn.Linear(shape.mention_width, shape.pair_width)
        self.tail = nn.Linear(shape.mention_width, shape.pair_width, bias=False)
        self.head_twist = nn.Linear(shape.mention_width, shape.pair_width, bias=False)
        self.tail_twist = nn.Linear(shape.mention_width, shape.pair_width, bias=False)
        self.between = nn.Linear(width, shape.pair_width, bias=False)
        self.feature = nn.Linear(shape.pair_features, shape.pair_width, bias=False)
        # Column 0 is "no relation".
        self.relation = nn.Linear(shape.pair_width, shape.relations + 1)
        for part in (self.head_twist, self.tail_twist):
            nn.init.normal_(part.weight, std=0.02)

    def tags(self, words: Tensor) -> Tensor:
        """Tag scores [..., tags] of word vectors [..., width]."""
        scores: Tensor = self.tag(self.dropout(words))
        return scores

    def mentions(self, words: Tensor, first: Tensor, last: Tensor, types: Tensor) -> Tensor:
        """Mention vectors [m, mention_width] of word vectors [n, width] of one window.

        `first`, `last`: word numbers, last inclusive; `types`: type numbers; all [m].
        """
        sums = functional.pad(words.float().cumsum(0), (0, 0, 1, 0))
        mean = (sums[last + 1] - sums[first]) / (last + 1 - first)[:, None]
        parts = [words[first], words[last], mean.to(words.dtype), self.kind(types)]
        return functional.relu(self.mention(self.dropout(torch.cat(parts, dim=-1))))

    def attributes(self, mentions: Tensor) -> Tensor:
        """Scores of all attribute values side by side, [m, sum(attributes)]."""
        scores: Tensor = self.attribute(mentions)
        return scores

    def relations(
        self,
        words: Tensor,
        mentions: Tensor,
        heads: Tensor,
        tails: Tensor,
        features: Tensor,
        between: Tensor,
    ) -> Tensor:
        """Relation scores [p, 1 + relations] of the pairs of one window (column 0: none).

        `heads`, `tails`: mention numbers [p]; `features` [p, pair_features]; `between` [p, 2] word
        ranges, whose mean vector is taken (nothing between: zeros).
        """
        mentions = self.dropout(mentions)
        sums = functional.pad(self.between(words).float().cumsum(0), (0, 0, 1, 0))
        gap = (between[:, 1] - between[:, 0]).clamp(min=0)
        stop = between[:, 0] + gap
        middle = (sums[stop] - sums[between[:, 0]]) / gap.clamp(min=1)[:, None]
        twist = self.head_twist(mentions)[heads] * self.tail_twist(mentions)[tails]
        mixed = (
            self.head(mentions)[heads]
            + self.tail(mentions)[tails]
            + twist
            + middle.to(mentions.dtype)
            + self.feature(features.to(mentions.dtype))
        )
        scores: Tensor = self.relation(self.dropout(functional.relu(mixed)))
        return scores


class Network(nn.Module):
    """Encoder and heads together."""

    def __init__(self, encoder: EncoderShape, heads: HeadShape, *, dropout: float = 0.1) -> None:
        super().__init__()
        self.encoder = Encoder(encoder, dropout=dropout)
        self.heads = Heads(heads, encoder.width, dropout=dropout)

    def words(self, ids: Tensor, mask: Tensor, starts: Tensor, ends: Tensor) -> Tensor:
        """Word vectors [windows, words, width]: the mean of each word's pieces `[starts, ends)`."""
        pieces = self.encoder(ids, mask)
        return pool_words(pieces, starts, ends)


def pool_words(pieces: Tensor, starts: Tensor, ends: Tensor) -> Tensor:
    """The mean of pieces `[starts, ends)`; pieces [w, p, width], starts and ends [w, n]."""
    sums = functional.pad(pieces.float().cumsum(1), (0, 0, 1, 0))
    width = pieces.shape[-1]
    high = sums.gather(1, ends[:, :, None].expand(-1, -1, width))
    low = sums.gather(1, starts[:, :, None].expand(-1, -1, width))
    return ((high - low) / (ends - starts).clamp(min=1)[:, :, None]).to(pieces.dtype)
