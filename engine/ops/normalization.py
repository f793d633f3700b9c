"""What normalizations share: groups of numbers brought to mean 0 and variance 1, then scaled and shifted."""

from typing import Final, TypeVar

import numpy as np
from pydantic import Field

from engine.ops.params import Init, OpParams, VectorInit
from engine.ops.shapes import Shapes
from engine.ops.spec import Array, Category, LocalGradient, Op, Port


class NormParams(OpParams):
    """Parameters of every normalization that learns a scale and a shift."""

    eps: float = Field(
        default=1e-5, ge=0, description="Added to the variance, so that nothing is divided by 0."
    )
    init: VectorInit = Field(default=Init(), description="How the scale starts; default is all ones.")
    bias_init: VectorInit = Field(default=Init(), description="How the shift starts; default is all zeros.")
    trainable: bool = Field(default=True, description="Off freezes the node: training leaves it as it is.")


P = TypeVar("P", bound=NormParams, covariant=True)


_GRADIENTS: Final = {
    "input": LocalGradient(
        r"\frac{\gamma}{\sigma} (I - \frac{1}{m} - \frac{1}{m} \hat{x}\, \hat{x}^T)",
        r"\frac{1}{\sigma} (g - \bar{g} - \hat{x}\; \overline{g\, \hat{x}}), \quad g = \gamma\, G",
        "What would only shift or scale the group is taken out of the gradient: both are undone anyway.",
        "dense within a group, none between groups",
    ),
    "weight": LocalGradient(
        r"\hat{x}",
        r"\sum G\, \hat{x}",
        "The scale's gradient is what came back, times what it scaled.",
        "x̂",
    ),
    "bias": LocalGradient(
        r"1", r"\sum G", "The shift is added as it is: its gradient is what came back, summed.", "ones"
    ),
}


class Norm(Op[P]):
    """Numbers of a group brought to mean 0 and variance 1.

    The reference is that of training mode: a batch's own mean and variance.
    """

    category = Category.NORMALIZATION
    ports = (Port("input", "A batch of anything."),)
    formula = r"y = \gamma\, \frac{x - \mu}{\sqrt{\sigma^2 + \varepsilon}} + \beta"
    gradients = _GRADIENTS

    @property
    def learns(self) -> tuple[str, ...]:
        """Which of `weight` and `bias` it has."""
        raise NotImplementedError

    def learned_shape(self, shapes: Shapes) -> tuple[int, ...]:
        """Shape of the scale and of the shift."""
        raise NotImplementedError

    def parameter_shapes(self, shapes: Shapes) -> dict[str, tuple[int, ...]]:
        """The scale and the shift."""
        return dict.fromkeys(self.learns, self.learned_shape(shapes))

    def setup(self, name: str, shapes: Shapes) -> list[str]:
        """Construction, then `init`, `bias_init` and `trainable` where they depart from PyTorch's."""
        lines = super().setup(name, shapes)
        for learned, init in (("weight", self.params.init), ("bias", self.params.bias_init)):
            source = init.source(f"self.{name}.{learned}") if learned in self.learns else None
            lines += [source] if source else []
        if self.learns and not self.params.trainable:
            lines.append(f"self.{name}.requires_grad_(False)")
        return lines

    def grouped(self, x: Array) -> tuple[Array, tuple[int, ...]]:
        """The input with its groups laid bare, and the dimensions over which one group reaches."""
        raise NotImplementedError

    def aligned(self, learned: Array | float, x: Array) -> Array:
        """Scale or shift, laid out to be multiplied with or added to `x`: one number a channel."""
        return np.reshape(learned, (-1, *[1] * (x.ndim - 2)))

    def collected(self, gradient: Array) -> Array:
        """The gradient of scale or shift: summed over all that shares one number, here a channel."""
        return np.asarray(gradient.sum((0, *range(2, gradient.ndim))))

    def forward(self, x: Array, gamma: Array | float = 1.0, beta: Array | float = 0.0) -> Array:
        groups, axes = self.grouped(x)
        mean, var = groups.mean(axes, keepdims=True), groups.var(axes, keepdims=True)
        x_hat = ((groups - mean) / np.sqrt(var + self.params.eps)).reshape(x.shape)
        return np.asarray(self.aligned(gamma, x) * x_hat + self.aligned(beta, x))

    def backward(
        self, upstream: Array, x: Array, gamma: Array | float = 1.0, beta: Array | float = 0.0
    ) -> tuple[Array | None, ...]:
        groups, axes = self.grouped(x)
        mean, var = groups.mean(axes, keepdims=True), groups.var(axes, keepdims=True)
        sigma = np.sqrt(var + self.params.eps)
        x_hat = (groups - mean) / sigma
        g = (upstream * self.aligned(gamma, x)).reshape(groups.shape)
        dx = g - g.mean(axes, keepdims=True) - x_hat * (g * x_hat).mean(axes, keepdims=True)
        return (
            (dx / sigma).reshape(x.shape),  # input
            self.collected(upstream * x_hat.reshape(x.shape)),  # weight
            self.collected(upstream),  # bias
        )
