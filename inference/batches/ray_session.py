"""Ray as a guest: connected, quiet, its errors in one line. Knows no reports and no batches."""

import logging
import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager


class ClusterError(OSError):
    """What the cluster could not do, in one line; what was written stays."""


@contextmanager
def connected() -> Iterator[None]:
    """A cluster while the block lasts; one that the caller has is left to the caller."""
    import ray

    if ray.is_initialized():
        yield
        return
    # Not even counts of use go out of the house; Ray's logs stay in its folder.
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    os.environ.setdefault("RAY_BACKEND_LOG_LEVEL", "fatal")
    try:
        with _hushed():
            ray.init(include_dashboard=False, log_to_driver=False, logging_level=logging.CRITICAL)
    except (ConnectionError, RuntimeError, ray.exceptions.RayError) as error:
        raise ClusterError(
            f"{str(error).splitlines()[0]}; see with `ray status` whether the cluster runs and, "
            "if it wants a token, whether RAY_AUTH_MODE=token is set here"
        ) from error
    try:
        yield
    finally:
        ray.shutdown()


@contextmanager
def streaming() -> Iterator[None]:
    """Ray Data set to give every batch back as it is done, in order, and to be silent."""
    import ray
    from ray.data import DataContext, ExecutionResources

    context = DataContext.get_current().copy()
    context.execution_options.preserve_order = True
    # Said outright: what Ray reckons by itself has let a reader run away from a slow writer.
    store = ray.cluster_resources().get("object_store_memory", 0)
    if store:
        context.execution_options.resource_limits = ExecutionResources.for_limits(
            object_store_memory=store / 4
        )
    # A row is a block by itself: else Ray Data gathers batches up to many megabytes first.
    context.target_max_block_size = context.target_min_block_size = 1
    context.enable_progress_bars = False
    context.print_on_execution_start = False
    log = logging.getLogger("ray.data")
    level = log.level
    log.setLevel(logging.CRITICAL)
    try:
        with DataContext.current(context), warnings.catch_warnings():
            # `max_restarts` and `max_task_retries` have no names of their own in `map_batches` yet.
            warnings.filterwarnings("ignore", message="`ray_remote_args` is deprecated")
            yield
    finally:
        log.setLevel(level)


@contextmanager
def told(tries: int) -> Iterator[None]:
    """What Ray raises, as a `ClusterError`; `tries`: of a batch."""
    from ray.data.exceptions import ExecutionTimeoutError, SystemException
    from ray.exceptions import RayActorError, RayError

    try:
        yield
    except (RayError, ExecutionTimeoutError, SystemException) as error:
        # What was raised first stands last in a trace, and before what it gave rise to.
        trace = str(error).partition("\nThe above exception was")[0].strip()
        said = trace.splitlines()[-1].strip() if trace else type(error).__name__
        if isinstance(error, RayActorError) and "creation task" not in trace:
            said = (
                f"a batch was given up, its actor died {tries} times; "
                "Ray's logs say why (a want of memory, most often)"
            )
        raise ClusterError(f"the cluster: {said}") from error


@contextmanager
def _hushed() -> Iterator[None]:
    """Without the lines that Ray's C++ part writes to standard error, past Python."""
    kept = os.dup(2)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)
