"""Drives the app to the places worth a picture."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtTest import QTest

from engine.graph.edits import SetSetting
from engine.runtime.messages import EpochDone, Message
from gui.app import make_application, open_window
from gui.bridge import Bridge
from gui.shell.settings import Settings
from gui.theme import theme

_SIZE = (1440, 900)
_PATIENCE = 60.0
_EPOCHS = 60
_SHOWN_AT = 46


class Photographer:
    """Opens the window and saves what it looks like.

    Args:
        home: Where settings go.
        folder: Where pictures go.
    """

    def __init__(self, home: Path, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self._bridge = Bridge()
        self._bridge.warm_up()
        make_application()
        theme().set_reduce_motion(True)
        settings = Settings(home / "window.ini")
        settings.gallery_at_start = False
        self.window = open_window(self._bridge, settings, None)
        self.window.showNormal()
        self.window.resize(*_SIZE)
        self._epochs = 0
        self._bridge.training_message.connect(self._hear)
        self._until(lambda: "Engine ready" in self.window.status_bar.words())

    def take_all(self) -> None:
        """All pictures of the README."""
        self._gallery()
        self._build()
        self._step()
        self._train()
        self._inspect()

    def leave(self) -> None:
        """Close the window, whatever is not saved."""
        self.window.close_for_good()

    # Places ---------------------------------------------------------------------------------------------

    def _gallery(self) -> None:
        self.window.show_gallery()
        self._save("gallery")
        self.window.close_gallery()

    def _build(self) -> None:
        self.window.canvas.fit()
        self.window.document.select(["conv2"])
        self._save("build")

    def _step(self) -> None:
        self.window.files.open_example("scalar")
        self.window.show_workspace("step")
        self._until(lambda: "−12" in self.window.status_bar.words())
        self.window.actions_table.run("step.forward")
        self.window.canvas.fit()
        self._save("step")
        self.window.actions_table.run("view.theme")
        self._save("step-light")
        self.window.actions_table.run("view.theme")

    def _train(self) -> None:
        self.window.files.open_example("digits-cnn")
        document = self.window.document
        longer = {**document.graph.training, "epochs": _EPOCHS}
        longer["schedule"] = {"name": "StepLR", "step_size": 20, "gamma": 0.1}
        document.push(SetSetting("training", longer))
        document.select(["conv1"])
        self.window.train()
        self._until(lambda: self._epochs >= _SHOWN_AT)
        self._save("train", settle=0)
        self._until(lambda: not self._bridge.is_training)

    def _inspect(self) -> None:
        self.window.show_workspace("inspect")
        self._save("inspect")

    # Tools ----------------------------------------------------------------------------------------------

    def _hear(self, message: Message) -> None:
        if isinstance(message, EpochDone):
            self._epochs = message.record["epoch"]

    def _save(self, name: str, settle: int = 200) -> None:
        QTest.qWait(settle)
        self.window.grab().save(str(self._folder / f"{name}.png"))

    def _until(self, condition: Callable[[], bool]) -> None:
        """Wait, while the app goes on, until something is so."""
        waited = 0.0
        while not condition():
            QTest.qWait(20)
            waited += 0.02
            if waited > _PATIENCE:
                raise TimeoutError(f"never came about; the status is: {self.window.status_bar.words()}")
