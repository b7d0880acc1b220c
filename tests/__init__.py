"""The tests. A folder holds the tests of the room with its name. Tests of the whole project are here."""

import os
import signal
from pathlib import Path

REPO = Path(__file__).parent.parent
SHARED = Path(os.environ.get("CLEANER_SHARED") or REPO.parent / "shared")

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # as in a script's background job, whose children would ignore it
    signal.signal(signal.SIGINT, signal.default_int_handler)
