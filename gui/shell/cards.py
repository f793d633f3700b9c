"""A card of the gallery: the picture of an example, its name, and the button that leads into it."""

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QEnterEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from gui.shell.picture import Picture
from gui.theme import theme
from gui.widgets.buttons import PrimaryButton
from gui.widgets.labels import ElidedLabel, Label


@dataclass(frozen=True)
class CardContent:
    """What a card shows.

    Attributes:
        name: The example's name.
        title: Its title.
        line: One line about it.
        picture: What is painted on it.
        trains: Whether its button trains it; else it steps through it.
    """

    name: str
    title: str
    line: str
    picture: Picture
    trains: bool


class ExampleCard(QWidget):
    """The card; it is lit while the mouse or the focus is on it, and only then has its button."""

    opened = Signal(str)
    """The card was clicked: open the example."""
    led_on = Signal(str)
    """The button was clicked: open it, and train or step."""
    pointed_at = Signal(str)
    """The mouse or the focus came."""

    _PICTURE_HEIGHT = 156
    _FOOT_HEIGHT = 56
    _RADIUS = 10

    def __init__(self, content: CardContent, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.content = content
        self._lit = False
        verb, sign = ("Train", "play") if content.trains else ("Step", "step")
        self.button = PrimaryButton(verb, sign, tooltip=f"Open this example and {verb.lower()}")
        self.button.clicked.connect(lambda: self.led_on.emit(content.name))
        self.button.installEventFilter(self)
        self.setAccessibleName(content.title)
        self.setToolTip("Open this example")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._arrange()
        self.set_lit(False)
        theme().changed.connect(self._restyle)

    def _arrange(self) -> None:
        foot = QHBoxLayout(self)
        edge = theme().px(14)
        foot.setContentsMargins(edge, theme().px(self._PICTURE_HEIGHT), edge, 0)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addStretch(1)
        words.addWidget(Label(self.content.title, "strong"))
        words.addWidget(ElidedLabel(self.content.line, "field", "text2"))
        words.addStretch(1)
        foot.addLayout(words, 1)
        foot.addWidget(self.button)
        keeps = self.button.sizePolicy()
        keeps.setRetainSizeWhenHidden(True)
        self.button.setSizePolicy(keeps)

    def set_lit(self, lit: bool) -> None:
        """Show that this is the chosen card, or not."""
        self._lit = lit
        self.button.setVisible(lit)
        self.update()

    def _restyle(self) -> None:
        self.updateGeometry()
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(theme().px(280), theme().px(self._PICTURE_HEIGHT + self._FOOT_HEIGHT))

    @override
    def enterEvent(self, event: QEnterEvent) -> None:
        """The mouse came."""
        self.pointed_at.emit(self.content.name)

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        """The focus came."""
        super().focusInEvent(event)
        self.pointed_at.emit(self.content.name)

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Open the example."""
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.opened.emit(self.content.name)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter does what the button does, Space opens."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.led_on.emit(self.content.name)
        elif event.key() == Qt.Key.Key_Space:
            self.opened.emit(self.content.name)
        else:
            super().keyPressEvent(event)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the picture, the foot and the outline."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        outline = QPainterPath()
        radius = theme().px(self._RADIUS)
        outline.addRoundedRect(box, radius, radius)
        picture = QRectF(box.left(), box.top(), box.width(), theme().px(self._PICTURE_HEIGHT))
        painter.fillPath(outline, theme().colour("raised"))
        painter.save()
        painter.setClipPath(outline)
        painter.setClipRect(picture, Qt.ClipOperation.IntersectClip)
        painter.fillRect(picture, theme().colour("canvas"))
        self.content.picture.paint(painter, picture)
        painter.restore()
        painter.setPen(QPen(theme().colour("border"), 1))
        painter.drawLine(picture.bottomLeft(), picture.bottomRight())
        colour, width = ("accent", 2) if self._lit else ("border2", 1)
        painter.setPen(QPen(theme().colour(colour), width))
        painter.drawPath(outline)
