"""LocalResponseNorm: channels that damp their neighbours."""

import numpy as np
from pydantic import Field

from engine.ops.params import OpParams
from engine.ops.shapes import N, Shape, Shapes, require_rank, require_whole_numbers
from engine.ops.spec import Array, Category, ErrorCase, LocalGradient, Op, Port, Sample, normal


class LocalResponseNormParams(OpParams):
    """Parameters of LocalResponseNorm."""

    size: int = Field(
        default=5,
        ge=1,
        description="How many neighbouring channels count.",
        json_schema_extra={"unit": "channels"},
    )
    alpha: float = Field(default=1e-4, description="How strongly they damp.")
    beta: float = Field(default=0.75, description="Exponent of the damping.")
    k: float = Field(default=1.0, description="What is divided by where there is no activity at all.")


class LocalResponseNorm(Op[LocalResponseNormParams]):
    """x over a power of its neighbouring channels' activity."""

    name = "LocalResponseNorm"
    category = Category.NORMALIZATION
    aliases = ("lrn", "lateral inhibition", "alexnet", "normalize", "brightness")
    doc = "Divides each number by how active the channels around it are at that place, as in AlexNet."
    formula = (
        r"y_c = \frac{x_c}{s_c^{\beta}}, \quad s_c = k + \frac{\alpha}{n} \sum_{c' \text{ near } c} x_{c'}^2"
    )
    ports = (Port("input", "Pictures, or sequences of channels."),)
    gradients = {
        "input": LocalGradient(
            r"s_c^{-\beta}\, \mathbf{1}[c = c'] - \frac{2 \alpha \beta}{n}\, x_c\, x_{c'}\, s_c^{-\beta - 1}",
            r"G_c\, s_c^{-\beta} - \frac{2 \alpha \beta}{n} x_c \sum_{c'} G_{c'} x_{c'} s_{c'}^{-\beta - 1}",
            "A number raises its own output, and damps those of its neighbours.",
            "a band: neighbouring channels at one place",
        )
    }
    Params = LocalResponseNormParams

    def output_shape(self, shapes: Shapes) -> Shape:
        """As the input."""
        shape = shapes["input"]
        if len(shape) < 3:
            require_rank(shape, (3, 4), "its channels lie in pictures or sequences", "Feed pictures")
        require_whole_numbers(shape, [1], "LocalResponseNorm")
        return shape

    def caption(self, shapes: Shapes | None) -> str:
        """How far it reaches."""
        return f"over {self.params.size} channels"

    def constructor(self, shapes: Shapes) -> str | None:
        """`nn.LocalResponseNorm(size)`, defaults left out."""
        arguments = [str(self.params.size), *self.params.keywords("alpha", "beta", "k")]
        return f"nn.LocalResponseNorm({', '.join(arguments)})"

    def forward(self, x: Array) -> Array:
        n, alpha, k = self.params.size, self.params.alpha, self.params.k
        s = k + alpha / n * self.around(x**2, n // 2)
        return np.asarray(x / s**self.params.beta)

    def backward(self, upstream: Array, x: Array) -> tuple[Array | None, ...]:
        n, alpha, beta, k = self.params.size, self.params.alpha, self.params.beta, self.params.k
        s = k + alpha / n * self.around(x**2, n // 2)
        damped = self.around(upstream * x * s ** (-beta - 1), (n - 1) // 2)
        return (upstream * s**-beta - 2 * alpha * beta / n * x * damped,)

    def around(self, x: Array, before: int) -> Array:
        """Sum over `size` channels, from `before` many before each one on."""
        size, channels = self.params.size, x.shape[1]
        border = ((0, 0), (before, size - 1 - before), *[(0, 0)] * (x.ndim - 2))
        padded = np.pad(x, border)
        return np.asarray(sum(padded[:, i : i + channels] for i in range(size)))

    @classmethod
    def samples(cls) -> list[Sample]:
        """One channel by hand (3 / (1 + 9)), AlexNet's numbers, even and odd sizes that damp strongly."""
        strong = {"alpha": 2.0, "beta": 1.5, "k": 0.5}
        return [
            Sample(
                {"input": np.array([[[3.0]]])}, {"size": 1, "alpha": 1.0, "beta": 1.0}, expected=[[[0.3]]]
            ),
            Sample({"input": normal(2, 7, 2, 2)}, {"alpha": 1e-4, "beta": 0.75, "k": 2.0}),
            Sample({"input": normal(2, 5, 2, 2)}, {"size": 3, **strong}),
            Sample({"input": normal(2, 5, 3)}, {"size": 4, **strong}),
        ]

    @classmethod
    def error_cases(cls) -> list[ErrorCase]:
        """No pictures, no neighbours."""
        return [
            ErrorCase({"input": (N, 10)}, "pictures or sequences"),
            ErrorCase({"input": (N, 3, 4, 4)}, "greater than or equal to 1", {"size": 0}),
        ]
