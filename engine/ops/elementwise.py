"""What the ops share that treat every element alike, and from its own value alone."""

from typing import TypeVar

from engine.ops.params import OpParams
from engine.ops.shapes import Shape, Shapes
from engine.ops.spec import Category, Op, Port

P = TypeVar("P", bound=OpParams, covariant=True)


class ElementwiseOp(Op[P]):
    """One input of any shape, and an output of the same."""

    ports = (Port("input", "Any tensor."),)

    def output_shape(self, shapes: Shapes) -> Shape:
        """As the input."""
        return shapes["input"]


class Activation(ElementwiseOp[P]):
    """An elementwise activation, a module of `torch.nn` of the same name with the same parameters."""

    category = Category.ACTIVATIONS

    def constructor(self, shapes: Shapes) -> str | None:
        """The module, with what departs from its defaults."""
        return f"nn.{self.name}({', '.join(self.params.keywords(*type(self.params).model_fields))})"
