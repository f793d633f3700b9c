"""Makes the pictures of the README from the real app, at 1440 × 900.

python -m tests.screenshots.make [FOLDER]      (resources/screenshots by default)
"""

import os
import sys
import tempfile
from pathlib import Path

_FOLDER = Path(__file__).parents[2] / "resources" / "screenshots"


def main(folder: Path) -> None:
    """Open the app off the screen with settings of its own, and let the photographer work."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
        for variable in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"):
            os.environ[variable] = home

        from tests.screenshots.photographer import Photographer

        photographer = Photographer(Path(home), folder)
        try:
            photographer.take_all()
        finally:
            photographer.leave()


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else _FOLDER)
