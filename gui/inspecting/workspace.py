"""The Inspect workspace: what the first layer has learned, and how it came to it."""

from PySide6.QtCore import QObject

from gui.bridge import Bridge
from gui.canvas.view import Canvas
from gui.document import Document
from gui.first_filters import FirstFilters
from gui.inspecting.bank_panel import BankPanel
from gui.inspecting.filter_panel import FilterPanel
from gui.inspecting.filter_view import FilterView
from gui.live_run import LiveRun
from gui.run_record import RunRecord
from gui.widgets import numbers
from gui.workspace import Workspace


class InspectWorkspace(Workspace):
    """Look inside what was trained, or is being trained.

    Args:
        document: Whose net it is.
        bridge: Who trains it.
        canvas: The canvas; this workspace needs its place.
        parent: Who owns it.
    """

    name = "inspect"
    title = "Inspect"

    def __init__(
        self, document: Document, bridge: Bridge, canvas: Canvas, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._live = LiveRun.of(bridge)
        self._filters = FirstFilters(document, bridge, self._live, self)
        self._active = False
        self.bank = BankPanel()
        self.view = FilterView()
        self.filter = FilterPanel()
        self.left = self.bank
        self.centre = self.view
        self.right = self.filter
        self._filters.changed.connect(self._show)
        self._live.phase_changed.connect(self._show_moment)
        self.view.bank.chosen.connect(self._choose)
        self.view.bank.shown_changed.connect(self._show_chosen)
        self.bank.bars.chosen.connect(self._choose)

    def activate(self) -> None:
        """Have filters sent, and show what came meanwhile."""
        self._active = True
        self._filters.set_active(True)
        self._show_moment()

    def deactivate(self) -> None:
        """Let what nobody sees rest."""
        self._active = False
        self._filters.set_active(False)

    def status(self) -> str:
        """Which moment is on show."""
        return self._moment()[0]

    def _show(self) -> None:
        filters = self._filters.filters
        why, more = self._filters.reason()
        if why:
            self.view.show_reason(why, more)
        elif filters is not None:
            self.view.show_filters(filters)
        else:
            self.view.show_pending(self._filters.node or "", self._filters.expected_shape())
        self.bank.show_filters(filters)
        self._show_chosen()
        self._show_moment()

    def _choose(self, index: int) -> None:
        self.view.bank.set_current(index)
        self._show_chosen()

    def _show_chosen(self) -> None:
        index, channel = self.view.bank.current, self.view.bank.channel
        filters = self._filters.filters
        self.bank.bars.set_current(index)
        self.filter.show_filter(filters, index, channel)
        if filters is not None:
            self.view.show_past(index, *self._filters.past(index, self.view.past.most, channel))

    def _show_moment(self) -> None:
        if self._active:
            self.bank.show_moment(*self._moment())
            self.status_changed.emit()

    def _moment(self) -> tuple[str, str]:
        """When the filters were as they are shown, in a few words and in more."""
        record, filters = self._live.record, self._filters.filters
        if filters is None:
            return "Nothing to show yet", ""
        if record is None or record.filters is None:
            return (
                "Before training",
                "The first weights, as the seed draws them. Train, and watch them change.",
            )
        epoch = numbers.number(filters.iteration / record.start.iterations_per_epoch, 3)
        return f"Epoch {epoch}", f"Iteration {numbers.count(filters.iteration)}. {_state_words(record)}"


def _state_words(record: RunRecord) -> str:
    return {
        "running": "Live: the training goes on.",
        "paused": "The training is paused.",
        "ended": "As the run left them.",
        "failed": "As they were when the training failed.",
        "died": "As they were when the training was interrupted.",
    }.get(record.phase, "")
