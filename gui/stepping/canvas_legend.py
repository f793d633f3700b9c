"""What the colours on the canvas mean while stepping: a line in a corner of it."""

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget
from typing_extensions import override

from gui.theme import theme
from gui.widgets.labels import Label, Legend

_MARGIN = 16
_MEANINGS = (
    ("value", "value"),
    ("upstream", "upstream gradient"),
    ("local", "local gradient"),
    ("downstream", "downstream gradient"),
)
_SHORT = (
    ("value", "value"),
    ("upstream", "upstream"),
    ("local", "local"),
    ("downstream", "downstream"),
    ("border2", "not computed yet"),
)


class CanvasLegend(QWidget):
    """Lies over the canvas: at the top of a circuit, at the bottom right of a graph of tensors.

    Args:
        canvas: What it lies on.
    """

    def __init__(self, canvas: QWidget) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._is_circuit = True
        self._circuit = Legend(_MEANINGS)
        self._tensors = Legend(_SHORT)
        self._places = Label("value above the wire, gradient below", "field", "text3")
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 4, 8, 4)
        row.addWidget(self._circuit)
        row.addWidget(self._tensors)
        row.addStretch()
        row.addWidget(self._places)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        canvas.installEventFilter(self)
        theme().changed.connect(self.place)
        self.hide()

    def show_for(self, *, circuit: bool) -> None:
        """Lie there, for a graph of single numbers or of tensors."""
        self._is_circuit = circuit
        self._circuit.setVisible(circuit)
        self._tensors.setVisible(not circuit)
        self._places.setVisible(circuit)
        self.place()
        self.show()
        self.raise_()

    def place(self) -> None:
        """Go to the corner."""
        margin = theme().px(_MARGIN)
        size = self.sizeHint()
        whole = self._canvas.size()
        if self._is_circuit:
            self._places.setVisible(whole.width() >= size.width() + 2 * margin)
            self.setGeometry(margin - 8, margin - 4, whole.width() - 2 * margin + 16, size.height())
        else:
            top = whole.height() - size.height() - margin
            self.setGeometry(whole.width() - size.width() - margin, top, size.width(), size.height())

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the size of the canvas."""
        if event.type() == QEvent.Type.Resize:
            self.place()
        return False

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Lay a little ground under the words, so that wires do not cross them; a plate among tensors."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not self._is_circuit:
            painter.setBrush(theme().colour("panel"))
            painter.setPen(theme().colour("border"))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
            return
        for part in (self._circuit, self._places):
            if part.isVisible():
                painter.fillRect(part.geometry().adjusted(-6, -2, 6, 2), theme().colour("canvas", 0.85))
