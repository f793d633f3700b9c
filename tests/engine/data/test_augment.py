import numpy as np
import pytest
import torch
from PIL import Image, ImageEnhance

from engine.data.augment import (
    AUGMENTATIONS,
    Augmentation,
    ColorJitter,
    Cutout,
    GaussianNoise,
    RandomCrop,
    RandomHorizontalFlip,
    RandomRotation,
)
from engine.data.config import data_config
from engine.data.prepared import prepare
from engine.errors import DataError
from engine.graph.shape_check import SampleShapes


def chance(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def made(name: str) -> Augmentation:
    return AUGMENTATIONS.classes[name].model_validate({"padding": 2} if name == "RandomCrop" else {})


def pictures(count: int = 20) -> torch.Tensor:
    return torch.randint(1, 256, (count, 3, 6, 7), dtype=torch.uint8, generator=chance(9))


def test_flip_turns_a_share_of_the_pictures_round() -> None:
    x = pictures(400)
    y = RandomHorizontalFlip(p=0.25).apply(x, chance())
    mirrored = np.flip(x.numpy(), -1)
    flipped = [bool((one == other).all()) for one, other in zip(y.numpy(), mirrored, strict=True)]
    kept = [bool((one == other).all()) for one, other in zip(y, x, strict=True)]
    assert all(one != other for one, other in zip(flipped, kept, strict=True))
    assert 60 < sum(flipped) < 140  # 100 expected, deviation 8.7
    torch.testing.assert_close(RandomHorizontalFlip(p=0).apply(x, chance()), x)


@pytest.mark.parametrize(("padding", "size"), [(2, None), (0, 4), (1, 8)])
def test_a_crop_is_a_window_of_the_padded_picture(padding: int, size: int | None) -> None:
    x = pictures()
    y = RandomCrop(padding=padding, size=size).apply(x, chance()).numpy()
    padded = np.pad(x.numpy(), ((0, 0), (0, 0), (padding,) * 2, (padding,) * 2))
    height, width = size or 6, size or 7
    assert y.shape == (20, 3, height, width)
    places = set()
    for one, whole in zip(y, padded, strict=True):
        found = [
            (row, column)
            for row in range(whole.shape[1] - height + 1)
            for column in range(whole.shape[2] - width + 1)
            if (whole[:, row : row + height, column : column + width] == one).all()
        ]
        assert found
        places.add(found[0])
    assert len(places) > 1


def test_pictures_that_are_not_for_training_keep_their_middle() -> None:
    x = pictures()
    torch.testing.assert_close(RandomCrop(size=4).settle(x), x[:, :, 1:5, 1:5])
    grown = RandomCrop(size=8, padding=1).settle(x)
    assert grown.shape == (20, 3, 8, 8)
    torch.testing.assert_close(grown[:, :, 1:7, 1:8], x)
    torch.testing.assert_close(RandomCrop(padding=2).settle(x), x)
    torch.testing.assert_close(RandomHorizontalFlip().settle(x), x)


@pytest.mark.parametrize("name", AUGMENTATIONS.classes)
def test_chance_comes_from_the_generator_alone_and_the_batch_is_left_as_it_was(name: str) -> None:
    augmentation, x = made(name), pictures()
    before = x.clone()
    one, same, other = (augmentation.apply(x, chance(seed)) for seed in (1, 1, 2))
    assert (one == same).all()
    assert (one != other).any()
    assert torch.equal(x, before)
    shapes = augmentation.output_shapes(SampleShapes((3, 6, 7)))
    assert one.shape == (20, *shapes.features)


@pytest.mark.parametrize("name", AUGMENTATIONS.classes)
def test_the_memory_layout_does_not_matter(name: str) -> None:
    x = pictures()
    laid_out = x.contiguous(memory_format=torch.channels_last)
    plain, other = (made(name).apply(batch, chance(3)) for batch in (x, laid_out))
    torch.testing.assert_close(plain, other)


@pytest.mark.parametrize("size", [(9, 9), (6, 11)])
def test_rotation_is_pillows(size: tuple[int, int]) -> None:
    x = torch.rand(5, 2, *size, generator=chance(4)) * 255
    y = RandomRotation(degrees=60).apply(x, chance(1)).numpy()
    angles = (2 * torch.rand(5, generator=chance(1)) - 1) * 60
    for one, turned, angle in zip(x.numpy(), y, angles.tolist(), strict=True):
        for channel, found in zip(one, turned, strict=True):
            image = Image.fromarray(np.pad(channel, 9))  # beyond the border lies black
            expected = np.asarray(image.rotate(angle, Image.Resampling.BILINEAR))[9:-9, 9:-9]
            np.testing.assert_allclose(found, expected, atol=1e-2)


def test_colour_jitter_is_pillows() -> None:
    x = torch.randint(0, 256, (6, 3, 8, 9), dtype=torch.uint8, generator=chance(2))
    x[0, 0, 0, 0], x[0, 0, 0, 1] = 0, 255
    jitter = ColorJitter(brightness=0.5, contrast=0.4, saturation=0.5)
    y = jitter.apply(x, chance(5)).numpy()
    source = chance(5)
    factors = [1 + (2 * torch.rand((6, 1, 1, 1), generator=source) - 1) * s for s in (0.5, 0.4, 0.5)]
    for number in range(6):
        image = Image.fromarray(x[number].permute(1, 2, 0).numpy())
        enhancers = (ImageEnhance.Brightness, ImageEnhance.Contrast, ImageEnhance.Color)
        for enhancer, factor in zip(enhancers, factors, strict=True):
            image = enhancer(image).enhance(factor[number].item())
        np.testing.assert_allclose(y[number], np.asarray(image).transpose(2, 0, 1), atol=3.5)


def test_grey_pictures_have_no_saturation() -> None:
    x = pictures()[:, :1]
    y = ColorJitter(brightness=0, contrast=0, saturation=1).apply(x, chance())
    torch.testing.assert_close(y, x.float())


def test_cutout_covers_a_square_anywhere() -> None:
    x = torch.full((500, 3, 10, 12), 7, dtype=torch.uint8)
    black = (Cutout(size=4).apply(x, chance()) == 0).numpy()
    assert (black == black[:, :1]).all()
    areas = black[:, 0].sum((1, 2))
    assert areas.max() == 16
    assert areas.min() >= 4  # the middle is always within the picture
    assert black[:, 0].any(0).all()
    one = black[np.argmax(areas), 0]
    assert one.any(0).sum() == one.any(1).sum() == 4


def test_noise_is_as_strong_as_asked_for_whatever_the_range() -> None:
    for largest in (1.0, 16.0, 255.0):
        x = torch.linspace(0, largest, 20_000).reshape(100, 200)
        noise = GaussianNoise(std=0.1).apply(x, chance()) - x
        assert noise.std().item() == pytest.approx(0.1 * largest, rel=0.03)
        assert abs(noise.mean().item()) < 0.01 * largest
    assert GaussianNoise().output_shapes(SampleShapes((2,))) == SampleShapes((2,))


def test_only_training_batches_are_augmented_and_preprocessed_after() -> None:
    data = prepare(
        data_config({"augment": [{"name": "RandomCrop", "size": 6}], "preprocess": [{"name": "Scale"}]})
    )
    assert data.shapes == SampleShapes((1, 6, 6), (), 10)
    numbers = torch.arange(50)
    plain, _ = data.batch(numbers)
    torch.testing.assert_close(plain, data.batch(numbers)[0])
    random, targets = data.training_batch(numbers, chance())
    assert random.shape == plain.shape == (50, 1, 6, 6)
    assert (random != plain).any()
    assert targets.tolist()[:3] == [0, 1, 2]
    assert 0 <= float(random.min()) <= float(random.max()) <= 1


def test_shapes_say_what_flows_on() -> None:
    assert RandomCrop(size=4).output_shapes(SampleShapes((3, 8, 8))).features == (3, 4, 4)
    assert RandomCrop(padding=4).output_shapes(SampleShapes((3, 8, 8))).features == (3, 8, 8)
    with pytest.raises(DataError, match="does not fit 8×8"):
        RandomCrop(size=11, padding=1).output_shapes(SampleShapes((3, 8, 8)))


@pytest.mark.parametrize("name", [name for name in AUGMENTATIONS.classes if name != "GaussianNoise"])
def test_what_is_no_picture_is_refused(name: str) -> None:
    augmentation = made(name)
    with pytest.raises(DataError, match=f"{name} changes pictures"):
        augmentation.output_shapes(SampleShapes((2,)))
