"""Flatten: one row of numbers out of a picture."""

from math import prod

from pydantic import Field

from engine.errors import Problem, ShapeError
from engine.ops.params import OpParams
from engine.ops.shapes import (
    N,
    Shape,
    Shapes,
    format_shape,
    require_dim,
    require_whole_numbers,
    without_batch,
)
from engine.ops.spec import Array, Category, ErrorCase, LocalGradient, Op, Port, Sample, normal


class FlattenParams(OpParams):
    """Parameters of Flatten."""

    start_dim: int = Field(default=1, description="First dimension to merge; 0 is the batch.")
    end_dim: int = Field(default=-1, description="Last dimension to merge; −1 is the last there is.")


class Flatten(Op[FlattenParams]):
    """Merge dimensions into one."""

    name = "Flatten"
    category = Category.LAYERS
    aliases = ("reshape", "vectorize", "view", "ravel")
    doc = "Lays a picture's numbers out in one row, sample by sample. Backward it folds the row up again."
    formula = r"y = \mathrm{vec}(x)"
    ports = (Port("input", "Any tensor."),)
    gradients = {
        "input": LocalGradient(
            r"I",
            r"G \text{ in the shape of } x",
            "Nothing is computed, only laid out anew: the gradient is folded back into the old shape.",
            "identity",
        )
    }
    Params = FlattenParams

    def _range(self, rank: int) -> tuple[int, int]:
        start = require_dim(self.params.start_dim, rank, "start_dim")
        end = require_dim(self.params.end_dim, rank, "end_dim")
        if start > end:
            raise ShapeError(
                Problem(
                    f"start_dim {start} comes after end_dim {end}",
                    mend="Swap start_dim and end_dim",
                    param="start_dim",
                )
            )
        return start, end

    def output_shape(self, shapes: Shapes) -> Shape:
        """The merged dimensions' product in their place."""
        shape = shapes["input"] or (1,)
        start, end = self._range(len(shape))
        if start == end:
            return shape
        return (
            *shape[:start],
            prod(require_whole_numbers(shape, range(start, end + 1), "Flatten")),
            *shape[end + 1 :],
        )

    def arithmetic(self, shapes: Shapes) -> tuple[tuple[str, str], ...]:
        """The product of the merged sizes."""
        sizes = without_batch(shapes["input"])
        return (("features", f"{'·'.join(map(str, sizes))} = {prod(sizes)}"),)

    def caption(self, shapes: Shapes | None) -> str:
        """The product of the merged sizes."""
        if shapes is None:
            return "to one row"
        sizes = without_batch(shapes["input"])
        return f"{'·'.join(map(str, sizes))} = {prod(sizes)}" if len(sizes) > 1 else format_shape(sizes)

    def constructor(self, shapes: Shapes) -> str | None:
        """`nn.Flatten()`, defaults left out."""
        return f"nn.Flatten({', '.join(self.params.keywords('start_dim', 'end_dim'))})"

    def forward(self, x: Array) -> Array:
        start, end = self._range(x.ndim)
        return x.reshape(*x.shape[:start], -1, *x.shape[end + 1 :])

    def backward(self, upstream: Array, x: Array) -> tuple[Array | None, ...]:
        return (upstream.reshape(x.shape),)

    @classmethod
    def samples(cls) -> list[Sample]:
        """Pictures, and the last two dimensions alone."""
        return [
            Sample({"input": normal(2, 3, 2, 2)}),
            Sample({"input": normal(2, 3, 2, 2)}, {"start_dim": 2}),
        ]

    @classmethod
    def error_cases(cls) -> list[ErrorCase]:
        """Dimensions that are not there, and samples of a batch mixed."""
        return [
            ErrorCase({"input": (N, 3)}, "not a dimension", {"start_dim": 4}),
            ErrorCase({"input": (N, 3)}, "batch dimension", {"start_dim": 0}),
            ErrorCase({"input": (N, 3, 2)}, "comes after", {"start_dim": 2, "end_dim": 1}),
        ]
