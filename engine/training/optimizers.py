"""Optimizers by name: torch.optim's, with its names and arguments."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from engine.data.settings import Choice, Named

if TYPE_CHECKING:
    import torch
    from torch import nn

_WEIGHT_DECAY: Final[Any] = Field(
    default=0.0,
    ge=0,
    description="Pulls every parameter towards 0: weight_decay · w is added to its gradient.",
)
_Share = Annotated[float, Field(ge=0, lt=1)]


def _list_to_pair(value: object) -> object:
    """JSON has no tuples: take a list of two as a pair."""
    return tuple(value) if isinstance(value, list) else value


class Optimizer(Named):
    """A way to turn gradients into steps, bound to its settings."""

    lr: float = Field(default=0.01, gt=0, description="Learning rate γ: how large a step is.")

    def build(self, parameters: Iterable["nn.Parameter"]) -> "torch.optim.Optimizer":
        """The optimizer of these parameters."""
        raise NotImplementedError

    def hyperparameters(self) -> dict[str, Any]:
        """What `build` hands on besides the parameters; all of it may change while training runs."""
        return self.model_dump(exclude={"name"})


class SGD(Optimizer):
    """Stochastic gradient descent: w ← w − γ v, with v = gradient, or with momentum v ← μ v + gradient.

    Source: torch.optim.SGD.
    """

    name: Literal["SGD"] = "SGD"
    momentum: float = Field(default=0.0, ge=0, lt=1, description="Share μ of the last step that is kept.")
    nesterov: bool = Field(default=False, description="Look ahead: take the gradient where momentum leads.")
    weight_decay: float = _WEIGHT_DECAY
    dampening: float = Field(
        default=0.0, ge=0, le=1, description="Share of the gradient that momentum leaves out."
    )

    @model_validator(mode="after")
    def _nesterov_has_momentum(self) -> Self:
        if self.nesterov and (self.momentum == 0 or self.dampening != 0):
            raise ValueError("momentum above 0 and dampening 0, as nesterov needs them")
        return self

    def build(self, parameters: Iterable["nn.Parameter"]) -> "torch.optim.Optimizer":
        from torch import optim

        parameters = list(parameters)
        return optim.SGD(parameters, **self.hyperparameters(), fused=_can_fuse(parameters))


class Adam(Optimizer):
    """Steps of about γ: the mean of the gradients over the root of the mean of their squares.

    Source: torch.optim.Adam.
    """

    name: Literal["Adam"] = "Adam"
    lr: float = Field(default=0.001, gt=0, description="Learning rate γ: how large a step is.")
    betas: Annotated[tuple[_Share, _Share], BeforeValidator(_list_to_pair)] = Field(
        default=(0.9, 0.999),
        description="How slowly the means follow: that of the gradients, that of their squares.",
        json_schema_extra={"pair": True},
    )
    eps: float = Field(default=1e-8, gt=0, description="Keeps the division from 0.")
    weight_decay: float = _WEIGHT_DECAY
    amsgrad: bool = Field(default=False, description="Divide by the largest mean of squares so far.")

    def build(self, parameters: Iterable["nn.Parameter"]) -> "torch.optim.Optimizer":
        from torch import optim

        parameters = list(parameters)
        return optim.Adam(parameters, **self.hyperparameters(), fused=_can_fuse(parameters))


OPTIMIZERS: Final = Choice(Optimizer, "engine.training.optimizers", "optimizer", default="SGD")


def _can_fuse(parameters: Iterable["nn.Parameter"]) -> bool:
    """Whether PyTorch has one kernel for the whole step there; the numbers differ in the last bit at most."""
    return all(parameter.device.type in ("cpu", "cuda") for parameter in parameters)
