"""The set-up: what it decides, says and remembers, without the network and without installing anything."""

import ast
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import bootstrap
from bootstrapping import environment, qt_libraries, run, system_packages, torch_build
from bootstrapping.console import SetupError, explain_failure
from bootstrapping.places import ROOT
from bootstrapping.stamp import Stamp, read_stamp, setup_key, write_stamp

VERSION = "2.13.0"
CPU_BUILD = f"torch=={VERSION}+cpu"
CUDA_REPORT = {"metadata": {"requires_dist": ["filelock", 'nvidia-cublas==13.1; platform_system == "Linux"']}}
CPU_REPORT = {"metadata": {"requires_dist": ["filelock", 'nvidia-ml-py; extra == "monitor"']}}


# --- the Python that runs it


def test_bootstrap_can_be_read_by_python_3_6() -> None:
    ast.parse((ROOT / "bootstrap.py").read_text("utf-8"), feature_version=(3, 6))


def test_old_python_is_told_what_is_needed_and_which_newer_one_is_here() -> None:
    message = bootstrap.python_problem((3, 9, 2), "/usr/bin/python3", "python3.12")
    assert message == (
        "Backstep needs Python 3.11 or newer; this is Python 3.9.2 (/usr/bin/python3).\n"
        "A newer one is here:  python3.12 bootstrap.py"
    )


def test_old_python_without_a_newer_one_is_told_where_to_get_it() -> None:
    message = bootstrap.python_problem((3, 10, 0), "python3", None)
    assert message is not None
    assert "https://www.python.org/downloads/" in message


@pytest.mark.parametrize("version", [(3, 11, 0), (3, 13, 1), (4, 0, 0)])
def test_new_enough_python_is_accepted(version: tuple[int, ...]) -> None:
    assert bootstrap.python_problem(version, "python3", None) is None


# --- the command line


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ([], (None, False, [])),
        (["net.graph.json"], (None, False, ["net.graph.json"])),
        (["--cpu", "check", "net.json", "--json"], ("cpu", False, ["check", "net.json", "--json"])),
        (["--gpu", "test", "-k", "conv"], ("gpu", True, ["-k", "conv"])),
        (["test", "--cpu"], (None, True, ["--cpu"])),
    ],
)
def test_command_line(arguments: list[str], expected: tuple[str | None, bool, list[str]]) -> None:
    assert bootstrap.parse(arguments) == expected


def test_window_opens_alone_or_with_a_file_but_not_for_a_verb(tmp_path: Path) -> None:
    graph = tmp_path / "graph"
    graph.touch()
    assert run.opens_window([])
    assert run.opens_window(["missing.graph.json"])
    assert run.opens_window([str(graph)])
    assert not run.opens_window(["check", "net.graph.json"])
    assert not run.opens_window(["--help"])


# --- the stamp


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    (tmp_path / ".venv").mkdir()
    for name in ("pyproject.toml", "constraints.txt", ".venv/pyvenv.cfg"):
        (tmp_path / name).write_text(name)
    return tmp_path


def test_stamp_is_read_as_written(tmp_path: Path) -> None:
    stamp = Stamp("key", "cpu", test=True, qt_platforms=("xcb",))
    write_stamp(tmp_path / "stamp.json", stamp)
    assert read_stamp(tmp_path / "stamp.json") == stamp
    assert [path.name for path in tmp_path.iterdir()] == ["stamp.json"]


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"key": "k", "torch_build": "cpu"}'])
def test_unreadable_stamp_means_set_up_anew(tmp_path: Path, text: str) -> None:
    (tmp_path / "stamp.json").write_text(text)
    assert read_stamp(tmp_path / "stamp.json") is None


def test_missing_stamp_means_set_up_anew(tmp_path: Path) -> None:
    assert read_stamp(tmp_path / "stamp.json") is None


def test_key_stays_while_nothing_changes(checkout: Path) -> None:
    assert setup_key(checkout, "cpu") == setup_key(checkout, "cpu")


@pytest.mark.parametrize("name", ["pyproject.toml", "constraints.txt", ".venv/pyvenv.cfg"])
def test_key_changes_with_each_file_that_decides_what_is_installed(checkout: Path, name: str) -> None:
    before = setup_key(checkout, "cpu")
    (checkout / name).write_text("other")
    assert setup_key(checkout, "cpu") != before


