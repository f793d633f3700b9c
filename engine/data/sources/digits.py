"""digits: scikit-learn's small handwritten digits."""

from pathlib import Path
from typing import ClassVar, Literal

import numpy as np

from engine.data.files.bundled import scikit_learn_folder
from engine.data.sources.spec import DataSource, Samples
from engine.graph.shape_check import SampleShapes


class Digits(DataSource):
    """1,797 handwritten digits of 8×8 pixels, values 0 to 16, ten classes; comes with scikit-learn.

    Source: E. Alpaydin and C. Kaynak (1998), Optical Recognition of Handwritten Digits, UCI repository.
    """

    brightest: ClassVar[int] = 16

    name: Literal["digits"] = "digits"

    def shapes(self) -> SampleShapes:
        return SampleShapes((1, 8, 8), classes=10)

    def load(self, data_dir: Path | None) -> Samples:
        # What scikit-learn's own `load_digits` reads; importing it would take most of a second.
        rows = np.loadtxt(scikit_learn_folder() / "datasets/data/digits.csv.gz", np.uint8, delimiter=",")
        pictures = np.ascontiguousarray(rows[:, :-1]).reshape(-1, 1, 8, 8)
        classes = tuple(str(digit) for digit in range(10))
        return Samples(pictures, rows[:, -1].astype(np.int64), classes)
