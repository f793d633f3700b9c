"""The command and the start: verbs without Qt, a clear word without a screen, nothing left at the end."""

import os
import socket
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from gui import display
from gui.__main__ import main

_ROOT = Path(__file__).parents[2]


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=_ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def backstep(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return run("-m", "gui", *arguments, **environment)


# The command ------------------------------------------------------------------------------------------------


def test_importing_the_entry_loads_nothing_heavy() -> None:
    done = run("-c", "import sys, gui.__main__; print(sorted(sys.modules))")
    for heavy in ("PySide6", "torch", "numpy", "pydantic", "gui.app", "engine.graph"):
        assert f"'{heavy}'" not in done.stdout


def test_a_verb_runs_without_qt() -> None:
    code = """
        import sys
        from gui.__main__ import main
        status = main(["examples", "--json"])
        assert not any(name.startswith(("PySide6", "shiboken6")) for name in sys.modules)
        sys.exit(status)
    """
    done = run("-c", textwrap.dedent(code))
    assert done.returncode == 0, done.stderr
    assert "digits-cnn" in done.stdout


def test_help_names_the_verbs(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    told = capsys.readouterr().out
    assert "backstep [FILE]" in told
    assert "gradcheck" in told


def test_it_tells_its_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out.startswith("backstep")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [(["--colour"], "no option --colour"), (["a.graph.json", "b.graph.json"], "One file")],
)
def test_wrong_arguments_are_refused(
    arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    assert told in capsys.readouterr().err


# The screen -------------------------------------------------------------------------------------------------

linux_only = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="screens are X11's or Wayland's")


@pytest.fixture
def no_screen(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    return monkeypatch


@linux_only
def test_without_a_screen_it_says_so_and_how_to_go_on() -> None:
    done = backstep(DISPLAY="", WAYLAND_DISPLAY="", QT_QPA_PLATFORM="")
    assert done.returncode == 2
    assert "There is no screen" in done.stderr
    assert "backstep --help" in done.stderr
    assert "Traceback" not in done.stderr


@linux_only
def test_a_screen_that_does_not_answer_is_none(no_screen: pytest.MonkeyPatch) -> None:
    no_screen.setenv("DISPLAY", ":9876")
    assert ":9876 does not answer" in display.why_no_display()


@linux_only
def test_a_remote_screen_is_tried(no_screen: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        no_screen.setenv("DISPLAY", f"127.0.0.1:{port - 6000}.0")
        assert display.why_no_display() == ""
    assert "does not answer" in display.why_no_display()


@linux_only
@pytest.mark.parametrize(
    ("name", "value"), [("QT_QPA_PLATFORM", "offscreen"), ("WAYLAND_DISPLAY", "wayland-0")]
)
def test_what_is_no_x_screen_is_left_to_qt(no_screen: pytest.MonkeyPatch, name: str, value: str) -> None:
    no_screen.setenv(name, value)
    assert display.why_no_display() == ""


# From start to end ------------------------------------------------------------------------------------------

_OPEN = """
    import sys
    from gui.__main__ import load_app
    app = load_app()
    open_window = app.open_window

    def open_and_look(*arguments):
        window = open_window(*arguments)
        window.bridge.ready.connect(lambda _message: look(window))
        return window

    app.open_window = open_and_look
"""


def test_the_app_opens_and_an_ended_process_closes_it_in_order(tmp_path: Path) -> None:
    code = textwrap.dedent(_OPEN) + textwrap.dedent(
        """
            import os, signal

            def look(window):
                print(*window.bridge.pids().values(), flush=True)
                os.kill(os.getpid(), signal.SIGTERM)

            sys.exit(app.run(None))
            """
    )
    done = run("-c", code, XDG_CONFIG_HOME=str(tmp_path))
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    for pid in map(int, done.stdout.split()):
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)
    assert (tmp_path / "backstep" / "window.ini").is_file()


def test_a_file_named_on_the_command_line_is_open(tmp_path: Path) -> None:
    path = tmp_path / "mine.graph.json"
    path.write_text(
        '{"format": "backstep.graph", "version": 1, "name": "mine", '
        '"nodes": [{"id": "x", "op": "Value"}], "edges": []}'
    )
    code = textwrap.dedent(_OPEN) + textwrap.dedent(
        f"""
            from pathlib import Path

            def look(window):
                print(window.document.title, window.gallery, flush=True)
                window.close()

            sys.exit(app.run(Path({str(path)!r})))
            """
    )
    done = run("-c", code, XDG_CONFIG_HOME=str(tmp_path))
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["mine", "None"]
