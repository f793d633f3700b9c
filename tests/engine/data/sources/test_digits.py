import numpy as np
from sklearn.datasets import load_digits

from engine.data.sources.digits import Digits


def test_they_are_the_very_digits_that_scikit_learn_loads() -> None:
    theirs = load_digits()

    ours = Digits().load(None)

    assert np.array_equal(ours.features[:, 0], theirs.images)
    assert ours.features.dtype == np.uint8
    assert ours.features.flags.c_contiguous
    assert np.array_equal(ours.targets, theirs.target)
    assert ours.classes == tuple(str(name) for name in theirs.target_names)
