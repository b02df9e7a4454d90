"""Which pieces of a text are hidden for a model to guess. Knows piece numbers and words alone."""

import torch
from torch import Tensor


def hide_words(
    ids: Tensor,
    words: Tensor,
    *,
    share: float,
    hidden: int,
    first: int,
    vocabulary: int,
    chance: torch.Generator,
) -> tuple[Tensor, Tensor]:
    """Hide whole words; what the model sees, and which pieces it must guess.

    `ids` [windows, pieces]; `words`, of the same shape, the number of each piece's word within its
    window, -1 for pieces that are never hidden. Of the words chosen (`share` of them), eight in ten
    are shown as the piece `hidden`, one as chance pieces `first` to `vocabulary`, one as they are
    (Devlin et al. 2019, 3.1; all pieces of a word together: Cui et al. 2021).
    """
    most = int(words.max()) + 2
    drawn = torch.rand(ids.shape[0], most, generator=chance)
    of_pieces = drawn.gather(1, words.clamp(min=0))
    wanted = (of_pieces < share) & (words >= 0)
    # The same draw tells how a chosen word is shown: it is even between 0 and `share`.
    shown = torch.where(wanted & (of_pieces < 0.8 * share), hidden, ids)
    others = torch.randint(first, vocabulary, ids.shape, generator=chance)
    shown = torch.where(wanted & (of_pieces >= 0.9 * share), others, shown)
    return shown, wanted
