"""Regularization: what keeps weights small, applied to weights and never to biases."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from pydantic import Field

from engine.data.settings import Settings

if TYPE_CHECKING:
    from torch import nn


class Regularization(Settings):
    """Penalties l1·Σ|w| + l2·Σw² that are added to the loss, and a limit to each neuron's weights.

    The losses that are shown leave the penalties out, so that training and validation can be compared.
    Source: Stanford CS231n, Neural Networks Part 2.
    """

    l1: float = Field(default=0.0, ge=0, description="Adds l1 · Σ|w| to the loss: many weights become 0.")
    l2: float = Field(
        default=0.0, ge=0, description="Adds l2 · Σw² to the loss: weights stay small and spread."
    )
    max_norm: float | None = Field(
        default=None,
        gt=0,
        description="After each step, the weights into one neuron are scaled back to at most this norm.",
    )

    def add_gradients(self, weights: Iterable["nn.Parameter"]) -> None:
        """Add the penalties' gradients, l1·sign(w) + 2·l2·w, to those of the loss."""
        if self.l1 == 0 and self.l2 == 0:
            return
        for weight in weights:
            if weight.grad is not None:
                weight.grad.add_(weight.detach().sign(), alpha=self.l1).add_(
                    weight.detach(), alpha=2 * self.l2
                )

    def limit_norms(self, weights: Iterable["nn.Parameter"]) -> None:
        """Scale the weights into each neuron (a row, a filter) back to `max_norm`."""
        if self.max_norm is None:
            return
        for weight in weights:
            values = weight.detach()
            values.copy_(values.renorm(p=2, dim=0, maxnorm=self.max_norm))
