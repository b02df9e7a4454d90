"""Which windows of unmarked texts each step guesses at, and what of them is hidden. Knows no model.

Windows to learn from come in an order that the seed tells; some are held out.
"""

from collections.abc import Iterator
from functools import lru_cache

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from annotations.schema import Schema
from inference.windows import special_piece
from training.backbone import Backbone
from training.barred import Barred
from training.config import ConfigError, PretrainConfig
from training.masking import hidden_piece, hide_words
from training.plain_texts import Windows, windows


class GuessedTexts:
    """The windows of a run. Raises `ConfigError` where its texts fill too few."""

    def __init__(self, config: PretrainConfig, backbone: Backbone) -> None:
        self._config = config
        self._vocabulary = backbone.shape.vocabulary
        tokenizer = backbone.tokenizer
        if not 16 <= config.window_pieces <= backbone.shape.positions:
            raise ConfigError(
                f"window_pieces = {config.window_pieces}: 16 to {backbone.shape.positions}, the "
                "most that this encoder reads"
            )
        self._edges = special_piece(tokenizer, "cls"), special_piece(tokenizer, "sep")
        self._hidden = hidden_piece(tokenizer)
        self.problems: list[str] = []
        barred = Barred.read(config.without, Schema.default(), self.problems)
        self._own = self._read(config.texts, backbone, barred, most=0)
        few = config.windows_at_once
        if len(self._own.ids) < 4 * few:
            raise ConfigError(
                f"texts = {list(config.texts)}: {len(self._own.ids)} windows of "
                f"{config.window_pieces} pieces, at least {4 * few} are wanted; name more texts, "
                "or --set window_pieces=64"
            )
        held = max(few, min(64, len(self._own.ids) // 20))
        self.held = slice(0, held)
        self.own = range(held, len(self._own.ids))
        wanted = round(config.steps * config.windows_per_step * config.general_share)
        self.general = self._read(config.general, backbone, barred, most=max(wanted, 1))

    def _read(
        self, inputs: tuple[str, ...], backbone: Backbone, barred: Barred, *, most: int
    ) -> Windows:
        found = windows(
            inputs,
            backbone.tokenizer,
            pieces=self._config.window_pieces,
            edges=self._edges,
            barred=barred,
            most=most,
            seed=self._config.seed,
        )
        self.problems += found.problems
        return found

    def batches(self, step: int, device: torch.device) -> Iterator[tuple[Tensor, Tensor, Tensor]]:
        """What is shown, what stands there, and what must be guessed, all [windows, pieces]."""
        config = self._config
        count = config.windows_per_step
        general = round(count * config.general_share) if len(self.general.ids) else 0
        own = self._turn(step, count - general, len(self.own)) + self.own.start
        other = self._turn(step, general, len(self.general.ids))
        ids = np.concatenate([self._own.ids[own], self.general.ids[other]])
        words = np.concatenate([self._own.words[own], self.general.words[other]])
        chance = torch.Generator().manual_seed(config.seed * 1_000_003 + step)
        order = torch.randperm(count, generator=chance).numpy()
        for at in range(0, count, config.windows_at_once):
            part = order[at : at + config.windows_at_once]
            yield self._hide(ids[part], words[part], chance, device)

    def held_out(self, device: torch.device) -> Iterator[tuple[Tensor, Tensor, Tensor]]:
        """The held-out windows, the same words hidden each time."""
        chance = torch.Generator().manual_seed(0)
        for at in range(0, self.held.stop, self._config.windows_at_once):
            part = slice(at, min(at + self._config.windows_at_once, self.held.stop))
            yield self._hide(self._own.ids[part], self._own.words[part], chance, device)

    def _turn(self, step: int, count: int, there: int) -> NDArray[np.int64]:
        """Windows of a step: each is met once before one is met again, and in a new order."""
        found = [
            _shuffled(self._config.seed, turn, there)[place]
            for turn, place in (divmod(n, there) for n in range(step * count, (step + 1) * count))
        ]
        return np.array(found, np.int64)

    def _hide(
        self,
        ids: NDArray[np.int32],
        words: NDArray[np.int32],
        chance: torch.Generator,
        device: torch.device,
    ) -> tuple[Tensor, Tensor, Tensor]:
        there = torch.from_numpy(ids).long()
        shown, wanted = hide_words(
            there,
            torch.from_numpy(words).long(),
            share=self._config.mask_share,
            hidden=self._hidden,
            first=max(*self._edges, self._hidden) + 1,
            vocabulary=self._vocabulary,
            chance=chance,
        )
        return shown.to(device), there.to(device), wanted.to(device)


@lru_cache(4)
def _shuffled(seed: int, turn: int, count: int) -> NDArray[np.int64]:
    return np.random.default_rng((seed, turn)).permutation(count)
