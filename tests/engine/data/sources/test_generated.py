import numpy as np
import pytest
from sklearn.datasets import make_blobs, make_circles, make_moons
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor

from engine.data.sources.blobs import Blobs
from engine.data.sources.circles import Circles
from engine.data.sources.gaussian_regression import GaussianRegression
from engine.data.sources.generated import Generated, Points
from engine.data.sources.moons import Moons
from engine.data.sources.patches import Patches
from engine.data.sources.shapes import ShapePictures
from engine.data.sources.spec import DATASETS
from engine.data.sources.spirals import Spirals
from engine.data.sources.xor import Xor

GENERATED = [member for member in DATASETS.classes.values() if issubclass(member, Generated)]
POINTS = [member for member in GENERATED if issubclass(member, Points)]


@pytest.mark.parametrize("source", GENERATED)
def test_the_seed_decides_the_samples(source: type[Generated]) -> None:
    name = source.model_fields["name"].default
    one, same, other = (source(name=name, samples=60, seed=seed).load(None) for seed in (1, 1, 2))
    np.testing.assert_array_equal(one.features, same.features)
    np.testing.assert_array_equal(one.targets, same.targets)
    assert (one.features != other.features).any()
    assert len(one) == 60


@pytest.mark.parametrize("source", POINTS)
def test_classes_are_as_many_as_each_other(source: type[Points]) -> None:
    samples = source(name=source.model_fields["name"].default, samples=301).load(None)
    assert samples.classes is not None
    counts = np.bincount(samples.targets, minlength=len(samples.classes))
    assert counts.sum() == 301
    slack = 1 if source is not Xor else 60  # where classes follow from random places
    assert counts.max() - counts.min() <= slack


def test_what_scikit_learn_has_is_scikit_learns() -> None:
    for ours, (points, classes) in (
        (Blobs(classes=4, noise=0.5, seed=3), make_blobs(1000, centers=4, cluster_std=0.5, random_state=3)),
        (Moons(noise=0.2, seed=3), make_moons(1000, noise=0.2, random_state=3)),
        (Circles(factor=0.3, seed=3), make_circles(1000, noise=0.05, factor=0.3, random_state=3)),
    ):
        made = ours.load(None)
        np.testing.assert_allclose(made.features, points, rtol=1e-6)
        np.testing.assert_array_equal(made.targets, classes)


@pytest.mark.parametrize("source", [Moons(), Circles(), Spirals(), Xor()])
def test_neighbours_tell_classes_apart_and_no_line_does(source: Points) -> None:
    samples = source.load(None)
    points, classes = samples.features, samples.targets
    neighbours = KNeighborsClassifier(10).fit(points[::2], classes[::2])
    assert neighbours.score(points[1::2], classes[1::2]) > 0.9
    assert LogisticRegression().fit(points, classes).score(points, classes) < 0.9


def test_spirals_without_noise_follow_their_formula() -> None:
    samples = Spirals(samples=30, classes=2, noise=0.0, turn=3.0).load(None)
    radius = np.hypot(*samples.features.T)
    np.testing.assert_allclose(radius, np.tile(np.linspace(0, 1, 15), 2), atol=1e-6)
    np.testing.assert_allclose(samples.features[14], [np.sin(3), np.cos(3)], atol=1e-6)
    np.testing.assert_allclose(samples.features[15:], -samples.features[:15], atol=1e-6)


def test_xor_is_what_its_name_says() -> None:
    samples = Xor().load(None)
    assert (samples.targets == ((samples.features > 0).sum(1) == 1)).all()


def test_the_landscape_is_high_on_its_hills() -> None:
    samples = GaussianRegression(samples=4000).load(None)
    assert samples.classes is None
    assert samples.targets.shape == (4000, 1)
    nearest = KNeighborsRegressor(3).fit(samples.features, samples.targets)
    heights = nearest.predict([[-0.6, 0.5], [0, 0.5], [0.6, -0.5], [0, 0]])
    np.testing.assert_allclose(heights[:, 0], [1, -1, -1, 0], atol=0.1)
    noisy = GaussianRegression(samples=4000, noise=0.3).load(None)
    assert np.std(noisy.targets - samples.targets) == pytest.approx(0.3, rel=0.05)


def test_shapes_lie_within_the_picture_and_stand_out() -> None:
    samples = ShapePictures(samples=200, noise=0.0).load(None)
    pictures = samples.features.astype(float)
    paper = pictures[:, :, :1, :1]
    drawn = np.abs(pictures - paper).max(1) > 50
    assert samples.classes is not None
    for number, name in enumerate(samples.classes):
        area = drawn[samples.targets == number].mean()
        assert 0.05 < area < 0.5, name
    border = np.ones((32, 32), bool)
    border[1:-1, 1:-1] = False
    assert drawn[:, border].mean() < 0.02
    assert (drawn.any((1, 2))).all()


def test_patches_are_pieces_of_the_photographs() -> None:
    from sklearn.datasets import load_sample_image

    samples = Patches(samples=20).load(None)
    for name, number in (("china.jpg", 0), ("flower.jpg", 1)):
        windows = np.lib.stride_tricks.sliding_window_view(load_sample_image(name), (32, 32), (0, 1))
        piece = samples.features[samples.targets == number][0]
        assert (windows[:, :, :, 0, 0] == piece[:, 0, 0]).all(-1).any()
        (rows, columns) = np.nonzero((windows[:, :, :, 0, 0] == piece[:, 0, 0]).all(-1))
        assert any((windows[row, column] == piece).all() for row, column in zip(rows, columns, strict=True))
