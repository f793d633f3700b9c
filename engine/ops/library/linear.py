"""Linear: a fully connected layer."""

from pydantic import Field

from engine.ops.params import LearnableParams
from engine.ops.shapes import Shape, Shapes, format_shape, require_rank, require_whole_numbers
from engine.ops.spec import (
    Array,
    Category,
    ErrorCase,
    LearnableOp,
    LocalGradient,
    Port,
    Sample,
    normal,
)


class LinearParams(LearnableParams):
    """Parameters of Linear."""

    out_features: int = Field(
        default=10, ge=1, description="How many numbers come out.", json_schema_extra={"unit": "outputs"}
    )


class Linear(LearnableOp[LinearParams]):
    """x Wᵀ + b."""

    name = "Linear"
    category = Category.LAYERS
    aliases = ("fully connected", "dense", "fc", "affine", "perceptron", "matrix multiply")
    doc = "Every output is a weighted sum of every input, plus a bias."
    formula = r"y = x\,W^T + b"
    ports = (Port("input", "Features in the last dimension."),)
    gradients = {
        "input": LocalGradient(
            r"W", r"G\,W", "W hands every share of the gradient back to the input it came from.", "out × in"
        ),
        "weight": LocalGradient(
            r"x", r"G^T x", "A weight's gradient is what came back, times what went in.", "each row is x"
        ),
        "bias": LocalGradient(
            r"I", r"\sum_n G_n", "The bias is added as it is: its gradient is what came back.", "identity"
        ),
    }
    Params = LinearParams

    def output_shape(self, shapes: Shapes) -> Shape:
        """As the input, with `out_features` in the last dimension."""
        shape = shapes["input"]
        if not shape:
            require_rank(shape, (1, 2), "Linear needs a vector of features", "Feed a vector")
        require_whole_numbers(shape, [-1], "Linear")
        return (*shape[:-1], self.params.out_features)

    def parameter_shapes(self, shapes: Shapes) -> dict[str, tuple[int, ...]]:
        """Weight (out, in), bias (out)."""
        (features,) = require_whole_numbers(shapes["input"], [-1], "Linear")
        weight: dict[str, tuple[int, ...]] = {"weight": (self.params.out_features, features)}
        return {**weight, "bias": (self.params.out_features,)} if self.params.bias else weight

    def warnings(self, shapes: Shapes) -> tuple[str, ...]:
        """Pictures that were not flattened."""
        if len(shapes["input"]) < 4:
            return ()
        return (
            f"Linear mixes only the last dimension of {format_shape(shapes['input'])}: is a Flatten missing?",
        )

    def arithmetic(self, shapes: Shapes) -> tuple[tuple[str, str], ...]:
        """How many weighted sums of how many inputs."""
        return (("outputs", f"{self.params.out_features} sums of {shapes['input'][-1]} inputs"),)

    def caption(self, shapes: Shapes | None) -> str:
        """Inputs → outputs."""
        return f"{shapes['input'][-1] if shapes else '?'} → {self.params.out_features}"

    def constructor(self, shapes: Shapes) -> str | None:
        """`nn.Linear(in, out)`."""
        bias = "" if self.params.bias else ", bias=False"
        return f"nn.Linear({shapes['input'][-1]}, {self.params.out_features}{bias})"

    def forward(self, x: Array, W: Array, b: Array | float = 0.0) -> Array:
        return x @ W.T + b

    def backward(
        self, upstream: Array, x: Array, W: Array, b: Array | float = 0.0
    ) -> tuple[Array | None, ...]:
        rows = upstream.reshape(-1, W.shape[0])
        return (
            upstream @ W,  # input
            rows.T @ x.reshape(-1, W.shape[1]),  # weight
            rows.sum(0),  # bias
        )

    @classmethod
    def samples(cls) -> list[Sample]:
        """A batch, a single vector, without bias."""
        return [
            Sample({"input": normal(3, 4)}, {"out_features": 2}),
            Sample({"input": normal(4)}, {"out_features": 3}, batched=False),
            Sample({"input": normal(2, 5)}, {"out_features": 3, "bias": False}),
        ]

    @classmethod
    def error_cases(cls) -> list[ErrorCase]:
        """A scalar, and no outputs."""
        return [
            ErrorCase({"input": ()}, "vector"),
            ErrorCase({"input": (2, 3)}, "out_features", {"out_features": 0}),
        ]
