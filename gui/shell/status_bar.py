"""The bar at the bottom: what is wrong or going on, the graph's size, and the engine."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget
from typing_extensions import override

from engine.errors import Problem
from engine.runtime.messages import WorkerDied, WorkerReady
from gui.theme import theme
from gui.widgets.icons import paint_icon
from gui.widgets.labels import Label
from gui.widgets.numbers import count


def problem_words(problems: list[Problem], waiting: bool = False) -> tuple[str, str]:
    """What is wrong: the count, and where, as in "1 problem" and "in conv3, the rest is ready".

    Args:
        problems: All that is wrong.
        waiting: Whether other nodes wait for those to be mended.
    """
    if not problems:
        return "", "Ready"
    nodes = list(dict.fromkeys(problem.node for problem in problems if problem.node))
    counted = "1 problem" if len(problems) == 1 else f"{len(problems)} problems"
    if not nodes:
        return counted, problems[0].message
    named = ", ".join(nodes[:3]) + (f" and {len(nodes) - 3} more" if len(nodes) > 3 else "")
    rest = "what follows waits" if waiting else "the rest is ready"
    return counted, f"in {named}, {rest}"


def _device_words(device: str) -> str:
    """Where the engine computes, as people say it: `CPU`, `GPU`, `GPU 1`."""
    kind, _, number = device.partition(":")
    words = {"cpu": "CPU", "cuda": "GPU", "mps": "Apple GPU"}.get(kind, device)
    return f"{words} {number}" if number not in ("", "0") else words


class _Sign(QWidget):
    """A small icon on the bar."""

    def __init__(self, name: str, colour: str) -> None:
        super().__init__()
        self._name = name
        self._colour = colour
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self.updateGeometry)

    @override
    def sizeHint(self) -> QSize:
        return QSize(theme().px(14), theme().px(14))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the icon."""
        paint_icon(QPainter(self), QRectF(self.rect()), self._name, self._colour)


class StatusBar(QWidget):
    """The bar; what it says is told to it."""

    problem_clicked = Signal()
    """The words about a problem were clicked."""

    _HEIGHT = 24

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._warning = _Sign("warning", "error")
        self._counted = Label("", "caption", "error")
        self._state = Label("Ready", "caption", "text2")
        self._size = Label("", "caption", "text2")
        self._parameters = Label("", "caption", "text2")
        self._device = Label("", "caption", "text2")
        self._check = _Sign("check", "text2")
        self._engine = Label("Engine starting …", "caption", "text2")
        self._row = QHBoxLayout(self)
        for widget in (self._warning, self._counted, self._state):
            self._row.addWidget(widget)
        for label in (self._size, self._parameters):
            self._row.addSpacing(theme().px(12))
            self._row.addWidget(label)
        self._row.addStretch(1)
        self._row.addWidget(self._device)
        self._row.addSpacing(theme().px(12))
        for widget in (self._check, self._engine):
            self._row.addWidget(widget)
        self._check.hide()
        theme().changed.connect(self._restyle)
        self._restyle()
        self.show_state("", [])

    def show_state(self, doing: str, problems: list[Problem], waiting: bool = False) -> None:
        """Say what goes on, or else what is wrong with the graph.

        Args:
            doing: What the workspace on show says; if empty, the problems and the graph's size stand here.
            problems: All that is wrong.
            waiting: Whether other nodes wait for those to be mended.
        """
        counted, where = ("", doing) if doing else problem_words(problems, waiting)
        for label in (self._size, self._parameters):
            label.setVisible(not doing)
        self._counted.setText(counted)
        self._counted.setVisible(bool(counted))
        self._warning.setVisible(bool(counted))
        self._state.setText(where)
        clickable = bool(counted)
        for label in (self._counted, self._state):
            label.setCursor(Qt.CursorShape.PointingHandCursor if clickable else Qt.CursorShape.ArrowCursor)
            label.setToolTip("\n".join(str(problem) for problem in problems[:8]) if clickable else "")

    def show_graph(self, nodes: int, wires: int, parameters: int) -> None:
        """Say how large the graph is."""
        node_word, wire_word = "node" if nodes == 1 else "nodes", "wire" if wires == 1 else "wires"
        self._size.setText(f"{count(nodes)} {node_word}, {count(wires)} {wire_word}")
        word = "parameter" if parameters == 1 else "parameters"
        self._parameters.setText(f"{count(parameters)} {word}" if parameters else "")

    def show_ready(self, message: WorkerReady) -> None:
        """Say that the engine answers, and where it computes."""
        threads = "1 thread" if message.threads == 1 else f"{message.threads} threads"
        self._device.setText(f"{_device_words(message.device)}, {threads}")
        self._engine.setText("Engine ready")
        self._check.show()

    def show_died(self, message: WorkerDied) -> None:
        """Say that the engine starts anew."""
        if message.worker == "interactive":
            self._engine.setText("Engine stopped")
            self._check.hide()

    def words(self) -> str:
        """All that it says, from left to right."""
        labels = (self._counted, self._state, self._size, self._parameters, self._device, self._engine)
        return "  ".join(label.text() for label in labels if label.text() and not label.isHidden())

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Lead to the problem."""
        spot = event.position().toPoint()
        if self._counted.isVisible() and spot.x() <= self._state.geometry().right():
            self.problem_clicked.emit()

    def _restyle(self) -> None:
        self.setFixedHeight(theme().px(self._HEIGHT))
        self._row.setContentsMargins(theme().px(12), 1, theme().px(12), 0)
        self._row.setSpacing(theme().px(6))
        self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ground and the line above it."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme().colour("panel"))
        painter.fillRect(0, 0, self.width(), 1, theme().colour("border"))
