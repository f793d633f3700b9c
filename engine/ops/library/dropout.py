"""Dropout: random numbers set to 0 while training."""

from engine.ops.dropping import Dropping
from engine.ops.spec import Sample, normal


class Dropout(Dropping):
    """Each number dropped with probability p."""

    name = "Dropout"
    aliases = ("regularization", "mask", "drop", "noise")
    doc = (
        "While training, sets random numbers to 0 and scales up the rest, so that no unit relies on another. "
        "Afterwards it does nothing."
    )

    @classmethod
    def samples(cls) -> list[Sample]:
        """Rows with zeros among them, pictures, nothing dropped, everything dropped."""
        rows = normal(4, 6)
        return [
            Sample({"input": rows * (rows > 0)}),
            Sample({"input": normal(2, 3, 4, 4)}, {"p": 0.2}),
            Sample({"input": rows}, {"p": 0.0}, expected=rows.tolist()),
            Sample({"input": rows}, {"p": 1.0}, expected=(0 * rows).tolist()),
        ]
