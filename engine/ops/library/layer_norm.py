"""LayerNorm: each sample normalized by itself."""

import numpy as np
from pydantic import Field

from engine.errors import Problem, ShapeError
from engine.ops.normalization import Norm, NormParams
from engine.ops.params import Sizes
from engine.ops.shapes import N, Shape, Shapes, format_shape, require_rank, require_whole_numbers
from engine.ops.spec import Array, ErrorCase, Sample, normal


class LayerNormParams(NormParams):
    """Parameters of LayerNorm."""

    normalized_shape: Sizes | None = Field(
        default=None, description="The last sizes, to normalize over; left out, all but the first dimension."
    )
    elementwise_affine: bool = Field(default=True, description="Learn a scale for each place.")
    bias: bool = Field(default=True, description="Learn a shift, too, where there is a scale.")


class LayerNorm(Norm[LayerNormParams]):
    """Each sample brought to mean 0 and variance 1 over its features."""

    name = "LayerNorm"
    aliases = ("layer normalization", "ln", "layernorm", "transformer", "normalize")
    doc = (
        "Brings each sample to mean 0 and variance 1 over its features, then scales and shifts as learned. "
        "It needs no batch, and does the same after training."
    )
    Params = LayerNormParams

    @property
    def learns(self) -> tuple[str, ...]:
        """Scale and shift, as far as they are switched on."""
        if not self.params.elementwise_affine:
            return ()
        return ("weight", "bias") if self.params.bias else ("weight",)

    def _count(self, rank: int) -> int:
        """Over how many of the last dimensions it goes."""
        wanted = self.params.normalized_shape
        return max(rank - 1, 1) if wanted is None else len(wanted)

    def learned_shape(self, shapes: Shapes) -> tuple[int, ...]:
        """One number for each place in a sample."""
        shape = shapes["input"]
        count = self._count(len(shape))
        return require_whole_numbers(shape, range(len(shape) - count, len(shape)), "LayerNorm")

    def output_shape(self, shapes: Shapes) -> Shape:
        """As the input."""
        shape, wanted = shapes["input"], self.params.normalized_shape
        if not shape or wanted == ():
            require_rank((), (1, 2, 3, 4), "LayerNorm goes over features", "Feed a vector or larger")
        if wanted is not None and shape[-len(wanted) :] != wanted:
            raise ShapeError(
                Problem(
                    f"normalized_shape {format_shape(wanted)} is not how {format_shape(shape)} ends",
                    expected=f"the last sizes of {format_shape(shape)}",
                    found=format_shape(wanted),
                    mend="Leave normalized_shape out, or give the last sizes",
                    param="normalized_shape",
                )
            )
        self.learned_shape(shapes)
        return shape

    def caption(self, shapes: Shapes | None) -> str:
        """What it goes over."""
        return f"over {format_shape(self.learned_shape(shapes))}" if shapes else "over each sample"

    def constructor(self, shapes: Shapes) -> str | None:
        """`nn.LayerNorm(normalized_shape)`, defaults left out."""
        sizes = self.learned_shape(shapes)
        first = str(sizes[0]) if len(sizes) == 1 else str(sizes)
        return (
            f"nn.LayerNorm({', '.join([first, *self.params.keywords('eps', 'elementwise_affine', 'bias')])})"
        )

    def grouped(self, x: Array) -> tuple[Array, tuple[int, ...]]:
        """A sample is a group."""
        return x, tuple(range(x.ndim - self._count(x.ndim), x.ndim))

    def aligned(self, learned: Array | float, x: Array) -> Array:
        """One number for each place in a sample."""
        return np.asarray(learned)

    def collected(self, gradient: Array) -> Array:
        """Summed over all samples."""
        return np.asarray(gradient.sum(tuple(range(gradient.ndim - self._count(gradient.ndim)))))

    @classmethod
    def samples(cls) -> list[Sample]:
        """Two numbers by hand (mean 3, deviation 1), rows, pictures, last dimensions, parts switched off."""
        return [
            Sample({"input": np.array([[2.0, 4.0]])}, {"eps": 0.0}, expected=[[-1, 1]]),
            Sample({"input": 3 + 2 * normal(4, 3)}),
            Sample({"input": normal(2, 3, 2, 2)}),
            Sample({"input": normal(2, 3, 4)}, {"normalized_shape": 4, "bias": False}),
            Sample({"input": normal(2, 3, 4)}, {"normalized_shape": [3, 4], "elementwise_affine": False}),
            Sample({"input": normal(4)}, {"eps": 0.1}, batched=False),
        ]

    @classmethod
    def error_cases(cls) -> list[ErrorCase]:
        """Other last sizes, more of them than there are, the batch alone, a single number."""
        return [
            ErrorCase({"input": (N, 3, 4)}, "is not how N×3×4 ends", {"normalized_shape": [3]}),
            ErrorCase({"input": (N, 3)}, "is not how", {"normalized_shape": [2, 3]}),
            ErrorCase({"input": (N,)}, "batch dimension"),
            ErrorCase({"input": ()}, "goes over features"),
        ]
