"""A reader over a network that is still being trained. Knows inference's reader and torch."""

import torch
from tokenizers import Tokenizer

from annotations.schema import Schema
from inference.bundle import Calibration
from inference.heads import Heads
from inference.network import Network
from inference.reader import Reader
from inference.runtime_torch import TorchRuntime
from inference.windows import WindowRule
from inference.word_model import WordModel


def live_reader(
    network: Network,
    tokenizer: Tokenizer,
    schema: Schema,
    rule: WindowRule,
    device: torch.device,
    *,
    calibration: Calibration | None = None,
    word_model: WordModel | None = None,
) -> Reader:
    """The very reader of `Extractor`, with the network's present weights."""
    weights = {n: v.detach().float().cpu().numpy() for n, v in network.heads.state_dict().items()}
    return Reader(
        schema=schema,
        tokenizer=tokenizer,
        rule=rule,
        heads=Heads(weights),
        runtime=TorchRuntime(network.encoder, device),
        calibration=calibration or Calibration(),
        word_model=word_model,
    )
