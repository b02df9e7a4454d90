"""The machine's limits: every way to a product is tried, and none is free."""

from training.benchmark.machine import weigh
from training.benchmark.orders import Weigh


def test_every_kernel_is_weighed() -> None:
    shapes = [(4, 8, 12), (16, 16, 16)]
    rates = weigh(Weigh(shapes=shapes, threads=2, seconds=0.0))
    for kind, kernels in (
        (rates.int8, {"onnxruntime MatMulInteger", "onnxruntime DynamicQuantizeMatMul"}),
        (rates.fp32, {"onnxruntime MatMul", "numpy"}),
    ):
        names = {rate.kernel for rate in kind}
        assert kernels | {f"{n}, one a core" for n in kernels if n != "numpy"} <= names
        assert {rate.shape for rate in kind} == set(shapes)
        assert all(rate.operations > 0 for rate in kind)
        assert len(kind) == len(names) * len(shapes)


def test_one_core_is_not_weighed_twice() -> None:
    rates = weigh(Weigh(shapes=[(4, 4, 4)], threads=1, seconds=0.0))
    assert not any("one a core" in rate.kernel for rate in (*rates.int8, *rates.fp32))
