"""The virtual environment `.venv`: made, filled, and found complete at the next start."""

import importlib.util
import platform
import shutil
import subprocess
import sys
import time
from pathlib import Path

from bootstrapping import pip
from bootstrapping.console import SetupError, explain_failure, free_gigabytes, heading, say
from bootstrapping.places import COMMAND, ROOT, STAMP, VENV, VENV_PYTHON
from bootstrapping.stamp import Stamp, read_stamp, setup_key, write_stamp
from bootstrapping.system_packages import install_packages
from bootstrapping.torch_build import choose_torch, has_nvidia_driver, machine_problem, pinned_version

NEEDED_GIGABYTES = {"cpu": 2.5, "gpu": 9.0}


def ensure_installed(torch_build: str | None, test: bool) -> Stamp:
    """Install what is missing; where all is there, only look.

    Args:
        torch_build: "cpu" or "gpu"; None keeps the one installed, or goes by the machine.
        test: whether what the tests need must be there too.

    Raises:
        SetupError: something stands in the way that only a person can mend.
    """
    stamp = read_stamp(STAMP)
    build = torch_build or (stamp.torch_build if stamp else "gpu" if has_nvidia_driver() else "cpu")
    test = test or (stamp is not None and stamp.test)
    there = VENV_PYTHON.exists() and COMMAND.exists()
    if stamp and there and stamp.test == test and stamp.key == setup_key(ROOT, build):
        return stamp
    heading("Setting Backstep up")
    started = time.monotonic()
    _install(build, torch_build is not None, test)
    stamp = Stamp(setup_key(ROOT, build), build, test)
    write_stamp(STAMP, stamp)
    say(f"Set up in {time.monotonic() - started:.0f} s.")
    return stamp


def _install(build: str, asked: bool, test: bool) -> None:
    problem = machine_problem(platform.system(), platform.machine())
    if problem:
        raise SetupError(problem)
    if not venv_works():
        make_venv(NEEDED_GIGABYTES[build])
    site_packages = next(VENV.glob("[Ll]ib/**/site-packages"))
    remove_half_installed(site_packages)
    version = pinned_version((ROOT / "constraints.txt").read_text("utf-8"))
    if build == "gpu" or not (site_packages / f"torch-{version}+cpu.dist-info").is_dir():
        arguments, choice = choose_torch(build, asked, version)
        say(f"Taking {choice}")
        pip.install(*arguments)
    pip.install("--editable", ".[test]" if test else ".")


def venv_works() -> bool:
    """Tell whether the virtual environment has pip and a Python that is new enough."""
    probe = "import sys, pip; sys.exit(sys.version_info < (3, 11))"
    try:
        return subprocess.run([VENV_PYTHON, "-c", probe], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def make_venv(needed_gigabytes: float) -> None:
    """Make the virtual environment, in place of a half-made one."""
    import venv  # a system may ship it apart: then it is known to be there only when it is needed

    if free_gigabytes() < needed_gigabytes:
        free = f"{free_gigabytes():.1f} GB are free here"
        raise SetupError(f"This takes about {needed_gigabytes} GB; {free}. Make room, then run this again.")
    if importlib.util.find_spec("ensurepip") is None:
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        install_packages("This Python comes without its module ensurepip.", [f"python{version}-venv"])
    say(f"Making .venv with Python {platform.python_version()}")
    if VENV.exists():
        shutil.rmtree(VENV)
    try:
        venv.EnvBuilder(with_pip=True, symlinks=sys.platform != "win32").create(VENV)
    except subprocess.CalledProcessError as error:
        log = (error.output or b"").decode(errors="replace")
        raise SetupError(f"{log}\nMaking .venv failed. {explain_failure(log, free_gigabytes())}") from error


def remove_half_installed(site_packages: Path) -> list[str]:
    """Take away the records of packages whose installation was cut off, so that pip installs them again.

    pip writes the file INSTALLER after all other files of a package.
    """
    torn = [path for path in site_packages.glob("*.dist-info") if not (path / "INSTALLER").is_file()]
    torn += site_packages.glob("~*")  # what pip had put aside for an upgrade
    for path in torn:
        shutil.rmtree(path)
    return sorted(path.name for path in torn)
