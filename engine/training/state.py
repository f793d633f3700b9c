"""A training's state as tensors: what of optimizer and generators goes into a checkpoint and comes back."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import torch
    from torch import Tensor, nn


def optimizer_tensors(optimizer: "torch.optim.Optimizer", module: "nn.Module") -> "dict[str, Tensor]":
    """The optimizer's memory by parameter and name, such as "conv1.weight.momentum_buffer"."""
    return {
        f"{name}.{key}": value
        for name, parameter in module.named_parameters()
        for key, value in optimizer.state.get(parameter, {}).items()
        if value is not None
    }


def restore_optimizer(
    optimizer: "torch.optim.Optimizer", module: "nn.Module", tensors: "Mapping[str, Tensor]"
) -> None:
    """Give an optimizer the memory that `optimizer_tensors` took."""
    import torch

    parameters = dict(module.named_parameters())
    for name, tensor in tensors.items():
        owner, _, key = name.rpartition(".")
        parameter = parameters[owner]
        # In the parameter's own memory layout, which fused kernels rely on.
        own = torch.empty_like(parameter) if tensor.shape == parameter.shape else torch.empty_like(tensor)
        optimizer.state[parameter][key] = own.to(parameter.device).detach().copy_(tensor)


def copy_weights(module: "nn.Module") -> "dict[str, Tensor]":
    """A copy of all weights and buffers, on their device."""
    return {name: tensor.detach().clone() for name, tensor in module.state_dict().items()}


def global_generators(device: "torch.device") -> "dict[str, Tensor]":
    """State of PyTorch's own generators, which dropout draws from."""
    import torch

    states = {"dropout.cpu": torch.get_rng_state()}
    if device.type == "cuda":
        states["dropout.cuda"] = torch.cuda.get_rng_state(device)
    return states


def restore_global_generators(device: "torch.device", states: "Mapping[str, Tensor]") -> None:
    """Set PyTorch's own generators to what `global_generators` took; those of another device are left out."""
    import torch

    torch.set_rng_state(states["dropout.cpu"])
    if device.type == "cuda" and "dropout.cuda" in states:
        torch.cuda.set_rng_state(states["dropout.cuda"], device)


def differing(names: Iterable[str], one: object, other: object) -> list[str]:
    """Which of these attributes differ."""
    return [name for name in names if getattr(one, name) != getattr(other, name)]
