"""The strip at the bottom: buttons to move, the speed, the timeline, and where one is."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from gui.stepping.explain import hint
from gui.stepping.player import SPEEDS, Player
from gui.stepping.session import StepSession
from gui.stepping.timeline_strip import TimelineStrip
from gui.theme import font, theme
from gui.widgets.buttons import IconButton
from gui.widgets.fields import ComboBox
from gui.widgets.labels import ElidedLabel, Label
from gui.widgets.numbers import number

_HEIGHT = 88
_CONTROL = 33
_HEAD = 18
_WIDE = 1360


class Transport(QWidget):
    """First, back, play, forward, last; the speed; the timeline; the count of steps and what comes next."""

    def __init__(self, session: StepSession, player: Player, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._player = player
        self.strip = TimelineStrip()
        self._place = Label("", "strong")
        self._hint = ElidedLabel("", "caption", "text3")
        self._make_buttons()
        self._make_speeds()
        self._arrange()
        self.strip.clicked.connect(session.go)
        session.traced_changed.connect(self._show_pass)
        session.moved.connect(self._show_place)
        player.changed.connect(self._show_playing)
        theme().changed.connect(self._restyle)
        self._restyle()
        self._show_pass()

    def _make_buttons(self) -> None:
        session = self._session
        self.first = self._button("first", "First step  (Home)", session.first)
        self.back = self._button("back", "One step back  (←)", session.back)
        self.play = self._button("play", "Play  (Space)", self._player.toggle, primary=True)
        self.forward = self._button("forward", "One step forward  (→)", session.forward)
        self.last = self._button("last", "Last step  (End)", session.last)

    @staticmethod
    def _button(name: str, tooltip: str, run: Callable[[], object], *, primary: bool = False) -> IconButton:
        width = 44 if primary else 38
        button = IconButton(name, tooltip, primary=primary, framed=True, height=_CONTROL, width=width)
        button.clicked.connect(run)
        return button

    def _make_speeds(self) -> None:
        self.speed = ComboBox([f"{number(speed)} per s" for speed in SPEEDS])
        self.speed.setCurrentIndex(SPEEDS.index(1.0))
        self.speed.setToolTip("Steps a second while playing")
        self.speed.setAccessibleName("speed")
        self.speed.activated.connect(lambda index: self._player.set_speed(SPEEDS[index]))

    def _arrange(self) -> None:
        self._row = QHBoxLayout(self)
        buttons = QHBoxLayout()
        buttons.setSpacing(2)
        for button in (self.first, self.back, self.play, self.forward, self.last):
            buttons.addWidget(button)
        heads = QHBoxLayout()
        self._heads = [
            Label("Step", "head", "text2"),
            Label("← and →, Space plays", "caption", "text3"),
            Label("Speed", "head", "text2"),
        ]
        heads.addWidget(self._heads[0])
        heads.addStretch()
        heads.addWidget(self._heads[1])
        speed = QHBoxLayout()
        speed.addWidget(self._heads[2])
        self._columns = [_column(heads, buttons), _column(speed, self.speed)]
        for column in self._columns:
            self._row.addLayout(column)
        self._row.addWidget(self.strip, 1)
        self._row.addLayout(self._where())

    def _where(self) -> QVBoxLayout:
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        self._hint.setAlignment(right)
        self._place.setAlignment(right)
        self._place.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        top = QHBoxLayout()
        top.addWidget(self._hint)
        bottom = QHBoxLayout()
        bottom.addStretch()
        bottom.addWidget(self._place)
        self._columns.append(_column(top, bottom))
        return self._columns[-1]

    def _restyle(self) -> None:
        pixels = theme().px
        self.setFixedHeight(pixels(_HEIGHT))
        self._row.setContentsMargins(pixels(16), 0, pixels(16), 0)
        self._row.setSpacing(pixels(16))
        for column in self._columns:
            column.setContentsMargins(0, pixels(10), 0, pixels(22))
            column.setSpacing(pixels(5))
        self.speed.setFixedSize(pixels(84), pixels(_CONTROL))
        self._hint.setFixedHeight(pixels(_HEAD))
        for head in self._heads:
            head.setFixedHeight(pixels(_HEAD))
        self._place.setFixedHeight(pixels(_CONTROL))

    # What it shows ---------------------------------------------------------------------------------------

    def _show_pass(self) -> None:
        self.strip.set_pass(self._session.traced, self._session.timeline)
        self._show_place()

    def _show_place(self) -> None:
        session, traced = self._session, self._session.traced
        self.strip.set_cursor(session.cursor)
        steps = len(session.timeline)
        self._place.setText(f"Step {session.cursor + 1} of {steps}" if steps else "")
        self._place.setFixedWidth(self._place.sizeHint().width())
        self._hint.setText(hint(traced, session.timeline, session.cursor) if traced is not None else "")
        for button, possible in (
            (self.first, session.cursor > 0),
            (self.back, session.cursor > 0),
            (self.play, steps > 0),
            (self.forward, not session.is_at_end),
            (self.last, not session.is_at_end),
        ):
            button.setEnabled(steps > 0 and possible)

    def _show_playing(self) -> None:
        playing = self._player.is_playing
        self.play.set_icon("pause" if playing else "play")
        self.play.setToolTip("Pause  (Space)" if playing else "Play  (Space)")

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the hint as much room as the window allows."""
        super().resizeEvent(event)
        longest = (
            "next: back through conv1" if self.width() < theme().px(_WIDE) else "next: back through softmax"
        )
        self._hint.setFixedWidth(round(QFontMetricsF(font("caption")).horizontalAdvance(longest)) + 4)

    @override
    def sizeHint(self) -> QSize:
        """As high as the design says."""
        return QSize(theme().px(960), theme().px(_HEIGHT))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ground and the line above."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme().colour("panel"))
        painter.fillRect(0, 0, self.width(), 1, theme().colour("border"))


def _column(head: QHBoxLayout, control: QHBoxLayout | QWidget) -> QVBoxLayout:
    column = QVBoxLayout()
    head.setContentsMargins(0, 0, 0, 0)
    column.addLayout(head)
    if isinstance(control, QWidget):
        column.addWidget(control)
    else:
        control.setContentsMargins(0, 0, 0, 0)
        column.addLayout(control)
    return column
