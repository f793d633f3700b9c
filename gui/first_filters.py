"""The first layer's filters on show: the run's, or those before any training, or why there are none."""

from typing import Final

from PySide6.QtCore import QObject, Signal

from engine.graph.file import graph_to_json
from engine.inspecting.filters import first_layer
from engine.runtime.messages import Answer, Filters, FiltersRequest
from gui.bridge import Bridge
from gui.document import Document
from gui.live_run import LiveRun
from gui.widgets import numbers
from gui.widgets.film_strip import Moment
from gui.widgets.filter_tiles import scale_end, tiles_of

WHAT_TO_LOOK_FOR: Final = (
    "Each square is one filter: gold adds, blue takes away. Edges, spots and stripes that grow clear mean "
    "that the layer has found something. Noise that stays noise asks for longer training, or for more "
    "regularization."
)

_NO_LAYER: Final = "There are no filters to show"
_NO_LAYER_MORE: Final = (
    "Filters are the weights of the first Conv2d or Linear that the data flows into, and this graph has "
    "none. Add one in Build, between Input and the rest."
)
_NOT_FED: Final = "What flows into it is not known: mend what comes before it."


class FirstFilters(QObject):
    """One for each workspace that shows them; it asks the engine only while that is on show.

    Signals:
        changed: There are others, newer ones, or none now.
    """

    changed = Signal()

    def __init__(
        self, document: Document, bridge: Bridge, live: LiveRun, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._bridge = bridge
        self._live = live
        self._initial: Filters | None = None
        self._shown: Filters | None = None
        self._outdated = True
        self._refusal = ""
        self._active = False
        self._question: int | None = None
        document.report_changed.connect(self._forget_initial)
        document.graph_replaced.connect(self._forget_all)
        live.grew.connect(self._follow)
        live.replaced.connect(self._follow)

    def set_active(self, active: bool) -> None:
        """Say whether anyone looks."""
        self._active = active
        self._live.watch(self, filters=active)
        if active:
            self._question = None
            self._follow()
            self.changed.emit()

    @property
    def filters(self) -> Filters | None:
        """Those of the run, else the initial ones as far as they are known."""
        record = self._live.record
        return record.filters if record is not None and record.filters is not None else self._initial

    def past(self, index: int, most: int, channel: int | None = None) -> tuple[list[Moment], float]:
        """One filter at a few moments of the run, labelled with epochs, and the end of the scale they share.

        Args:
            index: Which filter.
            most: At how many moments at most.
            channel: As in `tiles_of`.
        """
        record = self._live.record
        banks = record.moments(most) if record is not None else []
        if record is None or not banks:
            return [], 1.0
        vmax = max(scale_end(bank.weights[index]) for bank in banks)
        per_epoch = record.start.iterations_per_epoch
        moments = [
            Moment(
                _epoch_words(bank.iteration / per_epoch),
                tiles_of(bank.weights[index : index + 1], vmax, channel)[0],
            )
            for bank in banks
        ]
        return moments, vmax

    @property
    def node(self) -> str | None:
        """The layer whose filters are on show, or will be."""
        return self.filters.node if self.filters is not None else first_layer(self._document.graph)

    def expected_shape(self) -> tuple[int, int, int] | None:
        """Count, height and width of filters that are not known yet, where the graph tells."""
        report = self._document.report.nodes.get(self.node or "")
        weight = report.parameters.get("weight") if report is not None else None
        return (weight[0], weight[2], weight[3]) if weight is not None and len(weight) == 4 else None

    def reason(self) -> tuple[str, str]:
        """Why there is nothing to show, in a few words and in more; empty where there is something."""
        if self.filters is not None:
            return "", ""
        if self.node is None:
            return _NO_LAYER, _NO_LAYER_MORE
        report = self._document.report.nodes.get(self.node)
        if report is None or not report.runs:
            why = str(report.problem) if report is not None and report.problem is not None else _NOT_FED
            return f"{self.node} has no filters yet", why
        return ("The filters cannot be shown", self._refusal) if self._refusal else ("", "")

    def _forget_all(self) -> None:
        self._initial = None
        self._forget_initial()

    def _forget_initial(self) -> None:
        """The graph changed: its initial filters stay on show until the engine has told the new ones."""
        self._outdated = True
        self._question = None
        self._refusal = ""
        if not self._can_ask():
            self._initial = None
        self._follow()
        if self._active:
            self.changed.emit()

    def _follow(self) -> None:
        record = self._live.record
        if self._active and self._outdated and (record is None or record.filters is None):
            self._ask()
        if self.filters is not self._shown:
            self._shown = self.filters
            if self._active:
                self.changed.emit()

    def _can_ask(self) -> bool:
        report = self._document.report.nodes.get(first_layer(self._document.graph) or "")
        return report is not None and report.runs

    def _ask(self) -> None:
        if self._question is None and not self._refusal and self._can_ask():
            graph = graph_to_json(self._document.graph)
            self._question = self._bridge.ask(FiltersRequest(graph), self._take)

    def _take(self, answer: Answer) -> None:
        if answer.number != self._question:
            return
        self._question = None
        self._outdated = False
        self._initial = answer.result
        if answer.result is None:
            self._refusal = str(answer.problems[0]) if answer.problems else "The engine found none."
        self._follow()
        self.changed.emit()


def _epoch_words(epoch: float) -> str:
    """An epoch in as few signs as fit under a small picture: `0.3`, `12`."""
    return numbers.number(round(epoch, 1) if epoch < 3 else round(epoch))
