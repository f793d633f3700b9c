"""CIFAR-10's Python batches: pickles, read by an unpickler that knows arrays and nothing else."""

import io
import pickle
import tarfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import numpy as np
from typing_extensions import override

from engine.data.files.arrays import classes_of, joined
from engine.data.sources.spec import Samples
from engine.errors import DataError, Problem

FOLDER: Final = "cifar-10-batches-py"
ARCHIVE: Final = "cifar-10-python.tar.gz"
_TRAIN: Final = tuple(f"data_batch_{number}" for number in range(1, 6))
_TEST: Final = "test_batch"
_ALLOWED: Final = {
    ("numpy.core.multiarray", "_reconstruct"),
    ("numpy._core.multiarray", "_reconstruct"),
    ("numpy", "ndarray"),
    ("numpy", "dtype"),
    ("_codecs", "encode"),
}


def read_cifar(path: Path, classes: tuple[str, ...]) -> Samples:
    """All pictures of the batches' folder or of the archive as it is downloaded.

    Args:
        path: `cifar-10-batches-py` or `cifar-10-python.tar.gz`.
        classes: Names of the classes.

    Raises:
        DataError: A batch is missing or broken.
    """
    content = dict(_archived(path) if path.is_file() else _in_folder(path))
    missing = [name for name in (*_TRAIN, _TEST) if name not in content]
    if missing:
        raise DataError(
            Problem(
                f"{path} is not complete",
                expected=f"{', '.join(_TRAIN)} and {_TEST}",
                found=f"no {missing[0]}",
                mend="Get it again",
            )
        )
    batches = {name: _read_batch(name, content[name], classes) for name in (*_TRAIN, _TEST)}
    train = [batches[name] for name in _TRAIN]
    features = np.concatenate([batch.features for batch in train])
    return joined(
        [Samples(features, np.concatenate([batch.targets for batch in train]), classes), batches[_TEST]]
    )


def _in_folder(path: Path) -> Iterator[tuple[str, bytes]]:
    for name in (*_TRAIN, _TEST):
        if (path / name).is_file():
            yield name, (path / name).read_bytes()


def _archived(path: Path) -> Iterator[tuple[str, bytes]]:
    try:
        with tarfile.open(path, "r:gz") as archive:
            for member in archive:
                name = Path(member.name).name
                file = archive.extractfile(member) if name in (*_TRAIN, _TEST) else None
                if file is not None:
                    yield name, file.read()
    except (OSError, EOFError, tarfile.TarError, zlib.error) as error:
        raise DataError(Problem(f"{path} cannot be read: {error}", mend="Get it again")) from None


class _ArraysOnly(pickle.Unpickler):
    """Builds arrays, numbers, strings, lists and dictionaries, and calls nothing else."""

    @override
    def find_class(self, module_name: str, global_name: str) -> Any:
        if (module_name, global_name) not in _ALLOWED:
            raise pickle.UnpicklingError(f"it asks for {module_name}.{global_name}")
        return super().find_class(module_name, global_name)


def _read_batch(name: str, content: bytes, classes: tuple[str, ...]) -> Samples:
    try:
        batch = _ArraysOnly(io.BytesIO(content), encoding="bytes").load()
        pictures = np.asarray(batch[b"data"], np.uint8).reshape(-1, 3, 32, 32)
        labels, _ = classes_of(np.asarray(batch[b"labels"]), name, classes)
        return Samples(pictures, labels, classes)
    except (
        pickle.UnpicklingError,
        EOFError,
        KeyError,
        TypeError,
        ValueError,
        AttributeError,
        IndexError,
    ) as error:
        raise DataError(
            Problem(
                f"{name} is no batch of CIFAR-10: {error}",
                expected="a pickle of data and labels",
                mend="Get it again",
            )
        ) from None
