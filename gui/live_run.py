"""The run on show: joins the engine's messages to one record, and tells at an even pace that it grew."""

from time import perf_counter
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

from engine.runtime.messages import Message, TrainingFailed, TrainingStarted, WorkerDied
from gui.bridge import Bridge
from gui.run_record import RunRecord

_FRAME: Final = 33  # milliseconds: thirty frames a second
_LONGEST_FRAME: Final = 150
_REST: Final = 5  # times as long as a frame took passes before the next, so that training has the machine


def pause_after(milliseconds: float) -> int:
    """Milliseconds until the next frame, after one that took so long to work out and paint."""
    return min(_LONGEST_FRAME, max(_FRAME, round(_REST * milliseconds)))


class LiveRun(QObject):
    """One for a bridge, shared by all workspaces that show the run (`LiveRun.of`).

    Signals:
        grew: The record holds more than when this was told last; at most thirty times a second, and less
            often where painting takes long.
        replaced: There is another record, or none any more.
        phase_changed: The run stands elsewhere now, or the bridge does.
    """

    grew = Signal()
    replaced = Signal()
    phase_changed = Signal()

    def __init__(self, bridge: Bridge) -> None:
        super().__init__(bridge)
        self._bridge = bridge
        self._record: RunRecord | None = None
        self._is_starting = False
        self._trouble: TrainingFailed | WorkerDied | None = None
        self._watchers: set[QObject] = set()
        self._frame = QTimer(self, singleShot=True, interval=_FRAME)
        self._frame.timeout.connect(self._tell)
        bridge.training_message.connect(self._hear)
        bridge.worker_died.connect(self._hear_death)
        bridge.training_state_changed.connect(self._follow)

    @staticmethod
    def of(bridge: Bridge) -> "LiveRun":
        """The one of this bridge."""
        found = bridge.findChild(LiveRun)
        return LiveRun(bridge) if found is None else found

    @property
    def record(self) -> RunRecord | None:
        """The present run's, or the last one's; None before the first."""
        return self._record

    @property
    def trouble(self) -> TrainingFailed | WorkerDied | None:
        """What ended the last attempt to train, be it before the run began; None once another is made."""
        return self._trouble

    def forget(self) -> None:
        """Show no run: the graph it belongs to is gone."""
        self._trouble = None
        self._replace(None)

    def set_learning_rate(self, rate: float) -> None:
        """Use another base learning rate from the next iteration on, and note it."""
        self._bridge.set_learning_rate(rate)
        if self._record is not None and not self._record.is_over:
            self._record.change_rate(rate)
            self.grew.emit()

    def watch(self, watcher: QObject, *, filters: bool) -> None:
        """Say whether someone looks at the filters; they are sent while anyone does."""
        before = bool(self._watchers)
        (self._watchers.add if filters else self._watchers.discard)(watcher)
        if bool(self._watchers) != before:
            self._bridge.watch(filters=bool(self._watchers))

    def _follow(self, state: str) -> None:
        if state == "starting":
            self._is_starting = True
            self._trouble = None
        self.phase_changed.emit()

    def _hear(self, message: Message) -> None:
        if isinstance(message, TrainingStarted):
            self._is_starting = False
            if not _is_same_run(self._record, message):
                self._replace(RunRecord(message))
                return
        elif isinstance(message, TrainingFailed | WorkerDied):
            self._trouble = message
        if self._is_starting or self._record is None:  # the record is an earlier run's
            self._is_starting = self._is_starting and self._trouble is None
            self.phase_changed.emit()
            return
        before = self._record.phase
        self._record.take(message)
        if self._record.phase != before:
            self.phase_changed.emit()
        if not self._frame.isActive():
            self._frame.start()

    def _hear_death(self, message: WorkerDied) -> None:
        if message.worker == "training" and (self._is_starting or self._is_going_on()):
            self._hear(message)

    def _is_going_on(self) -> bool:
        return self._record is not None and not self._record.is_over

    def _tell(self) -> None:
        """Have the frame painted, and see how long that takes: painting comes before the next timer."""
        start = perf_counter()
        self.grew.emit()
        QTimer.singleShot(
            0, self, lambda: self._frame.setInterval(pause_after(1000 * (perf_counter() - start)))
        )

    def _replace(self, record: RunRecord | None) -> None:
        self._record = record
        self.replaced.emit()
        self.phase_changed.emit()


def _is_same_run(record: RunRecord | None, start: TrainingStarted) -> bool:
    """Whether a run goes on whose record is here, at least up to where it goes on."""
    return (
        record is not None
        and record.start.run_dir == start.run_dir
        and record.start.iterations_per_epoch == start.iterations_per_epoch
        and 0 < start.iteration <= record.iteration
    )
