"""The timeline as a strip of cells: Forward, Loss, Backward, Update; the current cell has a pointer."""

from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QBrush,
    QFontMetricsF,
    QHelpEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget
from typing_extensions import override

from engine.ops.spec import Op
from gui.stepping.cell_layout import Group, Place, lay_out
from gui.stepping.timeline import Phase, Step, Timeline
from gui.stepping.traced import TracedGraph
from gui.theme import font, theme
from gui.widgets.icons import op_icon_name, pixmap
from gui.widgets.numbers import exact, number

_USUAL_WIDTH = 48
_WIDEST = 120
_SMALLEST = 12
_PADDING = 16
_GAP = 2
_BETWEEN = 14
_ICON = 14
_CELL_TOP = 33
_CELL_HEIGHT = 33
_HEAD_BASELINE = 24
_NOTHING = "no parameters"
_HATCH_WIDTH = 132
_LETTERS = {"weight": "W", "bias": "b"}


@dataclass(frozen=True)
class _Cell:
    """What a cell says, and in a narrow one: a letter, else the op's icon."""

    text: str
    icon: str
    tooltip: str
    short: str = ""
    width: float = 0.0


class TimelineStrip(QWidget):
    """All steps of a pass as cells to click on."""

    clicked = Signal(int)
    """The cursor of the cell that was clicked."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._timeline = Timeline(())
        self._cells: list[_Cell] = []
        self._cursor = 0
        self._hover: int | None = None
        self._places: list[Place] = []
        self._sections: list[Place] = []
        self._laid_out_for: tuple[int, int] | None = None
        self.setMouseTracking(True)
        self.setAccessibleName("timeline")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self._restyle)

    def set_pass(self, traced: TracedGraph | None, timeline: Timeline) -> None:
        """Show the steps of a pass; none without a trace."""
        self._timeline = timeline
        self._cells = [] if traced is None else [_cell(traced, step) for step in timeline.steps]
        self._hover = None
        self._restyle()

    def _measure(self) -> None:
        metrics = QFontMetricsF(font("code_strong"))
        self._cells = [replace(cell, width=metrics.horizontalAdvance(cell.text)) for cell in self._cells]

    def set_cursor(self, cursor: int) -> None:
        """Show where one is."""
        self._cursor = cursor
        self.setAccessibleDescription(self._cells[cursor].tooltip if self._cells else "")
        self.update()

    def cell_rect(self, cursor: int) -> QRectF:
        """Where the cell of a step is."""
        self._lay_out()
        return self._rect(self._places[cursor])

    @staticmethod
    def _rect(place: Place) -> QRectF:
        return QRectF(place.left, theme().px(_CELL_TOP), place.width, theme().px(_CELL_HEIGHT))

    def cell_at(self, point: QPointF) -> int | None:
        """The cursor of the cell at a point, if there is one."""
        if not self._cells or not theme().px(_CELL_TOP) <= point.y() <= theme().px(_CELL_TOP + _CELL_HEIGHT):
            return None
        self._lay_out()
        inside = (
            number for number, place in enumerate(self._places) if place.left <= point.x() < place.right
        )
        return next(inside, None)

    # Layout ----------------------------------------------------------------------------------------------

    def _restyle(self) -> None:
        self._measure()
        self._laid_out_for = None
        self.updateGeometry()
        self.update()

    def _lay_out(self) -> None:
        wanted = (self.width(), self._cursor)
        if self._laid_out_for == wanted:
            return
        pixels, metrics = theme().px, QFontMetricsF(font("head"))
        groups = []
        for phase in Phase:
            cells = tuple(
                min(
                    float(pixels(_WIDEST)),
                    max(
                        float(pixels(_USUAL_WIDTH)),
                        self._cells[place].width + pixels(_PADDING),
                    ),
                )
                for place in self._timeline.section(phase)
            )
            least = metrics.horizontalAdvance(phase.value) if cells else pixels(_HATCH_WIDTH)
            groups.append(Group(cells, least))
        self._places, self._sections = lay_out(
            groups,
            self._cursor,
            self.width(),
            gap=pixels(_GAP),
            between=pixels(_BETWEEN),
            smallest=pixels(_SMALLEST),
        )
        self._laid_out_for = wanted

    @override
    def sizeHint(self) -> QSize:
        """The height of the transport; as wide as it can get."""
        return QSize(theme().px(400), theme().px(88))

    @override
    def minimumSizeHint(self) -> QSize:
        """It scrolls, so it may be narrow."""
        return QSize(theme().px(160), theme().px(88))

    # Painting --------------------------------------------------------------------------------------------

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint heads, cells, and the pointer under the current one."""
        if not self._cells:
            return
        self._lay_out()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_heads(painter)
        placed = [(place, self._rect(spot)) for place, spot in enumerate(self._places)]
        seen = [(place, rect) for place, rect in placed if rect.right() >= 0 and rect.left() <= self.width()]
        visited = [cell for cell in seen if cell[0] < self._cursor]
        coming = [cell for cell in seen if cell[0] > self._cursor]
        current = [cell for cell in seen if cell[0] == self._cursor]
        self._paint_cells(painter, visited, "hover", "hover", "text")
        self._paint_cells(painter, coming, "sunken", "border", "text3")
        self._paint_cells(painter, current, "current", "current", "canvas")
        self._paint_hover(painter)
        self._paint_pointer(painter)

    def _paint_heads(self, painter: QPainter) -> None:
        painter.setFont(font("head"))
        for phase, section in zip(Phase, self._sections, strict=True):
            steps = self._timeline.section(phase)
            reached = bool(steps) and steps.start <= self._cursor
            painter.setPen(theme().colour("text2" if reached else "text3"))
            painter.drawText(QPointF(section.left, theme().px(_HEAD_BASELINE)), phase.value)
        if not self._timeline.count(Phase.UPDATE):
            self._paint_nothing(painter, self._sections[-1])

    def _paint_cells(
        self, painter: QPainter, cells: list[tuple[int, QRectF]], ground: str, edge: str, ink: str
    ) -> None:
        """Paint cells that look alike."""
        painter.setBrush(theme().colour(ground))
        painter.setPen(theme().colour(edge))
        for _, rect in cells:
            radius = min(3.0, rect.width() / 4)
            painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
        strong = ground == "current"
        painter.setFont(font("code_strong" if strong else "code"))
        painter.setPen(theme().colour(ink))
        side, ratio = theme().px(_ICON), self.devicePixelRatioF()
        for place, rect in cells:
            text = self._name(painter, self._cells[place], rect.width() - theme().px(6), strong=strong)
            if text:
                painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)
            elif rect.width() >= side + 2:
                corner = QPointF(rect.center().x() - side / 2, rect.center().y() - side / 2)
                painter.drawPixmap(corner, pixmap(self._cells[place].icon, ink, side, ratio))

    @staticmethod
    def _name(painter: QPainter, cell: _Cell, room: float, *, strong: bool) -> str:
        """As much of a cell's name as it has room for; nothing where its icon says more."""
        if cell.width <= room:
            return cell.text
        if strong:
            return painter.fontMetrics().elidedText(cell.text, Qt.TextElideMode.ElideRight, int(room))
        return cell.short

    def _paint_hover(self, painter: QPainter) -> None:
        if self._hover is not None and self._hover != self._cursor:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(theme().colour("accent"))
            painter.drawRoundedRect(self.cell_rect(self._hover).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)

    def _paint_pointer(self, painter: QPainter) -> None:
        rect = self.cell_rect(self._cursor)
        middle, top, half = rect.center().x(), rect.bottom() + theme().px(3), theme().px(5)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme().colour("current"))
        painter.drawPolygon(
            QPolygonF(
                [
                    QPointF(middle, top),
                    QPointF(middle - half, top + half),
                    QPointF(middle + half, top + half),
                ]
            )
        )

    def _paint_nothing(self, painter: QPainter, section: Place) -> None:
        """The update of a graph without parameters: hatched, with the reason."""
        box = QRectF(section.left, theme().px(_CELL_TOP), section.width, theme().px(_CELL_HEIGHT))
        box.adjust(0.5, 0.5, -0.5, -0.5)
        painter.setPen(theme().colour("border"))
        painter.setBrush(QBrush(theme().colour("border"), Qt.BrushStyle.BDiagPattern))
        painter.drawRoundedRect(box, 3, 3)
        painter.setFont(font("caption"))
        wide = QFontMetricsF(painter.font()).horizontalAdvance(_NOTHING) + theme().px(12)
        plate = QRectF(0, 0, wide, theme().px(18))
        plate.moveCenter(box.center())
        painter.fillRect(plate, theme().colour("panel"))
        painter.setPen(QPen(theme().colour("text3")))
        painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, _NOTHING)

    # Mouse -----------------------------------------------------------------------------------------------

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Light the cell under the mouse."""
        self._set_hover(self.cell_at(event.position()))

    @override
    def leaveEvent(self, event: QEvent) -> None:
        """Light none."""
        self._set_hover(None)
        super().leaveEvent(event)

    def _set_hover(self, place: int | None) -> None:
        if place != self._hover:
            self._hover = place
            shape = Qt.CursorShape.ArrowCursor if place is None else Qt.CursorShape.PointingHandCursor
            self.setCursor(shape)
            self.update()

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Run to the step of the cell."""
        place = self.cell_at(event.position())
        if place is not None and event.button() == Qt.MouseButton.LeftButton:
            self.clicked.emit(place)

    @override
    def event(self, event: QEvent) -> bool:
        """Name the step of a cell in a tooltip."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            place = self.cell_at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), "" if place is None else self._cells[place].tooltip, self)
            return True
        return super().event(event)


def _cell(traced: TracedGraph, step: Step) -> _Cell:
    op: Op[Any] = traced.ops[step.node]
    icon = op_icon_name(op.name, op.category.title)
    if step.phase is Phase.LOSS:
        loss = traced.trace.loss
        words = f"{step.node} = {exact(loss)}: here the gradient starts as 1"
        return _Cell(number(loss) if op.is_loss else step.node, icon, words)
    if step.phase is Phase.UPDATE:
        letter = _LETTERS.get(step.param, step.param[:1])
        text = f"{step.node}.{letter}" if letter else step.node
        return _Cell(text, icon, f"Update of {step.learned}", letter)
    return _Cell(step.node, icon, f"{step.node}: {op.name} {step.phase.value.lower()}")
