"""The exception tree: every error carries problems that name the node, what was expected and a mend."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace


@dataclass(frozen=True)
class Fix:
    """A change of parameters that mends a problem, offered as a button.

    Attributes:
        label: What the button says, such as "Set padding to 1".
        params: The parameters to set on the node.
        gives: What follows from it, such as "gives 64×2×2".
    """

    label: str
    params: Mapping[str, object]
    gives: str = ""


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong, in words a learner can act on.

    Attributes:
        message: What is wrong, a sentence without the node's id.
        node: Id of the node at fault, or None where it is no single node.
        expected: What would have been right.
        found: What was there instead.
        mend: What to do about it, a sentence.
        arithmetic: The failing arithmetic with its numbers, such as "(2 + 2·0 − 3)/1 + 1 = 0".
        param: Name of the parameter at fault, if it is one.
        port: Name of the port at fault, if it is one.
        fixes: Changes of parameters that would mend it.
    """

    message: str
    node: str | None = None
    expected: str | None = None
    found: str | None = None
    mend: str | None = None
    arithmetic: str | None = None
    param: str | None = None
    port: str | None = None
    fixes: tuple[Fix, ...] = field(default=())

    def at(self, node: str) -> "Problem":
        """The same problem, named as being at `node`."""
        return replace(self, node=node)

    def sentence(self) -> str:
        """The problem as one line of text, without the node's id."""
        parts = [self.message]
        if self.arithmetic is not None and self.arithmetic not in self.message:
            parts.append(self.arithmetic)
        if self.expected is not None:
            found = f", found {self.found}" if self.found is not None else ""
            parts.append(f"Expected {self.expected}{found}")
        elif self.found is not None:
            parts.append(f"Found {self.found}")
        if self.mend is not None:
            parts.append(self.mend)
        return " ".join(part if part.endswith((".", "?", "!")) else f"{part}." for part in parts)

    def __str__(self) -> str:
        return f"{self.node}: {self.sentence()}" if self.node else self.sentence()


class BackstepError(Exception):
    """Base of all errors that speak to the user.

    Args:
        problems: What is wrong; a plain string stands for a problem with that message.
    """

    def __init__(self, *problems: Problem | str) -> None:
        super().__init__(*problems)
        self.problems: tuple[Problem, ...] = tuple(
            p if isinstance(p, Problem) else Problem(p) for p in problems
        )

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)


class GraphError(BackstepError):
    """The graph's structure does not allow it: an unknown node, a taken port, a cycle."""


class GraphFileError(GraphError):
    """A graph file cannot be read; carries all its problems at once."""


class ParamError(BackstepError):
    """An op's parameter is unknown, of the wrong type or out of range."""


class ShapeError(BackstepError):
    """The shapes that flow into a node do not fit its op."""


class DataError(BackstepError):
    """A data set cannot be found, read or split as asked."""


class TrainingError(BackstepError):
    """Training cannot start or go on."""


class CheckpointError(TrainingError):
    """A checkpoint cannot be read or belongs to another graph."""


class WorkerError(BackstepError):
    """An engine process died or did not answer."""
