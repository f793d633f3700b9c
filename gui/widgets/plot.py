"""A chart: a head with title, legend and buttons over a plotting area with a cursor."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint, QPointF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from gui.theme import font, theme
from gui.widgets import numbers
from gui.widgets.buttons import Button, IconButton
from gui.widgets.envelope import Envelope
from gui.widgets.labels import Label, Piece
from gui.widgets.plot_area import LEFT_AXIS, PlotArea
from gui.widgets.plot_axis import write_tick
from gui.widgets.plot_cursor import Cursor
from gui.widgets.plot_curve import Curve, Mark
from gui.widgets.plot_scale import LogScale, Scale


class Chart(QWidget):
    """Curves over a shared x, painted when `refresh` is called and it is on show.

    Args:
        title: What it shows.
        x_name: What the lower axis counts.
        log: Start with a logarithmic scale.
        log_switch: Offer the choice of scale.
        exportable: Offer export as CSV and PNG.
        legend: List the curves in the head.
        write: How numbers are written at the axis.
        exact: How the card under the mouse writes numbers.
        headline: What the card says above them, for an x.
    """

    pointed = Signal(object)
    """The x under the mouse, None when it has left."""

    csv_asked = Signal()
    """A person wants the numbers in a file."""

    png_asked = Signal()
    """A person wants the picture in a file."""

    def __init__(
        self,
        title: str,
        *,
        x_name: str = "",
        log: bool = False,
        log_switch: bool = False,
        exportable: bool = False,
        legend: bool = False,
        write: Callable[[float], str] = write_tick,
        exact: Callable[[float], str] = numbers.exact,
        headline: Callable[[float], str] = numbers.number,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._title = title
        self._area = PlotArea(LogScale() if log else Scale(), write, x_name)
        self._cursor = Cursor(self._area, headline, exact)
        self._area.pointed.connect(self._point)
        self._legend = _Legend() if legend else None
        self._note = _Note()
        self._whole = IconButton("fit", "Show the whole run again (double click)", height=24)
        self._whole.clicked.connect(self._area.show_all)
        self._whole.hide()
        self._area.zoomed.connect(self._whole.setVisible)
        self._log = Button("Log", tooltip="Show powers of ten at even distances", height=24)
        self._log.setCheckable(True)
        self._log.setChecked(log)
        if not log_switch:  # never shown before it has a parent: it would be a window of its own
            self._log.hide()
        self._log.toggled.connect(self.set_log)
        self._export = Button("Export", tooltip="Save the numbers or the picture", height=24)
        if not exportable:  # never shown before it has a parent: it would be a window of its own
            self._export.hide()
        self._export.clicked.connect(self._offer_export)
        self._head = QHBoxLayout()
        self._lay_out()
        self.setAccessibleName(title)
        self.setMinimumHeight(theme().px(120))

    def _lay_out(self) -> None:
        self._head.addWidget(Label(self._title, "strong"))
        if self._legend is not None:
            self._head.addSpacing(theme().px(12))
            self._head.addWidget(self._legend)
        self._head.addWidget(self._note, 1)
        for button in (self._whole, self._log, self._export):
            self._head.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, theme().px(4))
        column.setSpacing(0)
        column.addLayout(self._head)
        column.addWidget(self._area, 1)
        theme().changed.connect(self._restyle)
        self._restyle()

    def _restyle(self) -> None:
        """Let the head begin where the plot begins."""
        px = theme().px
        self._head.setContentsMargins(px(LEFT_AXIS), px(8), px(12), 0)
        self._head.setSpacing(px(8))

    # What is shown -------------------------------------------------------------------------------

    def set_curves(self, curves: Sequence[Curve]) -> None:
        """Draw other curves; those that lie under others are faint."""
        self._area.set_curves(curves)
        if self._legend is not None:
            self._legend.set_curves(curves)

    def set_marks(self, marks: Sequence[Mark]) -> None:
        """Draw other marks."""
        self._area.set_marks(marks)

    def set_span(self, low: float, high: float) -> None:
        """Set what the lower axis holds when all is on show."""
        self._area.set_span(low, high)

    def set_limits(self, low: float | None, high: float | None) -> None:
        """Hold an end of the upright axis fast; None leaves it to the curves."""
        self._area.set_limits(low, high)

    def set_ticks(self, values: Sequence[float] | None) -> None:
        """Name the ticks of the upright axis; None leaves them to the scale."""
        self._area.set_ticks(values)

    def set_log(self, log: bool) -> None:
        """Use a logarithmic scale, or a linear one."""
        self._log.setChecked(log)
        if isinstance(self._area.scale_in_force, LogScale) != log:
            self._area.set_scale(LogScale() if log else Scale())

    def set_note(self, *pieces: Piece) -> None:
        """Say something at the right of the head, such as the last number of each curve."""
        self._note.set_pieces(pieces)

    def set_hint(self, hint: str) -> None:
        """Say something in the middle while no curve has a point."""
        self._area.set_hint(hint)

    def set_cursor(self, x: float | None) -> None:
        """Stand the cursor at an x, without a card: another chart is pointed at."""
        self._cursor.move_to(x, card=False)

    def refresh(self) -> None:
        """Show what the curves hold by now; costs nothing while it is not on show."""
        if self.isVisible():
            self._area.refresh()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what came meanwhile."""
        super().showEvent(event)
        self._area.refresh()

    def _point(self, x: float | None) -> None:
        self._cursor.move_to(x)
        self.pointed.emit(x)

    # Export --------------------------------------------------------------------------------------

    def _offer_export(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction("Numbers as CSV …", self.csv_asked.emit)
        menu.addAction("Picture as PNG …", self.png_asked.emit)
        corner = self._export.mapToGlobal(QPoint(self._export.width(), self._export.height() + 4))
        menu.popup(corner - QPoint(menu.sizeHint().width(), 0))

    def columns(self) -> list[tuple[str, Envelope]]:
        """Name and points of each curve, for a table."""
        return [(curve.name, curve.data) for curve in self._area.curves]


class _Legend(QWidget):
    """A piece of line and a name for each curve."""

    _LINE = 20
    _GAP = 8
    _BETWEEN = 20

    def __init__(self) -> None:
        super().__init__()
        self._curves: Sequence[Curve] = ()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self._restyle)

    def set_curves(self, curves: Sequence[Curve]) -> None:
        self._curves = curves
        self.setAccessibleName(", ".join(curve.name for curve in curves))
        self._restyle()

    def _restyle(self) -> None:
        self.updateGeometry()
        self.update()

    def _places(self) -> list[float]:
        metrics = QFontMetricsF(font("field"))
        extra = theme().px(self._LINE + self._GAP + self._BETWEEN)
        places = [0.0]
        for curve in self._curves:
            places.append(places[-1] + metrics.horizontalAdvance(curve.name) + extra)
        return places

    @override
    def sizeHint(self) -> QSize:
        """One line."""
        return QSize(max(0, round(self._places()[-1]) - theme().px(self._BETWEEN)), theme().px(20))

    @override
    def minimumSizeHint(self) -> QSize:
        """Nothing: it gives way."""
        return QSize(0, theme().px(20))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the lines and names that fit."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(font("field"))
        middle = self.height() / 2
        baseline = middle + QFontMetricsF(painter.font()).capHeight() / 2
        places = self._places()
        for curve, left, right in zip(self._curves, places, places[1:], strict=False):
            if right - theme().px(self._BETWEEN) > self.width() + 1:
                return
            painter.setPen(curve.pen())
            painter.drawLine(QPointF(left, middle), QPointF(left + theme().px(self._LINE), middle))
            painter.setPen(theme().colour("text2"))
            painter.drawText(QPointF(left + theme().px(self._LINE + self._GAP), baseline), curve.name)


class _Note(QWidget):
    """A few strong words in colours, at the right of the head; painted, as it changes with every frame."""

    _BETWEEN = 16

    def __init__(self) -> None:
        super().__init__()
        self._pieces: Sequence[Piece] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_pieces(self, pieces: Sequence[Piece]) -> None:
        if pieces != self._pieces:
            self._pieces = pieces
            self.setAccessibleName(
                ", ".join(piece if isinstance(piece, str) else piece[0] for piece in pieces)
            )
            self.update()

    @override
    def sizeHint(self) -> QSize:
        """A line."""
        return QSize(theme().px(40), theme().px(24))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the words from the right to the left."""
        painter = QPainter(self)
        painter.setFont(font("field_strong"))
        right = self.rect()
        for piece in reversed(self._pieces):
            words, colour = (piece, "text") if isinstance(piece, str) else piece
            painter.setPen(theme().colour(colour))
            painter.drawText(right, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, words)
            taken = QFontMetricsF(painter.font()).horizontalAdvance(words) + theme().px(self._BETWEEN)
            right = right.adjusted(0, 0, -round(taken), 0)
