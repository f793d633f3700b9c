"""digits: scikit-learn's small handwritten digits."""

from importlib.util import find_spec
from pathlib import Path
from typing import Literal

import numpy as np

from engine.data.sources.spec import DataSource, Samples
from engine.errors import DataError, Problem
from engine.graph.shape_check import SampleShapes


class Digits(DataSource):
    """1,797 handwritten digits of 8×8 pixels, values 0 to 16, ten classes; comes with scikit-learn.

    Source: E. Alpaydin and C. Kaynak (1998), Optical Recognition of Handwritten Digits, UCI repository.
    """

    name: Literal["digits"] = "digits"

    def shapes(self) -> SampleShapes:
        return SampleShapes((1, 8, 8), classes=10)

    def load(self, data_dir: Path | None) -> Samples:
        # What scikit-learn's own `load_digits` reads; importing it would take most of a second.
        rows = np.loadtxt(_scikit_learn() / "datasets/data/digits.csv.gz", np.uint8, delimiter=",")
        pictures = np.ascontiguousarray(rows[:, :-1]).reshape(-1, 1, 8, 8)
        classes = tuple(str(digit) for digit in range(10))
        return Samples(pictures, rows[:, -1].astype(np.int64), classes)


def _scikit_learn() -> Path:
    """The folder of scikit-learn, found without importing it."""
    spec = find_spec("sklearn")
    if spec is None or not spec.submodule_search_locations:
        raise DataError(Problem("scikit-learn is not installed", mend="Install it: pip install scikit-learn"))
    return Path(spec.submodule_search_locations[0])
