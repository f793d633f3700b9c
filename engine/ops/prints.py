"""Transposed windows: where a filter prints, once for each pixel, into a larger picture."""

from dataclasses import dataclass

from engine.errors import Problem, ShapeError
from engine.ops.shapes import Dim, Pair, Shape, require_rank, require_whole_numbers
from engine.ops.windows import Windows


@dataclass(frozen=True)
class Prints:
    """Geometry of prints in the last two dimensions, each as (height, width).

    Attributes:
        kernel: Size of a print.
        stride: Distance between prints.
        padding: Border that is cut off the result.
        dilation: Distance between the pixels of a print.
        more: Rows and columns added at the end.
    """

    kernel: Pair
    stride: Pair
    padding: Pair
    dilation: Pair
    more: Pair

    @property
    def windows(self) -> Windows:
        """The prints as windows of the output with its border."""
        return Windows(self.kernel, self.stride, self.padding, self.dilation)

    def sizes(self, height: int, width: int) -> Pair:
        """Height and width of the output; below 1 where the padding cuts off all of it.

        Source: torch.nn.ConvTranspose2d's documentation.
        """
        return self._size(height, 0), self._size(width, 1)

    def _size(self, size: int, axis: int) -> int:
        reach = self.dilation[axis] * (self.kernel[axis] - 1) + 1
        return (size - 1) * self.stride[axis] - 2 * self.padding[axis] + reach + self.more[axis]

    def _sum(self, size: int, axis: int) -> str:
        reach = self.dilation[axis] * (self.kernel[axis] - 1) + 1
        more = f" + {self.more[axis]}" if self.more[axis] else ""
        left = f"({size} − 1)·{self.stride[axis]} − 2·{self.padding[axis]} + {reach}{more}"
        return f"{left} = {self._size(size, axis)}".replace("-", "−")

    def arithmetic(self, shape: Shape) -> tuple[tuple[str, str], ...]:
        """The sums that give height and width."""
        height, width = require_whole_numbers(shape, [-2, -1], "a filter")
        return (("height", self._sum(height, 0)), ("width", self._sum(width, 1)))

    def output_shape(self, shape: Shape, channels: Dim) -> Shape:
        """Shape after printing into pictures (N, C, H, W) or one picture (C, H, W).

        Args:
            shape: The input's shape.
            channels: Channels of the output.

        Raises:
            ShapeError: No picture flows in, nothing is left of it, or too much is added at the end.
        """
        require_rank(shape, (3, 4), "a filter prints pictures", "Feed pictures: channels × height × width")
        picture = require_whole_numbers(shape, [-2, -1], "a filter")
        for axis, name in enumerate(("height", "width")):
            self._require_little_more(axis)
            if self._size(picture[axis], axis) < 1:
                raise ShapeError(
                    Problem(
                        f"padding {self.padding[axis]} cuts off all there is",
                        expected=f"an output {name} of at least 1",
                        found=str(self._size(picture[axis], axis)),
                        mend="Cut off less padding",
                        arithmetic=self._sum(picture[axis], axis),
                        param="padding",
                    )
                )
        return (*shape[:-3], channels, *self.sizes(picture[0], picture[1]))

    def _require_little_more(self, axis: int) -> None:
        stride, dilation, more = self.stride[axis], self.dilation[axis], self.more[axis]
        if more >= max(stride, dilation):
            raise ShapeError(
                Problem(
                    f"output_padding {more} is too much for stride {stride} and dilation {dilation}",
                    expected=f"less than {max(stride, dilation)}",
                    found=str(more),
                    mend="Take less of it, or a larger stride",
                    param="output_padding",
                )
            )
