"""What the run on show came to: its best, its test, and where it lies."""

from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from gui.run_record import RunRecord
from gui.theme import theme
from gui.widgets import numbers
from gui.widgets.buttons import Button
from gui.widgets.labels import Divider, ElidedLabel, Label, SectionHead

Row = tuple[str, str]


class RunSummary(QWidget):
    """A few lines about a run; hidden while there is nothing to tell."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        px = theme().px
        self._folder: Path | None = None
        self._head = SectionHead("This run")
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(px(12))
        self._grid.setVerticalSpacing(px(6))
        self._grid.setColumnStretch(1, 1)
        self._open = Button(
            "Open its folder", "folder", tooltip="Record, settings and checkpoints of this run"
        )
        self._open.clicked.connect(self._open_folder)
        inner = QVBoxLayout()
        inner.setContentsMargins(px(16), px(12), px(16), px(16))
        inner.setSpacing(px(8))
        inner.addWidget(self._head)
        inner.addLayout(self._grid)
        inner.addWidget(self._open)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(Divider())
        column.addLayout(inner)
        self._rows: list[Row] = []
        self.hide()

    @property
    def rows(self) -> list[Row]:
        """What it says, a line each."""
        return self._rows

    def show_run(self, record: RunRecord | None) -> None:
        """Tell about a run; None tells nothing."""
        self.setVisible(record is not None)
        if record is None:
            return
        self._folder = Path(record.start.run_dir)
        self._head.set_note(self._folder.name)
        self._head.setToolTip(record.start.run_dir)
        rows = summary_rows(record)
        if rows == self._rows:
            return
        self._rows = rows
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        for row, (name, value) in enumerate(rows):
            number = ElidedLabel(value, "code", "text")
            number.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self._grid.addWidget(Label(name, "field", "text2"), row, 0)
            self._grid.addWidget(number, row, 1)

    def _open_folder(self) -> None:
        if self._folder is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._folder)))


def summary_rows(record: RunRecord) -> list[Row]:
    """What there is to tell of a run."""
    samples = record.start.samples
    rows = [
        ("parameters", numbers.count(record.start.parameters)),
        ("samples", " / ".join(numbers.count(samples[part]) for part in samples)),
        ("device", record.start.device),
    ]
    best = record.best_epoch
    if best is not None:
        loss, accuracy = record.validation.value_at(best), record.accuracy.value_at(best)
        rows.append(("best epoch", numbers.count(best)))
        rows.append(("its validation loss", numbers.number(loss or 0.0)))
        if accuracy is not None:
            rows.append(("its validation accuracy", numbers.percent(accuracy)))
    if record.end is not None:
        for name, key in (("test loss", "test_loss"), ("test accuracy", "test_accuracy")):
            value = record.end.get(key)
            if value is not None:
                rows.append(
                    (name, numbers.percent(value) if key == "test_accuracy" else numbers.number(value))
                )
        if record.end.get("checkpoint"):
            rows.append(("checkpoint", Path(str(record.end["checkpoint"])).name))
    return rows
