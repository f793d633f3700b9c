"""The window's process never loads torch, whatever is done in it."""

import os
import subprocess
import sys
from pathlib import Path

_SESSION = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from gui.app import make_application, open_window
from gui.bridge import Bridge
from gui.shell.settings import Settings

folder = Path(sys.argv[1])
bridge = Bridge()
bridge.warm_up()
app = make_application()
window = open_window(bridge, Settings(folder / "window.ini"), None)
seen = []


def next_thing():
    state = bridge.training_state
    if "step" not in seen:
        seen.append("step")
        window.show_workspace("step")
    elif "train" not in seen and "Forward" in window.status_bar.words():
        seen.append("train")
        window.actions_table.run("step.forward")
        window.show_workspace("inspect")
        window.train()
    elif "over" not in seen and "train" in seen and state == "idle":
        seen.append("over")
        window.show_workspace("inspect")
        window.show_workspace("build")
        window.document.undo_stack.setClean()
        window.close()


timer = QTimer(interval=20)
timer.timeout.connect(next_thing)
timer.start()
app.exec()
print(*seen, "torch" in sys.modules, any(name.startswith("torch.") for name in sys.modules))
"""


def test_after_stepping_training_and_all_workspaces_there_is_no_torch(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _SESSION, str(tmp_path)],
        cwd=Path(__file__).parents[2],
        env={**os.environ, "XDG_DATA_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["step", "train", "over", "False", "False"]
