"""Augmentation: random changes of the training pictures, on whole batches, on the device."""

from typing import TYPE_CHECKING, Final, Literal, Self

from pydantic import Field, model_validator

from engine.data.settings import Choice, Named
from engine.errors import DataError, Problem
from engine.graph.shape_check import SampleShapes
from engine.ops.shapes import format_shape

if TYPE_CHECKING:
    import torch


class Augmentation(Named):
    """One random change, bound to its settings. It sees pictures as the data set gives them."""

    def apply(self, pictures: "torch.Tensor", generator: "torch.Generator") -> "torch.Tensor":
        """Change each picture in its own random way.

        Args:
            pictures: A batch of the data set's dtype, on the device.
            generator: Where all chance comes from, on the same device.

        Shape:
            (batch, channels, height, width).
        """
        raise NotImplementedError

    def settle(self, pictures: "torch.Tensor") -> "torch.Tensor":
        """What becomes of pictures that are not for training: the same without chance."""
        return pictures

    def output_shapes(self, shapes: SampleShapes) -> SampleShapes:
        """What flows on.

        Raises:
            DataError: The samples are no pictures, or do not fit.
        """
        require_pictures(shapes, self.__class__.__name__)
        return shapes


class RandomCrop(Augmentation):
    """A window of the picture at a random place, after a border of zeros was put around it."""

    name: Literal["RandomCrop"] = "RandomCrop"
    padding: int = Field(
        default=0,
        ge=0,
        le=1024,
        description="Zeros put around the picture.",
        json_schema_extra={"unit": "pixels"},
    )
    size: int | None = Field(
        default=None,
        ge=1,
        description="Height and width of the window; left out, as large as the picture. "
        "Pictures that are not for training lose their border instead.",
        json_schema_extra={"unit": "pixels"},
    )

    @model_validator(mode="after")
    def _does_something(self) -> Self:
        if self.padding == 0 and self.size is None:
            raise ValueError("padding of at least 1, or a size: with neither, nothing is cropped")
        return self

    def apply(self, pictures: "torch.Tensor", generator: "torch.Generator") -> "torch.Tensor":
        import torch
        from torch.nn.functional import pad

        count, channels, height, width = pictures.shape
        window = (self.size or height, self.size or width)
        padded = pad(pictures, (self.padding,) * 4)
        sample = torch.arange(count, device=pictures.device).view(-1, 1, 1, 1)
        channel = torch.arange(channels, device=pictures.device).view(1, -1, 1, 1)
        rows, columns = (
            torch.randint(whole - part + 1, (count, 1), generator=generator, device=pictures.device)
            + torch.arange(part, device=pictures.device)
            for whole, part in zip(padded.shape[2:], window, strict=True)
        )
        return padded[sample, channel, rows[:, None, :, None], columns[:, None, None, :]]

    def settle(self, pictures: "torch.Tensor") -> "torch.Tensor":
        if self.size is None:
            return pictures
        from torch.nn.functional import pad

        # The middle of the picture. Padding by less than 0 cuts off; a window larger than the picture,
        # which only `padding` allows, gets its border of zeros.
        cuts = [(size - self.size) // 2 for size in pictures.shape[2:]]
        rest = [size - self.size - cut for size, cut in zip(pictures.shape[2:], cuts, strict=True)]
        return pad(pictures, (-cuts[1], -rest[1], -cuts[0], -rest[0]))

    def output_shapes(self, shapes: SampleShapes) -> SampleShapes:
        channels, height, width = require_pictures(shapes, "RandomCrop")
        if self.size is None:
            return shapes
        smallest = min(height, width) + 2 * self.padding
        if self.size > smallest:
            raise DataError(
                Problem(
                    f"a window of {self.size}×{self.size} does not fit {height}×{width} pixels",
                    expected=f"size of at most {smallest}",
                    found=str(self.size),
                    mend="Make size smaller, or padding larger",
                    param="augment",
                )
            )
        return SampleShapes((channels, self.size, self.size), shapes.target, shapes.classes)


class RandomHorizontalFlip(Augmentation):
    """Left and right change places, for some of the pictures."""

    name: Literal["RandomHorizontalFlip"] = "RandomHorizontalFlip"
    p: float = Field(default=0.5, ge=0, le=1, description="Share of the pictures that are flipped.")

    def apply(self, pictures: "torch.Tensor", generator: "torch.Generator") -> "torch.Tensor":
        import torch

        chance = torch.rand(len(pictures), generator=generator, device=pictures.device)
        return torch.where((chance < self.p).view(-1, 1, 1, 1), pictures.flip(-1), pictures)


AUGMENTATIONS: Final = Choice(Augmentation, "engine.data.augment", "augmentation")


def require_pictures(shapes: SampleShapes, name: str) -> tuple[int, int, int]:
    """Channels, height and width of the samples.

    Raises:
        DataError: They are no pictures.
    """
    if len(shapes.features) != 3:
        raise DataError(
            Problem(
                f"{name} changes pictures, but a sample is {format_shape(shapes.features)}",
                expected="channels × height × width",
                found=format_shape(shapes.features),
                mend=f"Take {name} out of augment, or choose a data set of pictures",
                param="augment",
            )
        )
    channels, height, width = shapes.features
    return channels, height, width
