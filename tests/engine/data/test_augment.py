import numpy as np
import pytest
import torch

from engine.data.augment import AUGMENTATIONS, RandomCrop, RandomHorizontalFlip
from engine.data.config import data_config
from engine.data.prepared import prepare
from engine.errors import DataError
from engine.graph.shape_check import SampleShapes


def chance(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


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


@pytest.mark.parametrize("augmentation", [RandomCrop(padding=2), RandomHorizontalFlip()])
def test_chance_comes_from_the_generator_alone(augmentation: RandomCrop | RandomHorizontalFlip) -> None:
    x = pictures()
    one, same, other = (augmentation.apply(x, chance(seed)) for seed in (1, 1, 2))
    assert (one == same).all()
    assert (one != other).any()


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


@pytest.mark.parametrize("name", AUGMENTATIONS.classes)
def test_what_is_no_picture_is_refused(name: str) -> None:
    augmentation = AUGMENTATIONS.classes[name].model_validate(
        {"padding": 1} if name == "RandomCrop" else {}, strict=True
    )
    with pytest.raises(DataError, match=f"{name} changes pictures"):
        augmentation.output_shapes(SampleShapes((2,)))
