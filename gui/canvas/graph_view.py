"""The view of the scene: presses become gestures, the wheel zooms, ops are dropped."""

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPen,
    QPixmapCache,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QFrame, QGraphicsView, QWidget
from typing_extensions import override

from gui.canvas import metrics as m
from gui.canvas.finding import PortRef
from gui.canvas.ink import pen
from gui.canvas.keys import handle_key
from gui.canvas.scene import CanvasScene
from gui.canvas.tips import PointerTip, node_words, port_words, verdict_words, wire_words
from gui.canvas.tools.band import BandGesture
from gui.canvas.tools.base import Gesture
from gui.canvas.tools.connect import ConnectGesture, Verdict
from gui.canvas.tools.move import MoveGesture
from gui.canvas.tools.pan import PanGesture
from gui.canvas.tools.pick import Target, select_on_click, select_on_press, target_at
from gui.canvas.tools.press import PressGesture
from gui.canvas.zooming import Zooming
from gui.theme import theme

OP_MIME = "application/x-backstep-op"
"""What a dragged op is called; its data is the op's name."""

_KEYBOARD = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
_CACHE_KILOBYTES = 64 * 1024
_EXTENT = 200_000.0
_WHEEL_STEP = 1.2  # per notch
_MOST_ROUND, _MOST_BOXES = 1.6, 1.0


@dataclass(frozen=True)
class _Press:
    at: QPointF
    pixel: QPoint
    modifiers: Qt.KeyboardModifier
    target: Target


