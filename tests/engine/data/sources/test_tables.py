"""csv and npz: what is read, and what is refused with a reason."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sklearn.datasets import load_iris

from engine.data.sources.csv import Csv
from engine.data.sources.npz import Npz
from engine.data.sources.spec import Samples
from engine.errors import DataError


def table(folder: Path, text: str, **settings: Any) -> Samples:
    (folder / "a.csv").write_text(text, encoding="utf-8")
    return Csv(path="a.csv", **settings).load(folder)


def test_iris_with_class_names(tmp_path: Path) -> None:
    iris = load_iris()
    names = iris.target_names[iris.target]
    rows = [",".join([*map(str, row), name]) for row, name in zip(iris.data, names, strict=True)]
    samples = table(tmp_path, "a,b,c,d,kind\n" + "\n".join(rows))
    np.testing.assert_allclose(samples.features, iris.data, rtol=1e-6)
    np.testing.assert_array_equal(samples.targets, iris.target)
    assert samples.classes == tuple(iris.target_names.tolist())


@pytest.mark.parametrize(
    ("text", "settings", "targets", "classes"),
    [
        ("1,2,0\n3,4,1\n", {}, [0, 1], ("0", "1")),
        ("x;y\n1;0.5\n2;0.25\n", {}, [[0.5], [0.25]], None),
        ("x\ty\n1\t7\n2\t9\n", {}, [[7], [9]], None),
        ("x\ty\n1\t7\n2\t9\n", {"task": "classes"}, [0, 1], ("7", "9")),
        ("x,y\n1,0\n2,1\n", {"task": "values"}, [[0], [1]], None),
        ("\ufeffkind,x\nb,1\na,2\n", {"target": "kind"}, [1, 0], ("a", "b")),
        ("b,1\na,2\n", {"target": "0"}, [1, 0], ("a", "b")),
        ('x,y\n"1","a, b"\n2,c\n\n', {}, [0, 1], ("a, b", "c")),
    ],
)
def test_targets_are_classes_or_values(
    text: str, settings: dict[str, Any], targets: list[Any], classes: Any, tmp_path: Path
) -> None:
    samples = table(tmp_path, text, **settings)
    assert samples.targets.tolist() == targets
    assert samples.classes == classes
    assert samples.features.dtype == np.float32


@pytest.mark.parametrize(
    ("text", "settings", "words"),
    [
        (
            "x,y,k\n1,2,a\n3,,b\n",
            {},
            "line 3: the column y has no number. Expected a finite number, found nothing",
        ),
        ("x,y,k\n1,2,a\n3,nan,b\n", {}, "line 3: the column y has no number.*'nan'"),
        ("1,2,a\n3,inf,b\n", {}, "line 2: the column 1 has no number"),
        ("x,y,k\n1,red,a\n3,4,b\n", {}, "line 2: the column y has no number.*'red'"),
        ("x,y\n1,2\n3\n", {}, "line 3 of .* is of another length. Expected 2 cells, found 1"),
        ("x,k\n1,a\n2,\n", {}, "the column k is empty in sample 1"),
        ("x,k\n1,1.5\n2,nan\n", {"task": "values"}, "not all finite"),
        ("x,k\n1,a\n2,b\n", {"task": "values"}, "not all finite"),
        ("x,k\n1,a\n", {"target": "z"}, "no column 'z'. Expected one of: x, k"),
        ("", {}, "is no table"),
        ("x\n1\n", {}, "is no table"),
    ],
)
def test_broken_tables_are_refused(text: str, settings: dict[str, Any], words: str, tmp_path: Path) -> None:
    with pytest.raises(DataError, match=words):
        table(tmp_path, text, **settings)


def test_a_table_that_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"\xff\xfe\x00\x01")
    with pytest.raises(DataError, match="cannot be read"):
        Csv(path=str(tmp_path / "a.csv")).load(None)


def arrays(folder: Path, settings: dict[str, Any] | None = None, **values: Any) -> Samples:
    np.savez(folder / "a.npz", **values)
    return Npz(path="a.npz", **(settings or {})).load(folder)


X = np.arange(12.0).reshape(4, 3)


@pytest.mark.parametrize(
    ("labels", "targets", "classes"),
    [
        (np.array([0, 1, 1, 2]), [0, 1, 1, 2], ("0", "1", "2")),
        (np.array([[0], [1], [1], [0]], np.uint8), [0, 1, 1, 0], ("0", "1")),
        (np.array([True, False, True, True]), [1, 0, 1, 1], ("0", "1")),
        (np.array(["b", "a", "b", "b"]), [1, 0, 1, 1], ("a", "b")),
        (np.array([0.5, 1, 2, 3]), [[0.5], [1], [2], [3]], None),
        (np.ones((4, 2)), [[1, 1]] * 4, None),
    ],
)
def test_labels_are_classes_or_values(labels: Any, targets: Any, classes: Any, tmp_path: Path) -> None:
    samples = arrays(tmp_path, x=X, y=labels)
    assert samples.targets.tolist() == targets
    assert samples.classes == classes
    np.testing.assert_array_equal(samples.features, X)


@pytest.mark.parametrize("names", ["x_{}", "{}_images"])
def test_parts_are_kept(names: str, tmp_path: Path) -> None:
    labels = names.replace("x", "y").replace("images", "labels")
    values: dict[str, Any] = {names.format("train"): X, labels.format("train"): np.array([0, 1, 0, 1])}
    values |= {names.format("test"): X[:1], labels.format("test"): np.array([1])}
    samples = arrays(tmp_path, **values)
    assert samples.split is not None
    assert samples.split.sizes() == {"train": 4, "validation": 0, "test": 1}


@pytest.mark.parametrize(
    ("shape", "kind", "expected"),
    [
        ((4, 5, 6), np.uint8, (4, 1, 5, 6)),
        ((4, 5, 6, 3), np.uint8, (4, 3, 5, 6)),
        ((4, 3, 5, 6), np.uint8, (4, 3, 5, 6)),
        ((4, 5, 6), np.float64, (4, 5, 6)),
        ((4,), np.int64, (4, 1)),
    ],
)
def test_pictures_have_their_channels_first(
    shape: tuple[int, ...], kind: type, expected: tuple[int, ...], tmp_path: Path
) -> None:
    samples = arrays(tmp_path, x=np.ones(shape, kind), y=np.array([0, 1, 0, 1]))
    assert samples.features.shape == expected
    assert samples.features.dtype == (np.uint8 if kind is np.uint8 else np.float32)


@pytest.mark.parametrize(
    ("values", "settings", "words"),
    [
        ({"x": X, "z": X}, {}, "does not say which arrays"),
        ({"x": X, "y": np.arange(4)}, {"features": "a", "targets": "y"}, "does not say which arrays"),
        ({"x": X, "y": np.array([0, 1])}, {}, "not as many"),
        ({"x": X, "y": np.array([0, 2, 2, 2])}, {}, "class 1 has no samples"),
        ({"x": X, "y": np.array([0, -1, 2, 2])}, {}, "out of range"),
        ({"x": np.where(X > 5, np.nan, X), "y": np.arange(4)}, {}, "nan in sample 2, and 5 more"),
        ({"x": X, "y": np.array([0.5, np.inf, 1, 2])}, {}, "not all finite"),
        ({"x": np.array(["a"] * 4), "y": np.arange(4)}, {}, "no numbers"),
        ({"x": X + 1j, "y": np.arange(4)}, {}, "complex"),
        ({"x": np.array([{}] * 4, object), "y": np.arange(4)}, {}, "cannot be read"),
        ({"x": X, "y": np.zeros((4, 3), int)}, {}, "are no labels"),
    ],
)
def test_broken_arrays_are_refused(values: Any, settings: dict[str, Any], words: str, tmp_path: Path) -> None:
    with pytest.raises(DataError, match=words):
        arrays(tmp_path, settings, **values)


def test_test_labels_that_training_does_not_know_are_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="out of range"):
        arrays(tmp_path, x_train=X, y_train=np.array([0, 1, 0, 1]), x_test=X[:1], y_test=np.array([2]))


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 nonsense", b"\x93NUMPY"])
def test_what_is_no_npz_is_refused(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "a.npz").write_bytes(content)
    with pytest.raises(DataError, match="cannot be read"):
        Npz(path=str(tmp_path / "a.npz")).load(None)
