"""The head of the inspector: what the node is, and its id, which can be changed."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from engine.errors import Problem
from engine.graph.identifiers import identifier_problem
from engine.graph.model import Graph, Node
from gui.theme import theme
from gui.widgets.fields import Field
from gui.widgets.icons import op_icon_name, paint_icon
from gui.widgets.labels import Divider, ElidedLabel, Label

_HEIGHT = 48
_ID_WIDTH = 104


class _Icon(QWidget):
    """The op's icon."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = "info"
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self.updateGeometry)

    def show_icon(self, name: str) -> None:
        """Show another one."""
        self._name = name
        self.update()

    @override
    def sizeHint(self) -> QSize:
        """A square."""
        return QSize(theme().px(18), theme().px(18))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_icon(painter, QRectF(self.rect()), self._name, "text2")


class _IdField(Field):
    """The id; Escape takes back what was typed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(mono=True, tooltip="The node's id: its attribute in the code", parent=parent)
        self.setAccessibleName("id")
        self.kept = ""

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go back to the id it has."""
        if event.key() == Qt.Key.Key_Escape and self.text() != self.kept:
            self.setText(self.kept)
            self.set_error("")
            return
        super().keyPressEvent(event)


class NodeHead(QWidget):
    """Icon, op and id."""

    renamed = Signal(str)
    """A valid new id was typed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = _Icon()
        self._title = ElidedLabel("", "title", "text")
        self.id_field = _IdField()
        self._error = Label("", "caption", "error")
        self._error.setWordWrap(True)
        self._error.hide()
        self._graph: Graph | None = None
        self.id_field.textEdited.connect(self._check)
        self.id_field.editingFinished.connect(self._commit)
        self._row = QHBoxLayout()
        self._row.addWidget(self._icon)
        self._row.addWidget(self._title, 1)
        self._row.addWidget(self.id_field)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._row)
        column.addWidget(self._error)
        column.addWidget(Divider())
        theme().changed.connect(self._restyle)
        self._restyle()

    def _restyle(self) -> None:
        side = theme().px(16)
        self._row.setContentsMargins(side, theme().px(9), side, theme().px(9))
        self._row.setSpacing(theme().px(10))
        self._error.setContentsMargins(side, 0, side, theme().px(8))
        self.id_field.setFixedWidth(theme().px(_ID_WIDTH))
        self.setMinimumHeight(theme().px(_HEIGHT))

    def show_node(self, graph: Graph, node: Node) -> None:
        """Show another node; what is being typed into the same node's id stays."""
        typing = self._graph is graph and self.id_field.kept == node.id and self.id_field.isModified()
        self._graph = graph
        self._icon.show_icon(op_icon_name(node.op.name, node.op.category.title))
        self._title.setText(node.op.name)
        if not typing:
            self.id_field.kept = node.id
            self.id_field.setText(node.id)
            self.id_field.setCursorPosition(0)
            self._say(None)

    def _problem(self, text: str) -> Problem | None:
        if self._graph is None or text == self.id_field.kept:
            return None
        if text in self._graph.nodes:
            return Problem(f"the id '{text}' is taken", mend="Choose another")
        return identifier_problem(text)

    def _check(self, text: str) -> None:
        self._say(self._problem(text))

    def _say(self, problem: Problem | None) -> None:
        words = "" if problem is None else problem.sentence()
        self.id_field.set_error(words)
        self._error.setText(words[:1].upper() + words[1:])
        self._error.setVisible(bool(words))

    def _commit(self) -> None:
        text = self.id_field.text()
        self.id_field.setModified(False)
        if self._problem(text) is None and text != self.id_field.kept:
            self.renamed.emit(text)
