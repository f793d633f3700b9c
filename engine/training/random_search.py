"""Random search as a PyTorch optimizer. It imports torch, so it is itself imported where it is built."""

from collections.abc import Callable, Iterable

import torch
from torch import nn
from typing_extensions import override


class RandomNudges(torch.optim.Optimizer):
    """Adds normal noise to all parameters, and takes it back unless the loss falls.

    Noise comes from PyTorch's own generator, so who keeps that generator's state keeps all there is.

    Args:
        parameters: What it nudges.
        scale: Standard deviation of the noise.
        lr: What scale is multiplied by.
    """

    def __init__(self, parameters: Iterable[nn.Parameter], scale: float, lr: float = 1.0) -> None:
        super().__init__(parameters, {"scale": scale, "lr": lr})

    @override
    def step(self, closure: Callable[[], float] | None = None) -> float:  # type: ignore[override]  # torch's may go without
        """One nudge.

        Args:
            closure: Computes the loss with the parameters as they are.

        Returns:
            The loss before.
        """
        if closure is None:
            raise ValueError("a nudge can only be judged with a closure that computes the loss")
        with torch.no_grad():
            before = closure()
            nudged = []
            for group in self.param_groups:
                for parameter in group["params"]:
                    nudged.append((parameter, parameter.clone()))
                    parameter.add_(torch.randn_like(parameter), alpha=group["lr"] * group["scale"])
            if not closure() < before:
                for parameter, old in nudged:
                    parameter.copy_(old)
        return before
