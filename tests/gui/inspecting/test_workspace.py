import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from engine.runtime.messages import Answer, Filters, TrainingEnded
from gui.inspecting.workspace import InspectWorkspace
from tests.gui.on_show import OnShow

LEFT = Qt.MouseButton.LeftButton
FIRST = np.random.default_rng(1).normal(0, 0.2, (16, 1, 3, 3)).astype(np.float32)


class Scene(OnShow[InspectWorkspace]):
    def __init__(self, qtbot: QtBot, example: str = "digits-cnn") -> None:
        super().__init__(qtbot, InspectWorkspace, example)


@pytest.fixture
def scene(qtbot: QtBot) -> Scene:
    return Scene(qtbot)


def answer(scene: Scene) -> None:
    _, on_answer = scene.fake.questions[-1]
    on_answer(Answer(len(scene.fake.questions), Filters("conv1", FIRST, None, 0)))


def test_before_any_training_the_first_weights_are_shown(scene: Scene) -> None:
    assert scene.space.status() == "Nothing to show yet"
    answer(scene)
    assert scene.space.status() == "Before training"
    assert scene.space.filter.weights.describe((0, 0)) != ""
    assert np.allclose(scene.space.filter.weights.own_max(), np.abs(FIRST[0]).max())
    norms = np.sqrt((FIRST.reshape(16, -1) ** 2).sum(axis=1))
    assert list(scene.space.bank.bars.order) == np.argsort(-norms, kind="stable").tolist()


def test_they_change_while_it_trains_and_their_past_grows(scene: Scene, qtbot: QtBot) -> None:
    answer(scene)
    before = scene.space.view.grab().toImage()
    with qtbot.waitSignal(scene.space._live.grew):
        scene.fake.play(200)
    assert scene.space.view.grab().toImage() != before
    assert scene.space.status() == "Epoch 10"
    assert scene.space.view.past.accessibleName().startswith("at 0, ")
    assert scene.space.view.past.accessibleName().endswith(", 10")
    scene.fake.say(TrainingEnded({"reason": "done", "epochs": 10, "seconds": 1.0}))
    assert scene.space.bank._when_more.plain() == "Iteration 200. As the run left them."


def test_a_filter_is_chosen_in_the_mosaic_or_by_its_bar(scene: Scene) -> None:
    answer(scene)
    mosaic = scene.space.view.bank.mosaic
    QTest.mouseClick(mosaic, LEFT, pos=mosaic.arrangement().picture(9).center().toPoint())
    assert np.isclose(scene.space.filter.weights.own_max(), np.abs(FIRST[9]).max())
    bars = scene.space.bank.bars
    QTest.mouseClick(bars, LEFT, pos=QPoint(5, 5))
    assert mosaic.current == bars.order[0]
    assert np.isclose(scene.space.filter.weights.own_max(), np.abs(FIRST[bars.order[0]]).max())


def test_a_graph_without_filters_says_so_and_what_to_do(qtbot: QtBot) -> None:
    scene = Scene(qtbot, "scalar")
    assert scene.space.view.empty.isVisible()
    assert "Add one in Build" in scene.space.view.empty.text()
    assert scene.fake.questions == []


def test_while_nobody_looks_nothing_is_sent(scene: Scene) -> None:
    assert scene.fake.told == [("watch", True)]
    scene.space.deactivate()
    assert scene.fake.told[-1] == ("watch", False)
