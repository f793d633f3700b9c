"""Arrays as files hold them, made features and targets of a data set, or refused with a reason."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from engine.data.sources.spec import Array, Samples
from engine.data.split import Split
from engine.errors import DataError, Problem

_CHANNELS: Final = (1, 3, 4)


def as_features(values: Array, name: str) -> Array:
    """Numbers as samples: pictures of bytes as uint8 (samples, channels, height, width), the rest float32.

    Args:
        values: A sample a row. Bytes of rank 3 are grey pictures; channels may come first or last.
        name: What they are called in messages.

    Raises:
        DataError: They are no numbers, or not all finite.
    """
    if values.ndim == 0 or not (np.issubdtype(values.dtype, np.number) or values.dtype == bool):
        raise DataError(Problem(f"{name} are no numbers", expected="numbers", found=str(values.dtype)))
    if np.iscomplexobj(values):
        raise DataError(Problem(f"{name} are complex numbers", expected="real numbers"))
    if values.ndim == 4 and values.shape[3] in _CHANNELS and values.shape[1] not in _CHANNELS:
        values = values.transpose(0, 3, 1, 2)
    if values.dtype == np.uint8 and values.ndim in (3, 4):
        return np.ascontiguousarray(values[:, None] if values.ndim == 3 else values)
    features = np.ascontiguousarray(values, np.float32)
    require_finite(features, name)
    return features[:, None] if features.ndim == 1 else features


def require_finite(values: Array, name: str) -> None:
    """Refuse NaN and infinity.

    Raises:
        DataError: There is one; it says where.
    """
    bad = ~np.isfinite(values)
    if bad.any():
        place = tuple(int(index) for index in np.argwhere(bad)[0])
        raise DataError(
            Problem(
                f"{name} are not all finite numbers",
                expected="no NaN and no infinity",
                found=f"{values[place]} in sample {place[0]}, and {int(bad.sum()) - 1} more",
                mend="Leave these samples out, or fill in what is missing",
            )
        )


def classes_of(
    numbers: Array, name: str, names: Sequence[str] | None = None
) -> tuple[Array, tuple[str, ...]]:
    """Labels as class numbers from 0 on, and the classes' names.

    Args:
        numbers: Whole numbers, one a sample.
        name: What they are called in messages.
        names: Names of the classes, where they are known; else there are as many as the labels say.

    Raises:
        DataError: A label is out of range, or a class below the highest one has no samples.
    """
    labels = numbers.astype(np.int64)
    last = len(names) - 1 if names is not None else None
    if labels.size and (labels.min() < 0 or (last is not None and labels.max() > last)):
        wrong = labels.min() if labels.min() < 0 else labels.max()
        raise DataError(
            Problem(
                f"{name}: a label is out of range",
                expected=f"class numbers from 0 to {last}" if last is not None else "class numbers from 0 on",
                found=f"{wrong} in sample {int(np.argmax(labels == wrong))}",
                mend="Number the classes from 0 on",
            )
        )
    if names is not None:
        return labels, tuple(names)
    found = np.unique(labels)
    count = int(labels.max(initial=-1)) + 1
    if len(found) < count:
        missing = int(np.flatnonzero(found != np.arange(len(found)))[0])
        raise DataError(
            Problem(
                f"{name}: class {missing} has no samples",
                expected=f"samples of each of {count} classes, 0 to {count - 1}",
                found=f"{len(found)} classes",
                mend="Number the classes from 0 on without gaps",
            )
        )
    return labels, tuple(map(str, range(count)))


def as_targets(
    values: Array, name: str, names: Sequence[str] | None = None
) -> tuple[Array, tuple[str, ...] | None]:
    """Labels as class numbers with their classes' names, or as values to be predicted.

    Args:
        values: Whole numbers or truth values: class numbers. Texts: class names. Other numbers: values.
        name: What they are called in messages.
        names: Names of the classes, where they are known.

    Raises:
        DataError: They are neither, not all finite, out of range, or a class has no samples.
    """
    if values.ndim == 2 and values.shape[1] == 1 and values.dtype.kind != "f":
        values = values[:, 0]
    if values.dtype.kind in "biu" and values.ndim == 1:
        return classes_of(values, name, names)
    if values.dtype.kind in "US" and values.ndim == 1:
        texts = values.astype(str)
        classes = tuple(names) if names is not None else tuple(np.unique(texts).tolist())
        order = {text: number for number, text in enumerate(classes)}
        numbers = np.array([order.get(text, len(order)) for text in texts.tolist()], np.int64)
        return classes_of(numbers, name, classes)
    if values.dtype.kind != "f":
        raise DataError(
            Problem(
                f"{name} are no labels",
                expected="class numbers, class names or values, one a sample",
                found=f"{values.dtype} of rank {values.ndim}",
            )
        )
    targets = values.astype(np.float32)
    require_finite(targets, name)
    return (targets[:, None] if targets.ndim == 1 else targets), None


def joined(parts: Sequence[Samples]) -> Samples:
    """Training and test samples, which are two sets in their source, as one that remembers its parts.

    Raises:
        DataError: Their samples differ in shape.
    """
    train, test = parts
    if train.features.shape[1:] != test.features.shape[1:]:
        raise DataError(
            Problem(
                "test samples are of another size than training samples",
                expected="×".join(map(str, train.features.shape[1:])),
                found="×".join(map(str, test.features.shape[1:])),
            )
        )
    numbers = np.arange(len(train) + len(test))
    nothing = np.array([], np.int64)
    return Samples(
        np.concatenate([train.features, test.features]),
        np.concatenate([train.targets, test.targets]),
        train.classes,
        Split(numbers[: len(train)], nothing, numbers[len(train) :]),
    )
