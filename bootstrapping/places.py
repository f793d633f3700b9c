"""Where things are in the folder that Backstep is set up in."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
STAMP = VENV / "backstep-setup.json"

_BIN, _EXE = ("Scripts", ".exe") if os.name == "nt" else ("bin", "")
VENV_PYTHON = VENV / _BIN / f"python{_EXE}"
COMMAND = VENV / _BIN / f"backstep{_EXE}"
