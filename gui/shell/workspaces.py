"""The four workspaces: which there are, and each made when it is first asked for."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from gui.bridge import Bridge
from gui.canvas.view import Canvas
from gui.document import Document
from gui.widgets.segmented import Choice
from gui.workspace import Workspace


@dataclass(frozen=True)
class Tab:
    """A workspace's tab.

    Attributes:
        name: Short name, as in settings.
        title: What the tab says.
        purpose: What it is for, in a sentence.
    """

    name: str
    title: str
    purpose: str


TABS = (
    Tab("build", "Build", "Assemble the network"),
    Tab("step", "Step", "Walk forward and backward through it, one node at a time"),
    Tab("train", "Train", "Train it, and watch the curves and filters"),
    Tab("inspect", "Inspect", "Look inside what was trained"),
)


def tab_choices() -> list[tuple[str, Choice]]:
    """Name and tab of each."""
    return [
        (tab.name, Choice(tab.title, tab.name, f"{tab.purpose}  (Ctrl+{number})"))
        for number, tab in enumerate(TABS, 1)
    ]


class EmptyBuild(Workspace):
    """Build without anything in its panels, for the first frame: the panels come right after it."""

    name = "build"
    title = "Build"

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.left, self.right, self.below = QWidget(), QWidget(), QWidget()


class Workspaces(QObject):
    """Makes the workspaces, imports and all, when they are first needed, so that the window is up early.

    Signals:
        made: A workspace is there now.
    """

    made = Signal(Workspace)

    def __init__(self, document: Document, bridge: Bridge, canvas: Canvas, parent: QObject) -> None:
        super().__init__(parent)
        self._parts = (document, bridge, canvas, self)
        self._made: dict[str, Workspace] = {}
        self._makers: dict[str, Callable[[], Workspace]] = {
            "build": self._build,
            "step": self._step,
            "train": self._train,
            "inspect": self._inspect,
        }

    def get(self, name: str) -> Workspace:
        """The workspace of that name."""
        if name not in self._made:
            self._made[name] = self._makers[name]()
            self.made.emit(self._made[name])
        return self._made[name]

    def _build(self) -> Workspace:
        from gui.building.workspace import BuildWorkspace

        return BuildWorkspace(*self._parts)

    def _step(self) -> Workspace:
        from gui.stepping.workspace import StepWorkspace

        return StepWorkspace(*self._parts)

    def _train(self) -> Workspace:
        from gui.training.workspace import TrainWorkspace

        return TrainWorkspace(*self._parts)

    def _inspect(self) -> Workspace:
        from gui.inspecting.workspace import InspectWorkspace

        return InspectWorkspace(*self._parts)
