"""How fast this machine multiplies matrices, in int8 and fp32. Knows products alone, no model.

A limit is what was reached at best by any library here, not what a data sheet promises. Torch is
loaded where it is installed, inside the functions.
"""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from typing import Any

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from training.benchmark.arithmetic import Shape, product
from training.benchmark.orders import Rate, Rates, Weigh

Run = Callable[[], object]


class Trial(Struct, frozen=True):
    """A way to a product: by what, how, and how many products one run makes."""

    kernel: str
    run: Run
    products: int = 1


def weigh(order: Weigh) -> Rates:
    """Try every product with every library; threads of numpy's BLAS are set by the environment."""
    int8: list[Rate] = []
    fp32: list[Rate] = []
    with ThreadPoolExecutor(order.threads) as pool:
        for shape in order.shapes:
            for found, trials in ((int8, _int8), (fp32, _fp32)):
                for trial in trials(shape, order.threads, pool):
                    operations = trial.products * product(shape)
                    rate = operations / _least(trial.run, order.seconds)
                    found.append(Rate(trial.kernel, shape, rate))
    return Rates(int8, fp32)


def _least(run: Run, seconds: float) -> float:
    """The shortest time of a run, over at least three and `seconds`."""
    run()
    best = float("inf")
    runs = 0
    until = time.perf_counter() + seconds
    while runs < 3 or time.perf_counter() < until:
        began = time.perf_counter()
        run()
        best = min(best, time.perf_counter() - began)
        runs += 1
    return best


def _int8(shape: Shape, threads: int, pool: ThreadPoolExecutor) -> Iterator[Trial]:
    m, k, n = shape
    random = np.random.default_rng(0)
    left = random.integers(0, 255, (m, k), np.uint8)
    right = random.integers(-127, 127, (k, n), np.int8)
    plain = random.standard_normal((m, k), np.float32)
    scales = np.ones(n, np.float32)
    yield from _onnx("MatMulInteger", left, [right], threads, pool)
    yield from _onnx("DynamicQuantizeMatMul", plain, [right, scales], threads, pool)
    if find_spec("torch"):
        import torch

        torch.set_num_threads(threads)
        a, b = torch.from_numpy(left.view(np.int8)), torch.from_numpy(right)
        # Private, yet the only plain int8 product that torch offers on a CPU (by oneDNN).
        multiply = getattr(torch, "_int_mm", None)
        if multiply is not None:
            yield Trial("torch int8", lambda: multiply(a, b))


def _fp32(shape: Shape, threads: int, pool: ThreadPoolExecutor) -> Iterator[Trial]:
    m, k, n = shape
    random = np.random.default_rng(0)
    left = random.standard_normal((m, k), np.float32)
    right = random.standard_normal((k, n), np.float32)
    yield from _onnx("MatMul", left, [right], threads, pool)
    yield Trial("numpy", lambda: left @ right)
    if find_spec("torch"):
        import torch

        torch.set_num_threads(threads)
        a, b = torch.from_numpy(left), torch.from_numpy(right)
        yield Trial("torch", lambda: a @ b)


def _onnx(
    kind: str,
    left: NDArray[Any],
    stored: list[NDArray[Any]],
    threads: int,
    pool: ThreadPoolExecutor,
) -> Iterator[Trial]:
    """A product on all threads, and, as our runtime does, one a thread side by side."""
    yield Trial(f"onnxruntime {kind}", _session(kind, left, stored, threads))
    if threads > 1:
        alone = _session(kind, left, stored, 1)
        yield Trial(
            f"onnxruntime {kind}, one a core",
            lambda: list(pool.map(lambda _: alone(), range(threads))),
            threads,
        )


def _session(kind: str, left: NDArray[Any], stored: list[NDArray[Any]], threads: int) -> Run:
    """A graph of one node, whose first input comes anew and whose others lie inside, as weights."""
    import onnxruntime
    from onnx import helper, numpy_helper

    names = [f"stored{number}" for number in range(len(stored))]
    domain = "com.microsoft" if kind == "DynamicQuantizeMatMul" else ""
    result = "INT32" if kind == "MatMulInteger" else "FLOAT"
    types = helper.np_dtype_to_tensor_dtype
    graph = helper.make_graph(
        [helper.make_node(kind, ["left", *names], ["product"], domain=domain)],
        "product",
        [helper.make_tensor_value_info("left", types(left.dtype), list(left.shape))],
        [helper.make_tensor_value_info("product", _TYPES[result], None)],
        initializer=[
            numpy_helper.from_array(v, name) for name, v in zip(names, stored, strict=True)
        ],
    )
    opsets = [helper.make_opsetid("", 17), helper.make_opsetid("com.microsoft", 1)]
    model = helper.make_model(graph, opset_imports=opsets, producer_name="marsad")
    model.ir_version = 9
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(
        model.SerializeToString(), options, providers=["CPUExecutionProvider"]
    )
    return lambda: session.run(None, {"left": left})


# onnx.TensorProto's numbers, so that the module is loaded inside the function alone.
_TYPES = {"FLOAT": 1, "INT32": 6}
