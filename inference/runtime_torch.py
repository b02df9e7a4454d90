"""The encoder on torch, for a GPU (or for a network in training). Knows a bundle's weights."""

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray

from inference.bundle import Bundle
from inference.network import Encoder, EncoderShape
from inference.runtime import buckets
from inference.windows import Window


class TorchRuntime:
    """Runs an `Encoder` on any torch device."""

    def __init__(
        self,
        encoder: Encoder,
        device: torch.device,
        *,
        half_precision: bool = False,
        most_pieces: int = 4096,
    ) -> None:
        self._encoder = encoder
        self._device = device
        self._half = half_precision
        self.most_pieces = most_pieces

    @classmethod
    def from_bundle(cls, bundle: Bundle, device: str) -> "TorchRuntime":
        """Unpack a bundle's encoder onto a device; on a GPU it runs in bf16."""
        sizes = bundle.config.encoder
        shape = EncoderShape(**{name: getattr(sizes, name) for name in sizes.__struct_fields__})
        encoder = Encoder(shape)
        weights = {n: torch.from_numpy(v) for n, v in bundle.encoder_weights().items()}
        encoder.load_state_dict(weights)
        place = torch.device(device)
        gpu = place.type == "cuda"
        return cls(
            encoder.to(place).eval(), place, half_precision=gpu, most_pieces=65536 if gpu else 4096
        )

    def encode(self, windows: Sequence[Window]) -> list[NDArray[np.float32]]:
        """Piece vectors [pieces, width] of each window, in the order given."""
        found: list[NDArray[np.float32]] = [np.zeros((0, 0), np.float32)] * len(windows)
        for batch in buckets(windows, self.most_pieces):
            longest = max(len(windows[n].ids) for n in batch)
            ids = np.zeros((len(batch), longest), np.int64)
            mask = np.zeros((len(batch), longest), bool)
            for row, number in enumerate(batch):
                ids[row, : len(windows[number].ids)] = windows[number].ids
                mask[row, : len(windows[number].ids)] = True
            with (
                torch.inference_mode(),
                torch.autocast(self._device.type, torch.bfloat16, enabled=self._half),
            ):
                vectors = self._encoder(
                    torch.from_numpy(ids).to(self._device),
                    torch.from_numpy(mask).to(self._device),
                )
            values = vectors.float().cpu().numpy()
            for row, number in enumerate(batch):
                found[number] = values[row, : len(windows[number].ids)]
        return found
