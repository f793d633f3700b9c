"""Concat: tensors laid end to end along one dimension."""

from collections.abc import Mapping

import numpy as np
from pydantic import Field

from engine.errors import Problem, ShapeError
from engine.ops.params import OpParams
from engine.ops.shapes import N, Shape, Shapes, format_shape, require_dim, require_whole_numbers
from engine.ops.spec import Array, Category, ErrorCase, LocalGradient, Op, Port, Sample, normal


class ConcatParams(OpParams):
    """Parameters of Concat."""

    dim: int = Field(default=1, description="The dimension that grows; the batch is 0, channels are 1.")


def _beside(shape: Shape, dim: int) -> Shape:
    """The sizes in all dimensions but one."""
    return (*shape[:dim], *shape[dim + 1 :])


class _ForEveryPort(dict[str, LocalGradient]):
    """One local gradient that holds for every port, however many there are."""

    def __missing__(self, port: str) -> LocalGradient:
        return self["0"]


_PART = LocalGradient(
    r"\mathbf{1}[\text{own part}]",
    r"G \text{ cut down to the own part}",
    "Nothing is computed, only laid end to end: each input gets its own piece of the gradient back.",
    "identity for the own part, zeros elsewhere",
)


class Concat(Op[ConcatParams]):
    """All inputs in a row along `dim`."""

    name = "Concat"
    category = Category.LAYERS
    aliases = ("concatenate", "cat", "join", "stack", "inception", "densenet", "skip connection", "merge")
    doc = "Lays any number of tensors end to end. Backward it cuts the gradient up again."
    formula = r"y = [x_0,\ x_1,\ \ldots]"
    ports = (Port("0", "A tensor; the others differ in `dim` at most."), Port("1", "The next one."))
    variadic = True
    gradients = _ForEveryPort({"0": _PART, "1": _PART})
    Params = ConcatParams

    def output_shape(self, shapes: Shapes) -> Shape:
        """The sizes along `dim` added up; the other dimensions are shared."""
        first, *others = shapes.values()
        if not first:
            raise ShapeError(
                Problem("a single number has no dimension to grow", mend="Feed vectors or larger", port="0")
            )
        dim = require_dim(self.params.dim, len(first))
        for port, other in shapes.items():
            if len(other) != len(first) or _beside(other, dim) != _beside(first, dim):
                raise ShapeError(
                    Problem(
                        f"{format_shape(other)} does not go beside {format_shape(first)} along dim {dim}",
                        expected=f"the sizes of {format_shape(first)}, but for dim {dim}",
                        found=format_shape(other),
                        mend="Pad or pool one of them, or join along another dim",
                        port=port,
                    )
                )
        sizes = [require_whole_numbers(shape, [dim], "Concat")[0] for shape in (first, *others)]
        return (*first[:dim], sum(sizes), *first[dim + 1 :])

    def arithmetic(self, shapes: Shapes) -> tuple[tuple[str, str], ...]:
        """The sum of the sizes."""
        dim = require_dim(self.params.dim, len(shapes["0"]))
        sizes = [shape[dim] for shape in shapes.values()]
        total = sum(size for size in sizes if isinstance(size, int))
        return ((f"dim {dim}", f"{' + '.join(map(str, sizes))} = {total}"),)

    def caption(self, shapes: Shapes | None) -> str:
        """The sum of the sizes."""
        return self.arithmetic(shapes)[0][1] if shapes else f"along dim {self.params.dim}"

    def call(self, name: str, inputs: Mapping[str, str]) -> str:
        """`torch.cat([…], dim=…)`."""
        return f"torch.cat([{', '.join(inputs.values())}], dim={self.params.dim})"

    def forward(self, *inputs: Array) -> Array:
        return np.concatenate(inputs, axis=self.params.dim)

    def backward(self, upstream: Array, *inputs: Array) -> tuple[Array | None, ...]:
        dim = self.params.dim
        ends = np.cumsum([x.shape[dim] for x in inputs])
        return tuple(np.split(upstream, ends[:-1], axis=dim))

    @classmethod
    def samples(cls) -> list[Sample]:
        """Two vectors by hand, the channels of three pictures, the last dimension."""
        a, b, c = (normal(2, channels, 2, 2, seed=channels) for channels in (1, 2, 3))
        vectors = {"0": np.array([1.0, 2.0]), "1": np.array([3.0])}
        return [
            Sample(vectors, {"dim": 0}, batched=False, expected=[1, 2, 3]),
            Sample({"0": a, "1": b, "2": c}),
            Sample({"0": normal(2, 3), "1": normal(2, 1)}, {"dim": -1}),
        ]

    @classmethod
    def error_cases(cls) -> list[ErrorCase]:
        """Sizes that differ, ranks that differ, batches that would be joined, a single number."""
        return [
            ErrorCase({"0": (N, 3, 8, 8), "1": (N, 3, 4, 4)}, "N×3×4×4 does not go beside N×3×8×8"),
            ErrorCase({"0": (N, 3), "1": (N, 3), "2": (N,)}, "does not go beside"),
            ErrorCase({"0": (N, 3), "1": (N, 3)}, "batch dimension", {"dim": 0}),
            ErrorCase({"0": (N, 3), "1": (N, 3)}, "not a dimension", {"dim": 2}),
            ErrorCase({"0": (), "1": ()}, "a single number"),
        ]
