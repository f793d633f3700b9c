"""What pooling ops share: a window without weights that slides over pictures."""

from typing import Self, TypeVar

from pydantic import Field, field_validator, model_validator

from engine.ops.params import NonNegativePair, OpParams, PositivePair, check_pair
from engine.ops.shapes import N, Pair, Shape, Shapes, as_pair, format_pair
from engine.ops.spec import Category, ErrorCase, Op, Port
from engine.ops.windows import Windows


class PoolParams(OpParams):
    """Parameters of every pooling op."""

    kernel_size: PositivePair = Field(default=2, description="Height and width of the window.")
    stride: PositivePair | None = Field(
        default=None, description="How far the window moves at a time; left out, its own size."
    )
    padding: NonNegativePair = Field(default=0, description="Border around, half a window at most.")
    ceil_mode: bool = Field(default=False, description="Let a last window reach over the edge.")

    @field_validator("kernel_size", "stride")
    @classmethod
    def _at_least_one(cls, value: int | Pair | None) -> int | Pair | None:
        return None if value is None else check_pair(value, 1)

    @field_validator("padding")
    @classmethod
    def _not_negative(cls, value: int | Pair) -> int | Pair:
        return check_pair(value, 0)

    @model_validator(mode="after")
    def _half_a_window(self) -> Self:
        kernel, padding = as_pair(self.kernel_size), as_pair(self.padding)
        if any(2 * pad > size for pad, size in zip(padding, kernel, strict=True)):
            raise ValueError(
                "padding should be at most half of kernel_size, or windows would see only border"
            )
        return self


P = TypeVar("P", bound=PoolParams, covariant=True)


class Pool(Op[P]):
    """One number a window."""

    category = Category.LAYERS
    ports = (Port("input", "Pictures: channels × height × width."),)

    @property
    def dilation(self) -> Pair:
        """Distance between the pixels that a window reads."""
        return 1, 1

    @property
    def windows(self) -> Windows:
        """The window's geometry."""
        p = self.params
        stride = as_pair(p.kernel_size if p.stride is None else p.stride)
        return Windows(as_pair(p.kernel_size), stride, as_pair(p.padding), self.dilation, p.ceil_mode)

    def output_shape(self, shapes: Shapes) -> Shape:
        """Channels stay, height and width shrink."""
        return self.windows.output_shape(shapes["input"], None, "window")

    def warnings(self, shapes: Shapes) -> tuple[str, ...]:
        """Rows and columns that no window reads."""
        return self.windows.warnings(shapes["input"])

    def arithmetic(self, shapes: Shapes) -> tuple[tuple[str, str], ...]:
        """Height and width of the output."""
        return self.windows.arithmetic(shapes["input"])

    def caption(self, shapes: Shapes | None) -> str:
        """Window and stride."""
        stride = self.windows.stride
        shown = stride[0] if stride[0] == stride[1] else format_pair(stride)
        return f"{format_pair(self.params.kernel_size)}, stride {shown}"

    def constructor(self, shapes: Shapes) -> str | None:
        """The module of `torch.nn` with the same name, with what departs from its defaults."""
        names = [name for name in type(self.params).model_fields if name != "kernel_size"]
        return f"nn.{self.name}({', '.join([str(self.params.kernel_size), *self.params.keywords(*names)])})"

    @classmethod
    def error_cases(cls) -> list[ErrorCase]:
        """Too large a window, no picture, too much padding."""
        return [
            ErrorCase({"input": (N, 3, 1, 1)}, "does not fit 1×1"),
            ErrorCase({"input": (N, 10)}, "slides over pictures"),
            ErrorCase({"input": (N, 3, 8, 8)}, "at most half", {"padding": 2}),
        ]
