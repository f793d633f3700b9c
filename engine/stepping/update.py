"""One optimizer step of one parameter with its innards: every quantity named, in the order of computing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np

from engine.errors import BackstepError, Problem
from engine.ops.spec import Array

State = Mapping[str, Any]


@dataclass(frozen=True)
class Quantity:
    """One quantity of an update.

    Attributes:
        name: What it is, in a few words: "velocity".
        symbol: Its symbol in LaTeX.
        formula: What it is computed by, in LaTeX; empty for what was given.
        value: Its value: a number, or an array in the parameter's shape.
    """

    name: str
    symbol: str
    formula: str
    value: Array


@dataclass(frozen=True)
class Update:
    """A step.

    Attributes:
        quantities: From W and g to the new W.
        value: The new value of the parameter.
        state: What the optimizer remembers for the next step, by torch.optim's names.
    """

    quantities: tuple[Quantity, ...]
    value: Array
    state: State

    def quantity(self, name: str) -> Array:
        """The value of the quantity of that name.

        Raises:
            KeyError: This optimizer, with these settings, has none of that name.
        """
        found = {quantity.name: quantity.value for quantity in self.quantities}
        return found[name]


def update_step(
    optimizer: str,
    settings: Mapping[str, Any],
    value: Array,
    gradient: Array,
    state: State | None = None,
    regularization: Mapping[str, Any] | None = None,
) -> Update:
    """The step that an optimizer of torch.optim makes.

    Args:
        optimizer: Its name: SGD, Adagrad, RMSprop, Adam, AdamW or Adadelta.
        settings: Its hyperparameters by torch.optim's names; what is left out has torch's default.
        value: The parameter W.
        gradient: ∂L/∂W, in its shape.
        state: What it remembers of the steps before, as the last `Update` or torch's own state has it; None
            before the first.
        regularization: Penalties `l1` and `l2` and the limit `max_norm`, where this parameter has any.

    Raises:
        BackstepError: The optimizer has no such step.
    """
    if optimizer not in _RULES:
        raise BackstepError(
            Problem(
                f"the steps of {optimizer} cannot be taken apart",
                expected=f"one of: {', '.join(_RULES)}",
                found=optimizer,
                mend="Choose one of these optimizers",
            )
        )
    defaults, rule = _RULES[optimizer]
    numbers = {"weight_decay": 0.0, **defaults, **settings}
    sheet = _Sheet(np.asarray(value), numbers, dict(state or {}))
    g = sheet.write("gradient", "g", "", np.asarray(gradient))
    g = _penalize(sheet, g, regularization or {})
    if optimizer != "AdamW" and numbers["weight_decay"]:
        decay = numbers["weight_decay"] * sheet.value
        sheet.write("weight decay's part", r"g_\lambda", r"\lambda W", decay)
        g = sheet.write("gradient with weight decay", "g", r"g + \lambda W", g + decay)
    step = sheet.write("step", r"\Delta W", *rule(sheet, g))
    new = sheet.write("new value", r"W_{\text{new}}", r"W + \Delta W", sheet.value + step)
    limit = (regularization or {}).get("max_norm")
    if limit is not None:
        formula = (
            rf"W_{{\text{{new}}}} \cdot \min\left(1, \frac{{{limit:g}}}{{\|W_{{\text{{new}}}}\|}}\right)"
        )
        new = sheet.write("new value, its norm limited", r"W_{\text{new}}", formula, _limited(new, limit))
    return Update(tuple(sheet.quantities), new, sheet.state)


@dataclass
class _Sheet:
    """What has been computed so far."""

    value: Array
    settings: Mapping[str, Any]
    state: dict[str, Any]
    quantities: list[Quantity] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.state = {name: np.asarray(memory) for name, memory in self.state.items() if memory is not None}
        self.write("value", "W", "", self.value)

    def write(self, name: str, symbol: str, formula: str, value: Array) -> Array:
        """Note a quantity down."""
        self.quantities.append(Quantity(name, symbol, formula, np.asarray(value)))
        return value

    def remembered(self, name: str, start: float = 0.0) -> Array:
        """An array the optimizer remembers; before the first step `start` everywhere."""
        known = self.state.get(name)
        return np.full_like(self.value, start) if known is None else known

    def remember(self, memory: str, name: str, symbol: str, formula: str, value: Array) -> Array:
        """Note down a quantity that the next step needs again."""
        self.state[memory] = self.write(name, symbol, formula, value)
        return value

    def count(self, *, matters: bool = True) -> int:
        """The number of this step, from 1; noted down where the step depends on it."""
        steps = int(self.state.get("step", 0)) + 1
        self.state["step"] = np.asarray(steps)
        if matters:
            self.write("step number", "t", "t + 1", np.asarray(steps))
        return steps


def _penalize(sheet: _Sheet, g: Array, penalties: Mapping[str, Any]) -> Array:
    """The penalties l1 · Σ|w| + l2 · Σw² of the loss, which reach the gradient before the optimizer does."""
    l1, l2 = penalties.get("l1", 0.0), penalties.get("l2", 0.0)
    if not (l1 or l2):
        return g
    part = l1 * np.sign(sheet.value) + 2 * l2 * sheet.value
    formula = r"\lambda_1\,\mathrm{sign}(W) + 2\,\lambda_2\,W"
    sheet.write("regularization's part", "g_R", formula, part)
    return sheet.write("gradient with regularization", "g", "g + g_R", g + part)


def _limited(value: Array, limit: float) -> Array:
    """The weights into each neuron (a row, a filter) scaled back to at most that norm, as in torch.renorm."""
    norms = np.sqrt((value.reshape(len(value), -1) ** 2).sum(1))
    scale = np.where(norms > limit, limit / (norms + 1e-7), 1).astype(value.dtype)
    return np.asarray(value * scale.reshape(-1, *[1] * (value.ndim - 1)))


# One rule an optimizer: from the gradient to the step's formula and the step ---------------------------

_Rule = Callable[[_Sheet, Array], tuple[str, Array]]


def _sgd(sheet: _Sheet, g: Array) -> tuple[str, Array]:
    """Source: torch.optim.SGD, whose velocity begins as the first gradient."""
    lr, momentum, dampening = (sheet.settings[name] for name in ("lr", "momentum", "dampening"))
    if not momentum:
        return r"-\gamma\,g", -lr * g
    last = sheet.state.get("momentum_buffer")
    damped = "" if not dampening else r"(1 - \tau)\,"
    formula = "g" if last is None else rf"\mu\,v + {damped}g"
    new = g if last is None else momentum * last + (1 - dampening) * g
    v = sheet.remember("momentum_buffer", "velocity", "v", formula, new)
    if not sheet.settings["nesterov"]:
        return r"-\gamma\,v", -lr * v
    ahead = sheet.write("gradient looking ahead", r"\tilde g", r"g + \mu\,v", g + momentum * v)
    return r"-\gamma\,\tilde g", -lr * ahead


def _adam(sheet: _Sheet, g: Array) -> tuple[str, Array]:
    """Source: torch.optim.Adam; Kingma and Ba (2015)."""
    rate, mean = _adam_parts(sheet, g)
    return r"-\gamma_{\text{eff}} \odot \hat m", -rate * mean


def _adamw(sheet: _Sheet, g: Array) -> tuple[str, Array]:
    """Source: torch.optim.AdamW; Loshchilov and Hutter (2019)."""
    rate, mean = _adam_parts(sheet, g)
    decay = sheet.settings["lr"] * sheet.settings["weight_decay"] * sheet.value
    sheet.write("weight decay's part", r"\Delta W_\lambda", r"-\gamma\,\lambda\,W", -decay)
    return r"\Delta W_\lambda - \gamma_{\text{eff}} \odot \hat m", -decay - rate * mean


def _adam_parts(sheet: _Sheet, g: Array) -> tuple[Array, Array]:
    """Effective rate and corrected mean."""
    lr, (b1, b2), eps = (sheet.settings[name] for name in ("lr", "betas", "eps"))
    t = sheet.count()
    m = b1 * sheet.remembered("exp_avg") + (1 - b1) * g
    m = sheet.remember("exp_avg", "mean of gradients", "m", r"\beta_1\,m + (1 - \beta_1)\,g", m)
    v = b2 * sheet.remembered("exp_avg_sq") + (1 - b2) * g * g
    v = sheet.remember("exp_avg_sq", "mean of squares", "v", r"\beta_2\,v + (1 - \beta_2)\,g^2", v)
    if sheet.settings["amsgrad"]:
        v = np.maximum(sheet.remembered("max_exp_avg_sq"), v)
        formula = r"\max(v_{\max},\ v)"
        v = sheet.remember("max_exp_avg_sq", "largest mean of squares", r"v_{\max}", formula, v)
    m_hat = sheet.write("mean, corrected", r"\hat m", r"\frac{m}{1 - \beta_1^t}", m / (1 - b1**t))
    of = r"v_{\max}" if sheet.settings["amsgrad"] else "v"
    v_hat = sheet.write(
        "mean of squares, corrected", r"\hat v", rf"\frac{{{of}}}{{1 - \beta_2^t}}", v / (1 - b2**t)
    )
    rate = lr / (np.sqrt(v_hat) + eps)
    formula = r"\frac{\gamma}{\sqrt{\hat v} + \varepsilon}"
    return sheet.write("effective rate", r"\gamma_{\text{eff}}", formula, rate), m_hat


def _adagrad(sheet: _Sheet, g: Array) -> tuple[str, Array]:
    """Source: torch.optim.Adagrad; Duchi, Hazan and Singer (2011)."""
    lr, decay, eps, start = (
        sheet.settings[name] for name in ("lr", "lr_decay", "eps", "initial_accumulator_value")
    )
    t = sheet.count()
    total = sheet.remembered("sum", start) + g * g
    total = sheet.remember("sum", "sum of squares", "s", "s + g^2", total)
    decayed = lr / (1 + (t - 1) * decay)
    top = r"\gamma" if not decay else r"\gamma / (1 + (t - 1)\,\eta)"
    formula = rf"\frac{{{top}}}{{\sqrt{{s}} + \varepsilon}}"
    rate = sheet.write("effective rate", r"\gamma_{\text{eff}}", formula, decayed / (np.sqrt(total) + eps))
    return r"-\gamma_{\text{eff}} \odot g", -rate * g


def _rmsprop(sheet: _Sheet, g: Array) -> tuple[str, Array]:
    """Source: torch.optim.RMSprop; Tieleman and Hinton (2012)."""
    lr, alpha, eps, momentum = (sheet.settings[name] for name in ("lr", "alpha", "eps", "momentum"))
    sheet.count(matters=False)
    v = alpha * sheet.remembered("square_avg") + (1 - alpha) * g * g
    v = sheet.remember("square_avg", "mean of squares", "v", r"\alpha\,v + (1 - \alpha)\,g^2", v)
    spread, under = v, "v"
    if sheet.settings["centered"]:
        mean = alpha * sheet.remembered("grad_avg") + (1 - alpha) * g
        mean = sheet.remember("grad_avg", "mean of gradients", "m", r"\alpha\,m + (1 - \alpha)\,g", mean)
        spread, under = sheet.write("variance", r"\sigma^2", "v - m^2", v - mean * mean), r"\sigma^2"
    root = np.sqrt(spread) + eps
    formula = rf"\frac{{\gamma}}{{\sqrt{{{under}}} + \varepsilon}}"
    rate = sheet.write("effective rate", r"\gamma_{\text{eff}}", formula, lr / root)
    if not momentum:
        return r"-\gamma_{\text{eff}} \odot g", -rate * g
    new = momentum * sheet.remembered("momentum_buffer") + g / root
    formula = rf"\mu\,b + \frac{{g}}{{\sqrt{{{under}}} + \varepsilon}}"
    velocity = sheet.remember("momentum_buffer", "velocity", "b", formula, new)
    return r"-\gamma\,b", -lr * velocity


def _adadelta(sheet: _Sheet, g: Array) -> tuple[str, Array]:
    """Source: torch.optim.Adadelta; Zeiler (2012)."""
    lr, rho, eps = (sheet.settings[name] for name in ("lr", "rho", "eps"))
    sheet.count(matters=False)
    v = rho * sheet.remembered("square_avg") + (1 - rho) * g * g
    v = sheet.remember("square_avg", "mean of squares", "v", r"\rho\,v + (1 - \rho)\,g^2", v)
    u = sheet.remembered("acc_delta")
    sheet.write("mean of squared steps", "u", "", u)
    formula = r"\gamma\,\sqrt{\frac{u + \varepsilon}{v + \varepsilon}}"
    ratio = np.sqrt(u + eps) / np.sqrt(v + eps)
    sheet.write("effective rate", r"\gamma_{\text{eff}}", formula, lr * ratio)
    step = ratio * g
    formula = r"\rho\,u + (1 - \rho)\,\delta^2, \quad \delta = \frac{\gamma_{\text{eff}}}{\gamma} \odot g"
    new = rho * u + (1 - rho) * step * step
    sheet.remember("acc_delta", "next mean of squared steps", r"u_{\text{new}}", formula, new)
    return r"-\gamma_{\text{eff}} \odot g", -lr * step


_ADAM: Final = {"lr": 1e-3, "betas": (0.9, 0.999), "eps": 1e-8, "amsgrad": False}
_RULES: Final[dict[str, tuple[dict[str, Any], _Rule]]] = {
    "SGD": ({"lr": 1e-3, "momentum": 0.0, "dampening": 0.0, "nesterov": False}, _sgd),
    "Adagrad": ({"lr": 0.01, "lr_decay": 0.0, "initial_accumulator_value": 0.0, "eps": 1e-10}, _adagrad),
    "RMSprop": ({"lr": 0.01, "alpha": 0.99, "eps": 1e-8, "momentum": 0.0, "centered": False}, _rmsprop),
    "Adam": (_ADAM, _adam),
    "AdamW": ({**_ADAM, "weight_decay": 0.01}, _adamw),
    "Adadelta": ({"lr": 1.0, "rho": 0.9, "eps": 1e-6}, _adadelta),
}
"""Per optimizer torch's defaults, and its rule."""
