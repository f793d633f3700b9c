"""The graphs that ship with Backstep."""

from dataclasses import dataclass
from importlib import resources
from typing import Final

from engine.errors import GraphFileError, Problem
from engine.graph.file import graph_from_text
from engine.graph.model import Graph

_SUFFIX: Final = ".graph.json"


@dataclass(frozen=True)
class Example:
    """A shipped graph.

    Attributes:
        name: What it is asked for by, such as "digits-cnn".
        title: The graph's own name.
        description: One paragraph.
    """

    name: str
    title: str
    description: str


def list_examples() -> list[Example]:
    """All shipped graphs, by name."""
    graphs = {name: read_example(name) for name in _names()}
    return [Example(name, graph.name, graph.description) for name, graph in graphs.items()]


def example_text(name: str) -> str:
    """The text of a shipped graph's file.

    Raises:
        GraphFileError: There is none of that name.
    """
    file = resources.files("resources") / "examples" / f"{name}{_SUFFIX}"
    if not file.is_file():
        raise GraphFileError(
            Problem(
                f"there is no example '{name}'",
                expected=f"one of: {', '.join(_names())}",
                found=name,
                mend="Take one of these names",
            )
        )
    return file.read_text(encoding="utf-8")


def read_example(name: str) -> Graph:
    """A shipped graph.

    Raises:
        GraphFileError: There is none of that name.
    """
    return graph_from_text(example_text(name))


def _names() -> list[str]:
    files = (resources.files("resources") / "examples").iterdir()
    return sorted(file.name.removesuffix(_SUFFIX) for file in files if file.name.endswith(_SUFFIX))
