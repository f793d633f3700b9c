import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.datasets import load_digits

from engine.data.split import Split, limited, own_split, split_samples
from engine.errors import DataError


def test_digits_are_parted_as_scikit_learn_rounds() -> None:
    split = split_samples(np.arange(1797), 0.1, 0.2, seed=0, classes=load_digits().target)
    assert split.sizes() == {"train": 1257, "validation": 180, "test": 360}


def test_stratified_parts_hold_each_class_in_its_share() -> None:
    classes = load_digits().target
    split = split_samples(np.arange(1797), 0.1, 0.2, seed=3, classes=classes)
    whole = np.bincount(classes)
    for part, share in ((split.validation, 180 / 1797), (split.test, 360 / 1797), (split.train, 1257 / 1797)):
        assert np.abs(np.bincount(classes[part], minlength=10) - whole * share).max() <= 1.5


@given(
    count=st.integers(3, 200),
    shares=st.tuples(st.floats(0, 0.6), st.floats(0, 0.39)),
    seed=st.integers(0, 2**63 - 1),
    stratified=st.booleans(),
)
def test_parts_are_disjoint_and_make_up_the_whole(
    count: int, shares: tuple[float, float], seed: int, stratified: bool
) -> None:
    indices = np.arange(count) * 2
    classes = np.arange(count) % 3 if stratified else None
    if sum(int(np.ceil(count * share - 1e-9)) for share in shares) >= count:
        return
    split = split_samples(indices, *shares, seed=seed, classes=classes)
    together = np.concatenate([split.train, split.validation, split.test])
    assert sorted(together) == list(indices)


def test_the_seed_decides_the_split() -> None:
    one, same, other = (split_samples(np.arange(100), 0.1, 0.2, seed=seed) for seed in (1, 1, 2))
    np.testing.assert_array_equal(one.test, same.test)
    assert set(one.test) != set(other.test)


def test_parts_may_be_empty_but_not_the_training_part() -> None:
    assert split_samples(np.arange(10), 0, 0, seed=0).sizes() == {"train": 10, "validation": 0, "test": 0}
    with pytest.raises(DataError, match="nothing to train on"):
        split_samples(np.arange(2), 0.4, 0.5, seed=0)


def test_a_limit_draws_by_the_seed() -> None:
    some = limited(1000, 50, seed=0)
    assert len(set(some)) == 50
    assert some.max() > 900  # not the first 50
    np.testing.assert_array_equal(some, limited(1000, 50, seed=0))
    assert set(some) != set(limited(1000, 50, seed=1))
    np.testing.assert_array_equal(limited(20, None, seed=0), np.arange(20))


OWN = Split(np.arange(100), np.array([], np.int64), np.arange(100, 120))


def test_a_source_s_own_parts_are_kept_and_what_it_lacks_is_drawn_from_its_training_part() -> None:
    classes = np.arange(120) % 4
    split = own_split(OWN, np.arange(120), 0.1, 0.2, 0, classes)
    assert split.test.tolist() == list(range(100, 120))
    assert split.sizes() == {"train": 90, "validation": 10, "test": 20}
    assert sorted([*split.train, *split.validation]) == list(range(100))
    assert np.bincount(classes[split.train]).min() >= 22
    watched = own_split(Split(OWN.train, OWN.test, OWN.validation), np.arange(120), 0.3, 0.2, 0)
    assert watched.sizes() == {"train": 80, "validation": 20, "test": 20}
    assert watched.validation.tolist() == list(range(100, 120))


def test_what_is_not_wanted_is_left_out_and_never_trained_on() -> None:
    split = own_split(OWN, np.arange(120), 0, 0, 0)
    assert split.sizes() == {"train": 100, "validation": 0, "test": 0}
    assert split.train.max() == 99


def test_a_limit_holds_for_the_source_s_own_parts_too() -> None:
    indices = limited(120, 60, 0)
    split = own_split(OWN, indices, 0.1, 0.2, 0)
    assert sorted([*split.train, *split.validation, *split.test]) == indices.tolist()
    assert set(split.test) <= set(range(100, 120))
