"""What the head of the Train workspace says: where the run stands, in words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.errors import Problem
from engine.runtime.messages import TrainingFailed, WorkerDied
from gui.run_record import RunRecord
from gui.widgets import numbers


@dataclass(frozen=True)
class HeadWords:
    """One state of the head.

    Attributes:
        strong: What matters most.
        plain: What comes after it.
        right: What stands at the right, the most important last.
        share: How much is done, 0 to 1; None shows no bar.
        is_error: Whether it says what is wrong; then `plain` is what to do about it, in two lines.
        node: The node it is about.
    """

    strong: str
    plain: str = ""
    right: tuple[str, ...] = field(default=())
    share: float | None = None
    is_error: bool = False
    node: str | None = None


def head_words(
    state: str,
    record: RunRecord | None,
    problem: Problem | None,
    trouble: TrainingFailed | WorkerDied | None,
    plan: str,
    noun: str,
) -> HeadWords:
    """What to say.

    Args:
        state: The bridge's training state.
        record: The run on show.
        problem: Why the graph cannot be trained, if it cannot.
        trouble: What ended the last attempt.
        plan: What would be trained, in a few words.
        noun: What a sample is, in the plural: images or samples.
    """
    if state == "starting":
        return HeadWords("Starting", "reading the data and building the net", share=0.0)
    if state == "stopping":
        return HeadWords("Stopping", "writing the checkpoint", share=_share(record))
    if state in ("running", "paused") and record is not None:
        return _going_on(record, noun, paused=state == "paused")
    if trouble is not None:
        return _troubled(record, trouble)
    if problem is not None:
        return HeadWords(_headline(problem), _mend(problem), is_error=True, node=problem.node)
    if record is not None and record.end is not None:
        return _ended(record, record.end)
    return HeadWords("Ready to train", plan)


def _share(record: RunRecord | None) -> float:
    return 0.0 if record is None else record.iteration / max(1, record.iterations)


def _going_on(record: RunRecord, noun: str, *, paused: bool) -> HeadWords:
    done, whole = numbers.count(record.iteration), numbers.count(record.iterations)
    elapsed = f"{numbers.duration(record.elapsed)} elapsed"
    epochs = numbers.count(record.start.epochs)
    if paused:
        right: tuple[str, ...] = (elapsed,)
    else:
        rate = f"{numbers.number(record.samples_per_second, 2)} {noun}/s"
        left = record.left
        right = (rate, elapsed) if left is None else (rate, elapsed, f"{numbers.duration(left)} left")
    return HeadWords(
        f"Paused {_place(record)}" if paused else f"Epoch {numbers.count(record.epoch)} of {epochs}",
        f"iteration {done} of {whole}",
        right,
        _share(record),
    )


def _place(record: RunRecord) -> str:
    """Where a run stands still: in an epoch, or between two."""
    epochs, position = divmod(record.iteration, record.start.iterations_per_epoch)
    all_epochs = numbers.count(record.start.epochs)
    if position or not epochs:
        return f"in epoch {numbers.count(epochs + 1)} of {all_epochs}"
    return f"after epoch {numbers.count(epochs)} of {all_epochs}"


def _headline(problem: Problem) -> str:
    return f"{problem.node}: {problem.message}" if problem.node is not None else _capital(problem.message)


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


def _mend(problem: Problem) -> str:
    """What to do, or else what is expected."""
    if problem.mend is not None:
        return f"{problem.mend.rstrip('.')}."
    return _capital(problem.sentence().removeprefix(problem.message).lstrip(". "))


def _troubled(record: RunRecord | None, trouble: TrainingFailed | WorkerDied) -> HeadWords:
    if isinstance(trouble, TrainingFailed):
        began = record is not None and record.phase == "failed"
        problem = trouble.problems[0]
        at = f" at {problem.node}" if problem.node is not None else ""
        strong = f"Training failed{at}" if began else f"Training could not start{at}"
        return HeadWords(strong, _capital(problem.sentence()), is_error=True, node=problem.node)
    where = f" in epoch {numbers.count(record.epoch)}" if record is not None else ""
    mend = "Resume goes on from the last checkpoint." if trouble.resumable else "It can be started again."
    return HeadWords(f"Training was interrupted{where}", f"{trouble.reason} {mend}", is_error=True)


def _ended(record: RunRecord, end: Mapping[str, Any]) -> HeadWords:
    epochs, reason = int(end.get("epochs", record.epochs_done)), end.get("reason")
    accuracy, loss = end.get("test_accuracy"), end.get("test_loss")
    if reason == "stopped":
        strong = f"Stopped {_place(record)}"
        plain = "a checkpoint is kept"
    else:
        strong = "Trained one epoch" if epochs == 1 else f"Trained {numbers.count(epochs)} epochs"
        plain = f"best epoch {end['best_epoch']}" if end.get("best_epoch") is not None else ""
        if reason == "early_stopping":
            plain = f"stopped early: {plain}" if plain else "stopped early"
    right = [numbers.duration(end.get("seconds", record.elapsed))]
    if loss is not None:
        right.append(f"test loss {numbers.number(loss)}")
    if accuracy is not None:
        right.append(f"test accuracy {numbers.percent(accuracy)}")
    return HeadWords(strong, plain, tuple(right), _share(record))
