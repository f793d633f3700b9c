"""CrossEntropyLoss: softmax and negative log-likelihood in one."""

import numpy as np
from pydantic import Field

from engine.ops.losses import ClassLoss, LossParams
from engine.ops.spec import Array, LocalGradient, Port, Sample, normal


class CrossEntropyLossParams(LossParams):
    """Parameters of CrossEntropyLoss."""

    label_smoothing: float = Field(
        default=0.0, ge=0, le=1, description="Share of the target spread evenly over all classes."
    )


class CrossEntropyLoss(ClassLoss[CrossEntropyLossParams]):
    """−log softmax(input)[target]."""

    name = "CrossEntropyLoss"
    aliases = ("softmax loss", "log loss", "multinomial logistic loss", "negative log likelihood", "nll")
    doc = "How surprised the net is by the right class: −log of the probability softmax gave it."
    formula = r"L = -\frac{1}{N} \sum_n \log \frac{e^{x_{n,t_n}}}{\sum_j e^{x_{n,j}}}"
    ports = (
        Port("input", "Scores (logits), one a class."),
        Port("target", "The right class's number, or a probability a class."),
    )
    gradients = {
        "input": LocalGradient(
            r"\frac{1}{N}(p - \mathbf{1}_t)",
            r"\frac{G}{N}\,(p - \mathbf{1}_t)",
            "Softmax minus the one-hot target: the right score is pushed up, the others down.",
            "one row, as long as the scores",
        ),
        "target": LocalGradient(
            r"-\frac{1}{N} \log p",
            r"-\frac{G}{N} \log p",
            "A class number cannot be nudged: it has no gradient. A probability has −log p.",
            "none; for probabilities one row, as long as the scores",
        ),
    }
    takes_probabilities = True
    Params = CrossEntropyLossParams

    def forward(self, x: Array, t: Array) -> Array:
        axis = self.class_axis(x.ndim)
        q = self.one_hot(x, t)
        shifted = x - x.max(axis, keepdims=True)
        log_p = shifted - np.log(np.exp(shifted).sum(axis, keepdims=True))
        return self.reduce(-(q * log_p).sum(axis))

    def backward(self, upstream: Array, x: Array, t: Array) -> tuple[Array | None, ...]:
        axis = self.class_axis(x.ndim)
        q = self.one_hot(x, t)
        e = np.exp(x - x.max(axis, keepdims=True))
        p = e / e.sum(axis, keepdims=True)
        G = self.each(upstream, x)
        dx = G * (p * q.sum(axis, keepdims=True) - q)
        dt = -G * (1 - self.params.label_smoothing) * np.log(p) if t.shape == x.shape else None  # target
        return dx, dt

    def one_hot(self, x: Array, t: Array) -> Array:
        """What the probabilities should be: 1 for the right class, or `t` itself, then smoothed."""
        axis = self.class_axis(x.ndim)
        classes = x.shape[axis]
        q = t if t.shape == x.shape else np.moveaxis(np.eye(classes)[t.astype(int)], -1, axis)
        smoothing = self.params.label_smoothing
        return np.asarray((1 - smoothing) * q + smoothing / classes)

    @classmethod
    def samples(cls) -> list[Sample]:
        """CS231n's cat (scores 3.2, 5.1, −1.7, loss 2.04), a batch, smoothing, probabilities as target."""
        cat = np.array([[3.2, 5.1, -1.7]])
        scores = normal(3, 4)
        labels = np.array([2, 0, 3])
        return [
            Sample({"input": cat, "target": np.array([0])}, expected=2.04035),
            Sample({"input": scores, "target": labels}, {"reduction": "sum"}),
            Sample({"input": scores, "target": labels}, {"reduction": "none", "label_smoothing": 0.1}),
            Sample({"input": scores, "target": np.full((3, 4), 0.25)}, {"label_smoothing": 0.1}),
            Sample({"input": scores[0], "target": np.array(1)}, batched=False),
        ]
