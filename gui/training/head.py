"""The head of the Train workspace: the buttons that steer a run, and where it stands."""

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QMouseEvent, QPainter, QPaintEvent, QTextLayout
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget
from typing_extensions import override

from gui.theme import Role, font, theme
from gui.training.words import HeadWords
from gui.widgets.buttons import Button, IconButton, PrimaryButton
from gui.widgets.icons import paint_icon

_HEIGHT = 56
_ERROR_LINES = 2


@dataclass(frozen=True)
class Situation:
    """What the buttons go by.

    Attributes:
        state: The bridge's training state.
        blocked: Why the graph cannot be trained; empty if it can.
        is_resumable: Whether the last run can go on from a checkpoint.
        was_trained: Whether there is a run that is over.
    """

    state: str
    blocked: str = ""
    is_resumable: bool = False
    was_trained: bool = False


class Controls(QWidget):
    """Train, pause or resume; one iteration; one epoch; stop, or start again.

    Signals:
        started: From the first weights.
        resumed: From where it is, or from the last checkpoint.
        paused: Hold.
        iteration_asked: One more, then pause.
        epoch_asked: To the end of the epoch, then pause.
        stopped: End.
    """

    started = Signal()
    resumed = Signal()
    paused = Signal()
    iteration_asked = Signal()
    epoch_asked = Signal()
    stopped = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.primary = PrimaryButton("Train", "play")
        self.iteration = Button("Iteration", "play-outline", height=32)
        self.epoch = Button("Epoch", "play-outline", height=32)
        self.stop = IconButton("stop", "Stop", framed=True, height=32)
        self.restart = Button("Restart", tooltip="Start again from the first weights", height=32)
        self.primary.clicked.connect(self._press)
        self.iteration.clicked.connect(self.iteration_asked)
        self.epoch.clicked.connect(self.epoch_asked)
        self.stop.clicked.connect(self.stopped)
        self.restart.clicked.connect(self.started)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme().px(8))
        for button in (self.primary, self.iteration, self.epoch, self.stop, self.restart):
            row.addWidget(button)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._situation = Situation("idle")
        self.show_situation(self._situation)

    def show_situation(self, now: Situation) -> None:
        """Offer what can be done now, and say of the rest why it cannot."""
        self._situation = now
        self._show_primary(now)
        busy = {"starting": "The run is just starting", "stopping": "The run is just ending"}.get(
            now.state, ""
        )
        can_begin = "" if now.state != "idle" or now.is_resumable else now.blocked
        for button, what in (
            (self.iteration, "Train on one mini-batch"),
            (self.epoch, "Train to the end of the epoch"),
        ):
            button.setEnabled(not (busy or can_begin))
            button.setToolTip(busy or can_begin or f"{what}, then pause")
        going_on = now.state in ("running", "paused")
        offers_restart = now.state == "idle" and now.is_resumable
        self.stop.setVisible(not offers_restart)
        self.stop.setEnabled(going_on)
        self.stop.setToolTip(
            "End the run; a checkpoint is kept" if going_on else busy or "No run is going on"
        )
        self.restart.setVisible(offers_restart)
        self.restart.setEnabled(not now.blocked)
        self.restart.setToolTip(now.blocked or "Start again from the first weights")

    def _show_primary(self, now: Situation) -> None:
        words, icon, enabled, tip = {
            "starting": ("Starting", "play", False, "The data is being read"),
            "running": ("Pause", "pause", True, "Hold the run after this mini-batch"),
            "paused": ("Resume", "play", True, "Go on"),
            "stopping": ("Stopping", "stop", False, "The checkpoint is being written"),
        }.get(now.state) or self._at_rest(now)
        self.primary.setText(words)
        self.primary.setAccessibleName(words)
        self.primary.set_icon(icon)
        self.primary.setEnabled(enabled)
        self.primary.setToolTip(tip)

    @staticmethod
    def _at_rest(now: Situation) -> tuple[str, str, bool, str]:
        if now.is_resumable:
            return "Resume", "play", True, "Go on from the last checkpoint"
        tip = "Train again, from the first weights" if now.was_trained else "Train this graph"
        return "Train", "play", not now.blocked, now.blocked or tip

    def _press(self) -> None:
        now = self._situation
        if now.state == "running":
            self.paused.emit()
        elif now.state == "paused" or now.is_resumable:
            self.resumed.emit()
        else:
            self.started.emit()


