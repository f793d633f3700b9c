"""Add: the sum of two tensors."""

from collections.abc import Mapping

from engine.ops.arithmetic import BinaryOp, sum_to
from engine.ops.spec import Array, LocalGradient, Sample, normal


class Add(BinaryOp):
    """a + b."""

    name = "Add"
    aliases = ("plus", "sum", "+", "residual", "skip connection")
    doc = "Adds two inputs, element by element. Backward it hands its gradient to both, unchanged."
    formula = r"y = a + b"
    symbol = "+"
    gradients = {
        "a": LocalGradient(r"1", r"G", "Nudge a, and the sum moves by just as much.", "diagonal of ones"),
        "b": LocalGradient(r"1", r"G", "Nudge b, and the sum moves by just as much.", "diagonal of ones"),
    }

    def call(self, name: str, inputs: Mapping[str, str]) -> str:
        """`a + b`."""
        return f"{inputs['a']} + {inputs['b']}"

    def forward(self, a: Array, b: Array) -> Array:
        return a + b

    def backward(self, upstream: Array, a: Array, b: Array) -> tuple[Array | None, ...]:
        return sum_to(upstream * 1, a.shape), sum_to(upstream * 1, b.shape)

    @classmethod
    def samples(cls) -> list[Sample]:
        """Scalars of the lecture's circuit, and a bias that is repeated over a batch."""
        return [
            Sample({"a": normal(), "b": normal(seed=1)}, batched=False),
            Sample({"a": normal(4, 3), "b": normal(3, seed=1)}),
        ]
