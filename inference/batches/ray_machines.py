"""What a cluster's machines do: go through the inputs, read batches. Knows no outputs.

Everything travels as rows `number` (of the batch, from 0), `far` (bytes of the inputs gone through)
and `body`: on the way there (faults before the batch, its reports), back (those faults, `Done`).
"""

import itertools
import os
import pickle
import platform
from collections.abc import Callable, Iterator
from typing import Any

from inference.batches.items import Fault
from inference.batches.meter import Meter
from inference.batches.reading import planned
from inference.batches.settings import Settings
from inference.batches.sources import read_inputs
from inference.result import Result

CORES = 1  # an actor's: one model a core reads more than one on several
MOST_FAULTS = 1000  # between two batches, that travel together


class Actor:
    """A model, and the batches that come to it. Ray Data makes and calls it."""

    def __init__(
        self, settings: Settings, stands: dict[str, str], make: Callable[[Result], Any]
    ) -> None:
        """Raises `ValueError` where results would not stand on what they do elsewhere."""
        from inference.batches.engine_local import LocalEngine

        self._engine = LocalEngine(settings, threads=CORES)
        self._make = make
        mine = self._engine.standing()
        other = sorted(name for name in stands if mine.get(name) != stands[name])
        if other:
            raise ValueError(
                f"{platform.node()} has another {' and another '.join(other)} than the rest "
                "of the cluster; install the same release of marsad, the same packages and the "
                "same model on every machine"
            )

    def __call__(self, row: Any) -> Any:
        faults, reports = pickle.loads(row["body"][0].as_py())
        done = self._engine.batch(reports, self._make) if reports else None
        return _row(row["number"][0].as_py(), row["far"][0].as_py(), (faults, done))


def model_standing(settings: Settings) -> dict[str, str]:
    """What the results of a model opened here stand on. Raises `BundleError`."""
    from inference.batches.engine_local import LocalEngine

    return LocalEngine(settings, threads=CORES).standing()


def read_batches(start: Any, inputs: list[str], settings: Settings, folder: str) -> Iterator[Any]:
    """The batches after the first `taken` steps (of `start`), a row each with the faults before it.

    `folder`: where the inputs' names are told from.
    """
    before = os.getcwd()
    os.chdir(folder)  # inputs are named from there, and so are their faults
    meter = Meter()
    numbers = itertools.count()
    faults: list[Fault] = []
    try:
        steps = planned(read_inputs(inputs, meter), settings)
        for step in itertools.islice(steps, start["taken"][0].as_py(), None):
            if isinstance(step, Fault):
                faults.append(step)
            if not isinstance(step, Fault) or len(faults) == MOST_FAULTS:
                reports = [] if isinstance(step, Fault) else step
                yield _row(next(numbers), meter.done, (faults, reports))
                faults = []
        if faults:
            yield _row(next(numbers), meter.done, (faults, []))
    finally:
        os.chdir(before)


def _row(number: int, far: int, body: object) -> Any:
    """A batch on its way, as a table of one row: Ray Data carries nothing else."""
    import pyarrow

    return pyarrow.table(
        {
            "number": pyarrow.array([number], pyarrow.int64()),
            "far": pyarrow.array([far], pyarrow.int64()),
            "body": pyarrow.array([pickle.dumps(body)], pyarrow.large_binary()),
        }
    )
