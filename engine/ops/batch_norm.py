"""Batch normalization, of rows and of pictures."""

from collections.abc import Mapping
from typing import ClassVar

from pydantic import Field

from engine.errors import DataError, Problem
from engine.ops.normalization import Norm, NormParams
from engine.ops.shapes import N, Shape, Shapes, format_shape, require_rank, require_whole_numbers
from engine.ops.spec import Array, ErrorCase


class BatchNormParams(NormParams):
    """Parameters of BatchNorm1d and BatchNorm2d."""

    eps: float = Field(
        default=1e-5, gt=0, description="Added to the variance, so that nothing is divided by 0."
    )
    momentum: float | None = Field(
        default=0.1, description="Weight of a new batch in the running averages; null averages all alike."
    )
    affine: bool = Field(default=True, description="Learn a scale and a shift for each channel.")
    track_running_stats: bool = Field(
        default=True, description="Keep running averages, which stand in for the batch's after training."
    )


class BatchNorm(Norm[BatchNormParams]):
    """Each channel brought to mean 0 and variance 1 over the whole batch.

    Attributes:
        ranks: How many dimensions the input may have, the batch included.
        wanted: What the input should be, in words.
    """

    doc = (
        "Brings each channel to mean 0 and variance 1 over the batch, then scales and shifts it as learned. "
        "After training, running averages stand in for the batch's."
    )
    Params = BatchNormParams
    ranks: ClassVar[tuple[int, ...]]
    wanted: ClassVar[str]

    @property
    def learns(self) -> tuple[str, ...]:
        """Scale and shift, unless `affine` is off."""
        return ("weight", "bias") if self.params.affine else ()

    def learned_shape(self, shapes: Shapes) -> tuple[int, ...]:
        """One number a channel."""
        return require_whole_numbers(shapes["input"], [1], self.name)

    def output_shape(self, shapes: Shapes) -> Shape:
        """As the input."""
        require_rank(shapes["input"], self.ranks, f"{self.name} takes {self.wanted}", f"Feed {self.wanted}")
        require_whole_numbers(shapes["input"], [1], self.name)
        return shapes["input"]

    def check_values(self, inputs: Mapping[str, Array]) -> None:
        """Refuse a batch with one number a channel, which has no variance."""
        x = inputs["input"]
        if x.size <= x.shape[1]:
            raise DataError(
                Problem(
                    f"{self.name} sees only one number a channel, which has no variance",
                    expected="a batch of at least 2",
                    found=format_shape(x.shape),
                    mend="Step with a batch of 2 or more, or take LayerNorm",
                    port="input",
                )
            )

    def caption(self, shapes: Shapes | None) -> str:
        """How many channels."""
        return f"{shapes['input'][1]} channels" if shapes else "over the batch"

    def constructor(self, shapes: Shapes) -> str | None:
        """The module, with what departs from its defaults."""
        arguments = self.params.keywords("eps", "momentum", "affine", "track_running_stats")
        return f"nn.{self.name}({', '.join([str(shapes['input'][1]), *arguments])})"

    def grouped(self, x: Array) -> tuple[Array, tuple[int, ...]]:
        """A channel is a group, over the batch and all pixels."""
        return x, (0, *range(2, x.ndim))

    @classmethod
    def error_cases(cls) -> list[ErrorCase]:
        """Another number of dimensions."""
        return [
            ErrorCase({"input": (N,)}, "the batch included"),
            ErrorCase({"input": (N, 2, 3, 4, 5)}, "takes"),
        ]
