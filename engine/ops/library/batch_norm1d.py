"""BatchNorm1d: batch normalization of rows of features."""

import numpy as np

from engine.ops.batch_norm import BatchNorm
from engine.ops.spec import Sample, normal


class BatchNorm1d(BatchNorm):
    """Batch normalization after Linear."""

    name = "BatchNorm1d"
    aliases = ("batch normalization", "bn", "batchnorm", "normalize")
    ranks = (2, 3)
    wanted = "rows of features, or of channels × length"

    @classmethod
    def samples(cls) -> list[Sample]:
        """Two numbers by hand (mean 3, deviation 1), a batch, sequences without scale and shift."""
        return [
            Sample({"input": np.array([[2.0], [4.0]])}, {"eps": 1e-12}, expected=[[-1], [1]]),
            Sample({"input": 3 + 2 * normal(4, 3)}),
            Sample({"input": normal(3, 2, 4)}, {"affine": False, "momentum": None}),
        ]
