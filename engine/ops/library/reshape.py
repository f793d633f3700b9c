"""Reshape: the same numbers in another shape."""

from collections.abc import Callable, Mapping
from math import prod
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field

from engine.errors import Problem, ShapeError
from engine.ops.params import OpParams, number_to_tuple
from engine.ops.shapes import (
    N,
    Shape,
    Shapes,
    count_elements,
    format_shape,
    is_batched,
    require_whole_numbers,
)
from engine.ops.spec import Array, Category, ErrorCase, LocalGradient, Op, Port, Sample, normal


def _one_unknown(sizes: tuple[int, ...]) -> tuple[int, ...]:
    if any(size < 1 and size != -1 for size in sizes) or sizes.count(-1) > 1:
        raise ValueError("should hold sizes of at least 1, and -1 at most once")
    return sizes


class ReshapeParams(OpParams):
    """Parameters of Reshape."""

    shape: Annotated[tuple[int, ...], BeforeValidator(number_to_tuple), AfterValidator(_one_unknown)] = Field(
        default=(-1,), description="The shape of one sample, without the batch; −1 is worked out, once."
    )


class Reshape(Op[ReshapeParams]):
    """The numbers of each sample in another shape."""

    name = "Reshape"
    category = Category.LAYERS
    aliases = ("view", "unflatten", "resize", "fold", "squeeze", "unsqueeze")
    doc = "Lays each sample's numbers out in another shape, in the same order. Backward it folds them back."
    formula = r"y = \mathrm{reshape}(x)"
    ports = (Port("input", "Any tensor."),)
    gradients = {
        "input": LocalGradient(
            r"I",
            r"G \text{ in the shape of } x",
            "Nothing is computed, only laid out anew: the gradient is folded back into the old shape.",
            "identity",
        )
    }
    Params = ReshapeParams

    def output_shape(self, shapes: Shapes) -> Shape:
        """`shape` after the batch, with the number of elements that there are."""
        x, wanted = shapes["input"], self.params.shape
        count = prod(require_whole_numbers(x, range(is_batched(x), len(x)), "Reshape"))
        known = prod(size for size in wanted if size != -1)
        if count % known or (-1 not in wanted and count != known):
            raise ShapeError(
                Problem(
                    f"{count} numbers a sample do not fill {format_shape(wanted)}",
                    expected=f"a multiple of {known}" if -1 in wanted else f"{known} numbers",
                    found=f"{count}, as {format_shape(x)}",
                    mend="Change shape, or put -1 for the size that is to be worked out",
                    arithmetic=f"{count}/{known} = {count / known:.2f}",
                    param="shape",
                )
            )
        sizes = tuple(count // known if size == -1 else size for size in wanted)
        return (N, *sizes) if is_batched(x) else sizes

    def arithmetic(self, shapes: Shapes) -> tuple[tuple[str, str], ...]:
        """The size that was worked out."""
        if -1 not in self.params.shape:
            return ()
        count, known = count_elements(shapes["input"]), -prod(self.params.shape)
        return (("the size left open", f"{count}/{known} = {count // known}"),)

    def caption(self, shapes: Shapes | None) -> str:
        """The shape."""
        shape = self.params.shape if shapes is None else self.output_shape(shapes)
        return f"to {format_shape(tuple(size for size in shape if size is not N)).replace('-1', '?')}"

    def setup(self, name: str, shapes: Shapes) -> list[str]:
        """The shape in full, −1 for the batch."""
        sizes = tuple(-1 if size is N else size for size in self.output_shape(shapes))
        return [f"self.{name} = {sizes!r}"]

    def call(self, name: str, inputs: Mapping[str, str]) -> str:
        """`x.reshape(…)`."""
        return f"{inputs['input']}.reshape(self.{name})"

    def extras(self, run: Callable[..., Array], *inputs: Array) -> tuple[Array, ...]:
        """An array of the wanted shape, for only the graph knows whether the first dimension is a batch."""
        return (run(*inputs),)

    def forward(self, x: Array, like: Array) -> Array:
        return x.reshape(like.shape)

    def backward(self, upstream: Array, x: Array, like: Array) -> tuple[Array | None, ...]:
        return (upstream.reshape(x.shape),)

    @classmethod
    def samples(cls) -> list[Sample]:
        """Rows to pictures, a size worked out, a matrix without a batch, rows of one to single numbers."""
        return [
            Sample({"input": normal(2, 12)}, {"shape": [3, 2, 2]}),
            Sample({"input": normal(2, 3, 4)}, {"shape": [2, -1]}),
            Sample({"input": normal(2, 3)}, {"shape": [3, 2]}, batched=False),
            Sample({"input": normal(3, 1)}, {"shape": []}),
            Sample({"input": normal(3)}, {"shape": 1}),
        ]

    @classmethod
    def error_cases(cls) -> list[ErrorCase]:
        """Numbers that do not fill the shape, two sizes to be worked out, a size of 0."""
        return [
            ErrorCase({"input": (N, 10)}, "10 numbers a sample do not fill 3×4", {"shape": [3, 4]}),
            ErrorCase({"input": (5, N)}, "batch dimension"),
            ErrorCase({"input": (N, 10)}, "10/4 = 2.50", {"shape": [4, -1]}),
            ErrorCase({"input": (N, 10)}, "at most once", {"shape": [-1, -1]}),
            ErrorCase({"input": (N, 10)}, "at least 1", {"shape": [0]}),
        ]
