"""An encoder with a head that guesses hidden pieces. Knows no texts and no steps."""

import torch
from torch import Tensor, nn
from torch.nn import functional

from inference.network import Encoder, EncoderShape


class Guesser(nn.Module):
    """Names hidden pieces by the encoder's own piece vectors (tied; Press and Wolf 2017)."""

    def __init__(self, shape: EncoderShape, dropout: float) -> None:
        super().__init__()
        self.encoder = Encoder(shape, dropout=dropout)
        self.mixed = nn.Linear(shape.width, shape.width)
        self.norm = nn.LayerNorm(shape.width, eps=shape.epsilon)
        self.bias = nn.Parameter(torch.zeros(shape.vocabulary))

    def forward(self, shown: Tensor, ids: Tensor, wanted: Tensor) -> tuple[Tensor, Tensor]:
        """The mean loss over the `wanted` pieces, and the share of them that is guessed right.

        `shown`, `ids` and `wanted` are [windows, pieces]: what is seen, what stands there, and
        true where it must be guessed.
        """
        vectors = self.encoder(shown, torch.ones_like(wanted))[wanted]
        vectors = self.norm(functional.gelu(self.mixed(vectors)))
        scores = functional.linear(vectors, self.encoder.word.weight, self.bias).float()
        there = ids[wanted]
        if not len(there):  # few words in a batch, and none was drawn
            return vectors.sum() * 0, vectors.new_zeros(())
        right = (scores.argmax(-1) == there).float().mean()
        return functional.cross_entropy(scores, there), right
