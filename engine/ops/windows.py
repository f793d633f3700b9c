"""Sliding windows over pictures: what convolution and pooling share."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from engine.errors import Fix, Problem, ShapeError
from engine.ops.shapes import (
    Dim,
    Pair,
    Shape,
    format_pair,
    require_rank,
    require_whole_numbers,
    unread,
    window_arithmetic,
    window_size,
)
from engine.ops.spec import Array


@dataclass(frozen=True)
class Windows:
    """Geometry of a window that slides over the last two dimensions, each as (height, width)."""

    kernel: Pair
    stride: Pair
    padding: Pair
    dilation: Pair
    ceil: bool = False

    def sizes(self, height: int, width: int) -> Pair:
        """Height and width of the output; below 1 where the window does not fit."""
        return self._size(height, 0), self._size(width, 1)

    def _size(self, size: int, axis: int) -> int:
        kernel, stride, padding, dilation = self._along(axis)
        floor = window_size(size, kernel, stride, padding, dilation)
        left_over = unread(size, kernel, stride, padding, dilation)
        # PyTorch's ceil_mode adds a last window only if it starts inside the input or the left padding.
        return floor + (self.ceil and left_over > 0 and floor * stride < size + padding)

    def _along(self, axis: int) -> tuple[int, int, int, int]:
        return self.kernel[axis], self.stride[axis], self.padding[axis], self.dilation[axis]

    def output_shape(self, shape: Shape, channels: Dim | None, what: str) -> Shape:
        """Shape after sliding over pictures (N, C, H, W) or one picture (C, H, W).

        Args:
            shape: The input's shape.
            channels: Channels of the output; None keeps the input's.
            what: What slides, for messages, such as "filter".

        Raises:
            ShapeError: No picture flows in, or the window is larger than the padded picture.
        """
        require_rank(
            shape, (3, 4), f"a {what} slides over pictures", "Feed pictures: channels × height × width"
        )
        height, width = require_whole_numbers(shape, [-2, -1], f"a {what}")
        sizes = self.sizes(height, width)
        for axis, name in enumerate(("height", "width")):
            if sizes[axis] < 1:
                raise ShapeError(self._does_not_fit(name, axis, (height, width), what))
        return (*shape[:-3], shape[-3] if channels is None else channels, *sizes)

    def _does_not_fit(self, name: str, axis: int, picture: Pair, what: str) -> Problem:
        size, (kernel, stride, padding, dilation) = picture[axis], self._along(axis)
        reach = dilation * (kernel - 1) + 1
        needed = (reach - size + 1) // 2
        largest = min(picture)
        fixes = [Fix(f"Set kernel_size to {largest}", {"kernel_size": largest})] if dilation == 1 else []
        if needed <= kernel // 2:
            padded = Windows(self.kernel, self.stride, (needed, needed), self.dilation, self.ceil)
            gives = format_pair(padded.sizes(*picture))
            fixes.insert(0, Fix(f"Set padding to {needed}", {"padding": needed}, f"gives {gives}"))
        return Problem(
            f"a {format_pair(self.kernel)} {what} at padding {padding} does not fit {format_pair(picture)}",
            expected=f"an output {name} of at least 1",
            found=f"{window_size(size, kernel, stride, padding, dilation)}",
            mend=f"Pad by {needed}, take a smaller {what}, or pool less before it",
            arithmetic=window_arithmetic(size, kernel, stride, padding, dilation),
            param="kernel_size",
            port="input",
            fixes=tuple(fixes),
        )

    def warnings(self, shape: Shape) -> tuple[str, ...]:
        """Rows and columns at the end that no window reads."""
        if self.ceil:
            return ()
        height, width = require_whole_numbers(shape, [-2, -1], "a window")
        rows, columns = unread(height, *self._along(0)), unread(width, *self._along(1))
        parts = [f"{n} {word}{'s' * (n > 1)}" for n, word in ((rows, "row"), (columns, "column")) if n]
        sum_ = window_arithmetic(*((height, *self._along(0)) if rows else (width, *self._along(1))))
        return (f"the last {' and '.join(parts)} are not read: {sum_}",) if parts else ()

    def arithmetic(self, shape: Shape) -> tuple[tuple[str, str], ...]:
        """The sums that give height and width."""
        height, width = require_whole_numbers(shape, [-2, -1], "a window")
        return (("height", self._sum(height, 0)), ("width", self._sum(width, 1)))

    def _sum(self, size: int, axis: int) -> str:
        text, count = window_arithmetic(size, *self._along(axis)), self._size(size, axis)
        if count > window_size(size, *self._along(axis)):
            rounded_up = text.translate(str.maketrans("⌊⌋", "⌈⌉"))
            return f"{rounded_up.rpartition(' = ')[0]} = {count}"
        return text

    def pad(self, x: Array, fill: float) -> Array:
        """Pictures (N, C, H, W) with `fill` around, far enough that every window lies inside."""
        reach = [self.dilation[axis] * (self.kernel[axis] - 1) + 1 for axis in (0, 1)]
        outputs = self.sizes(x.shape[2], x.shape[3])
        spans = [(outputs[axis] - 1) * self.stride[axis] + reach[axis] for axis in (0, 1)]
        after = [
            max(self.padding[axis], spans[axis] - x.shape[2 + axis] - self.padding[axis]) for axis in (0, 1)
        ]
        around = ((0, 0), (0, 0), (self.padding[0], after[0]), (self.padding[1], after[1]))
        return np.pad(x, around, constant_values=fill)

    def unpad(self, padded: Array, height: int, width: int) -> Array:
        """The pictures inside what `pad` put around them."""
        top, left = self.padding
        return padded[:, :, top : top + height, left : left + width]

    def offsets(self, sizes: Pair) -> Iterator[tuple[int, int, tuple[slice, slice]]]:
        """For each place (u, v) in the window: the pixels it meets, over all windows at once."""
        for u in range(self.kernel[0]):
            for v in range(self.kernel[1]):
                top, left = u * self.dilation[0], v * self.dilation[1]
                rows = slice(top, top + self.stride[0] * sizes[0], self.stride[0])
                columns = slice(left, left + self.stride[1] * sizes[1], self.stride[1])
                yield u, v, (rows, columns)
