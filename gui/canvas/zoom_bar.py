"""The small bar at the foot of the canvas: fit, zoom, arrange."""

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget
from typing_extensions import override

from gui.theme import theme
from gui.widgets.buttons import IconButton
from gui.widgets.labels import Label


class ZoomBar(QWidget):
    """Fit, out, the zoom, in, arrange.

    Signals:
        fit_wanted: Show everything.
        zoom_in_wanted: Larger.
        zoom_out_wanted: Smaller.
        arrange_wanted: Lay the nodes out anew.
    """

    fit_wanted = Signal()
    zoom_in_wanted = Signal()
    zoom_out_wanted = Signal()
    arrange_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(4, 2, 4, 2)
        row.setSpacing(0)
        fit = IconButton("fit", "Show everything (Ctrl+0)", height=26, width=30)
        smaller = IconButton("minus", "Smaller (Ctrl+−)", height=26, width=26)
        larger = IconButton("plus", "Larger (Ctrl++)", height=26, width=26)
        self._arrange = IconButton("arrange", "Arrange the nodes", height=26, width=30)
        self._zoom = Label("100%", "field_strong", "text")
        self._zoom.setAlignment(Qt.AlignmentFlag.AlignCenter)
        for part in (fit, smaller, self._zoom, larger, self._arrange):
            row.addWidget(part)
        fit.clicked.connect(self.fit_wanted)
        smaller.clicked.connect(self.zoom_out_wanted)
        larger.clicked.connect(self.zoom_in_wanted)
        self._arrange.clicked.connect(self.arrange_wanted)
        self.setAccessibleName("Zoom")
        theme().changed.connect(self._restyle)
        self._restyle()

    def _restyle(self) -> None:
        self._zoom.setFixedWidth(theme().px(44))
        self.adjustSize()
        self.update()

    def show_zoom(self, zoom: float) -> None:
        """Say how large things are."""
        self._zoom.setText(f"{round(zoom * 100)}%")

    def show_arrange(self, shown: bool) -> None:
        """Offer to arrange, or not where nothing can be changed."""
        self._arrange.setVisible(shown)
        self.adjustSize()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the box."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(theme().colour("panel"))
        painter.setPen(theme().colour("border"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
