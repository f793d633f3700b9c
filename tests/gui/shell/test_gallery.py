"""The gallery: real examples, one card chosen, every way out of it."""

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QWidget
from pytestqt.qtbot import QtBot

from engine.examples import list_examples
from gui.shell.cards import ExampleCard
from gui.shell.examples import START, example_cards
from gui.shell.gallery import Gallery
from gui.widgets.buttons import Switch


class Bench:
    def __init__(self, qtbot: QtBot, width: int = 1280, height: int = 720) -> None:
        self.window = QWidget()
        self.window.resize(width, height)
        self.gallery = Gallery(self.window, example_cards(), at_start=True)
        qtbot.addWidget(self.window)
        with qtbot.waitActive(self.window):
            self.window.show()
        self.gallery.light(START)
        self.gallery.open()

    def card(self, name: str) -> ExampleCard:
        return next(card for card in self.gallery.cards() if card.content.name == name)

    def button(self, text: str) -> QAbstractButton:
        return next(b for b in self.gallery.findChildren(QAbstractButton) if b.text() == text)


@pytest.fixture
def bench(qtbot: QtBot) -> Bench:
    return Bench(qtbot)


def test_every_card_is_a_shipped_example(bench: Bench) -> None:
    cards = {card.content.name for card in bench.gallery.cards()}
    assert cards <= {example.name for example in list_examples()}
    assert START in cards


def test_what_has_data_trains_and_a_circuit_is_stepped(bench: Bench) -> None:
    assert {card.name: card.trains for card in example_cards()} == {
        "scalar": False,
        "digits-linear": True,
        "digits-cnn": True,
    }


def test_one_card_alone_has_its_button(bench: Bench) -> None:
    def with_button() -> list[str]:
        return [c.content.name for c in bench.gallery.cards() if c.button.isVisible()]

    assert with_button() == [START]
    bench.card("scalar").setFocus()
    assert with_button() == ["scalar"]


def test_a_click_on_a_card_opens_it(bench: Bench, qtbot: QtBot) -> None:
    with qtbot.waitSignal(bench.gallery.example_opened) as opened:
        QTest.mouseClick(bench.card("scalar"), Qt.MouseButton.LeftButton, pos=QPoint(30, 30))
    assert opened.args == ["scalar"]


def test_a_click_on_its_button_leads_on_and_does_not_also_open(bench: Bench) -> None:
    heard: list[tuple[str, str]] = []
    bench.gallery.example_opened.connect(lambda name: heard.append(("opened", name)))
    bench.gallery.example_led_on.connect(lambda name: heard.append(("led on", name)))
    QTest.mouseClick(bench.card(START).button, Qt.MouseButton.LeftButton)
    assert heard == [("led on", START)]


def test_with_keys_alone(bench: Bench, qtbot: QtBot) -> None:
    card = bench.card("scalar")
    card.setFocus()
    with qtbot.waitSignal(bench.gallery.example_led_on) as led_on:
        QTest.keyClick(card, Qt.Key.Key_Return)
    assert led_on.args == ["scalar"]


def test_escape_leaves_it(bench: Bench, qtbot: QtBot) -> None:
    with qtbot.waitSignal(bench.gallery.dismissed):
        QTest.keyClick(bench.gallery, Qt.Key.Key_Escape)


@pytest.mark.parametrize(("text", "signal"), [("New graph", "new_asked"), ("Open file", "file_asked")])
def test_the_buttons_at_the_left(bench: Bench, qtbot: QtBot, text: str, signal: str) -> None:
    with qtbot.waitSignal(getattr(bench.gallery, signal)):
        QTest.mouseClick(bench.button(text), Qt.MouseButton.LeftButton)


def test_recent_files_are_offered(bench: Bench, qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "net.graph.json"
    path.write_text("{}")
    bench.gallery.show_recent([path], None)
    with qtbot.waitSignal(bench.gallery.recent_asked) as asked:
        QTest.mouseClick(bench.button("net"), Qt.MouseButton.LeftButton)
    assert asked.args == [path]


def test_it_can_be_kept_away_from_the_start(bench: Bench, qtbot: QtBot) -> None:
    switch = bench.gallery.findChild(Switch)
    assert switch is not None
    with qtbot.waitSignal(bench.gallery.at_start_changed) as changed:
        QTest.mouseClick(switch, Qt.MouseButton.LeftButton)
    assert changed.args == [False]


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (1280, 720), (960, 600)])
def test_it_fits_its_window(qtbot: QtBot, width: int, height: int) -> None:
    bench = Bench(qtbot, width, height)
    card = bench.gallery.card().geometry()
    assert bench.window.rect().contains(card)
    assert abs(card.center().x() - width // 2) <= 1


def test_all_of_it_is_in_sight_at_1280_by_720(bench: Bench) -> None:
    box = bench.gallery.card()
    for card in bench.gallery.cards():
        corner = card.mapTo(box, card.rect().bottomRight())
        assert box.rect().contains(corner)
