"""What every test stands on: Qt draws offscreen, and settings, caches and data go to a folder of their own.

The environment is set while this file is imported, before anything can import Qt or ask for a user's folders;
worker processes that a test starts inherit it.
"""

import os
import tempfile
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# Kept for the life of the test process; removed when it ends.
_home = tempfile.TemporaryDirectory(prefix="backstep-tests-", ignore_cleanup_errors=True)

for _variable, _folder in {
    "XDG_CONFIG_HOME": "config",
    "XDG_DATA_HOME": "data",
    "XDG_CACHE_HOME": "cache",
    "XDG_STATE_HOME": "state",
    "APPDATA": "config",
    "LOCALAPPDATA": "data",
}.items():
    _path = Path(_home.name, _folder)
    _path.mkdir(exist_ok=True)
    os.environ[_variable] = str(_path)
