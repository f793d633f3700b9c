"""What may change while a training runs, and between a run's start and its going on."""

from typing import Final

from engine.errors import Problem, TrainingError
from engine.training.config import TrainingConfig

# All else decides what data flows in which order, or what the net is.
_LIVE: Final = frozenset({"optimizer", "schedule", "regularization", "early_stopping", "epochs"})


def require_live(old: TrainingConfig, new: TrainingConfig, running: bool) -> None:
    """Refuse changes that would make it another training.

    Args:
        old: The settings it was begun with.
        new: The settings it is to go on with.
        running: Whether it runs at this moment; between runs, the device may change too.

    Raises:
        TrainingError: A problem a setting that must stay as it is.
    """
    free = _LIVE if running else _LIVE | {"device"}
    problems = [
        _fixed(name, getattr(old, name), getattr(new, name))
        for name in TrainingConfig.model_fields
        if name not in free and getattr(old, name) != getattr(new, name)
    ]
    if old.optimizer.name != new.optimizer.name:
        problems.append(_fixed("optimizer.name", old.optimizer.name, new.optimizer.name))
    if problems:
        raise TrainingError(*problems)


def resumed_config(begun: TrainingConfig, wanted: TrainingConfig, reached: TrainingConfig) -> TrainingConfig:
    """The settings to go on with: what was reached, with what is now wanted otherwise than at the beginning.

    So a learning rate that was changed while it ran stays changed, and a larger number of epochs is heard.

    Args:
        begun: The settings the run was begun with.
        wanted: The settings of the file now.
        reached: The settings in force when the checkpoint was written.
    """
    news = {
        name: getattr(wanted, name)
        for name in TrainingConfig.model_fields
        if getattr(wanted, name) != getattr(begun, name)
    }
    return reached.model_copy(update=news)


def _fixed(name: str, old: object, new: object) -> Problem:
    return Problem(
        f"'{name}' cannot change within one training",
        expected=str(old),
        found=str(new),
        mend="Start a new run with it",
        param=name,
    )
