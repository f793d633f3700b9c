"""What dropout ops share: a mask drawn anew for each batch while training."""

from collections.abc import Callable
from typing import Final

import numpy as np
from pydantic import Field

from engine.ops.elementwise import ElementwiseOp
from engine.ops.params import OpParams
from engine.ops.shapes import Shapes
from engine.ops.spec import Array, Category, ErrorCase, LocalGradient


class DropoutParams(OpParams):
    """Parameters of Dropout and Dropout2d."""

    p: float = Field(default=0.5, ge=0, le=1, description="Probability that a number is dropped.")


_GRADIENTS: Final = {
    "input": LocalGradient(
        r"\frac{m}{1 - p}",
        r"\frac{m \odot G}{1 - p}",
        "What was dropped had no say and gets no gradient. The rest was scaled, and so is its gradient.",
        "diagonal: 0, or 1/(1 − p)",
    )
}


class Dropping(ElementwiseOp[DropoutParams]):
    """Some numbers become 0, the others grow to make up for it.

    The reference is that of training mode; afterwards nothing is dropped.
    """

    category = Category.NORMALIZATION
    formula = r"y = \frac{m \odot x}{1 - p}, \quad m \sim \mathrm{Bernoulli}(1 - p)"
    gradients = _GRADIENTS
    Params = DropoutParams

    def caption(self, shapes: Shapes | None) -> str:
        """The probability."""
        return f"p = {self.params.p:g}"

    def constructor(self, shapes: Shapes) -> str | None:
        """The module, with what departs from its defaults."""
        return f"nn.{self.name}({', '.join(self.params.keywords('p'))})"

    def extras(self, run: Callable[..., Array], *inputs: Array) -> tuple[Array, ...]:
        """The mask: it depends on the random state alone, and ones show it."""
        return (run(np.ones_like(inputs[0])) != 0,)

    def forward(self, x: Array, mask: Array) -> Array:
        return np.asarray(x * mask / ((1 - self.params.p) or 1))

    def backward(self, upstream: Array, x: Array, mask: Array) -> tuple[Array | None, ...]:
        return (upstream * mask / ((1 - self.params.p) or 1),)

    @classmethod
    def error_cases(cls) -> list[ErrorCase]:
        """What is no probability."""
        return [ErrorCase({"input": (3,)}, "less than or equal to 1", {"p": 1.5})]
