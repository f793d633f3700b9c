"""digits: scikit-learn's small handwritten digits."""

from pathlib import Path
from typing import Literal

import numpy as np

from engine.data.sources.spec import DataSource, Samples
from engine.graph.shape_check import SampleShapes


class Digits(DataSource):
    """1,797 handwritten digits of 8×8 pixels, values 0 to 16, ten classes; comes with scikit-learn.

    Source: E. Alpaydin and C. Kaynak (1998), Optical Recognition of Handwritten Digits, UCI repository.
    """

    name: Literal["digits"] = "digits"

    def shapes(self) -> SampleShapes:
        return SampleShapes((1, 8, 8), classes=10)

    def load(self, data_dir: Path | None) -> Samples:
        from sklearn.datasets import load_digits

        digits = load_digits()
        classes = tuple(str(name) for name in digits.target_names)
        return Samples(digits.images[:, None].astype(np.uint8), digits.target.astype(np.int64), classes)
