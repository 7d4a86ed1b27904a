"""Many vectors, kept small, by which a message's are multiplied."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from onnx import TensorProto

from limber.language.encoder import Vectors
from limber.language.graphs import Array, Graph, PackedMatrix, open_session, pack


class PackedVectors:
    """Vectors as small integers; products with them are right to three digits.

    Args:
        packed: the vectors as columns, shape (dimensions, count).
    """

    def __init__(self, packed: PackedMatrix) -> None:
        self._packed = packed
        graph = Graph()
        products = graph.add("DynamicQuantizeMatMul", "rows", *graph.weights(packed))
        model = graph.model("rows", TensorProto.FLOAT, ["rows", len(packed[0])], products)
        self._session = open_session(model)

    @classmethod
    def of(cls, vectors: Vectors) -> PackedVectors:
        """Pack vectors.

        Args:
            vectors: shape (count, dimensions), of about unit length.
        """
        return cls(pack(vectors.T))

    def times(self, rows: Vectors) -> Vectors:
        """Products of rows with all vectors, shape (rows, count).

        Args:
            rows: shape (rows, dimensions).
        """
        (products,) = self._session.run(None, {"rows": np.ascontiguousarray(rows, np.float32)})
        found: Vectors = products
        return found

    def arrays(self) -> Mapping[str, Array]:
        """What :meth:`read` makes them from again."""
        integers, scales = self._packed
        return {"points": integers, "point_scales": scales}

    @classmethod
    def read(cls, arrays: Mapping[str, Array]) -> PackedVectors:
        """The vectors of :meth:`arrays`."""
        return cls((arrays["points"], arrays["point_scales"]))
