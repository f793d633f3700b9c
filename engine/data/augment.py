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


class RandomRotation(Augmentation):
    """The picture turned about its middle by a random angle; what comes into view is black.

    Between pixels it takes the mean of the four around (bilinear).
    """

    name: Literal["RandomRotation"] = "RandomRotation"
    degrees: float = Field(
        default=15.0,
        gt=0,
        le=180,
        description="The largest angle, to either side.",
        json_schema_extra={"unit": "°"},
    )

    def apply(self, pictures: "torch.Tensor", generator: "torch.Generator") -> "torch.Tensor":
        import torch
        from torch.nn.functional import affine_grid, grid_sample

        count, _, height, width = pictures.shape
        chance = torch.rand(count, generator=generator, device=pictures.device)
        angle = torch.deg2rad((2 * chance - 1) * self.degrees)
        cosine, sine, zero = angle.cos(), angle.sin(), torch.zeros_like(angle)
        # The grid runs from −1 to 1 along both sides, however long they are.
        top = torch.stack([cosine, -sine * height / width, zero], 1)
        bottom = torch.stack([sine * width / height, cosine, zero], 1)
        grid = affine_grid(torch.stack([top, bottom], 1), list(pictures.shape), align_corners=False)
        return grid_sample(pictures.float(), grid, align_corners=False)


class ColorJitter(Augmentation):
    """Brightness, contrast and saturation of each picture changed by random factors, in this order.

    A factor lies within 1 ± the setting. Pixels stay within the range of the mini-batch.
    Source: torchvision.transforms.ColorJitter.
    """

    name: Literal["ColorJitter"] = "ColorJitter"
    brightness: float = Field(default=0.2, ge=0, le=1, description="How much lighter or darker.")
    contrast: float = Field(default=0.2, ge=0, le=1, description="How much further from or nearer to grey.")
    saturation: float = Field(
        default=0.2, ge=0, le=1, description="How much more or less colour; for pictures of 3 channels."
    )

    def apply(self, pictures: "torch.Tensor", generator: "torch.Generator") -> "torch.Tensor":
        low, high = (bound.float() for bound in pictures.aminmax())
        pictures = pictures.float()
        if self.brightness > 0:
            factor = self._factors(pictures, self.brightness, generator)
            pictures = (pictures * factor).clamp_(low, high)
        if self.contrast > 0:
            factor = self._factors(pictures, self.contrast, generator)
            grey = _luminance(pictures.mean((2, 3), keepdim=True))
            pictures = grey.lerp(pictures, factor).clamp_(low, high)
        if self.saturation > 0 and pictures.shape[1] == 3:
            factor = self._factors(pictures, self.saturation, generator)
            pictures = _luminance(pictures).lerp(pictures, factor).clamp_(low, high)
        return pictures

    def _factors(
        self, pictures: "torch.Tensor", spread: float, generator: "torch.Generator"
    ) -> "torch.Tensor":
        import torch

        chance = torch.rand((len(pictures), 1, 1, 1), generator=generator, device=pictures.device)
        return 1 + (2 * chance - 1) * spread


class Cutout(Augmentation):
    """A black square at a random place, which may reach beyond the border.

    Source: DeVries and Taylor (2017), Improved Regularization of Convolutional Neural Networks with Cutout.
    """

    name: Literal["Cutout"] = "Cutout"
    size: int = Field(
        default=8, ge=1, description="Height and width of the square.", json_schema_extra={"unit": "pixels"}
    )

    def apply(self, pictures: "torch.Tensor", generator: "torch.Generator") -> "torch.Tensor":
        import torch

        covered = []
        for length in pictures.shape[2:]:
            centre = torch.randint(length, (len(pictures), 1), generator=generator, device=pictures.device)
            offset = torch.arange(length, device=pictures.device) - centre + self.size // 2
            covered.append((offset >= 0) & (offset < self.size))
        rows, columns = covered
        square = (rows[:, :, None] & columns[:, None, :]).unsqueeze(1)
        return pictures.masked_fill(square, 0)


class GaussianNoise(Augmentation):
    """Normal noise added to every number, of pictures or any other samples."""

    name: Literal["GaussianNoise"] = "GaussianNoise"
    std: float = Field(
        default=0.05,
        gt=0,
        description="Its standard deviation, as a share of the range of the numbers in the mini-batch.",
    )

    def apply(self, pictures: "torch.Tensor", generator: "torch.Generator") -> "torch.Tensor":
        import torch

        low, high = (bound.float() for bound in pictures.aminmax())
        noise = torch.randn(pictures.movedim(1, -1).shape, generator=generator, device=pictures.device)
        return noise.mul_(self.std * (high - low)).movedim(-1, 1).add_(pictures)

    def output_shapes(self, shapes: SampleShapes) -> SampleShapes:
        return shapes


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


def _luminance(pictures: "torch.Tensor") -> "torch.Tensor":
    """How light each pixel is, one channel; of 3 channels by the weights of ITU-R BT.601."""
    if pictures.shape[1] != 3:
        return pictures.mean(1, keepdim=True)
    red, green, blue = pictures.unbind(1)
    return (0.299 * red).add_(green, alpha=0.587).add_(blue, alpha=0.114).unsqueeze(1)
