"""Optimizers by name: torch.optim's, with its names and arguments."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Final, Literal, Self

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
    """A way to turn gradients into steps, bound to its settings.

    Attributes:
        takes_gradients: Whether a step goes by gradients; otherwise by the loss as a function, the closure of
            `torch.optim.Optimizer.step`.
        memories: What it remembers of a parameter only while a setting is on, by that setting.
    """

    takes_gradients: ClassVar[bool] = True
    memories: ClassVar[Mapping[str, str]] = {}

    lr: float = Field(default=0.01, gt=0, description="Learning rate γ: how large a step is.")

    def build(self, parameters: Iterable["nn.Parameter"]) -> "torch.optim.Optimizer":
        """The optimizer of these parameters."""
        raise NotImplementedError

    def hyperparameters(self) -> dict[str, Any]:
        """What `build` hands on besides the parameters; all of it may change while training runs."""
        return self.model_dump(exclude={"name"})

    def retune(self, optimizer: "torch.optim.Optimizer") -> None:
        """Give these settings to an optimizer that was built with others and may have done steps."""
        import torch

        for group in optimizer.param_groups:
            group.update(self.hyperparameters())
            states = [optimizer.state[parameter] for parameter in group["params"]]
            for setting, memory in self.memories.items():
                for parameter, state in zip(group["params"], states, strict=True):
                    if group[setting] and state and memory not in state:
                        state[memory] = torch.zeros_like(parameter, memory_format=torch.preserve_format)


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


class _Adaptive(Optimizer):
    """What Adam and AdamW share."""

    memories: ClassVar[Mapping[str, str]] = {"amsgrad": "max_exp_avg_sq"}

    lr: float = Field(default=0.001, gt=0, description="Learning rate γ: how large a step is.")
    betas: Annotated[tuple[_Share, _Share], BeforeValidator(_list_to_pair)] = Field(
        default=(0.9, 0.999),
        description="How slowly the means follow: that of the gradients, that of their squares.",
        json_schema_extra={"pair": True},
    )
    eps: float = Field(default=1e-8, gt=0, description="Keeps the division from 0.")
    amsgrad: bool = Field(default=False, description="Divide by the largest mean of squares so far.")


class Adam(_Adaptive):
    """Steps of about γ: the mean of the gradients over the root of the mean of their squares.

    Source: torch.optim.Adam.
    """

    name: Literal["Adam"] = "Adam"
    weight_decay: float = _WEIGHT_DECAY

    def build(self, parameters: Iterable["nn.Parameter"]) -> "torch.optim.Optimizer":
        from torch import optim

        parameters = list(parameters)
        return optim.Adam(parameters, **self.hyperparameters(), fused=_can_fuse(parameters))


class AdamW(_Adaptive):
    """Adam whose weight decay stands apart from the gradients: w ← w − γ · weight_decay · w before each step.

    Source: torch.optim.AdamW; Loshchilov and Hutter (2019).
    """

    name: Literal["AdamW"] = "AdamW"
    weight_decay: float = Field(
        default=0.01, ge=0, description="Pulls every parameter towards 0, apart from its gradient."
    )

    def build(self, parameters: Iterable["nn.Parameter"]) -> "torch.optim.Optimizer":
        from torch import optim

        parameters = list(parameters)
        return optim.AdamW(parameters, **self.hyperparameters(), fused=_can_fuse(parameters))


class Adagrad(Optimizer):
    """Each parameter has a rate of its own: γ over the root of the sum of all its squared gradients so far.

    Source: torch.optim.Adagrad.
    """

    name: Literal["Adagrad"] = "Adagrad"
    lr_decay: float = Field(
        default=0.0, ge=0, description="The learning rate falls as 1/(1 + lr_decay · iterations)."
    )
    weight_decay: float = _WEIGHT_DECAY
    initial_accumulator_value: float = Field(default=0.0, ge=0, description="What the sums begin with.")
    eps: float = Field(default=1e-10, gt=0, description="Keeps the division from 0.")

    def build(self, parameters: Iterable["nn.Parameter"]) -> "torch.optim.Optimizer":
        from torch import optim

        return optim.Adagrad(parameters, **self.hyperparameters())


class Adadelta(Optimizer):
    """Steps as long as the last ones were, over the root of the mean of the squared gradients.

    Source: torch.optim.Adadelta; Zeiler (2012).
    """

    name: Literal["Adadelta"] = "Adadelta"
    lr: float = Field(default=1.0, gt=0, description="Learning rate γ: what each step is multiplied by.")
    rho: float = Field(default=0.9, ge=0, le=1, description="How slowly both means follow.")
    eps: float = Field(default=1e-6, gt=0, description="Gets the first steps going.")
    weight_decay: float = _WEIGHT_DECAY

    def build(self, parameters: Iterable["nn.Parameter"]) -> "torch.optim.Optimizer":
        from torch import optim

        return optim.Adadelta(parameters, **self.hyperparameters())


class RMSprop(Optimizer):
    """Each gradient over the root of the mean of the latest squared gradients.

    Source: torch.optim.RMSprop; Tieleman and Hinton (2012).
    """

    memories: ClassVar[Mapping[str, str]] = {"momentum": "momentum_buffer", "centered": "grad_avg"}

    name: Literal["RMSprop"] = "RMSprop"
    alpha: float = Field(default=0.99, ge=0, lt=1, description="How slowly the mean of squares follows.")
    eps: float = Field(default=1e-8, gt=0, description="Keeps the division from 0.")
    weight_decay: float = _WEIGHT_DECAY
    momentum: float = Field(default=0.0, ge=0, lt=1, description="Share of the last step that is kept.")
    centered: bool = Field(
        default=False, description="Divide by the deviation of the gradients: their mean is taken off."
    )

    def build(self, parameters: Iterable["nn.Parameter"]) -> "torch.optim.Optimizer":
        from torch import optim

        return optim.RMSprop(parameters, **self.hyperparameters())


class RandomSearch(Optimizer):
    """Nudges all weights at random and keeps the nudge if the loss of the mini-batch falls: no gradients.

    A bad idea, to see how much gradients are worth. L1 and L2 penalties, which act on gradients, do nothing.
    Source: Stanford CS231n, Optimization, "A first very bad idea: random search".
    """

    takes_gradients = False

    name: Literal["RandomSearch"] = "RandomSearch"
    lr: float = Field(default=1.0, gt=0, description="What scale is multiplied by; it follows the schedule.")
    scale: float = Field(default=0.01, gt=0, description="Standard deviation of the nudges.")

    def build(self, parameters: Iterable["nn.Parameter"]) -> "torch.optim.Optimizer":
        from engine.training.random_search import RandomNudges

        return RandomNudges(parameters, **self.hyperparameters())


OPTIMIZERS: Final = Choice(Optimizer, "engine.training.optimizers", "optimizer", default="SGD")


def _can_fuse(parameters: Iterable["nn.Parameter"]) -> bool:
    """Whether PyTorch has one kernel for the whole step there; the numbers differ in the last bit at most."""
    return all(parameter.device.type in ("cpu", "cuda") for parameter in parameters)
