"""What the ops of two inputs share: ports `a` and `b`, and broadcasting forward and backward."""

import numpy as np

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
