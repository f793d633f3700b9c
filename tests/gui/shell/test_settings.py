"""What is remembered survives, and what makes no sense in the file is taken as never set."""

from pathlib import Path

import pytest

from gui.shell.settings import Settings


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "window.ini"


def test_without_a_file_there_are_defaults(path: Path) -> None:
    settings = Settings(path)
    assert (settings.mode, settings.scale, settings.gallery_at_start) == ("dark", 1.0, True)
    assert settings.geometry is None
    assert settings.recent_files() == []
    assert settings.panel_size("build", "left") is None


def test_what_is_set_is_there_at_the_next_start(path: Path) -> None:
    settings = Settings(path)
    settings.mode = "light"
    settings.scale = 1.25
    settings.gallery_at_start = False
    settings.remember_panel_size("build", "left", 300)
    settings.sync()
    again = Settings(path)
    assert (again.mode, again.scale, again.gallery_at_start) == ("light", 1.25, False)
    assert again.panel_size("build", "left") == 300
    assert again.panel_size("step", "left") is None


def test_nonsense_in_the_file_is_as_if_never_set(path: Path) -> None:
    path.write_text("[General]\nmode=purple\nscale=huge\ngeometry=1\n[panels]\nbuild-left=wide\n")
    settings = Settings(path)
    assert (settings.mode, settings.scale) == ("dark", 1.0)
    assert settings.panel_size("build", "left") is None
    assert settings.geometry is None


def test_recent_files_are_the_last_first_once_each_and_only_those_still_there(
    path: Path, tmp_path: Path
) -> None:
    files = [tmp_path / f"{number}.graph.json" for number in range(10)]
    for file in files:
        file.write_text("{}")
    settings = Settings(path)
    for file in [*files, files[5]]:
        settings.remember_file(file)
    files[9].unlink()
    settings.sync()
    numbers = [int(file.name.partition(".")[0]) for file in Settings(path).recent_files()]
    assert numbers == [5, 8, 7, 6, 4, 3, 2]


def test_one_recent_file_is_a_list_too(path: Path, tmp_path: Path) -> None:
    file = tmp_path / "only.graph.json"
    file.write_text("{}")
    settings = Settings(path)
    settings.remember_file(file)
    settings.sync()
    assert Settings(path).recent_files() == [file]
