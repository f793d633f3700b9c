"""Playing: one step after the other, at a speed."""

from PySide6.QtCore import QObject, QTimer, Signal

from gui.stepping.session import StepSession

SPEEDS = (0.25, 0.5, 1.0, 2.0, 4.0, 8.0)
"""Steps a second that can be chosen."""


class Player(QObject):
    """Moves a session's cursor on by itself, to the end.

    Signals:
        changed: It started or stopped.
    """

    changed = Signal()

    def __init__(self, session: StepSession, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._tick)
        self.set_speed(1.0)
        session.traced_changed.connect(self.stop)

    @property
    def is_playing(self) -> bool:
        """Whether it moves."""
        return self._timer.isActive()

    def set_speed(self, steps_per_second: float) -> None:
        """Play at another speed, above 0."""
        self._timer.setInterval(round(1000 / steps_per_second))

    def toggle(self) -> None:
        """Start, from the first step if the last is reached, or stop."""
        if self.is_playing:
            self.stop()
        elif self._session.traced is not None:
            if self._session.is_at_end:
                self._session.first()
            self._timer.start()
            self.changed.emit()

    def stop(self) -> None:
        """Stay at the step that is reached."""
        if self.is_playing:
            self._timer.stop()
            self.changed.emit()

    def _tick(self) -> None:
        self._session.forward()
        if self._session.is_at_end:
            self.stop()
