"""What the import contracts of pyproject.toml cannot see: what is loaded when a package is imported."""

import subprocess
import sys

import pytest

from bootstrapping.places import ROOT

_IMPORT_ALL = """
import importlib, pkgutil, sys
package = importlib.import_module(sys.argv[1])
for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
    importlib.import_module(module.name)
print(*sorted({name.partition(".")[0] for name in sys.modules}))
"""


@pytest.mark.parametrize(
    ("package", "unwanted"),
    [
        ("gui", {"torch", "torchvision"}),
        ("engine", {"gui", "PySide6", "shiboken6", "pyqtgraph"}),
        ("engine.ops", {"torch"}),
        ("engine.graph", {"torch"}),
    ],
)
def test_importing_all_of_a_package_does_not_load(package: str, unwanted: set[str]) -> None:
    command = [sys.executable, "-c", _IMPORT_ALL, package]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert unwanted & set(done.stdout.split()) == set()


def test_opening_a_graph_loads_its_own_ops_alone() -> None:
    code = "import sys; from engine.examples import read_example; read_example('scalar'); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    ops = {name for name in done.stdout.split() if name.startswith("engine.ops.library.")}
    assert ops == {"engine.ops.library.value", "engine.ops.library.add", "engine.ops.library.multiply"}
