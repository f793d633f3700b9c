import numpy as np
import pytest
import torch
from sklearn.datasets import load_digits
from sklearn.decomposition import PCA
from sklearn.preprocessing import StandardScaler

from engine.data.config import data_config
from engine.data.prepared import PreparedData, prepare, read_samples
from engine.data.sources.spec import Samples
from engine.data.split import Split
from engine.errors import DataError


def prepared(*steps: dict[str, object]) -> PreparedData:
    return prepare(data_config({"preprocess": list(steps)}))


def all_of(data: PreparedData) -> np.ndarray:
    features, _ = data.batch(torch.arange(1797))
    return features.numpy()


PIXELS = load_digits().images[:, None].astype(np.float64)


def test_standardize_is_scikit_learns_scaler_fitted_to_the_training_part() -> None:
    data = prepared({"name": "Standardize"})
    scaler = StandardScaler().fit(PIXELS[data.split.train].reshape(-1, 64))
    expected = scaler.transform(PIXELS.reshape(-1, 64)).reshape(-1, 1, 8, 8)
    np.testing.assert_allclose(all_of(data), expected, rtol=1e-5, atol=1e-5)


def test_standardize_per_channel_takes_one_mean_and_deviation() -> None:
    data = prepared({"name": "Standardize", "per": "channel"})
    train = PIXELS[data.split.train]
    np.testing.assert_allclose(all_of(data), (PIXELS - train.mean()) / train.std(), rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize(("per", "axes"), [("image", 0), ("channel", (0, 2, 3))])
def test_mean_subtract(per: str, axes: int | tuple[int, ...]) -> None:
    data = prepared({"name": "MeanSubtract", "per": per})
    mean = PIXELS[data.split.train].mean(axes, keepdims=True)
    np.testing.assert_allclose(all_of(data), PIXELS - mean, rtol=1e-5, atol=1e-5)


def test_scale_brings_the_training_part_to_0_1() -> None:
    np.testing.assert_allclose(all_of(prepared({"name": "Scale"})), PIXELS / 16, rtol=1e-6)


def whitened(features: np.ndarray, epsilon: float) -> np.ndarray:
    config = data_config({"preprocess": [{"name": "Whiten", "epsilon": epsilon}]})
    nothing, classes = np.array([], np.int64), np.zeros(len(features), np.int64)
    split = Split(np.arange(len(features)), nothing, nothing)
    data = PreparedData(config, Samples(features, classes, ("a",)), split)
    return data.batch(torch.arange(len(features)))[0].numpy()


def test_whitening_leaves_variances_of_1_and_nothing_that_goes_together() -> None:
    rng = np.random.default_rng(0)
    features = (rng.standard_normal((5000, 6)) @ rng.standard_normal((6, 6)) + 3).astype(np.float32)
    white = whitened(features, 1e-9)
    np.testing.assert_allclose(np.cov(white.T, bias=True), np.eye(6), atol=1e-3)
    # Of all such maps it is the symmetric one: PCA's own, turned back.
    pca = PCA(whiten=True).fit(features)
    turned_back = pca.transform(features) @ pca.components_
    np.testing.assert_allclose(white, turned_back, atol=5e-3)


def test_pictures_are_whitened_by_its_formula() -> None:
    white = whitened(PIXELS.astype(np.uint8), 0.1).reshape(1797, 64)
    centred = (PIXELS - PIXELS.mean(0)).reshape(1797, 64)
    covariance = centred.T @ centred / 1797
    ridge = covariance + 0.1 * np.trace(covariance) / 64 * np.eye(64)
    # W is symmetric with W (C + ε) W = 1, so whitening twice is to divide by C + ε.
    np.testing.assert_allclose(white @ white.T, centred @ np.linalg.solve(ridge, centred.T), atol=1e-3)


def test_whitening_of_what_never_changes_gives_0() -> None:
    np.testing.assert_array_equal(whitened(np.full((4, 2), 7.0, np.float32), 0.01), 0)


def test_samples_too_large_to_be_whitened_are_refused() -> None:
    with pytest.raises(DataError, match="too large to be whitened"):
        whitened(np.zeros((2, 3, 64, 64), np.uint8), 0.01)


def test_steps_follow_each_other() -> None:
    twice = prepared({"name": "Scale"}, {"name": "Standardize"})
    once = prepared({"name": "Standardize"})
    np.testing.assert_allclose(all_of(twice), all_of(once), rtol=1e-4, atol=1e-4)


def test_only_the_training_part_counts() -> None:
    config = data_config({"preprocess": [{"name": "Scale"}]})
    features = np.array([[1.0], [3.0], [101.0]], np.float32)
    split = Split(np.array([0, 1]), np.array([2]), np.array([], np.int64))
    data = PreparedData(config, Samples(features, np.zeros(3, np.int64), ("a",)), split)
    np.testing.assert_allclose(data.batch(torch.arange(3))[0].numpy(), [[0], [1], [50]])


def test_what_never_changes_is_not_divided_by_0() -> None:
    config = data_config({"preprocess": [{"name": "Standardize"}, {"name": "Scale"}]})
    features = np.full((4, 2), 7.0, np.float32)
    split = Split(np.arange(4), np.array([], np.int64), np.array([], np.int64))
    data = PreparedData(config, Samples(features, np.zeros(4, np.int64), ("a",)), split)
    np.testing.assert_array_equal(data.batch(torch.arange(4))[0].numpy(), 0)


def test_channels_last_changes_the_layout_and_no_number() -> None:
    config = data_config({"preprocess": [{"name": "Standardize", "per": "channel"}]})
    rng = np.random.default_rng(0)
    pictures = rng.integers(0, 256, (10, 3, 4, 5), dtype=np.uint8)
    split = Split(np.arange(8), np.array([8]), np.array([9]))
    data = PreparedData(config, Samples(pictures, np.zeros(10, np.int64), ("a",)), split)
    plain, _ = data.batch(torch.arange(10))
    data.use_channels_last()
    laid_out, _ = data.batch(torch.arange(10))
    assert laid_out.is_contiguous(memory_format=torch.channels_last)
    torch.testing.assert_close(laid_out, plain, rtol=0, atol=0)


def test_statistics_given_are_taken() -> None:
    config = data_config({"preprocess": [{"name": "MeanSubtract"}]})
    samples, split = read_samples(config)
    data = PreparedData(config, samples, split, statistics=[{"mean": torch.full((1, 8, 8), 2.0)}])
    np.testing.assert_array_equal(all_of(data), PIXELS - 2)
