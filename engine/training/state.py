"""What a training remembers from one iteration to the next, and how it gets into a checkpoint and back."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from engine.data.batches import Batches
from engine.training.checkpoint import Checkpoint, restore_weights
from engine.training.config import TrainingConfig
from engine.training.devices import derived_seed
from engine.training.progress import Progress

if TYPE_CHECKING:
    import torch
    from torch import Tensor, nn


@dataclass
class State:
    """All that changes while training runs.

    Attributes:
        module: The net.
        optimizer: Its optimizer.
        batches: The order of the samples.
        augmenting: Where augmentation takes its chance from, on the net's device.
        progress: How far training is.
    """

    module: "nn.Module"
    optimizer: "torch.optim.Optimizer"
    batches: Batches
    augmenting: "torch.Generator"
    progress: Progress

    def seed_dropout(self, seed: int, resumed_from: Checkpoint | None) -> None:
        """Set PyTorch's own generators, which dropout draws from: anew, or as they were."""
        import torch

        if resumed_from is None:
            torch.manual_seed(derived_seed(seed, "dropout"))
            return
        states = resumed_from.generators
        torch.set_rng_state(states["dropout.cpu"])
        if self.augmenting.device.type == "cuda" and "dropout.cuda" in states:
            torch.cuda.set_rng_state(states["dropout.cuda"], self.augmenting.device)

    def into(self, checkpoint: Checkpoint) -> Checkpoint:
        """The checkpoint with this state in it; the tensors are the training's own, not copies."""
        import torch

        epoch_state, self.progress.position = self.batches.state()
        generators = {
            "shuffle": epoch_state,
            "augment": self.augmenting.get_state(),
            "dropout.cpu": torch.get_rng_state(),
        }
        if self.augmenting.device.type == "cuda":
            generators["dropout.cuda"] = torch.cuda.get_rng_state(self.augmenting.device)
        return replace(
            checkpoint,
            weights=self.module.state_dict(),
            optimizer=self._optimizer_tensors(),
            generators=generators,
            progress=self.progress.to_json(),
        )

    def restore(self, checkpoint: Checkpoint) -> None:
        """Be as the checkpoint is.

        A generator on a GPU that went on on the CPU, or the other way round, starts anew.

        Raises:
            CheckpointError: The weights are another graph's.
        """
        restore_weights(self.module, checkpoint.weights)
        self._restore_optimizer(checkpoint.optimizer)
        self.progress = Progress.from_json(checkpoint.progress)
        self.batches.restore(checkpoint.generators["shuffle"], self.progress.position)
        augmenting = checkpoint.generators["augment"]
        if augmenting.shape == self.augmenting.get_state().shape:
            self.augmenting.set_state(augmenting)

    def copy_weights(self) -> "dict[str, Tensor]":
        """A copy of all weights and buffers, on their device."""
        return {name: tensor.detach().clone() for name, tensor in self.module.state_dict().items()}

    def is_finite(self) -> bool:
        """Whether every weight is a finite number; waits for the device."""
        import torch

        checks = [parameter.detach().isfinite().all() for parameter in self.module.parameters()]
        return bool(torch.stack(checks).all())

    def _optimizer_tensors(self) -> "dict[str, Tensor]":
        """The optimizer's memory by parameter and name, such as "conv1.weight.momentum_buffer"."""
        return {
            f"{name}.{key}": value
            for name, parameter in self.module.named_parameters()
            for key, value in self.optimizer.state.get(parameter, {}).items()
            if value is not None
        }

    def _restore_optimizer(self, tensors: "Mapping[str, Tensor]") -> None:
        import torch

        parameters = dict(self.module.named_parameters())
        for name, tensor in tensors.items():
            owner, _, key = name.rpartition(".")
            parameter = parameters[owner]
            # In the parameter's own memory layout, which fused kernels rely on.
            like = parameter.detach() if tensor.shape == parameter.shape else tensor
            self.optimizer.state[parameter][key] = torch.empty_like(like, device=parameter.device).copy_(
                tensor
            )


def initial_state(
    module: "nn.Module", optimizer: "torch.optim.Optimizer", indices: "Tensor", config: TrainingConfig
) -> State:
    """The state before the first iteration, each use of chance seeded on its own.

    Args:
        module: The net.
        optimizer: Its optimizer.
        indices: Numbers of the training samples, on the net's device.
        config: The settings.
    """
    import torch

    shuffling = torch.Generator().manual_seed(derived_seed(config.seed, "shuffle"))
    augmenting = torch.Generator(indices.device).manual_seed(derived_seed(config.seed, "augment"))
    return State(module, optimizer, Batches(indices, config.batch_size, shuffling), augmenting, Progress())
