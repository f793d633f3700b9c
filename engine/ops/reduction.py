"""What sums and means over dimensions share."""

from collections.abc import Mapping
from typing import Annotated

import numpy as np
from pydantic import BeforeValidator, Field

from engine.errors import Problem, ShapeError
from engine.ops.params import OpParams, list_to_tuple
from engine.ops.shapes import N, Shape, Shapes, require_dim
from engine.ops.spec import Array, Category, ErrorCase, Op, Port


class ReductionParams(OpParams):
    """Parameters of Sum and Mean."""

    dim: Annotated[int | tuple[int, ...] | None, BeforeValidator(list_to_tuple)] = Field(
        default=None, description="The dimensions to reduce, the batch being 0; left out, all of them."
    )
    keepdim: bool = Field(default=False, description="Keep the reduced dimensions, at size 1.")


class Reduction(Op[ReductionParams]):
    """Many numbers become one, along some dimensions."""

    category = Category.ARITHMETIC
    ports = (Port("input", "Any tensor."),)
    Params = ReductionParams

    def axes(self, rank: int) -> tuple[int, ...]:
        """The dimensions that are reduced, counted from 0.

        Raises:
            ShapeError: One of them is not there, or is named twice.
        """
        dim = self.params.dim
        dims = (dim,) if isinstance(dim, int) else dim or tuple(range(rank))
        axes = tuple(require_dim(axis, rank) for axis in dims)
        if len(set(axes)) < len(axes):
            raise ShapeError(
                Problem("dim names one twice", found=str(list(dims)), mend="Name each once", param="dim")
            )
        return axes if rank else ()

    def output_shape(self, shapes: Shapes) -> Shape:
        """The input's without the reduced dimensions, or with 1 in their place."""
        shape = shapes["input"]
        axes = self.axes(len(shape))
        if self.params.keepdim:
            return tuple(1 if axis in axes else size for axis, size in enumerate(shape))
        return tuple(size for axis, size in enumerate(shape) if axis not in axes)

    def caption(self, shapes: Shapes | None) -> str:
        """What is reduced."""
        dim = self.params.dim
        if dim is None or dim == ():
            return "over all"
        return f"over dim {dim}" if isinstance(dim, int) else f"over dims {', '.join(map(str, dim))}"

    def call(self, name: str, inputs: Mapping[str, str]) -> str:
        """`x.sum(dim=…)`."""
        arguments = self.params.keywords("dim", "keepdim")
        if self.params.dim is None and self.params.keepdim:
            arguments.insert(0, "dim=None")
        return f"{inputs['input']}.{self.name.lower()}({', '.join(arguments)})"

    def spread(self, reduced: Array, x: Array) -> Array:
        """Each number copied to all the places that it was reduced from."""
        axes = self.axes(x.ndim)
        kept = reduced if self.params.keepdim else np.expand_dims(reduced, axes)
        return np.broadcast_to(kept, x.shape)

    @classmethod
    def error_cases(cls) -> list[ErrorCase]:
        """Dimensions that are not there, or twice."""
        return [
            ErrorCase({"input": (N, 3)}, "not a dimension", {"dim": 2}),
            ErrorCase({"input": (N, 3)}, "twice", {"dim": [1, -1]}),
            ErrorCase({"input": ()}, "not a dimension", {"dim": 1}),
        ]
