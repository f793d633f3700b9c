"""npz: arrays that NumPy saved."""

import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final, Literal

import numpy as np
from pydantic import Field

from engine.data.files.arrays import as_features, as_targets, joined
from engine.data.files.places import located
from engine.data.sources.spec import Array, DataSource, Samples
from engine.errors import DataError, Problem
from engine.graph.shape_check import SampleShapes

# Names that such files use for samples and labels.
_PAIRS: Final = (
    ("x", "y"), ("X", "y"), ("features", "targets"), ("images", "labels"), ("data", "target"),
    ("data", "labels"),
)  # fmt: skip


class Npz(DataSource):
    """Samples and labels from an .npz file of NumPy, without pickled objects.

    Bytes of rank 3 or 4 are pictures. Whole numbers and texts are classes; other numbers are values to be
    predicted. Arrays x_train, y_train, x_test and y_test (and the like) keep their parts.
    """

    name: Literal["npz"] = "npz"
    path: str = Field(min_length=1, description="The file.")
    features: str | None = Field(
        default=None, description="Name of the samples' array; left out, it is guessed."
    )
    targets: str | None = Field(
        default=None, description="Name of the labels' array; left out, it is guessed."
    )

    def shapes(self) -> SampleShapes | None:
        return None

    def load(self, data_dir: Path | None) -> Samples:
        path = located(self.path, data_dir)
        try:
            with path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
                if not isinstance(arrays, np.lib.npyio.NpzFile):
                    raise ValueError("it holds a single array")
                return self._read(arrays, path)
        except (OSError, ValueError, EOFError, zipfile.BadZipFile) as error:
            raise DataError(
                Problem(
                    f"{path} cannot be read: {error}",
                    expected="an .npz file of numbers and texts",
                    mend="Save it anew with numpy.savez, without objects",
                )
            ) from None

    def _read(self, arrays: Mapping[str, Array], path: Path) -> Samples:
        parts: list[Samples] = []
        for features, targets in self._names(list(arrays), path):
            known = parts[0].classes if parts else None
            labels, classes = as_targets(arrays[targets], targets, known)
            parts.append(Samples(as_features(arrays[features], features), labels, classes))
        return parts[0] if len(parts) == 1 else joined(parts)

    def _names(self, there: list[str], path: Path) -> list[tuple[str, str]]:
        """Names of samples and labels: one pair, or one to train on and one to test on."""
        if self.features is not None and self.targets is not None:
            pairs = [(self.features, self.targets)]
            if all(name in there for name in pairs[0]):
                return pairs
        else:
            for features, targets in _PAIRS:
                for patterns in (("{}_train", "{}_test"), ("train_{}", "test_{}"), ("{}",)):
                    pairs = [(pattern.format(features), pattern.format(targets)) for pattern in patterns]
                    if all(name in there for pair in pairs for name in pair):
                        return pairs
        raise DataError(
            Problem(
                f"{path} does not say which arrays to take",
                expected="arrays x and y, or such as features and targets name",
                found=", ".join(there),
                mend="Give features and targets",
                param="dataset.features",
            )
        )