class ProgressView(QWidget):
    """Where the run stands: words over a bar, or what is wrong. Painted, as it changes with every frame."""

    node_clicked = Signal(str)
    """A person wants to see the node that the words are about."""

    _BAR = 6
    _GAP = 6
    _LINE = 20
    _BETWEEN = 16

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = HeadWords("")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self.update)

    def show_words(self, words: HeadWords) -> None:
        """Say something else."""
        if words == self._words:
            return
        if words.is_error or words.is_error != self._words.is_error:
            self.setToolTip(f"{words.strong}. {words.plain}" if words.is_error else "")
        self._words = words
        self.setCursor(Qt.CursorShape.PointingHandCursor if words.node else Qt.CursorShape.ArrowCursor)
        self.setAccessibleName(" ".join((words.strong, words.plain, *words.right)))
        self.update()

    @property
    def words(self) -> HeadWords:
        """What it says."""
        return self._words

    @override
    def sizeHint(self) -> QSize:
        """Three lines of small words, or one and a bar."""
        return QSize(theme().px(320), theme().px(_HEIGHT))

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Show the node it is about."""
        if self._words.node is not None:
            self.node_clicked.emit(self._words.node)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the words, and the bar or more words."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        line = QRectF(0, 0, self.width(), theme().px(self._LINE))
        if self._words.is_error:
            self._paint_error(painter, line)
            return
        below = 0 if self._words.share is None else theme().px(self._BAR) + theme().px(self._GAP)
        line.moveTop((self.height() - line.height() - below) / 2)
        room = self._paint_right(painter, line)
        left = self._paint_piece(painter, line, self._words.strong, "strong", "text", room)
        left += theme().px(8)
        self._paint_piece(
            painter, line.adjusted(left, 0, 0, 0), self._words.plain, "field", "text3", room - left
        )
        if self._words.share is not None:
            self._paint_bar(painter, self._words.share, line.bottom() + theme().px(self._GAP))

    def _paint_piece(
        self, painter: QPainter, line: QRectF, words: str, role: Role, colour: str, room: float
    ) -> float:
        """Paint words at the left of a line, cut where there is no room; how wide they are."""
        painter.setFont(font(role))
        painter.setPen(theme().colour(colour))
        metrics = QFontMetricsF(painter.font())
        shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, max(0.0, room))
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, shown)
        return metrics.horizontalAdvance(shown)

    def _paint_right(self, painter: QPainter, line: QRectF) -> float:
        """Paint what stands at the right, the last first, as far as it fits; what is left of the line.

        The most important piece may cost the plain words their room, the others may not.
        """
        room = line.width()
        words, between = self._words, theme().px(self._BETWEEN)
        strong = QFontMetricsF(font("strong")).horizontalAdvance(words.strong) + between
        plain = QFontMetricsF(font("field")).horizontalAdvance(words.plain) + theme().px(8)
        for index, piece in enumerate(reversed(words.right)):
            painter.setFont(font("field_strong" if index == 0 else "field"))
            painter.setPen(theme().colour("text" if index == 0 else "text2"))
            wide = QFontMetricsF(painter.font()).horizontalAdvance(piece)
            if room - wide < strong + (plain if index else 0):
                break
            place = QRectF(0, line.top(), room, line.height())
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, piece)
            room -= wide + between
        return room

    def _paint_bar(self, painter: QPainter, share: float, top: float) -> None:
        high = theme().px(self._BAR)
        track = QRectF(0, top, self.width(), high)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme().colour("grid"))
        painter.drawRoundedRect(track, high / 2, high / 2)
        if share > 0:
            painter.setBrush(theme().colour("accent"))
            wide = max(high, track.width() * min(1.0, share))
            painter.drawRoundedRect(QRectF(track.left(), track.top(), wide, high), high / 2, high / 2)

    def _paint_error(self, painter: QPainter, line: QRectF) -> None:
        side, indent = theme().px(16), theme().px(24)
        rest = _wrapped(self._words.plain, font("field"), self.width() - indent, _ERROR_LINES)
        high = QFontMetricsF(font("field")).lineSpacing()
        line.moveTop(max(0.0, (self.height() - line.height() - high * len(rest)) / 2))
        sign = QRectF(0, line.center().y() - side / 2, side, side)
        paint_icon(painter, sign, "warning", "error")
        first = line.adjusted(indent, 0, 0, 0)
        self._paint_piece(painter, first, self._words.strong, "strong", "text", first.width())
        painter.setFont(font("field"))
        painter.setPen(theme().colour("text2"))
        for number, words in enumerate(rest):
            place = QRectF(indent, line.bottom() + number * high, self.width() - indent, high)
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, words)


def _wrapped(text: str, face: QFont, width: float, most: int) -> list[str]:
    """A text in lines that fit a width, cut with … where it needs more than the most there may be."""
    layout = QTextLayout(text, face)
    layout.beginLayout()
    starts = []
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        starts.append(line.textStart())
    layout.endLayout()
    ends = [*starts[1:], len(text)]
    lines = [text[start:end].rstrip() for start, end in zip(starts, ends, strict=True)]
    if len(lines) <= most:
        return lines
    last = QFontMetricsF(face).elidedText(text[starts[most - 1] :], Qt.TextElideMode.ElideRight, width)
    return [*lines[: most - 1], last]


class Head(QWidget):
    """Buttons at the left, where the run stands at the right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.controls = Controls()
        self.progress = ProgressView()
        row = QHBoxLayout(self)
        row.setContentsMargins(theme().px(16), 0, theme().px(16), 0)
        row.setSpacing(theme().px(24))
        row.addWidget(self.controls)
        row.addWidget(self.progress, 1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
