"""The form at the left of the Train workspace: what is trained on, how, how long and where."""

import copy
from collections.abc import Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from engine.data.augment import AUGMENTATIONS
from engine.data.config import SplitConfig
from engine.data.preprocess import PREPROCESSING
from engine.data.sources.spec import DATASETS
from engine.errors import BackstepError
from engine.graph.edits import CompositeEdit, SetSetting
from engine.graph.model import SettingsChanged
from engine.training.config import TrainingConfig
from engine.training.optimizers import OPTIMIZERS
from engine.training.schedules import SCHEDULES
from gui.document import Document
from gui.theme import theme
from gui.training.form_rows import ChoiceForm, LabelledRow, ListBox, SplitField
from gui.training.schedule_preview import SchedulePreview
from gui.widgets import numbers
from gui.widgets.buttons import FoldHead
from gui.widgets.fields import Field
from gui.widgets.labels import Divider, SectionHead
from gui.widgets.param_form import ParamForm

_LIVE_TIP = "Also changes the run that is going on; all other settings are for the next one"


class TrainForm(QScrollArea):
    """Every change is an undoable edit of the graph's training section; what does not fit says so beside it.

    Args:
        document: Whose training section it is.
    """

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self.data_head = SectionHead("Data")
        self.dataset = ChoiceForm(DATASETS, "Dataset", "Where samples come from")
        self.split = SplitField()
        self.split_row = LabelledRow("Split", self.split, "Training, validation and test")
        self.preprocess = ListBox(PREPROCESSING)
        self.augment = ListBox(AUGMENTATIONS)
        self.optimizer = ChoiceForm(OPTIMIZERS, "Method", "How gradients become steps")
        self.batch = self._form("batch_size")
        self.schedule = ChoiceForm(SCHEDULES, "Kind", "How the learning rate changes as training goes on")
        self.preview = SchedulePreview()
        self.limits = self._form("epochs", "early_stopping", "seed", "device")
        self.stratify = ParamForm(SplitConfig, names=["stratify"], code_names=False)
        self.rest = self._form("preprocess", "augment", "regularization", "precision")
        self._is_live = False
        self._boxes: list[QVBoxLayout] = []
        self._lay_out()
        self._connect()
        self._show()

    def _form(self, *names: str) -> ParamForm:
        form = ParamForm(TrainingConfig, names=names, code_names=False)
        form.changed.connect(self._set)
        return form

    def _lay_out(self) -> None:
        px = theme().px
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        preprocess = LabelledRow(
            "Preprocess", self.preprocess, "Done to every sample; more below, under More settings"
        )
        augment = LabelledRow("Augment", self.augment, "Random changes of the training pictures")
        sections: list[list[QWidget]] = [
            [self.data_head, self.dataset, self.split_row, preprocess, augment],
            [SectionHead("Optimizer"), self.optimizer, self.batch],
            [SectionHead("Schedule"), self.schedule, self.preview],
            [SectionHead("Limits"), self.limits],
            self._more_section(),
        ]
        for number, parts in enumerate(sections):
            if number:
                column.addWidget(Divider())
            box = QVBoxLayout()
            box.setSpacing(px(4))
            self._boxes.append(box)
            for part in parts:
                box.addWidget(part)
            column.addLayout(box)
        column.addStretch(1)
        self.setWidget(body)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalScrollBar().rangeChanged.connect(self._set_margins)
        self._set_margins()

    def _set_margins(self) -> None:
        """The scroll bar takes its width from the margin, not from the fields."""
        px = theme().px
        left, right = (10, 2) if self.verticalScrollBar().maximum() > 0 else (12, 12)
        for box in self._boxes:
            box.setContentsMargins(px(left), px(10), px(right), px(10))

    def _more_section(self) -> list[QWidget]:
        more = FoldHead("More settings")
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme().px(4))
        for part in (self.dataset.more, self.stratify, self.optimizer.more, self.schedule.more, self.rest):
            column.addWidget(part)
        more.toggled.connect(inside.setVisible)
        more.setChecked(False)
        inside.hide()
        return [more, inside]

    def _connect(self) -> None:
        self.dataset.changed.connect(partial(self._set_choice, "dataset"))
        self.optimizer.changed.connect(partial(self._set_choice, "optimizer"))
        self.schedule.changed.connect(partial(self._set_choice, "schedule"))
        self.preprocess.changed.connect(partial(self._set, "preprocess"))
        self.augment.changed.connect(partial(self._set, "augment"))
        self.split.changed.connect(lambda validation, test: self._set_split(validation=validation, test=test))
        self.split.error_changed.connect(self.split_row.say)
        self.stratify.changed.connect(lambda _name, value: self._set_split(stratify=value))
        self._document.graph_event.connect(self._follow)
        self._document.graph_replaced.connect(self._show)

    # Edits -----------------------------------------------------------------------------------------

    def _set(self, key: str, value: Any, title: str = "") -> None:
        training = copy.deepcopy(self._document.graph.training)
        training[key] = value
        words = title or key.replace("_", " ")
        self._document.push(CompositeEdit(f"Set {words}", [SetSetting("training", training)]))

    def _set_choice(self, key: str, name: str, value: dict[str, Any]) -> None:
        words = {"name": key, "lr": "learning rate"}.get(name, name.replace("_", " "))
        self._set(key, value, words)

    def _set_split(self, **values: float | bool) -> None:
        self._set("split", {**self._document.graph.training.get("split", {}), **values})

    # Showing ---------------------------------------------------------------------------------------

    def show_live(self, live: bool) -> None:
        """Say at the learning rate that it acts on the run that is going on."""
        self._is_live = live
        rate = self.optimizer.editor("lr")
        if isinstance(rate, Field):
            rate.set_unit("live" if live else "")
            rate.setToolTip(_LIVE_TIP if live else "Learning rate: how large a step is")

    def show_samples(self, samples: Mapping[str, int] | None) -> None:
        """Say how many samples each part has; None where it is not known."""
        short = {"train": "train", "validation": "val", "test": "test"}
        words = [f"{numbers.count(count)} {short.get(part, part)}" for part, count in (samples or {}).items()]
        self.data_head.set_note(", ".join(words))

    def _follow(self, event: object) -> None:
        if isinstance(event, SettingsChanged) and event.field == "training":
            self._show()

    def _show(self) -> None:
        training = self._document.graph.training
        defaults = TrainingConfig()
        for key, form, default in (
            ("dataset", self.dataset, defaults.dataset),
            ("optimizer", self.optimizer, defaults.optimizer),
            ("schedule", self.schedule, defaults.schedule),
        ):
            form.show_value(_mapping(training.get(key)) or {"name": default.name})
        split = _mapping(training.get("split"))
        self.split.set_shares(
            _share(split.get("validation"), defaults.split.validation),
            _share(split.get("test"), defaults.split.test),
        )
        self.stratify.set_values(split)
        self.preprocess.show_list(training.get("preprocess") or [])
        self.augment.show_list(training.get("augment") or [])
        for plain in (self.batch, self.limits, self.rest):
            plain.set_values(training)
        self._show_errors(training)
        self.show_live(self._is_live)

    def _show_errors(self, training: Mapping[str, Any]) -> None:
        """Mark what the file says that does not fit."""
        errors: dict[str, str] = {}
        try:
            TrainingConfig.read(training)
        except BackstepError as error:
            errors = {problem.param or "": problem.sentence() for problem in error.problems}
        for key, form in (
            ("dataset", self.dataset),
            ("optimizer", self.optimizer),
            ("schedule", self.schedule),
        ):
            form.show_errors(
                {name.partition(".")[2]: text for name, text in errors.items() if name.startswith(f"{key}.")}
            )
        for plain in (self.batch, self.limits, self.rest):
            plain.set_errors(errors)
        about_split = [text for name, text in errors.items() if name.split(".")[0] == "split"]
        self.split.set_error(about_split[0] if about_split else "")


def _mapping(value: Any) -> dict[str, Any]:
    return dict(value) if isinstance(value, Mapping) else {}


def _share(value: Any, default: float) -> float:
    return float(value) if isinstance(value, int | float) else default
