"""The curves of a run: loss over accuracy and learning rate, over the same epochs."""

from math import ceil
from pathlib import Path

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QWidget

from gui.run_record import RunRecord
from gui.training.plan import Plan
from gui.widgets import numbers
from gui.widgets.envelope import Envelope
from gui.widgets.labels import Divider, Piece
from gui.widgets.plot import Chart
from gui.widgets.plot_curve import Curve, Mark
from gui.widgets.plot_export import save_picture, write_csv

_ALL_RIGHT = 1.012  # so that a line at 100% is whole
_ROOM = 1.5  # above the highest and below the lowest rate of a course in steps


class RunCharts(QSplitter):
    """Three charts with one cursor."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self._record: RunRecord | None = None
        self._plan: Plan | None = None
        self._scale_suits = False
        self.loss = Chart(
            "Loss",
            x_name="epoch",
            log=True,
            log_switch=True,
            exportable=True,
            legend=True,
            exact=_digits,
            headline=self._headline,
        )
        self.accuracy = Chart(
            "Accuracy", x_name="epoch", write=_whole_percent, exact=_exact_percent, headline=self._headline
        )
        self.rate = Chart("Learning rate", x_name="epoch", exact=_digits, headline=self._headline)
        self.accuracy.set_limits(None, _ALL_RIGHT)
        self._arrange()
        self._link()

    def _arrange(self) -> None:
        below = QWidget()
        row = QHBoxLayout(below)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.accuracy, 1)
        row.addWidget(Divider(Qt.Orientation.Vertical))
        row.addWidget(self.rate, 1)
        self.addWidget(self.loss)
        self.addWidget(below)
        self.setStretchFactor(0, 3)
        self.setStretchFactor(1, 2)
        self.setSizes([300, 200])
        self.setChildrenCollapsible(False)
        self.setHandleWidth(1)

    def _link(self) -> None:
        charts = (self.loss, self.accuracy, self.rate)
        for chart in charts:
            for other in charts:
                if other is not chart:
                    chart.pointed.connect(other.set_cursor)

    # What is shown -------------------------------------------------------------------------------

    def set_run(self, record: RunRecord | None, plan: Plan | None) -> None:
        """Show another run, and what its learning rate will be; None where there is none."""
        self._record, self._plan = record, plan
        self._scale_suits = False
        epochs = record.start.epochs if record is not None else plan.epochs if plan is not None else 1
        for chart in (self.loss, self.accuracy, self.rate):
            chart.set_span(0, epochs)
        self._set_rate_curves()
        self.loss.set_hint("" if record else "The loss of every mini-batch appears here")
        self.accuracy.set_hint("" if record else "The share of right answers appears here")
        if record is None:
            self.loss.set_curves([])
            self.accuracy.set_curves([])
        else:
            self.loss.set_curves(
                [
                    Curve("train, smoothed", record.smoothed, "accent", dot=True),
                    Curve("train, each batch", record.loss, "accent", "faint"),
                    Curve("validation", record.validation, "text", dot=True),
                ]
            )
            self.accuracy.set_curves(
                [
                    Curve("train", record.train_accuracy, "accent", dot=True),
                    Curve("validation", record.accuracy, "text", dot=True),
                ]
            )
        self.refresh()

    def _set_rate_curves(self) -> None:
        record, plan = self._record, self._plan
        done = record.rate.end if record is not None else 0.0
        curves = [Curve("planned", plan.after(done), "text3", "dashed")] if plan is not None else []
        if record is not None:
            curves.append(Curve("learning rate", record.rate, "accent", dot=True))
        self.rate.set_curves(curves)
        if plan is None:
            return
        levels = None if record is not None and record.rate_changes else plan.levels()
        self.rate.set_log(plan.spans_decades())
        self.rate.set_ticks(levels)
        roomy = plan.spans_decades() and levels is not None
        self.rate.set_limits(*((levels[0] / _ROOM, levels[-1] * _ROOM) if roomy and levels else (None, None)))

    def refresh(self) -> None:
        """Show what the record holds by now."""
        record = self._record
        if record is not None:
            self._suit_scale(record)
            if record.epochs_done and not np.isfinite(record.accuracy.values).any():
                self.accuracy.set_hint("There are no classes, so there is no accuracy")
        self.loss.set_marks(self._marks())
        self.accuracy.set_note(*self._accuracy_words())
        self.rate.set_note(*self._rate_words())
        for chart in (self.loss, self.accuracy, self.rate):
            chart.refresh()

    def save_csv(self, path: Path) -> None:
        """Write the numbers of all charts as one table over the epochs.

        Raises:
            OSError: The file cannot be written.
        """
        columns = [
            (f"{title} {name}", data)
            for title, chart in (("loss", self.loss), ("accuracy", self.accuracy))
            for name, data in chart.columns()
        ]
        if self._record is not None:
            columns.append(("learning rate", self._record.rate))
        write_csv(path, "epoch", columns)

    def save_png(self, path: Path) -> None:
        """Write the charts as they look now.

        Raises:
            OSError: The file cannot be written.
        """
        save_picture(path, self)

    def _suit_scale(self, record: RunRecord) -> None:
        """A loss that is not above 0 has no place on a logarithmic scale: go linear, once."""
        bounds = record.loss.bounds(0, record.start.epochs)
        if not self._scale_suits and bounds is not None and bounds[0] <= 0:
            self._scale_suits = True
            self.loss.set_log(False)

    def _marks(self) -> list[Mark]:
        if self._record is None:
            return []
        per_epoch = self._record.start.iterations_per_epoch
        marks = [
            Mark(change.iteration / per_epoch, f"learning rate {numbers.number(change.rate)}")
            for change in self._record.rate_changes
        ]
        marks += self._plan.drops() if self._plan is not None else []
        return sorted(marks, key=lambda mark: mark.x)

    def _accuracy_words(self) -> list[Piece]:
        if self._record is None:
            return []
        last = {"train": _last(self._record.train_accuracy), "validation": _last(self._record.accuracy)}
        colours = {"train": "accent", "validation": "text"}
        return [
            (f"{name} {numbers.percent(value)}", colours[name])
            for name, value in last.items()
            if value is not None
        ]

    def _rate_words(self) -> list[Piece]:
        last = _last(self._record.rate) if self._record is not None else None
        if last is not None:
            return [f"now {numbers.number(last)}"]
        return [("planned", "text3")] if self._plan is not None else []

    def _headline(self, epoch: float) -> str:
        if self._record is None:
            return f"Epoch {numbers.number(epoch)}"
        per_epoch = self._record.start.iterations_per_epoch
        iteration = max(1, round(epoch * per_epoch))
        number = numbers.count(ceil(iteration / per_epoch))
        return f"Epoch {number}, iteration {numbers.count(iteration)}"


def _last(curve: Envelope) -> float | None:
    return curve.value_at(curve.end) if len(curve) else None


def _digits(value: float) -> str:
    return numbers.number(value, 4)


def _whole_percent(share: float) -> str:
    return numbers.percent(share, 0)


def _exact_percent(share: float) -> str:
    return numbers.percent(share, 2)
