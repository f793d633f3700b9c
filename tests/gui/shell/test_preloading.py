"""What other workspaces need is loaded in the end."""

import importlib
from importlib.util import find_spec

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from gui.shell import preloading


def test_all_is_loaded_one_after_the_other(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    loaded: list[str] = []
    monkeypatch.setattr(importlib, "import_module", loaded.append)
    parent = QObject()
    loading = preloading.Preloading(parent)
    qtbot.waitUntil(lambda: loading.is_done)
    assert loaded == list(preloading.MODULES)


def test_what_it_names_is_there() -> None:
    assert all(find_spec(name) for name in preloading.MODULES)
