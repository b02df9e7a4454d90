"""Batches read by the actors of a Ray cluster, through Ray Data. Knows no outputs.

One task beside the driver goes through the inputs, in the very batches of the local engine, and
streams them; actors, a model each, read them; the driver gets them back in their order and writes.
What stands in between is bounded by Ray Data, which holds the reader back while the actors or the
writer are behind. A batch whose machine is lost is read again, by another actor to the same result.
"""

import os
import pickle
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from functools import cached_property
from pathlib import Path
from typing import Any, Self

import msgspec

from annotations.schema import Schema
from inference.batches.items import Fault, Item, Report
from inference.batches.meter import Meter
from inference.batches.ray_machines import CORES, Actor, model_standing, read_batches
from inference.batches.ray_session import ClusterError, connected, streaming, told
from inference.batches.reading import Done, Made
from inference.batches.settings import ONE_THREAD, Settings
from inference.batches.sources import read_inputs
from inference.bundle import Bundle
from inference.result import Result

TRIES = 4  # of a batch whose actor dies: a machine may be taken away, but a text may also kill it


class RayEngine:
    """An `Engine` on the machines of a cluster; use as a context manager.

    Connects to the cluster that Ray finds (`RAY_ADDRESS`, or one that runs on this machine), else
    starts one of this machine alone.
    """

    def __init__(self, inputs: Sequence[str], settings: Settings, meter: Meter) -> None:
        """`meter` is told how far the reading of the inputs is, wherever that is done.

        Raises `ValueError` when Ray is not installed or the inputs cannot be begun again.
        """
        try:
            import ray.data  # noqa: F401
        except ImportError as error:
            absent = (error.name or "ray").partition(".")[0]
            raise ValueError(
                f"--engine ray: {absent} is not installed; run `pip install 'marsad[ray]'`"
            ) from error
        if "-" in inputs:
            raise ValueError(
                "--engine ray reads files, which it can begin again; "
                "write standard input to a file first"
            )
        if Path(settings.model).exists():  # workers stand in another folder
            model = str(Path(settings.model).absolute())
            settings = msgspec.structs.replace(settings, model=model)
        self._inputs = list(inputs)
        self._settings = settings
        self._meter = meter
        self._far = 0
        self._closing = ExitStack()
        self._stands: dict[str, str] = {}

    def items(self) -> Iterator[Item]:
        """The inputs read here: as far as an earlier run has come, and the first batch."""
        meter = Meter()
        for item in read_inputs(self._inputs, meter):
            self._far = meter.done
            yield item

    @cached_property
    def schema(self) -> Schema:
        """The model's."""
        from inference.extractor import bundle_folder

        return Bundle.open(bundle_folder(self._settings.model)).config.schema

    def standing(self) -> dict[str, str]:
        """What results stand on, on every machine of the cluster."""
        return self._stands

    def __enter__(self) -> Self:
        """Connect, and see that the model can be opened.

        Raises `BundleError` when it cannot, `ValueError` when there is no GPU for `cuda`, and
        `ClusterError`.
        """
        import ray

        with ExitStack() as opened:
            opened.enter_context(connected())
            opened.enter_context(self._meter.reading(0, lambda: self._far))
            gpus = ray.cluster_resources().get("GPU", 0)
            if self._settings.device == "auto":
                device = "cuda" if gpus else "cpu"
                self._settings = msgspec.structs.replace(self._settings, device=device)
            if self._settings.device != "cpu" and not gpus:
                raise ValueError(
                    f"--device {self._settings.device}: the cluster has no GPU; "
                    "use --device cpu, or start Ray on a machine with one"
                )
            self._stands = self._ask()
            self._closing = opened.pop_all()
        return self

    def _ask(self) -> dict[str, str]:
        """Open the model here, or where the GPU is, and tell what its results stand on."""
        import ray

        if self._settings.device == "cpu":
            return model_standing(self._settings)
        with told(TRIES):
            try:
                ask = ray.remote(**self._needs())(model_standing)
                stands: dict[str, str] = ray.get(ask.remote(self._settings))
            except ray.exceptions.RayTaskError as error:
                if isinstance(error.cause, (ValueError, OSError)):
                    raise error.cause from error
                raise
        return stands

    def __exit__(self, *_: object) -> None:
        self._closing.close()

    def read(
        self, rest: Iterator[Fault | list[Report]], taken: int, make: Callable[[Result], Made]
    ) -> Iterator[Fault | Done[Made]]:
        """Every step after the first `taken` of the inputs, in order. Raises `ClusterError`."""
        with told(TRIES), streaming():
            rows = iter(self._plan(taken, make).iter_rows())
            for number, row in enumerate(rows):
                if row["number"] != number:
                    raise ClusterError(f"batch {row['number']} came in the place of {number}")
                self._far = row["far"]
                faults, done = pickle.loads(row["body"])
                yield from faults
                if done is not None:
                    yield done

    def _plan(self, taken: int, make: Callable[[Result], Made]) -> Any:
        import ray
        import ray.data

        here = ray.get_runtime_context().get_node_id()
        source = ray.data.from_items([{"taken": taken}], override_num_blocks=1)
        batches = source.map_batches(
            read_batches,
            fn_args=(self._inputs, self._settings, os.getcwd()),
            batch_format="pyarrow",
            num_cpus=0,  # it waits for the actors most of the time
            label_selector={"ray.io/node-id": here},  # where the files are
        )
        return batches.map_batches(
            Actor,
            fn_constructor_args=(self._settings, self._stands, make),
            batch_size=1,
            batch_format="pyarrow",
            compute=ray.data.ActorPoolStrategy(min_size=1),
            max_restarts=-1,
            max_task_retries=TRIES - 1,
            **self._needs(),
        )

    def _needs(self) -> dict[str, Any]:
        """Of the cluster, for one model."""
        gpus = 0 if self._settings.device == "cpu" else 1
        return {"num_cpus": CORES, "num_gpus": gpus, "runtime_env": {"env_vars": ONE_THREAD}}
