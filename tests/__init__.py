"""The tests. A folder holds the tests of the room with its name. Tests of the whole project are here."""

import os
from pathlib import Path

REPO = Path(__file__).parent.parent
SHARED = Path(os.environ.get("CLEANER_SHARED") or REPO.parent / "shared")
