"""The tests. A folder holds the tests of the room of its name; what holds for the whole house stands here."""

import os
from pathlib import Path

REPO = Path(__file__).parent.parent
SHARED = Path(os.environ.get("CLEANER_SHARED") or REPO.parent / "shared")
