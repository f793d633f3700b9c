"""A person before the window, for each workflow."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from gui.theme import theme
from tests.workflows.person import Person


@pytest.fixture
def person(qtbot: QtBot, tmp_path: Path) -> Iterator[Person]:
    person = Person(qtbot, tmp_path)
    yield person
    assert person.strays.seen == []
    theme().set_mode("dark")
