"""BCEWithLogitsLoss: sigmoid and binary cross-entropy in one."""

from collections.abc import Mapping

import numpy as np

from engine.ops.losses import ElementwiseLoss, LossParams, require_between_0_and_1
from engine.ops.spec import Array, LocalGradient, Port, Sample, normal


class BCEWithLogitsLoss(ElementwiseLoss[LossParams]):
    """Binary cross-entropy of σ(x), without its rounding errors."""

    name = "BCEWithLogitsLoss"
    aliases = ("binary cross-entropy", "logistic loss", "sigmoid loss", "bce", "logistic regression")
    doc = "Sigmoid and binary cross-entropy in one: how surprised a yes-or-no score is by the answer."
    formula = r"L = \frac{1}{n} \sum_i \left[ \ln(1 + e^{x_i}) - t_i\,x_i \right]"
    ports = (
        Port("input", "Scores (logits) of a yes."),
        Port("target", "1 for yes, 0 for no, or a probability."),
    )
    gradients = {
        "input": LocalGradient(
            r"\frac{1}{n} (\sigma(x) - t)",
            r"\frac{G}{n} (\sigma(x) - t)",
            "The guessed probability minus the right one: however sure and wrong, the push is at most 1.",
            "one row",
        ),
        "target": LocalGradient(
            r"-\frac{x}{n}",
            r"-\frac{G\,x}{n}",
            "A target nearer to the guess would cost less; a class number has no gradient.",
            "one row",
        ),
    }
    broadcasts = False
    real_targets = True
    Params = LossParams

    def check_values(self, inputs: Mapping[str, Array]) -> None:
        """Refuse targets that are no probability."""
        require_between_0_and_1(
            inputs["target"], "a target", "target", "For more than two classes take CrossEntropyLoss"
        )

    def forward(self, x: Array, t: Array) -> Array:
        return self.reduce(np.maximum(x, 0) - t * x + np.log1p(np.exp(-np.abs(x))))

    def backward(self, upstream: Array, x: Array, t: Array) -> tuple[Array | None, ...]:
        G = self.each(upstream, x, t)
        dx = G * (1 / (1 + np.exp(-x)) - t)
        dt = -G * x  # target
        return dx, dt

    @classmethod
    def samples(cls) -> list[Sample]:
        """The score 0 says one half, which costs ln 2; class numbers; probabilities; no reduction."""
        return [
            Sample({"input": np.array([0.0]), "target": np.array([1])}, expected=0.693147),
            Sample({"input": 9 * normal(3), "target": np.array([1, 0, 1])}, {"reduction": "sum"}),
            Sample({"input": normal(2, 2), "target": np.array([[0.9, 0.1], [0.5, 1.0]])}),
            Sample({"input": normal(3, 2), "target": np.eye(3)[:, :2]}, {"reduction": "none"}),
        ]