class GraphView(QGraphicsView):
    """Shows the scene on dotted paper.

    Signals:
        clicked: A node was clicked without being dragged.
        double_clicked: A node was double-clicked.
        op_dropped: An op was dropped at this place of the scene.
        search_wanted: Tab was pressed: the person looks for an op.
    """

    clicked = Signal(str)
    double_clicked = Signal(str)
    op_dropped = Signal(str, QPointF)
    search_wanted = Signal()

    def __init__(self, scene: CanvasScene, parent: QWidget | None = None) -> None:
        super().__init__(scene, parent)
        self._scene = scene
        self._editable = True
        self._gesture: Gesture | None = None
        self._press: _Press | None = None
        self._space = False
        self._focus_shown = False
        self.zooming = Zooming(self)
        self.tip = PointerTip(self.viewport())
        QPixmapCache.setCacheLimit(max(QPixmapCache.cacheLimit(), _CACHE_KILOBYTES))
        # The view's alone: the scene's own follows its items, which lets them be found fast.
        self.setSceneRect(-_EXTENT / 2, -_EXTENT / 2, _EXTENT, _EXTENT)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setOptimizationFlag(QGraphicsView.OptimizationFlag.DontSavePainterState)
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.SmartViewportUpdate)
        self.setCacheMode(QGraphicsView.CacheModeFlag.CacheBackground)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setResizeAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAcceptDrops(True)
        self.setMouseTracking(True)
        self.setAccessibleName("Graph")
        self.setAccessibleDescription(
            "Arrow keys move the selection, Alt and arrow keys follow the wires, Tab searches for an op"
        )
        theme().changed.connect(self._restyle)

    def _restyle(self) -> None:
        self.resetCachedContent()
        self.viewport().update()

    def set_editable(self, editable: bool) -> None:
        """Allow changes, or clicks alone."""
        self.cancel()
        self._editable = editable
        self.setAcceptDrops(editable)

    def fit(self) -> None:
        """Show everything."""
        boxes = any(item.geometry.form == "box" for item in self._scene.nodes.values())
        self.zooming.fit(self._scene.content_rect(), _MOST_BOXES if boxes else _MOST_ROUND)

    def cancel(self) -> None:
        """End the gesture that is on its way without effect."""
        if self._gesture is not None:
            self._gesture.cancel()
        self._end()

    def _end(self) -> None:
        self._gesture = None
        self._press = None
        self.tip.hide()
        self.viewport().unsetCursor()

    # Painting --------------------------------------------------------------------------------------

    @override
    def drawBackground(self, painter: QPainter, rect: QRectF | QRect) -> None:
        """Paint the ground and its dots."""
        area = QRectF(rect)
        painter.fillRect(area, theme().colour("canvas"))
        zoom = self.zooming.zoom
        pitch = float(m.DOTS)
        while pitch * zoom < 14:
            pitch *= 2
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        dot = QPen(theme().colour("dot"), 2.0 / min(max(zoom, 0.5), 1.0))
        dot.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(dot)
        columns = range(int(area.left() // pitch), int(area.right() // pitch) + 2)
        rows = range(int(area.top() // pitch), int(area.bottom() // pitch) + 2)
        painter.drawPoints([QPointF(column * pitch, row * pitch) for column in columns for row in rows])

    @override
    def drawForeground(self, painter: QPainter, rect: QRectF | QRect) -> None:
        """Show that the keyboard acts here, where it led here."""
        if not self._focus_shown:
            return
        painter.resetTransform()
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(pen("accent", 2.0))
        painter.drawRect(self.viewport().rect().adjusted(1, 1, -1, -1))

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        """Remember whether the keyboard led here."""
        super().focusInEvent(event)
        self._show_focus(event.reason() in _KEYBOARD)

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The keyboard acts elsewhere."""
        super().focusOutEvent(event)
        self._show_focus(False)

    def _show_focus(self, shown: bool) -> None:
        self._focus_shown = shown
        self.viewport().update()

    # Mouse -----------------------------------------------------------------------------------------

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Select at once; what else it becomes is known when the pointer moves or the button is let go."""
        pixel = event.position().toPoint()
        at = self.mapToScene(pixel)
        self.tip.hide()
        left = event.button() == Qt.MouseButton.LeftButton
        if event.button() == Qt.MouseButton.MiddleButton or (left and self._space):
            self._begin(PanGesture(self, at))
        elif left:
            target = target_at(self._scene, at, self.zooming.zoom, ports=self._editable)
            self._press = _Press(at, pixel, event.modifiers(), target)
            select_on_press(self._scene, target, event.modifiers())
        event.accept()

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go on with the gesture, or begin one, or say what lies here."""
        pixel = event.position().toPoint()
        at = self.mapToScene(pixel)
        if self._gesture is None and self._press is not None:
            far = (pixel - self._press.pixel).manhattanLength() >= QApplication.startDragDistance()
            if far:
                self._begin(self._gesture_of(self._press))
        if self._gesture is not None:
            self._gesture.move(at)
        elif self._press is None:
            self._hover(at, pixel)
        event.accept()

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Finish the gesture, or take it as a click."""
        at = self.mapToScene(event.position().toPoint())
        gesture, press = self._gesture, self._press
        self._end()
        if gesture is not None:
            gesture.finish(at)
        elif press is not None and press.target.button is not None:
            PressGesture(press.target.button).finish(at)
        elif press is not None:
            select_on_click(self._scene, press.target, press.modifiers)
            if press.target.node is not None:
                self.clicked.emit(press.target.node)
        event.accept()

    @override
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Tell which node; on a button it is one more click."""
        at = self.mapToScene(event.position().toPoint())
        target = target_at(self._scene, at, self.zooming.zoom, ports=False)
        if target.button is not None:
            self.mousePressEvent(event)
        elif target.node is not None:
            self.double_clicked.emit(target.node)
        event.accept()

    def _begin(self, gesture: Gesture) -> None:
        self._gesture = gesture
        if gesture.cursor is not None:
            self.viewport().setCursor(gesture.cursor)
        if isinstance(gesture, PanGesture):
            self.zooming.stop()
            self.zooming.follows = False

    def _gesture_of(self, press: _Press) -> Gesture:
        target = press.target
        if target.button is not None:
            return PressGesture(target.button)
        if not self._editable:
            return PanGesture(self, press.at)
        if target.port is not None:
            return self._connect_from(target.port)
        if target.node is not None:
            held = [*self._scene.document.selection]
            return MoveGesture(self._scene, target.node, [*dict.fromkeys((target.node, *held))], press.at)
        kept = self._scene.document.selection if press.modifiers else ()
        return BandGesture(self._scene, press.at, kept)

    def _connect_from(self, port: PortRef) -> Gesture:
        def say(verdict: Verdict | None, at: QPointF) -> None:
            if verdict is None:
                self.tip.hide()
                return
            title, detail, bad = verdict_words(verdict)
            self.tip.say(title, detail, self.mapFromScene(at), bad=bad)

        return ConnectGesture(self._scene, port, self.zooming.zoom, say)

    def _hover(self, at: QPointF, pixel: QPoint) -> None:
        target = target_at(self._scene, at, self.zooming.zoom, ports=self._editable)
        if target.port is not None:
            self.viewport().setCursor(Qt.CursorShape.CrossCursor)
            self.tip.say(*port_words(self._scene, *target.port), pixel)
        elif target.wire is not None:
            self.viewport().unsetCursor()
            self.tip.say("", wire_words(self._scene, target.wire), pixel)
        else:
            hand = target.button is not None or (target.node is not None and not self._editable)
            if hand:
                self.viewport().setCursor(Qt.CursorShape.PointingHandCursor)
            else:
                self.viewport().unsetCursor()
            words = ("", "") if target.node is None else node_words(self._scene, target.node)
            if any(words):
                self.tip.say(*words, pixel)
            else:
                self.tip.hide()

    @override
    def leaveEvent(self, event: QEvent) -> None:
        """The tip goes with the pointer."""
        self.tip.hide()
        super().leaveEvent(event)

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom to the pointer; with Shift, move sideways."""
        notches = (event.angleDelta().y() or event.angleDelta().x()) / 120
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            bar = self.horizontalScrollBar()
            bar.setValue(bar.value() - round(notches * 60))
            self.zooming.follows = False
        else:
            self.zooming.set_zoom(self.zooming.zoom * _WHEEL_STEP**notches, event.position().toPoint())
        event.accept()

    # Keys ------------------------------------------------------------------------------------------

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape ends a gesture, Space makes the left button pan; the rest is in `keys`."""
        if event.key() == Qt.Key.Key_Escape and self._gesture is not None:
            self.cancel()
        elif event.key() == Qt.Key.Key_Space and self._editable:
            if not event.isAutoRepeat():
                self._space = True
                self.viewport().setCursor(Qt.CursorShape.OpenHandCursor)
        elif not handle_key(event, self._scene, self.zooming, self.fit, editable=self._editable):
            event.ignore()
            return
        event.accept()

    @override
    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Space let go: the left button selects again."""
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self._space = False
            self.viewport().unsetCursor()
        super().keyReleaseEvent(event)

    @override
    def focusNextPrevChild(self, following: bool) -> bool:
        """Tab searches for an op; Shift+Tab leaves."""
        if following and self._editable:
            self.search_wanted.emit()
            return True
        return super().focusNextPrevChild(following)

    # Drops -----------------------------------------------------------------------------------------

    @override
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take ops."""
        if event.mimeData().hasFormat(OP_MIME):
            event.acceptProposedAction()
        else:
            event.ignore()

    @override
    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Take ops, anywhere."""
        if event.mimeData().hasFormat(OP_MIME):
            event.acceptProposedAction()
        else:
            event.ignore()

    @override
    def dropEvent(self, event: QDropEvent) -> None:
        """Tell which op, and where."""
        name = bytes(event.mimeData().data(OP_MIME).data()).decode()
        self.op_dropped.emit(name, self.mapToScene(event.position().toPoint()))
        event.acceptProposedAction()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep everything in sight until somebody has moved the view."""
        super().resizeEvent(event)
        if self.zooming.follows:
            self.fit()
