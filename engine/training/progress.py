"""How far a training is: counts, history, and the sums of the epoch under way."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from engine.training.records import Epoch


@dataclass
class Tally:
    """Sums over the mini-batches of the epoch under way.

    Attributes:
        loss: Of all samples so far.
        samples: How many there were.
        right: How many labels were predicted right.
        judged: How many labels were compared with predictions.
    """

    loss: float = 0.0
    samples: int = 0
    right: int = 0
    judged: int = 0

    @property
    def accuracy(self) -> float | None:
        """Share predicted right; None where labels are no classes."""
        return self.right / self.judged if self.judged else None


@dataclass
class Progress:
    """How far a training is; kept in every checkpoint.

    Attributes:
        iteration: Iterations done, over the whole run.
        epoch: Whole epochs done, validation included.
        position: Iterations done of the epoch under way.
        seconds: Time spent, pauses apart.
        epoch_seconds: Time spent on the iterations of the epoch under way.
        best_epoch: The epoch with the lowest validation loss, from 1.
        best_loss: That loss.
        history: The epochs done.
        tally: Sums of the epoch under way.
    """

    iteration: int = 0
    epoch: int = 0
    position: int = 0
    seconds: float = 0.0
    epoch_seconds: float = 0.0
    best_epoch: int | None = None
    best_loss: float | None = None
    history: list[Epoch] = field(default_factory=list)
    tally: Tally = field(default_factory=Tally)

    def to_json(self) -> dict[str, Any]:
        """As JSON values."""
        return asdict(self)

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> "Progress":
        """From what `to_json` gave."""
        history = [Epoch(**epoch) for epoch in values["history"]]
        return cls(**{**values, "history": history, "tally": Tally(**values["tally"])})

    def note_validation(self, loss: float | None, min_delta: float = 0.0) -> bool:
        """Take down the validation loss of the epoch just done, and say whether it is the best so far."""
        if loss is None or (self.best_loss is not None and not loss < self.best_loss - min_delta):
            return False
        self.best_epoch, self.best_loss = self.epoch, loss
        return True
