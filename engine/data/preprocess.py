"""Preprocessing: what is done to every sample, with statistics of the training part alone."""

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Final, Literal

from pydantic import Field

from engine.data.settings import Choice, Named
from engine.errors import DataError, Problem

if TYPE_CHECKING:
    import torch

Statistics = dict[str, "torch.Tensor"]
Chunks = Callable[[], Iterable["torch.Tensor"]]
_MOST_WHITENED: Final = 8192
_ROWS: Final = 2048


class Preprocessing(Named):
    """One step of preprocessing, bound to its settings."""

    def fit(self, chunks: Chunks) -> Statistics:
        """Gather what `apply` needs.

        Args:
            chunks: Gives the training samples, float32, some at a time, as often as it is called.
        """
        raise NotImplementedError

    def apply(self, batch: "torch.Tensor", statistics: Statistics) -> "torch.Tensor":
        """Preprocess a batch in place.

        Shape:
            (batch, …) float32, kept.
        """
        raise NotImplementedError


class MeanSubtract(Preprocessing):
    """Subtract the mean of the training samples, so that the numbers lie around 0."""

    name: Literal["MeanSubtract"] = "MeanSubtract"
    per: Literal["image", "channel"] = Field(
        default="image", description="One mean a pixel (the mean image), or one a channel."
    )

    def fit(self, chunks: Chunks) -> Statistics:
        return {"mean": _mean(chunks, per_channel=self.per == "channel").float()}

    def apply(self, batch: "torch.Tensor", statistics: Statistics) -> "torch.Tensor":
        return batch.sub_(statistics["mean"])


class Standardize(Preprocessing):
    """Subtract the mean and divide by the standard deviation of the training samples.

    What never changes in the training samples is only shifted, never divided by 0.
    """

    name: Literal["Standardize"] = "Standardize"
    per: Literal["feature", "channel"] = Field(
        default="feature", description="One mean and deviation a feature (a pixel), or one a channel."
    )

    def fit(self, chunks: Chunks) -> Statistics:
        per_channel = self.per == "channel"
        mean = _mean(chunks, per_channel)
        variance = _mean(chunks, per_channel, lambda chunk: (chunk - mean).square())
        deviation = variance.sqrt()
        deviation[deviation < 1e-8 * (1 + mean.abs())] = 1
        return {"mean": mean.float(), "scale": (1 / deviation).float()}

    def apply(self, batch: "torch.Tensor", statistics: Statistics) -> "torch.Tensor":
        return batch.sub_(statistics["mean"]).mul_(statistics["scale"])


class Scale(Preprocessing):
    """Bring all numbers to 0…1: the smallest of the training samples becomes 0, the largest 1."""

    name: Literal["Scale"] = "Scale"

    def fit(self, chunks: Chunks) -> Statistics:
        import torch

        low = torch.stack([chunk.amin() for chunk in chunks()]).amin()
        high = torch.stack([chunk.amax() for chunk in chunks()]).amax()
        span = high - low
        return {"low": low, "scale": torch.where(span > 0, 1 / span, torch.ones_like(span))}

    def apply(self, batch: "torch.Tensor", statistics: Statistics) -> "torch.Tensor":
        return batch.sub_(statistics["low"]).mul_(statistics["scale"])


class Whiten(Preprocessing):
    """Make all numbers of a sample uncorrelated, with variance 1, and change it as little as can be (ZCA).

    x ← U diag(1/√(λ + ε)) Uᵀ (x − mean), with the covariance U diag(λ) Uᵀ of the training samples.
    Source: Krizhevsky (2009), Learning Multiple Layers of Features from Tiny Images, appendix A.
    """

    name: Literal["Whiten"] = "Whiten"
    epsilon: float = Field(
        default=0.01,
        gt=0,
        description="Keeps what hardly varies from being blown up; in mean variances of a feature.",
    )

    def fit(self, chunks: Chunks) -> Statistics:
        import torch

        mean = _mean(chunks, per_channel=False)
        if mean.numel() > _MOST_WHITENED:
            raise DataError(
                Problem(
                    "samples are too large to be whitened",
                    expected=f"at most {_MOST_WHITENED:,} numbers a sample",
                    found=f"{mean.numel():,}",
                    mend="Take Standardize, or smaller pictures",
                    param="preprocess",
                )
            )
        products, count = torch.zeros(mean.numel(), mean.numel(), dtype=torch.float64), 0
        for rows in _gathered(chunks(), _ROWS):
            centred = (rows.double() - mean).reshape(len(rows), -1)
            products.addmm_(centred.T, centred)
            count += len(rows)
        variances, directions = torch.linalg.eigh(products / count)
        variances.clamp_(min=0)
        floor = self.epsilon * variances.mean() if variances.any() else 1.0
        whitening = (directions / (variances + floor).sqrt()) @ directions.T
        return {"mean": mean.float(), "whitening": whitening.float()}

    def apply(self, batch: "torch.Tensor", statistics: Statistics) -> "torch.Tensor":
        centred = batch.sub_(statistics["mean"]).reshape(len(batch), -1)
        return batch.copy_((centred @ statistics["whitening"]).view(batch.shape))


PREPROCESSING: Final = Choice(Preprocessing, "engine.data.preprocess", "preprocessing")


def _gathered(chunks: Iterable["torch.Tensor"], rows: int) -> Iterator["torch.Tensor"]:
    """The same samples, at least so many at a time but for the last."""
    import torch

    kept: list[torch.Tensor] = []
    for chunk in chunks:
        kept.append(chunk)
        if sum(map(len, kept)) >= rows:
            yield torch.cat(kept)
            kept.clear()
    if kept:
        yield torch.cat(kept)


def _mean(
    chunks: Chunks, per_channel: bool, value: Callable[["torch.Tensor"], "torch.Tensor"] = lambda chunk: chunk
) -> "torch.Tensor":
    """Mean of `value` over all samples, summed in float64; over the pixels too if `per_channel`."""
    sums, count = [], 0
    for chunk in chunks():
        dims = (0, *range(2, chunk.ndim)) if per_channel else (0,)
        sums.append(value(chunk.double()).sum(dims, keepdim=True)[0])
        count += chunk.numel() // sums[-1].numel()
    return sum(sums[1:], start=sums[0]) / count
