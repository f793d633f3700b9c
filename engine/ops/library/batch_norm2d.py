"""BatchNorm2d: batch normalization of pictures."""

from engine.ops.batch_norm import BatchNorm
from engine.ops.spec import Sample, normal


class BatchNorm2d(BatchNorm):
    """Batch normalization after Conv2d."""

    name = "BatchNorm2d"
    aliases = ("batch normalization", "bn", "batchnorm", "spatial batch norm", "normalize")
    ranks = (4,)
    wanted = "batches of pictures"

    @classmethod
    def samples(cls) -> list[Sample]:
        """Pictures, larger eps, a single picture whose pixels vary, started otherwise and frozen."""
        start = {"init": {"name": "constant", "value": 0.5}, "bias_init": {"name": "normal", "std": 0.1}}
        return [
            Sample({"input": 3 + 2 * normal(4, 3, 2, 2)}),
            Sample({"input": normal(2, 3, 4, 4)}, {"eps": 0.1, "track_running_stats": False}),
            Sample({"input": normal(1, 2, 3, 3)}, {**start, "trainable": False}),
        ]
