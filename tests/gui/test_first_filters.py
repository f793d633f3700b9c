import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from engine.errors import Problem
from engine.examples import read_example
from engine.graph.edits import SetParams, SetSetting
from engine.runtime.messages import Answer, Filters, FiltersRequest, Iterations
from gui.document import Document
from gui.first_filters import FirstFilters
from gui.live_run import LiveRun
from tests.gui.fake_bridge import FakeBridge

BANK = np.zeros((16, 1, 3, 3), np.float32)


class Scene:
    def __init__(self, example: str) -> None:
        self.document = Document()
        self.document.replace_graph(read_example(example))
        self.fake = FakeBridge()
        self.live = LiveRun.of(self.fake.as_bridge())
        self.filters = FirstFilters(self.document, self.fake.as_bridge(), self.live)

    def answer(self, result: Filters | None, *problems: Problem) -> None:
        _, on_answer = self.fake.questions[-1]
        on_answer(Answer(len(self.fake.questions), result, problems))


@pytest.fixture
def scene(qtbot: QtBot) -> Scene:
    return Scene("digits-cnn")


def test_nobody_is_asked_before_anybody_looks(scene: Scene) -> None:
    assert scene.fake.questions == []
    scene.filters.set_active(True)
    assert [type(request) for request, _ in scene.fake.questions] == [FiltersRequest]
    assert scene.filters.node == "conv1"
    assert scene.filters.expected_shape() == (16, 3, 3)
    assert scene.filters.reason() == ("", "")


def test_the_initial_filters_come_from_the_engine(scene: Scene, qtbot: QtBot) -> None:
    scene.filters.set_active(True)
    with qtbot.waitSignal(scene.filters.changed):
        scene.answer(Filters("conv1", BANK, None, 0))
    assert scene.filters.filters is not None
    assert scene.filters.past(0, 7) == ([], 1.0)


def test_an_edit_makes_them_outdated(scene: Scene, qtbot: QtBot) -> None:
    scene.filters.set_active(True)
    with qtbot.waitSignal(scene.document.report_changed):
        scene.document.push(SetParams("conv1", {"out_channels": 4}))
    assert len(scene.fake.questions) == 2
    _, first = scene.fake.questions[0]
    first(Answer(1, Filters("conv1", BANK, None, 0)))
    assert scene.filters.reason() == ("", "")
    assert scene.filters.expected_shape() == (4, 3, 3)
    scene.answer(Filters("conv1", BANK[:4], None, 0))
    assert scene.filters.filters is not None
    assert len(scene.filters.filters.weights) == 4


def test_the_old_ones_stay_until_the_new_ones_come(scene: Scene, qtbot: QtBot) -> None:
    scene.filters.set_active(True)
    scene.answer(Filters("conv1", BANK, None, 0))
    with qtbot.waitSignal(scene.document.report_changed):
        scene.document.push(SetSetting("training", {**scene.document.graph.training, "seed": 5}))
    assert scene.filters.filters is not None
    new = Filters("conv1", BANK + 1, None, 0)
    scene.answer(new)
    assert scene.filters.filters is new
    scene.document.replace_graph(read_example("scalar"))
    assert scene.filters.reason()[0] == "There are no filters to show"


def test_a_run_takes_their_place_and_has_a_past(scene: Scene, qtbot: QtBot) -> None:
    scene.filters.set_active(True)
    scene.answer(Filters("conv1", BANK, None, 0))
    with qtbot.waitSignal(scene.live.grew):
        scene.fake.play(100)
    assert scene.filters.filters is not None
    assert scene.filters.filters.iteration == 100
    moments, vmax = scene.filters.past(5, most=4)
    assert [moment.words for moment in moments] == ["0", "1.5", "4", "5"]
    record = scene.live.record
    assert record is not None
    assert vmax == max(float(np.abs(bank.weights[5]).max()) for bank in record.moments(4))
    assert np.array_equal(moments[-1].tile, scene.filters.filters.weights[5, 0])


def test_a_graph_without_layers_says_what_is_missing(qtbot: QtBot) -> None:
    scene = Scene("scalar")
    scene.filters.set_active(True)
    assert scene.fake.questions == []
    title, more = scene.filters.reason()
    assert title == "There are no filters to show"
    assert "Conv2d or Linear" in more


def test_a_layer_that_cannot_run_says_why(scene: Scene, qtbot: QtBot) -> None:
    scene.filters.set_active(True)
    with qtbot.waitSignal(scene.document.report_changed):
        scene.document.push(SetParams("conv1", {"kernel_size": 30}))
    title, more = scene.filters.reason()
    assert title == "conv1 has no filters yet"
    assert "conv1" in more


def test_the_engines_refusal_is_shown_and_not_asked_again(scene: Scene, qtbot: QtBot) -> None:
    scene.filters.set_active(True)
    scene.answer(None, Problem("something unforeseen", mend="Try again"))
    assert scene.filters.reason() == ("The filters cannot be shown", "something unforeseen. Try again.")
    scene.fake.play(1)
    scene.fake.say(Iterations(2, np.ones(1, np.float32), np.ones(1), 1.0))
    assert len(scene.fake.questions) == 1
