"""Mini-batches: sample numbers in a seeded order that can be saved at any point and gone on with."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import torch


class Batches:
    """Draws each epoch's order and hands it out in pieces; the last piece may be smaller.

    Args:
        indices: The samples in play.
        batch_size: Samples a batch, or "full" for all at once.
        generator: Draws the order; on the CPU, so that every device sees the same one.
    """

    def __init__(self, indices: "torch.Tensor", batch_size: int | str, generator: "torch.Generator") -> None:
        self._indices = indices
        self._size = len(indices) if batch_size == "full" else int(batch_size)
        self._generator = generator
        self._epoch_state = generator.get_state()
        self._position = 0

    @property
    def per_epoch(self) -> int:
        """Number of batches that make an epoch."""
        return -(-len(self._indices) // self._size)

    @property
    def smallest(self) -> int:
        """Samples in the last batch of an epoch, the smallest there is."""
        return (len(self._indices) - 1) % self._size + 1

    def state(self) -> tuple["torch.Tensor", int]:
        """The generator's state at the beginning of the epoch, and how many batches are done since.

        A batch is done when the next one is asked for.
        """
        return self._epoch_state, self._position

    def restore(self, epoch_state: "torch.Tensor", position: int) -> None:
        """Go on where `state` was taken: the next `epoch` begins with batch `position`."""
        self._generator.set_state(epoch_state)
        self._epoch_state, self._position = epoch_state, position

    def epoch(self) -> Iterator["torch.Tensor"]:
        """The rest of this epoch's batches of sample numbers; at its end the next epoch begins."""
        import torch

        self._epoch_state = self._generator.get_state()
        order = torch.randperm(len(self._indices), generator=self._generator)
        shuffled = self._indices[order.to(self._indices.device)]
        while self._position < self.per_epoch:
            start = self._position * self._size
            yield shuffled[start : start + self._size]
            self._position += 1
        self._epoch_state, self._position = self._generator.get_state(), 0
