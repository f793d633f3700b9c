"""BCELoss: binary cross-entropy of probabilities."""

from collections.abc import Mapping

import numpy as np

from engine.ops.losses import ElementwiseLoss, LossParams, require_between_0_and_1
from engine.ops.spec import Array, LocalGradient, Port, Sample, normal


class BCELoss(ElementwiseLoss[LossParams]):
    """−t log x − (1 − t) log(1 − x)."""

    name = "BCELoss"
    aliases = ("binary cross-entropy", "log loss", "logistic loss", "bernoulli")
    doc = "How surprised a yes-or-no guess is by the answer. It takes probabilities, as Sigmoid gives them."
    formula = r"L = -\frac{1}{n} \sum_i \left[ t_i \ln x_i + (1 - t_i) \ln(1 - x_i) \right]"
    ports = (
        Port("input", "Probabilities of a yes, from 0 to 1."),
        Port("target", "1 for yes, 0 for no, or a probability."),
    )
    gradients = {
        "input": LocalGradient(
            r"\frac{1}{n}\,\frac{x - t}{x (1 - x)}",
            r"\frac{G}{n}\,\frac{x - t}{x (1 - x)}",
            "Too high is pushed down, too low up, and without bound where the guess was sure and wrong.",
            "one row",
        ),
        "target": LocalGradient(
            r"\frac{1}{n} \ln \frac{1 - x}{x}",
            r"\frac{G}{n} \ln \frac{1 - x}{x}",
            "A target nearer to the guess would cost less; a class number has no gradient.",
            "one row",
        ),
    }
    broadcasts = False
    real_targets = True
    Params = LossParams

    def check_values(self, inputs: Mapping[str, Array]) -> None:
        """Refuse what is no probability."""
        require_between_0_and_1(
            inputs["input"], "a prediction", "input", "Put a Sigmoid before, or take BCEWithLogitsLoss"
        )
        require_between_0_and_1(
            inputs["target"], "a target", "target", "For more than two classes take CrossEntropyLoss"
        )

    def forward(self, x: Array, t: Array) -> Array:
        log_yes, log_no = np.maximum(np.log(x), -100), np.maximum(np.log(1 - x), -100)
        return self.reduce(-t * log_yes - (1 - t) * log_no)

    def backward(self, upstream: Array, x: Array, t: Array) -> tuple[Array | None, ...]:
        G = self.each(upstream, x, t)
        dx = G * (x - t) / np.maximum(x * (1 - x), 1e-12)
        dt = G * (np.log(1 - x) - np.log(x))  # target
        return dx, dt

    @classmethod
    def samples(cls) -> list[Sample]:
        """A guess of 0.8 where 1 is right costs −ln 0.8; class numbers; probabilities; no reduction."""
        x = 1 / (1 + np.exp(-normal(3, 2)))
        return [
            Sample({"input": np.array([0.8]), "target": np.array([1])}, expected=0.223144),
            Sample({"input": x[:, 0], "target": np.array([1, 0, 1])}, {"reduction": "sum"}),
            Sample({"input": x, "target": np.array([[0.9, 0.1], [0.5, 1.0], [0.0, 0.3]])}),
            Sample({"input": x, "target": np.eye(3)[:, :2]}, {"reduction": "none"}),
        ]
