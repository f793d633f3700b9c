"""What would be trained if somebody pressed Train now."""

from dataclasses import dataclass, replace
from typing import Final

from engine.errors import BackstepError, Problem
from engine.training.config import TrainingConfig, changed
from engine.training.readiness import training_problem
from gui.document import Document
from gui.training.plan import Plan, plan_of
from gui.widgets import numbers

_USUAL_ITERATIONS: Final = 20
"""Iterations an epoch, to draw a schedule before the data is counted."""


@dataclass(frozen=True)
class Prospect:
    """Worked out once a change of the graph, as it is asked for with every frame.

    Attributes:
        problem: Why the graph cannot be trained; None if it can.
        config: The settings; None if they do not fit.
        noun: What a sample is called, in the plural.
    """

    problem: Problem | None
    config: TrainingConfig | None
    noun: str

    @staticmethod
    def of(document: Document) -> "Prospect":
        """The prospect of the open graph."""
        problem = training_problem(document.graph, document.report)
        try:
            config = TrainingConfig.read(document.graph.training)
            shapes = config.sample_shapes()
        except BackstepError:
            return Prospect(problem, None, "samples")
        is_picture = shapes is not None and len(shapes.features) == 3
        return Prospect(problem, config, "images" if is_picture else "samples")

    def with_rate(self, rate: float) -> "Prospect":
        """The same with another base learning rate."""
        if self.config is None:
            return self
        return replace(self, config=changed(self.config, {"optimizer.lr": rate}))

    @property
    def blocked(self) -> str:
        """Why the graph cannot be trained, as a sentence; empty if it can."""
        return "" if self.problem is None else str(self.problem)

    def plan(self, iterations_per_epoch: int | None) -> Plan | None:
        """The course of the learning rate; None where the settings do not fit."""
        if self.config is None:
            return None
        return plan_of(self.config, iterations_per_epoch or _USUAL_ITERATIONS)

    def words(self) -> str:
        """What would be trained, in a few words: `60 epochs of digits, SGD at 0.05`."""
        config = self.config
        if config is None:
            return ""
        epochs = "one epoch" if config.epochs == 1 else f"{numbers.count(config.epochs)} epochs"
        rate = numbers.number(config.optimizer.lr)
        return f"{epochs} of {config.dataset.name}, {config.optimizer.name} at {rate}"
