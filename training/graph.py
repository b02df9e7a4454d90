"""The encoder as an ONNX graph whose weights lie in `model.safetensors`. Knows sizes and names.

Built node by node with ONNX Runtime's fused operators (`com.microsoft`), because the fused, int8
form is not what a tracer of the torch module would give. Matrices are int8 with a scale an output
row; activations are quantised as they come (`DynamicQuantizeMatMul`), so that a window's vectors
depend on all that is run with it: windows are run alone, and there is no mask. docs/performance.md
has what each choice gave.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnx
from onnx import NodeProto, TensorProto, helper

from inference.bundle import SCALE, EncoderSizes, Tensors


class _Graph:
    """Nodes and external initialisers as they are added."""

    def __init__(self, tensors: Tensors) -> None:
        self.tensors = tensors
        self.nodes: list[NodeProto] = []
        self.initialisers: dict[str, TensorProto] = {}

    def add(
        self, kind: str, inputs: Sequence[str], name: str, domain: str = "", **attributes: object
    ) -> str:
        """A node with one output, which bears the node's name."""
        self.nodes.append(
            helper.make_node(kind, list(inputs), [name], name=name, domain=domain, **attributes)
        )
        return name

    def fused(self, kind: str, inputs: Sequence[str], name: str, **attributes: object) -> str:
        """A node of ONNX Runtime's own domain."""
        return self.add(kind, inputs, name, "com.microsoft", **attributes)

    def stored(self, name: str) -> str:
        """A tensor of the safetensors file as external data: its place there, not a copy."""
        if name not in self.initialisers:
            offset, length = self.tensors.place(name)
            entry = self.tensors.header[name]
            tensor = TensorProto(
                name=name,
                data_type={"I8": TensorProto.INT8, "F32": TensorProto.FLOAT}[entry["dtype"]],
                dims=entry["shape"],
                data_location=TensorProto.EXTERNAL,
            )
            for key, value in (
                ("location", self.tensors.path.name),
                ("offset", str(offset)),
                ("length", str(length)),
            ):
                tensor.external_data.add(key=key, value=value)
            self.initialisers[name] = tensor
        return name

    def constant(self, name: str, value: np.ndarray) -> str:
        """A small tensor inside the graph."""
        self.initialisers[name] = onnx.numpy_helper.from_array(value, name)
        return name

    def linear(self, x: str, weight: str, bias: str, name: str) -> str:
        """x times a stored matrix, plus its bias."""
        if weight + SCALE in self.tensors.header:
            return self.fused(
                "DynamicQuantizeMatMul",
                [x, self.stored(weight), self.stored(weight + SCALE), "", self.stored(bias)],
                name,
            )
        product = self.add("MatMul", [x, self.stored(weight)], name + ".product")
        return self.add("Add", [product, self.stored(bias)], name)


def write_graph(path: Path, tensors: Tensors, sizes: EncoderSizes) -> None:
    """Write `model.onnx`: input `ids` [windows, pieces] int64, none padding; output `pieces`.

    Stored matrices must be [inputs, outputs] (see `export.py`). Offsets into the safetensors file
    are written into the graph, so the two belong together.
    """
    g = _Graph(tensors)
    rows = g.add("Gather", [g.stored("encoder.word.weight"), "ids"], "word.rows")
    if "encoder.word.weight" + SCALE in tensors.header:
        scales = g.add("Gather", [g.stored("encoder.word.weight" + SCALE), "ids"], "word.scales")
        last = g.constant("last", np.array([-1], np.int64))
        plain = g.add("Cast", [rows], "word.cast", to=TensorProto.FLOAT)
        rows = g.add("Mul", [plain, g.add("Unsqueeze", [scales, last], "word.column")], "word")
    g.constant("zero", np.array([0], np.int64))
    g.constant("one", np.array([1], np.int64))
    shape = g.add("Shape", ["ids"], "shape")
    length = g.add("Slice", [shape, "one", g.constant("two", np.array([2], np.int64))], "length")
    places = g.add("Slice", [g.stored("encoder.position.weight"), "zero", length, "zero"], "places")
    summed = g.add("Add", [rows, places], "embedded")
    x = g.add(
        "LayerNormalization",
        [summed, g.stored("encoder.norm.weight"), g.stored("encoder.norm.bias")],
        "normed",
        axis=-1,
        epsilon=sizes.epsilon,
    )
    for number in range(sizes.layers):
        x = _layer(g, x, f"encoder.layers.{number}.", sizes)
    g.nodes[-1].output[0] = "pieces"
    graph = helper.make_graph(
        g.nodes,
        "encoder",
        [helper.make_tensor_value_info("ids", TensorProto.INT64, ["windows", "pieces_in"])],
        [
            helper.make_tensor_value_info(
                "pieces", TensorProto.FLOAT, ["windows", "pieces_in", sizes.width]
            )
        ],
        initializer=list(g.initialisers.values()),
    )
    model = helper.make_model(
        graph,
        opset_imports=[helper.make_opsetid("", 17), helper.make_opsetid("com.microsoft", 1)],
        producer_name="marsad",
    )
    model.ir_version = 9
    path.write_bytes(model.SerializeToString())


def _layer(g: _Graph, x: str, of: str, sizes: EncoderSizes) -> str:
    width = sizes.width
    qkv = g.linear(x, of + "qkv.weight", of + "qkv.bias", of + "qkv")
    parts = [of + part for part in ("query", "key", "value")]
    g.nodes.append(
        helper.make_node(
            "Split",
            [qkv, g.constant("split", np.array([width] * 3, np.int64))],
            parts,
            axis=-1,
            name=of + "split",
        )
    )
    # Without a mask the operator takes its flash path.
    mixed = g.fused("MultiHeadAttention", parts, of + "mixed", num_heads=sizes.heads)
    out = g.linear(mixed, of + "out.weight", of + "out.bias", of + "out")
    x = _skip_norm(g, out, x, of + "out_norm", sizes.epsilon)
    raised = g.linear(x, of + "up.weight", of + "up.bias", of + "up")
    active = g.fused("Gelu", [raised], of + "gelu")
    lowered = g.linear(active, of + "down.weight", of + "down.bias", of + "down")
    return _skip_norm(g, lowered, x, of + "down_norm", sizes.epsilon)


def _skip_norm(g: _Graph, x: str, skip: str, name: str, epsilon: float) -> str:
    # Two operators: the fused one (SkipLayerNormalization) is three times slower on CPU.
    summed = g.add("Add", [x, skip], name + ".summed")
    scale, shift = g.stored(name + ".weight"), g.stored(name + ".bias")
    return g.add("LayerNormalization", [summed, scale, shift], name, axis=-1, epsilon=epsilon)
