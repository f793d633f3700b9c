"""KLDivLoss: how far one distribution is from another."""

from typing import Literal

import numpy as np
from pydantic import Field

from engine.ops.losses import ElementwiseLoss, LossParams
from engine.ops.shapes import Shape, Shapes, require_rank
from engine.ops.spec import Array, ErrorCase, LocalGradient, Port, Sample, normal


class KLDivLossParams(LossParams):
    """Parameters of KLDivLoss."""

    reduction: Literal["mean", "batchmean", "sum", "none"] = Field(  # type: ignore[assignment]  # one more choice
        default="mean", description="How the losses become one number; batchmean is the divergence itself."
    )
    log_target: bool = Field(default=False, description="Whether targets come as logarithms, too.")


class KLDivLoss(ElementwiseLoss[KLDivLossParams]):
    """t (log t − x), with x a log probability."""

    name = "KLDivLoss"
    aliases = ("kullback-leibler", "relative entropy", "distillation", "divergence", "kl")
    doc = "How far the guessed distribution is from the right one. It takes what LogSoftmax gives."
    formula = r"L = \frac{1}{n} \sum_i t_i\,(\ln t_i - x_i)"
    ports = (
        Port("input", "Logarithms of probabilities."),
        Port("target", "Probabilities, or their logarithms with log_target."),
    )
    gradients = {
        "input": LocalGradient(
            r"-\frac{t}{n}",
            r"-\frac{G\,t}{n}",
            "Each log probability is pushed up as much as its target asks for.",
            "one row",
        ),
        "target": LocalGradient(
            r"\frac{1}{n} (\ln t + 1 - x)",
            r"\frac{G}{n} (\ln t + 1 - x)",
            "A target nearer to the guess would cost less.",
            "one row",
        ),
    }
    real_targets = True
    Params = KLDivLossParams

    def output_shape(self, shapes: Shapes) -> Shape:
        """One number; a loss for each prediction where `reduction` is none."""
        if self.params.reduction == "batchmean" and not shapes["input"]:
            require_rank(shapes["input"], (1, 2), "batchmean divides by the batch", "Feed a distribution")
        return super().output_shape(shapes)

    def caption(self, shapes: Shapes | None) -> str:
        """How the losses are reduced."""
        return "sum, mean over the batch" if self.params.reduction == "batchmean" else super().caption(shapes)

    def forward(self, x: Array, t: Array) -> Array:
        log_t = t if self.params.log_target else np.log(np.where(t > 0, t, 1))  # 0 · log 0 counts as 0
        losses = (np.exp(t) if self.params.log_target else t) * (log_t - x)
        return losses.sum() / len(x) if self.params.reduction == "batchmean" else self.reduce(losses)

    def backward(self, upstream: Array, x: Array, t: Array) -> tuple[Array | None, ...]:
        G = upstream / len(x) if self.params.reduction == "batchmean" else self.each(upstream, x, t)
        if self.params.log_target:
            dx, dt = -G * np.exp(t), G * np.exp(t) * (t + 1 - x)
        else:
            dx, dt = -G * t, G * (np.log(t) + 1 - x)
        return self.fold(dx, x), self.fold(dt, t)

    @classmethod
    def samples(cls) -> list[Sample]:
        """A fair coin taken for one of 1 to 3, by hand; each reduction; logarithms as targets."""
        x, t = np.log([[0.25, 0.75]]), np.array([[0.5, 0.5]])
        p = np.exp(normal(3, 4, seed=1))
        p /= p.sum(1, keepdims=True)
        return [
            Sample({"input": x, "target": t}, {"reduction": "batchmean"}, expected=np.log(4 / 3) / 2),
            Sample({"input": normal(3, 4), "target": p}),
            Sample({"input": normal(3, 4), "target": p}, {"reduction": "sum"}),
            Sample({"input": normal(3, 4), "target": np.log(p)}, {"reduction": "none", "log_target": True}),
            Sample(
                {"input": normal(3, 4), "target": np.log(p)}, {"reduction": "batchmean", "log_target": True}
            ),
        ]

    @classmethod
    def error_cases(cls) -> list[ErrorCase]:
        """A single number has no batch."""
        return [
            *super().error_cases(),
            ErrorCase({"input": (), "target": ()}, "divides by the batch", {"reduction": "batchmean"}),
        ]