def test_key_changes_with_the_build_of_torch_and_the_folder(checkout: Path, tmp_path: Path) -> None:
    assert setup_key(checkout, "cpu") != setup_key(checkout, "gpu")
    moved = checkout.rename(tmp_path.with_name(tmp_path.name + "-moved"))
    assert setup_key(moved, "cpu") != setup_key(checkout, "cpu")


def test_cut_off_installations_are_forgotten(tmp_path: Path) -> None:
    for name, files in {
        "whole-1.0.dist-info": ["METADATA", "INSTALLER", "RECORD"],
        "torn-1.0.dist-info": ["METADATA", "RECORD"],
        "~orch-2.0.dist-info": ["METADATA", "INSTALLER"],
        "package": ["__init__.py"],
    }.items():
        (tmp_path / name).mkdir()
        for file in files:
            (tmp_path / name / file).touch()
    assert environment.remove_half_installed(tmp_path) == ["torn-1.0.dist-info", "~orch-2.0.dist-info"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["package", "whole-1.0.dist-info"]


# --- a second start


@pytest.fixture
def installed(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> Stamp:
    """A complete set-up, with an installer that fails the test if it is called."""
    stamp_file = checkout / ".venv" / "backstep-setup.json"
    for name, path in {"ROOT": checkout, "VENV": checkout / ".venv", "STAMP": stamp_file}.items():
        monkeypatch.setattr(environment, name, path)
    for name in ("VENV_PYTHON", "COMMAND"):
        monkeypatch.setattr(environment, name, checkout / "pyproject.toml")
    monkeypatch.setattr(environment, "_install", lambda *_: pytest.fail("installed again"))
    stamp = Stamp(setup_key(checkout, "cpu"), "cpu", test=True)
    write_stamp(stamp_file, stamp)
    return stamp


def test_second_start_installs_nothing(installed: Stamp) -> None:
    assert environment.ensure_installed(None, test=True) == installed


def test_the_app_starts_from_what_the_tests_installed(installed: Stamp) -> None:
    assert environment.ensure_installed(None, test=False) == installed


def test_changed_constraints_install_again_and_keep_the_choices(
    installed: Stamp, checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[tuple[str, bool, bool]] = []
    monkeypatch.setattr(environment, "_install", lambda *arguments: calls.append(arguments))
    monkeypatch.setattr(environment, "has_nvidia_driver", lambda: True)
    (checkout / "constraints.txt").write_text("torch==3.0.0")
    stamp = environment.ensure_installed(None, test=False)
    assert calls == [("cpu", False, True)]
    assert stamp == replace(installed, key=setup_key(checkout, "cpu"))


# --- the build of torch


class FakePip:
    """Knows some distributions and records what it was asked for."""

    def __init__(self, known: Mapping[str, dict[str, Any]], on_cpu_index: bool = False) -> None:
        self.known = known
        self.on_cpu_index = on_cpu_index
        self.asked: list[tuple[str, ...]] = []

    def __call__(self, requirement: str, *arguments: str) -> dict[str, Any] | None:
        self.asked.append((requirement, *arguments))
        if arguments == ("--extra-index-url", torch_build.CPU_INDEX) and self.on_cpu_index:
            return CPU_REPORT
        return self.known.get(requirement)


def test_cpu_build_that_pip_sees_is_taken_at_once() -> None:
    pip = FakePip({CPU_BUILD: CPU_REPORT, f"torch=={VERSION}": CUDA_REPORT})
    arguments, choice = torch_build.choose_torch("cpu", False, VERSION, "Linux", pip)
    assert arguments == [CPU_BUILD]
    assert choice == "the CPU build of torch 2.13.0 (there is no NVIDIA driver here)"
    assert pip.asked == [(CPU_BUILD,)]


def test_cpu_build_is_taken_from_pytorchs_index_where_pip_sees_none() -> None:
    pip = FakePip({f"torch=={VERSION}": CUDA_REPORT}, on_cpu_index=True)
    arguments, choice = torch_build.choose_torch("cpu", True, VERSION, "Linux", pip)
    assert arguments == [CPU_BUILD, "--extra-index-url", torch_build.CPU_INDEX]
    assert choice == "the CPU build of torch 2.13.0 from PyTorch's own index (as asked)"


def test_without_a_cpu_build_the_plain_one_is_taken_and_its_size_told() -> None:
    pip = FakePip({f"torch=={VERSION}": CUDA_REPORT})
    arguments, choice = torch_build.choose_torch("cpu", False, VERSION, "Linux", pip)
    assert arguments == [f"torch=={VERSION}"]
    assert "several GB" in choice


def test_asking_for_the_cpu_build_never_brings_cuda() -> None:
    pip = FakePip({f"torch=={VERSION}": CUDA_REPORT})
    with pytest.raises(SetupError, match=r"--cpu: pip finds no CPU build of torch 2\.13\.0"):
        torch_build.choose_torch("cpu", True, VERSION, "Linux", pip)


def test_plain_build_without_cuda_satisfies_asking_for_cpu() -> None:
    pip = FakePip({f"torch=={VERSION}": CPU_REPORT})
    assert torch_build.choose_torch("cpu", True, VERSION, "Linux", pip)[0] == [f"torch=={VERSION}"]


def test_gpu_build_leaves_the_cpu_build_out() -> None:
    with_cuda = f"torch=={VERSION},!={VERSION}+cpu"
    pip = FakePip({CPU_BUILD: CPU_REPORT, with_cuda: CUDA_REPORT})
    assert torch_build.choose_torch("gpu", False, VERSION, "Linux", pip)[0] == [with_cuda]


def test_driver_without_a_cuda_build_in_sight_takes_the_cpu_build() -> None:
    pip = FakePip({CPU_BUILD: CPU_REPORT})
    arguments, choice = torch_build.choose_torch("gpu", False, VERSION, "Linux", pip)
    assert arguments == [CPU_BUILD]
    assert choice == "the CPU build of torch 2.13.0, as pip finds no other"


def test_asking_for_a_gpu_build_that_is_not_there_is_an_error() -> None:
    with pytest.raises(SetupError, match=r"--gpu: pip finds the CPU build of torch 2\.13\.0 only"):
        torch_build.choose_torch("gpu", True, VERSION, "Linux", FakePip({CPU_BUILD: CPU_REPORT}))


@pytest.mark.parametrize("system", ["Darwin", "Windows"])
def test_elsewhere_plain_torch_is_taken_without_looking(system: str) -> None:
    pip = FakePip({})
    assert torch_build.choose_torch("cpu", False, VERSION, system, pip)[0] == [f"torch=={VERSION}"]
    assert pip.asked == []


def test_intel_macs_are_told_that_there_is_no_torch() -> None:
    assert "Intel" in (torch_build.machine_problem("Darwin", "x86_64") or "")
    assert torch_build.machine_problem("Darwin", "arm64") is None
    assert torch_build.machine_problem("Linux", "x86_64") is None


def test_torch_is_pinned_without_a_local_version() -> None:
    assert "+" not in torch_build.pinned_version((ROOT / "constraints.txt").read_text("utf-8"))
    with pytest.raises(SetupError, match="no version of torch"):
        torch_build.pinned_version("numpy==2.0")


# --- the system's libraries


def test_only_what_cannot_be_loaded_is_missing() -> None:
    absent = {"libEGL.so.1", "libxcb-cursor.so.0"}
    missing = qt_libraries.missing_libraries(qt_libraries.LIBRARIES["xcb"], lambda name: name not in absent)
    assert missing == ["libEGL.so.1", "libxcb-cursor.so.0"]
    assert [qt_libraries.LIBRARIES["xcb"][name] for name in missing] == ["libegl1", "libxcb-cursor0"]


def test_a_library_that_does_not_exist_does_not_load() -> None:
    assert not qt_libraries.loads("libno-such-thing.so.0")


@pytest.mark.parametrize(
    ("variables", "platform"),
    [
        ({"DISPLAY": ":0"}, "xcb"),
        ({"WAYLAND_DISPLAY": "wayland-0"}, "wayland"),
        ({"DISPLAY": ":0", "WAYLAND_DISPLAY": "wayland-0"}, "xcb"),
        ({"QT_QPA_PLATFORM": "offscreen:size=800x600"}, "offscreen"),
        ({"QT_QPA_PLATFORM": "wayland;xcb"}, "wayland"),
        ({"QT_QPA_PLATFORM": "vnc"}, "offscreen"),
        ({}, "xcb"),
    ],
)
def test_libraries_are_those_of_the_platform_to_be_used(variables: dict[str, str], platform: str) -> None:
    assert qt_libraries.qt_platform(variables) == platform


def test_the_linkers_message_tells_the_library() -> None:
    message = "OSError: libxcb-icccm.so.4: cannot open shared object file: No such file or directory"
    assert qt_libraries.library_missing_in(message) == "libxcb-icccm.so.4"
    assert qt_libraries.library_missing_in("ImportError: something else") is None


@pytest.mark.parametrize(
    ("manager", "line"),
    [
        ("apt-get", "sudo apt-get install libegl1 libxcb-cursor0"),
        ("dnf", "sudo dnf install "),
        ("pacman", "sudo pacman -S --needed "),
        ("zypper", "sudo zypper install "),
        (None, "(what Debian has in: libegl1 libxcb-cursor0)"),
    ],
)
def test_line_to_run(manager: str | None, line: str) -> None:
    assert system_packages.line_to_run(["libegl1", "libxcb-cursor0"], manager).startswith(line)


@pytest.mark.parametrize(("manager", "root"), [("apt-get", False), ("dnf", True)])
def test_who_may_not_install_is_given_the_line(
    monkeypatch: pytest.MonkeyPatch, manager: str, root: bool
) -> None:
    monkeypatch.setattr(system_packages, "find_manager", lambda: manager)
    monkeypatch.setattr(system_packages, "is_root", lambda: root)
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: pytest.fail("ran something"))
    with pytest.raises(SetupError, match=rf"Qt needs libEGL.so.1.[^$]+sudo {manager} install \S+"):
        system_packages.install_packages("Qt needs libEGL.so.1.", ["libegl1"])


# --- what the person is told


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux may lack a display")
def test_no_display_says_how_to_go_on(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(run, "ensure_installed", lambda *_: Stamp("key", "cpu", False, ("xcb",)))
    monkeypatch.setattr(run, "become_backstep", lambda _: pytest.fail("opened a window"))
    assert run.run(None, False, []) == 1
    message = capsys.readouterr().err
    assert "no display" in message
    assert "python3 bootstrap.py check FILE" in message


def test_a_verb_needs_no_display(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "has_display", lambda _: False)
    monkeypatch.setattr(run, "ensure_installed", lambda *_: Stamp("key", "cpu", False))
    monkeypatch.setattr(run, "become_backstep", len)
    assert run.run(None, False, ["check", "net.graph.json"]) == len(["check", "net.graph.json"])


@pytest.mark.parametrize(
    ("raised", "status", "words"),
    [
        (SetupError("what to do"), 1, "what to do"),
        (KeyboardInterrupt(), 130, "Run the same command again"),
        (PermissionError(13, "Permission denied", ".venv"), 1, "Cannot write to"),
    ],
)
def test_what_goes_wrong_is_a_message(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    raised: BaseException,
    status: int,
    words: str,
) -> None:
    def fail(*_: object) -> Stamp:
        raise raised

    monkeypatch.setattr(run, "ensure_installed", fail)
    assert run.run(None, False, []) == status
    assert words in capsys.readouterr().err


@pytest.mark.parametrize(
    ("log", "free", "words"),
    [
        ("ERROR: [Errno 28] No space left on device", 10.0, "disk is full"),
        ("something odd", 0.01, "disk is full"),
        ("[Errno 30] Read-only file system: '.venv'", 10.0, "Cannot write to"),
        ("Failed to establish: [Errno -3] Temporary failure in name resolution", 10.0, "cannot be reached"),
        ("ERROR: No matching distribution found for torch==2.13.0", 10.0, "pip finds no torch==2.13.0 for"),
        ("error: metadata-generation-failed", 10.0, "the message above says why"),
    ],
)
def test_failure_is_explained(log: str, free: float, words: str) -> None:
    assert words in explain_failure(log, free)


# --- as a whole


def test_it_runs_on_the_standard_library_alone() -> None:
    code = (
        "import sys; before = set(sys.modules)\n"
        "import bootstrap, bootstrapping.run, bootstrapping.checks, bootstrapping.qt_libraries\n"
        "print({name.split('.')[0] for name in set(sys.modules) - before} - sys.stdlib_module_names)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert ast.literal_eval(done.stdout) == {"bootstrap", "bootstrapping"}


def test_usage_is_told_without_setting_anything_up() -> None:
    command = [sys.executable, str(ROOT / "bootstrap.py"), "--help"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == bootstrap.USAGE
