"""MatMul: the matrix product of two tensors."""

from collections.abc import Mapping

import numpy as np

from engine.errors import Problem, ShapeError
from engine.ops.arithmetic import BinaryOp, sum_to
from engine.ops.shapes import N, Shape, Shapes, broadcast, format_shape
from engine.ops.spec import Array, ErrorCase, LocalGradient, Sample, normal


class MatMul(BinaryOp):
    """a @ b: rows times columns, over all matrices of a batch."""

    name = "MatMul"
    aliases = ("matrix product", "matrix multiply", "dot", "inner product", "@", "mm", "bmm")
    doc = "Multiplies matrices: each output is a row of a times a column of b, summed."
    formula = r"y_{i,j} = \sum_k a_{i,k}\, b_{k,j}"
    symbol = "@"
    gradients = {
        "a": LocalGradient(
            r"b", r"G\,b^T", "What came back, times the other matrix: no other way fits the shapes.", "sparse"
        ),
        "b": LocalGradient(
            r"a", r"a^T G", "What came back, times the other matrix: no other way fits the shapes.", "sparse"
        ),
    }

    def output_shape(self, shapes: Shapes) -> Shape:
        """(…, rows of a, columns of b); a vector is a row on the left, a column on the right."""
        a, b = shapes["a"], shapes["b"]
        if not a or not b:
            raise ShapeError(
                Problem(
                    "a single number is no matrix",
                    expected="vectors or matrices",
                    found=f"{format_shape(a)} and {format_shape(b)}",
                    mend="Use Multiply for a number",
                    port="b" if a else "a",
                )
            )
        rows, columns = a[-2:-1], b[-1:] if len(b) > 1 else ()
        inner = b[-2] if len(b) > 1 else b[-1]
        if a[-1] != inner:
            raise ShapeError(
                Problem(
                    f"{format_shape(a)} and {format_shape(b)} cannot be multiplied: "
                    f"a row of a has {a[-1]!r} numbers, a column of b has {inner!r}",
                    expected=f"{a[-1]!r} rows in b",
                    found=repr(inner),
                    mend="Reshape one of them; for products element by element use Multiply",
                    port="b",
                )
            )
        return (*broadcast(a[:-2], b[:-2]), *rows, *columns)

    def arithmetic(self, shapes: Shapes) -> tuple[tuple[str, str], ...]:
        """How many products each number is the sum of."""
        return (("each number", f"a sum of {shapes['a'][-1]!r} products"),)

    def caption(self, shapes: Shapes | None) -> str:
        """The operation in symbols, or with the shapes."""
        return f"{format_shape(shapes['a'])} @ {format_shape(shapes['b'])}" if shapes else "a @ b"

    def call(self, name: str, inputs: Mapping[str, str]) -> str:
        """`a @ b`."""
        return f"{inputs['a']} @ {inputs['b']}"

    def forward(self, a: Array, b: Array) -> Array:
        return np.asarray(a @ b)

    def backward(self, upstream: Array, a: Array, b: Array) -> tuple[Array | None, ...]:
        A = a[None, :] if a.ndim == 1 else a  # a vector is a row on the left
        B = b[:, None] if b.ndim == 1 else b  # and a column on the right
        G = upstream.reshape((A @ B).shape)
        dA, dB = G @ B.swapaxes(-1, -2), A.swapaxes(-1, -2) @ G
        return sum_to(dA, A.shape).reshape(a.shape), sum_to(dB, B.shape).reshape(b.shape)

    @classmethod
    def samples(cls) -> list[Sample]:
        """A matrix by hand, vectors on either side, batches of matrices, a batch of rows by one matrix."""
        a, b = np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[5.0, 6.0], [7.0, 8.0]])
        return [
            Sample({"a": a, "b": b}, batched=False, expected=[[19, 22], [43, 50]]),
            Sample({"a": normal(3), "b": normal(3, seed=1)}, batched=False),
            Sample({"a": normal(3), "b": normal(3, 2, seed=1)}, batched=False),
            Sample({"a": normal(2, 2, 3), "b": normal(3, seed=1)}),
            Sample({"a": normal(2, 2, 3), "b": normal(2, 3, 4, seed=1)}),
            Sample({"a": normal(2, 1, 2, 3), "b": normal(4, 3, 2, seed=1)}),
            Sample({"a": normal(2, 3), "b": normal(3, 4, seed=1)}),
        ]

    @classmethod
    def error_cases(cls) -> list[ErrorCase]:
        """Numbers that do not match, batches that do not, and a single number."""
        return [
            ErrorCase({"a": (N, 3), "b": (4, 3)}, "a row of a has 3 numbers, a column of b has 4"),
            ErrorCase({"a": (2, 3, 4), "b": (3, 4, 5)}, "do not broadcast"),
            ErrorCase({"a": (2, 3), "b": ()}, "Use Multiply"),
        ]
