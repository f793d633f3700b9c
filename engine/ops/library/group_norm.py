"""GroupNorm: groups of channels normalized, each sample by itself."""

from collections.abc import Mapping

import numpy as np
from pydantic import Field

from engine.errors import DataError, Problem
from engine.ops.normalization import Norm, NormParams
from engine.ops.shapes import (
    N,
    Shape,
    Shapes,
    format_shape,
    require_divisible,
    require_rank,
    require_whole_numbers,
)
from engine.ops.spec import Array, ErrorCase, Sample, normal


class GroupNormParams(NormParams):
    """Parameters of GroupNorm."""

    num_groups: int = Field(
        default=1, ge=1, description="Channels are split into so many groups; 1 takes them all together."
    )
    affine: bool = Field(default=True, description="Learn a scale and a shift for each channel.")


class GroupNorm(Norm[GroupNormParams]):
    """Each group of channels of a sample brought to mean 0 and variance 1."""

    name = "GroupNorm"
    aliases = ("group normalization", "gn", "instance norm", "groupnorm", "normalize")
    doc = (
        "Brings groups of a sample's channels to mean 0 and variance 1, then scales and shifts as learned. "
        "As many groups as channels make it instance normalization."
    )
    Params = GroupNormParams

    @property
    def learns(self) -> tuple[str, ...]:
        """Scale and shift, unless `affine` is off."""
        return ("weight", "bias") if self.params.affine else ()

    def learned_shape(self, shapes: Shapes) -> tuple[int, ...]:
        """One number a channel."""
        return require_whole_numbers(shapes["input"], [1], "GroupNorm")

    def output_shape(self, shapes: Shapes) -> Shape:
        """As the input."""
        shape = shapes["input"]
        if len(shape) < 2:
            require_rank(shape, (2, 3, 4), "GroupNorm takes channels", "Feed batch × channels, or pictures")
        (channels,) = require_whole_numbers(shape, [1], "GroupNorm")
        require_divisible(channels, self.params.num_groups, "num_channels", "num_groups")
        return shape

    def check_values(self, inputs: Mapping[str, Array]) -> None:
        """Refuse a single number a group, which has no variance."""
        x = inputs["input"]
        if x.size <= self.params.num_groups:
            raise DataError(
                Problem(
                    "GroupNorm sees only one number a group, which has no variance",
                    expected="groups of at least 2",
                    found=format_shape(x.shape),
                    mend="Take fewer groups",
                    param="num_groups",
                )
            )

    def caption(self, shapes: Shapes | None) -> str:
        """How many groups."""
        groups = self.params.num_groups
        return f"{groups} group{'s' * (groups > 1)}" + (
            f" of {shapes['input'][1]} channels" if shapes else ""
        )

    def constructor(self, shapes: Shapes) -> str | None:
        """`nn.GroupNorm(num_groups, num_channels)`, defaults left out."""
        first = [str(self.params.num_groups), str(shapes["input"][1])]
        return f"nn.GroupNorm({', '.join([*first, *self.params.keywords('eps', 'affine')])})"

    def grouped(self, x: Array) -> tuple[Array, tuple[int, ...]]:
        """Some channels of one sample are a group."""
        return x.reshape(len(x), self.params.num_groups, -1), (2,)

    @classmethod
    def samples(cls) -> list[Sample]:
        """Four numbers by hand, two a group; all channels together; each by itself; sequences."""
        by_hand = np.array([[2.0, 4.0, 10.0, 30.0]])
        return [
            Sample({"input": by_hand}, {"num_groups": 2, "eps": 0.0}, expected=[[-1, 1, -1, 1]]),
            Sample({"input": 3 + 2 * normal(2, 3, 2, 2)}),
            Sample({"input": normal(2, 4, 3, 2)}, {"num_groups": 4}),
            Sample({"input": normal(2, 6, 5)}, {"num_groups": 3, "affine": False}),
        ]

    @classmethod
    def error_cases(cls) -> list[ErrorCase]:
        """Groups that do not divide the channels, no channels."""
        return [
            ErrorCase({"input": (N, 6, 4, 4)}, "6/4 = 1.50", {"num_groups": 4}),
            ErrorCase({"input": (N,)}, "takes channels"),
        ]
