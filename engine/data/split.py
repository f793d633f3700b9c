"""Which samples are for training, for validation and for the test: seeded, stratified, disjoint."""

from dataclasses import dataclass
from math import ceil
from typing import Any

import numpy as np
import numpy.typing as npt

from engine.errors import DataError, Problem

Indices = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Split:
    """Sample numbers of each part, in the data set's own order.

    Attributes:
        train: What is learned from; never empty.
        validation: What training is watched with.
        test: What the result is tested on, once.
    """

    train: Indices
    validation: Indices
    test: Indices

    def sizes(self) -> dict[str, int]:
        """Number of samples per part."""
        return {"train": len(self.train), "validation": len(self.validation), "test": len(self.test)}


def limited(count: int, limit: int | None, seed: int) -> Indices:
    """The sample numbers in play: all of them, or the first `limit` after shuffling by the seed."""
    if limit is None or limit >= count:
        return np.arange(count)
    return np.sort(np.random.default_rng([seed, 1]).permutation(count)[:limit])


def split_samples(
    indices: Indices,
    validation: float,
    test: float,
    seed: int,
    classes: npt.NDArray[Any] | None = None,
) -> Split:
    """Part samples by ratio.

    Sizes are rounded up, as scikit-learn does: of 1,797, a tenth are 180 and a fifth 360.

    Args:
        indices: The samples in play.
        validation: Share of them for validation, 0 to 1.
        test: Share of them for the test, 0 to 1.
        seed: Seeds the draw.
        classes: Class of each of `indices`: each part gets them in the same shares. None draws freely.

    Raises:
        DataError: Nothing would be left to train on.
    """
    count = len(indices)
    sizes = [ceil(count * share - 1e-9) for share in (test, validation)]
    if sum(sizes) >= count:
        raise DataError(
            Problem(
                "the split leaves nothing to train on",
                expected="at least 1 training sample",
                found=f"{count} samples, {sizes[1]} for validation, {sizes[0]} for the test",
                mend="Take more samples, or smaller shares",
                param="split",
            )
        )
    order = np.random.default_rng([seed, 2]).permutation(count)
    if classes is not None:
        order = order[_spread(classes[order])]
    test_part, validation_part, train_part = np.split(order, np.cumsum(sizes))
    return Split(*(np.sort(indices[part]) for part in (train_part, validation_part, test_part)))


def own_split(
    own: Split,
    indices: Indices,
    validation: float,
    test: float,
    seed: int,
    classes: npt.NDArray[Any] | None = None,
) -> Split:
    """The parts that a source has of its own; those that it has not are drawn from its training part.

    Args:
        own: The source's parts.
        indices: The samples in play.
        validation: Share for validation, where the source has no such part; 0 for none at all.
        test: Share for the test, where the source has no such part; 0 for none at all.
        seed: Seeds the draw.
        classes: Class of each sample of the whole source; None draws freely.

    Raises:
        DataError: Nothing would be left to train on.
    """
    watched, tested = (
        np.intersect1d(part, indices) if share > 0 else np.array([], np.int64)
        for part, share in ((own.validation, validation), (own.test, test))
    )
    learned = np.intersect1d(own.train, indices)
    drawn = split_samples(
        learned,
        validation if len(own.validation) == 0 else 0,
        test if len(own.test) == 0 else 0,
        seed,
        None if classes is None else classes[learned],
    )
    return Split(
        drawn.train,
        watched if len(own.validation) > 0 else drawn.validation,
        tested if len(own.test) > 0 else drawn.test,
    )


def _spread(classes: npt.NDArray[Any]) -> npt.NDArray[np.int64]:
    """An order in which every stretch holds the classes in their shares, to within one sample.

    The k-th of the n samples of a class goes to place (k + ½)/n of the whole.
    """
    place = np.empty(len(classes))
    for label in np.unique(classes):
        (members,) = np.nonzero(classes == label)
        place[members] = (np.arange(len(members)) + 0.5) / len(members)
    return np.argsort(place, kind="stable")
