"""What a cut-off run needs to go on, written and read. Knows the files, not how a step is made."""

import shutil
import time
from pathlib import Path

import msgspec
import torch
from accelerate import Accelerator
from accelerate.utils import set_seed
from msgspec import Struct
from safetensors.torch import load_file, save_file

BEST = "best.safetensors"


class State(Struct, kw_only=True):
    """Where a run stands: part of every checkpoint.

    `step`: batches of the epoch that are behind, with `loss` the sum of their losses.
    """

    epoch: int = 0
    step: int = 0
    loss: float = 0.0
    best_score: float = -1.0
    best_epoch: int = -1


class Checkpoint:
    """Writes and reads what a cut-off run needs. The last whole checkpoint is never in danger."""

    def __init__(
        self, folder: Path, accelerator: Accelerator, *, minutes: float, seed: int
    ) -> None:
        self._folder = folder
        self._seed = seed
        self._accelerator = accelerator
        self._seconds = minutes * 60
        self._last = time.monotonic()

    def seed(self, state: State) -> None:
        """Set all chance of the step that comes next.

        It hangs on the run's seed and on the step alone, so that neither a run taken up again nor
        the moments at which checkpoints were written change what is drawn. Processes draw apart.
        """
        moment = hash((self._seed, state.epoch, state.step)) % 2**31
        set_seed(moment + self._accelerator.process_index)

    def due(self) -> bool:
        """Whether the time between two checkpoints has passed, by the main process's clock."""
        late = time.monotonic() - self._last >= self._seconds
        if self._accelerator.num_processes == 1:
            return late
        told = torch.tensor(float(late and self._accelerator.is_main_process))
        return bool(self._accelerator.reduce(told.to(self._accelerator.device), "sum") > 0)

    def save(self, state: State) -> None:
        """Write beside the last checkpoint, then point to the new one in one step."""
        name = f"checkpoint-{state.epoch}-{state.step}"
        self._accelerator.save_state(str(self._folder / name), safe_serialization=True)
        self._accelerator.wait_for_everyone()
        if self._accelerator.is_main_process:
            (self._folder / name / "state.json").write_bytes(msgspec.json.encode(state))
            pointer = self._folder / "latest.tmp"
            pointer.write_text(name)
            pointer.replace(self._folder / "latest")
            for old in self._folder.glob("checkpoint-*"):
                if old.name != name:
                    shutil.rmtree(old)
        self._accelerator.wait_for_everyone()
        self._last = time.monotonic()

    def load(self, *, resume: bool) -> State:
        """Take up the last whole checkpoint; without one the run begins anew.

        Without `resume` what an earlier run left is passed over, now and when this one is resumed.
        """
        if not resume:
            self._accelerator.wait_for_everyone()
            if self._accelerator.is_main_process:
                (self._folder / "latest").unlink(missing_ok=True)
            return State()
        pointer = self._folder / "latest"
        if not pointer.is_file():
            return State()
        folder = self._folder / pointer.read_text()
        self._accelerator.load_state(str(folder))
        return msgspec.json.decode((folder / "state.json").read_bytes(), type=State)

    def keep_best(self, network: torch.nn.Module) -> None:
        """Write the weights of the best epoch so far; the file is whole at every moment."""
        if self._accelerator.is_main_process:
            plain = {n: v.detach().cpu().contiguous() for n, v in network.state_dict().items()}
            building = self._folder / (BEST + ".tmp")
            save_file(plain, building)
            building.replace(self._folder / BEST)

    def take_best(self, network: torch.nn.Module) -> None:
        """Give a network the weights of the best epoch."""
        self._accelerator.wait_for_everyone()
        network.load_state_dict(load_file(self._folder / BEST))
