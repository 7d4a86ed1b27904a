"""Builds the graph that ONNX Runtime runs from the packaged encoder and the adapted layers.

The packaged model keeps its weights as 8-bit integers but multiplies floats: read from memory, the
weights of nine layers are most of a sentence's time. Here the same weights are multiplied as
integers, with ONNX Runtime's fused operators: queries, keys and values in one product, attention in
one step, the adapted layers and both pooled vectors in the same graph. A sentence takes a third of
the time, and the process a hundred MiB less.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import reduce

import numpy as np
import onnx
from onnx import TensorProto, numpy_helper

from limber.language.graphs import Array, Graph, pack

LAYERS, SHARED = 6, 3
"""Layers of the packaged encoder, and how many of them the adapted layers go on from."""

HEADS = 12
_EPSILON = 1e-12
_EMBEDDINGS = "inner.embeddings."
_ADAPTED_NAMES = {
    "attention.self.query": "query",
    "attention.self.key": "key",
    "attention.self.value": "value",
    "attention.output.dense": "attended",
    "attention.output.LayerNorm": "attended_norm",
    "intermediate.dense": "wide",
    "output.dense": "narrow",
    "output.LayerNorm": "norm",
}
"""What the adapted file calls the parts of a layer."""


@dataclass(frozen=True)
class Weights:
    """What a model's file holds.

    Attributes:
        tensors: constants by name.
        matrices: the matrix of each linear step, shape (inputs, outputs), by the name of its bias.
    """

    tensors: Mapping[str, Array]
    matrices: Mapping[str, Array]

    @classmethod
    def read(cls, packed: bytes) -> Weights:
        """Read an ONNX model; matrices that it keeps as integers or half floats are unpacked.

        Args:
            packed: the serialised model.
        """
        graph = onnx.load_from_string(packed).graph
        tensors = {one.name: numpy_helper.to_array(one) for one in graph.initializer}
        # The constants whose product a value is: integers and their scales, or one alone.
        factors: dict[str, tuple[str, ...]] = {name: (name,) for name in tensors}
        products, matrices = {}, {}
        for node in graph.node:
            if node.op_type in ("Cast", "Mul") and all(one in factors for one in node.input):
                factors[node.output[0]] = sum((factors[one] for one in node.input), ())
            elif node.op_type == "MatMul" and node.input[1] in factors:
                products[node.output[0]] = factors[node.input[1]]
            elif node.op_type == "Add":
                for product, bias in (node.input, reversed(node.input)):
                    if product in products and bias in tensors:
                        matrices[bias] = unpacked(*(tensors[one] for one in products[product]))
        return cls(tensors, matrices)


def unpacked(*factors: Array) -> Array:
    """The product of integers or half floats and their scales, as floats."""
    return reduce(np.multiply, (one.astype(np.float32) for one in factors))


def fused_model(packaged: bytes, adapted: bytes) -> bytes:
    """The encoder as one graph.

    Args:
        packaged: the packaged encoder, a serialised ONNX model.
        adapted: the adapted layers, likewise.

    Returns:
        A serialised model from ``input_ids`` of one sentence, shape (1, tokens), to its vectors,
        shape (1, 2 x dimensions): the general one, then the adapted one, each of unit length.
    """
    general, own = Weights.read(packaged), Weights.read(adapted)
    graph = Graph()
    states = _embedded(graph, general)
    shared = states
    for number in range(LAYERS):
        states = _layer(graph, states, _Layer(general, f"inner.encoder.layer.{number}."))
        if number == SHARED - 1:
            shared = states
    for number in range(LAYERS - SHARED):
        shared = _layer(graph, shared, _Layer(own, f"layers.{number}.", _ADAPTED_NAMES))
    vectors = [
        graph.add("LpNormalization", graph.add("ReduceMean", one, axes=[1], keepdims=0), axis=-1)
        for one in (states, shared)
    ]
    both = graph.add("Concat", *vectors, axis=-1)
    return graph.model("input_ids", TensorProto.INT64, [1, "tokens"], both)


@dataclass(frozen=True)
class _Layer:
    """The weights of one layer, by the packaged encoder's names."""

    weights: Weights
    prefix: str
    names: Mapping[str, str] = field(default_factory=dict)

    def linear(self, part: str) -> tuple[Array, Array]:
        """Matrix and bias."""
        bias = f"{self.prefix}{self.names.get(part, part)}.bias"
        return self.weights.matrices[bias], self.weights.tensors[bias]

    def norm(self, part: str) -> tuple[Array, Array]:
        """Factor and bias."""
        name = f"{self.prefix}{self.names.get(part, part)}"
        return self.weights.tensors[f"{name}.weight"], self.weights.tensors[f"{name}.bias"]


def _embedded(graph: Graph, weights: Weights) -> str:
    """States before the first layer; the words' table stays 8 bits wide."""
    table = f"{_EMBEDDINGS}word_embeddings.weight"
    words = graph.add("Gather", graph.constant(weights.tensors[f"{table}_q"]), "input_ids")
    scales = graph.add("Gather", graph.constant(weights.tensors[f"{table}_scale"]), "input_ids")
    states = graph.add("Mul", graph.add("Cast", words, to=TensorProto.FLOAT), scales)
    # A sentence is never longer than the table of places, and its tokens are all of the first type.
    table = f"{_EMBEDDINGS}position_embeddings.weight"
    places = unpacked(weights.tensors[f"{table}_q"], weights.tensors[f"{table}_scale"])
    places = places + weights.tensors[f"{_EMBEDDINGS}token_type_embeddings.weight"][0]
    length = graph.add("Shape", "input_ids", start=1, end=2)
    first = graph.constant(np.zeros(1, np.int64))
    states = graph.add("Add", states, graph.add("Slice", graph.constant(places), first, length))
    norm = [graph.constant(weights.tensors[f"{_EMBEDDINGS}LayerNorm.{one}"]) for one in ("weight", "bias")]
    return graph.add("LayerNormalization", states, *norm, axis=-1, epsilon=_EPSILON)


def _layer(graph: Graph, states: str, layer: _Layer) -> str:
    """States after a layer."""
    parts = [layer.linear(f"attention.self.{one}") for one in ("query", "key", "value")]
    matrix, scales, zeros = graph.weights(pack(np.hstack([one for one, _ in parts])))
    bias = graph.constant(np.hstack([one for _, one in parts]))
    small, scale, zero = graph.add_wide("DynamicQuantizeLinear", states, outputs=3)
    attended = graph.add("QAttention", small, matrix, bias, scale, scales, "", zero, zeros, num_heads=HEADS)
    attended = _linear(graph, attended, layer, "attention.output.dense")
    states = _added(graph, states, attended, layer, "attention.output.LayerNorm")
    wide = graph.add("Gelu", _linear(graph, states, layer, "intermediate.dense"))
    return _added(graph, states, _linear(graph, wide, layer, "output.dense"), layer, "output.LayerNorm")


def _linear(graph: Graph, states: str, layer: _Layer, part: str) -> str:
    matrix, bias = layer.linear(part)
    return graph.add("DynamicQuantizeMatMul", states, *graph.weights(pack(matrix)), graph.constant(bias))


def _added(graph: Graph, states: str, change: str, layer: _Layer, part: str) -> str:
    """The states with a change, normed."""
    norm = [graph.constant(one) for one in layer.norm(part)]
    return graph.add("SkipLayerNormalization", states, change, *norm, epsilon=_EPSILON)
