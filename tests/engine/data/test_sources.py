import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch

from engine.data.config import data_config
from engine.data.prepared import prepare
from engine.data.sources.digits import Digits
from engine.data.sources.spec import DATASETS, DataSource, Samples
from engine.errors import DataError
from engine.graph.shape_check import SampleShapes
from tests.engine.data.files.made import required


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


def made(name: str, folder: Path) -> DataSource:
    return DATASETS.classes[name].model_validate(required(name, folder), strict=True)


def test_names_are_the_contract_s() -> None:
    contract = (
        "digits blobs moons circles spirals xor gaussian_regression shapes patches mnist fashion_mnist "
        "cifar10 idx image_folder npz csv"
    )
    assert sorted(DATASETS.classes) == sorted(contract.split())


@pytest.mark.parametrize("name", DATASETS.classes)
def test_every_data_set_is_what_it_says(name: str, tmp_path: Path) -> None:
    source = made(name, tmp_path)
    samples = source.load(tmp_path)
    assert source.shapes() in (None, samples.shapes)
    assert samples.features.dtype == (np.uint8 if len(samples.shapes.features) == 3 else np.float32)
    assert samples.features.flags.c_contiguous
    if samples.classes is None:
        assert samples.targets.dtype == np.float32
    else:
        assert samples.targets.dtype == np.int64
        assert set(samples.targets.tolist()) == set(range(len(samples.classes)))
    again = source.load(tmp_path)
    np.testing.assert_array_equal(again.features, samples.features)
    np.testing.assert_array_equal(again.targets, samples.targets)
    assert again.classes == samples.classes


@pytest.mark.parametrize("name", DATASETS.classes)
def test_every_data_set_can_be_split_and_cut_into_batches(name: str, tmp_path: Path) -> None:
    dataset = {"name": name, **required(name, tmp_path)}
    data = prepare(data_config({"dataset": dataset, "preprocess": [{"name": "Standardize"}]}), tmp_path)
    features, targets = data.training_batch(data.indices("train")[:7], torch.Generator())
    assert features.shape == (7, *data.shapes.features)
    assert features.dtype == torch.float32
    assert features.isfinite().all()
    assert targets.shape == (7, *data.shapes.target)
    assert min(data.split.sizes().values()) > 0


@pytest.mark.parametrize("name", DATASETS.classes)
def test_every_data_set_has_settings_that_a_form_can_show(name: str, tmp_path: Path) -> None:
    source = made(name, tmp_path)
    assert data_config({"dataset": source.model_dump(mode="json")}).dataset == source
    for key, field in type(source).model_fields.items():
        assert key == "name" or field.description, key


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
