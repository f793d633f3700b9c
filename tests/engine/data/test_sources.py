import subprocess
import sys

import numpy as np
import pytest

from engine.data.sources.digits import Digits
from engine.data.sources.spec import DATASETS, Samples
from engine.errors import DataError
from engine.graph.shape_check import SampleShapes


def test_digits_are_scikit_learns_in_its_order() -> None:
    samples = Digits().load(None)
    assert samples.features.shape == (1797, 1, 8, 8)
    assert samples.features.dtype == np.uint8
    # The first picture of the file, a zero, as scikit-learn's documentation prints it.
    np.testing.assert_array_equal(samples.features[0, 0, 0], [0, 0, 5, 13, 9, 1, 0, 0])
    np.testing.assert_array_equal(samples.features[0, 0, 7], [0, 0, 6, 13, 10, 0, 0, 0])
    assert samples.features.max() == 16
    assert samples.targets[:10].tolist() == list(range(10))
    assert samples.classes == tuple("0123456789")
    assert samples.label(3) == "3"


@pytest.mark.parametrize("name", DATASETS.classes)
def test_shapes_are_known_beforehand_and_true(name: str) -> None:
    source = DATASETS.classes[name](name=name)
    assert source.shapes() in (None, source.load(None).shapes)


def test_shapes_need_neither_torch_nor_scikit_learn() -> None:
    code = (
        "import sys; from engine.data.config import data_config;"
        "print(data_config({'augment': [{'name': 'RandomCrop', 'size': 6}]}).sample_shapes());"
        "assert not {'torch', 'sklearn'} & set(sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == str(SampleShapes((1, 6, 6), (), 10))


def test_samples_must_have_as_many_labels() -> None:
    with pytest.raises(DataError, match="Expected 3 labels, found 2"):
        Samples(np.zeros((3, 2)), np.zeros(2))
    with pytest.raises(DataError, match="empty"):
        Samples(np.zeros((0, 2)), np.zeros(0))


def test_values_to_be_predicted_are_their_own_labels() -> None:
    samples = Samples(np.zeros((2, 1), np.float32), np.array([1.5, 2.0], np.float32))
    assert samples.shapes == SampleShapes((1,), (), None)
    assert samples.label(0) == "1.5"
