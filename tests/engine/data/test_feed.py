import numpy as np
import pytest
from sklearn.datasets import load_digits

from engine.data.config import data_config
from engine.data.feed import feed
from engine.errors import DataError


def test_samples_come_in_the_data_sets_own_order() -> None:
    fed = feed(data_config({}), index=5, batch=3)
    np.testing.assert_array_equal(fed.features[:, 0], load_digits().images[5:8])
    assert fed.features.dtype == np.float32
    assert fed.targets.tolist() == [5, 6, 7]
    assert fed.labels == ("5", "6", "7")
    assert fed.classes == tuple("0123456789")
    assert fed.shapes.features == (1, 8, 8)


def test_preprocessing_applies_and_augmentation_does_not() -> None:
    training = {
        "preprocess": [{"name": "Scale"}],
        "augment": [{"name": "RandomCrop", "padding": 2}, {"name": "RandomHorizontalFlip", "p": 1}],
    }
    fed = feed(data_config(training), index=0, batch=2)
    np.testing.assert_allclose(fed.features[:, 0], load_digits().images[:2] / 16)
    np.testing.assert_array_equal(fed.raw[:, 0], load_digits().images[:2])


@pytest.mark.parametrize(("index", "batch"), [(1797, 1), (1796, 2), (-1, 1), (0, 0)])
def test_samples_that_are_not_there_are_refused(index: int, batch: int) -> None:
    with pytest.raises(DataError, match="numbers from 0 to 1796"):
        feed(data_config({}), index, batch)
