"""Many vectors, kept small, by which a message's are multiplied."""

from __future__ import annotations

import numpy as np
from onnx import TensorProto

from limber.language.encoder import Vectors
from limber.language.graphs import Graph, open_session


class PackedVectors:
    """Vectors as small integers; products with them are right to three digits.

    Args:
        vectors: shape (count, dimensions), of about unit length.
    """

    def __init__(self, vectors: Vectors) -> None:
        graph = Graph()
        products = graph.add("DynamicQuantizeMatMul", "rows", *graph.weights(vectors.T))
        model = graph.model("rows", TensorProto.FLOAT, ["rows", vectors.shape[1]], products)
        self._session = open_session(model)

    def times(self, rows: Vectors) -> Vectors:
        """Products of rows with all vectors, shape (rows, count).

        Args:
            rows: shape (rows, dimensions).
        """
        (products,) = self._session.run(None, {"rows": np.ascontiguousarray(rows, np.float32)})
        found: Vectors = products
        return found
