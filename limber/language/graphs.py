"""Graphs for ONNX Runtime, built here, whose products are taken with small integers.

A product of a message with a large matrix takes as long as reading the matrix from memory: as
integers of 8 bits it is a quarter of what it is as floats.

Weights get 7 of the 8 bits: sums of two products of 8-bit values and 8-bit weights overflow on
processors without VNNI instructions, where a message would get other numbers (ONNX Runtime's manual,
"Quantize ONNX Models", on ``reduce_range``).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import onnxruntime
from onnx import NodeProto, TensorProto, helper, numpy_helper

Array = npt.NDArray[Any]

MOST_WEIGHT = 63

_MICROSOFT = "com.microsoft"
_OWN = frozenset({"DynamicQuantizeMatMul", "Gelu", "QAttention", "SkipLayerNormalization"})
"""ONNX Runtime's own operators; the others are ONNX's."""

_VERSIONS = {"": 17, _MICROSOFT: 1}
_FORMAT = 8


PackedMatrix = tuple[npt.NDArray[np.int8], npt.NDArray[np.float32]]
"""Integers, shape (inputs, outputs), and the scale of each column, shape (outputs,)."""


def pack(matrix: Array) -> PackedMatrix:
    """A matrix as small integers.

    Args:
        matrix: shape (inputs, outputs).
    """
    scales = (np.abs(matrix).max(axis=0) / MOST_WEIGHT).astype(np.float32)
    return np.rint(matrix / np.where(scales > 0, scales, 1)).astype(np.int8), scales


@dataclass
class Graph:
    """A graph that is being built."""

    _nodes: list[NodeProto] = field(default_factory=list)
    _constants: list[TensorProto] = field(default_factory=list)

    def constant(self, value: Array) -> str:
        """Add a constant; gives its name."""
        name = f"constant_{len(self._constants)}"
        self._constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def weights(self, packed: PackedMatrix) -> tuple[str, str, str]:
        """Add a packed matrix; gives the names of its integers, its scales and zeros."""
        integers, scales = packed
        return self.constant(integers), self.constant(scales), self.constant(np.zeros(scales.shape, np.int8))

    def add(self, operator: str, *inputs: str, **attributes: Any) -> str:
        """Add an operator; gives the name of its output."""
        return self.add_wide(operator, *inputs, outputs=1, **attributes)[0]

    def add_wide(self, operator: str, *inputs: str, outputs: int, **attributes: Any) -> list[str]:
        """Add an operator with several outputs; gives their names."""
        names = [f"value_{len(self._nodes)}_{place}" for place in range(outputs)]
        domain = _MICROSOFT if operator in _OWN else ""
        self._nodes.append(helper.make_node(operator, inputs, names, domain=domain, **attributes))
        return names

    def model(self, given: str, kind: int, shape: list[int | str], wanted: str) -> bytes:
        """The whole as a serialised model.

        Args:
            given: name of the input.
            kind: its type, of TensorProto.
            shape: its shape, with names for what is open.
            wanted: name of the output, of floats, with two dimensions.
        """
        graph = helper.make_graph(
            self._nodes,
            "limber",
            [helper.make_tensor_value_info(given, kind, shape)],
            [helper.make_tensor_value_info(wanted, TensorProto.FLOAT, ["rows", "columns"])],
            self._constants,
        )
        versions = [helper.make_opsetid(*one) for one in _VERSIONS.items()]
        packed: bytes = helper.make_model(
            graph, opset_imports=versions, ir_version=_FORMAT
        ).SerializeToString()
        return packed


def open_session(model: bytes) -> onnxruntime.InferenceSession:
    """A session that runs a model on one processor.

    What a message asks for is small: more processors cost more than they give, and starve other turns.
    """
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
