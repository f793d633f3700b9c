"""What the elementary operations share: ports `a` and `b` that broadcast, or one `input`."""

from typing import ClassVar

import numpy as np

from engine.ops.elementwise import ElementwiseOp
from engine.ops.params import NoParams
from engine.ops.shapes import Shape, Shapes, broadcast
from engine.ops.spec import Array, Category, ErrorCase, Op, Port


def sum_to(gradient: Array, shape: tuple[int, ...]) -> Array:
    """Sum a gradient over the dimensions along which its input of `shape` was repeated.

    Source: broadcasting copies an input; by the multivariable chain rule the copies' gradients add up.
    """
    extra = gradient.ndim - len(shape)
    repeated = tuple(extra + i for i, size in enumerate(shape) if size == 1 and gradient.shape[extra + i] > 1)
    return np.asarray(gradient.sum(axis=(*range(extra), *repeated), keepdims=True)).reshape(shape)


class BinaryOp(Op[NoParams]):
    """An elementwise op of two inputs that broadcast."""

    category = Category.ARITHMETIC
    ports = (Port("a", "The left operand."), Port("b", "The right operand."))

    def output_shape(self, shapes: Shapes) -> Shape:
        """The broadcast shape of `a` and `b`."""
        return broadcast(shapes["a"], shapes["b"])

    def caption(self, shapes: Shapes | None) -> str:
        """The operation in symbols."""
        return f"a {self.symbol} b"

    @classmethod
    def error_cases(cls) -> list[ErrorCase]:
        """Shapes that do not broadcast."""
        return [ErrorCase({"a": (2, 3), "b": (2,)}, "do not broadcast")]


class UnaryOp(ElementwiseOp[NoParams]):
    """An elementary function of one input.

    Attributes:
        written: How it is written by hand, such as "exp(x)".
    """

    category = Category.ARITHMETIC
    written: ClassVar[str]

    def caption(self, shapes: Shapes | None) -> str:
        """The function as written by hand."""
        return self.written
