"""Recent files: how long ago in plain words, and short names."""

import os
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from gui.shell.recent import RecentList, ago, short_name

NOW = datetime(2025, 5, 14, 15, 30)  # a Wednesday


@pytest.mark.parametrize(
    ("before", "words"),
    [
        (timedelta(seconds=20), "just now"),
        (timedelta(minutes=4), "4 min ago"),
        (timedelta(hours=3), "3 h ago"),
        (timedelta(hours=16), "yesterday"),
        (timedelta(days=1), "yesterday"),
        (timedelta(days=2), "Monday"),
        (timedelta(days=20), "24 April 2025"),
        (timedelta(minutes=-5), "just now"),
    ],
)
def test_how_long_ago(before: timedelta, words: str) -> None:
    assert ago(NOW - before, NOW) == words


@pytest.mark.parametrize(
    ("name", "short"),
    [("net.graph.json", "net"), ("net.json", "net"), ("net", "net"), ("a.b.graph.json", "a.b")],
)
def test_short_names(name: str, short: str) -> None:
    assert short_name(Path("/somewhere", name)) == short


def test_the_list_offers_the_files_and_hides_without_any(tmp_path: Path, qtbot: QtBot) -> None:
    files = [tmp_path / f"{name}.graph.json" for name in ("one", "two")]
    for file in files:
        file.write_text("{}")
        os.utime(file, (NOW.timestamp(), NOW.timestamp()))
    recent = RecentList()
    qtbot.addWidget(recent)
    recent.show_files(files, files[0])
    assert not recent.isHidden()
    rows = recent.findChildren(QAbstractButton)
    assert [row.text() for row in rows] == ["one", "two"]
    with qtbot.waitSignal(recent.chosen) as chosen:
        QTest.mouseClick(rows[1], Qt.MouseButton.LeftButton)
    assert chosen.args == [files[1]]
    recent.show_files([], None)
    assert recent.isHidden()
