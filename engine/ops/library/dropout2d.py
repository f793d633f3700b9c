"""Dropout2d: random channels set to 0 while training."""

from engine.ops.dropping import Dropping
from engine.ops.shapes import N, Shape, Shapes, require_rank
from engine.ops.spec import ErrorCase, Sample, normal


class Dropout2d(Dropping):
    """Each channel of a picture dropped with probability p."""

    name = "Dropout2d"
    aliases = ("spatial dropout", "channel dropout", "regularization", "mask", "drop")
    doc = (
        "While training, sets random channels to 0 and scales up the rest: neighbouring pixels are so much "
        "alike that dropping some would change little. Afterwards it does nothing."
    )

    def output_shape(self, shapes: Shapes) -> Shape:
        """As the input."""
        require_rank(
            shapes["input"], (4,), "Dropout2d drops channels of pictures", "For rows of features take Dropout"
        )
        return shapes["input"]

    @classmethod
    def samples(cls) -> list[Sample]:
        """Pictures, and few channels dropped."""
        return [
            Sample({"input": normal(3, 4, 2, 2)}),
            Sample({"input": normal(3, 4, 2, 2)}, {"p": 0.1}),
        ]

    @classmethod
    def error_cases(cls) -> list[ErrorCase]:
        """Rows of features, and what is no probability."""
        return [*super().error_cases(), ErrorCase({"input": (N, 10)}, "take Dropout")]
