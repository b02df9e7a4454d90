"""Which pieces of a text are hidden from a model. Knows piece numbers and words alone."""

import torch
from tokenizers import Tokenizer
from torch import Tensor

from inference.windows import special_piece


def hidden_piece(tokenizer: Tokenizer) -> int:
    """The piece that stands for a word not shown: the mask, or where there is none the unknown.

    The compact encoder's own mask was cut away with all that Arabic has no use for.
    """
    for name in ("[MASK]", "<mask>"):
        number = tokenizer.token_to_id(name)
        if number is not None:
            return int(number)
    return special_piece(tokenizer, "unk")


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


def without_words(
    ids: Tensor, starts: Tensor, ends: Tensor, *, share: float, hidden: int
) -> Tensor:
    """The pieces with whole words hidden: all pieces of `share` of them become the piece `hidden`.

    `ids` [windows, pieces]; `starts`, `ends` [windows, words]: a word's pieces; a word that starts
    at piece 0 is none (padding). Each window draws for itself, from torch's own generator.
    """
    chosen = ((torch.rand(starts.shape) < share) & (starts > 0)).long()
    edges = torch.zeros(ids.shape[0], ids.shape[1] + 1, dtype=torch.long)
    edges.scatter_add_(1, starts, chosen).scatter_add_(1, ends, -chosen)
    return torch.where(edges.cumsum(1)[:, :-1] > 0, hidden, ids)
