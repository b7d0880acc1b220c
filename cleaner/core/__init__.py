"""The compiled core: the hot loops of the reader and the judges in C, beside the Python that they replace.

The Python is the reference. It runs if nothing was compiled, or if ``CLEANER_PURE=1`` is set. Both give equal results,
which tests check. ``hatch_build.py`` compiles ``src/`` when the package is installed.
"""

from __future__ import annotations

import os
from importlib import import_module
from typing import Any

PURE = "CLEANER_PURE"


def _load() -> Any:  # noqa: ANN401 - a module without stubs
    if os.environ.get(PURE, "") not in {"", "0"}:
        return None
    try:
        return import_module("cleaner.core._core")
    except ImportError:
        return None


compiled = _load()  # the extension module, or None if Python does the work


def describe() -> str:
    """The implementation in use, in a few words for users."""
    if compiled is not None:
        return "compiled core"
    if os.environ.get(PURE, "") not in {"", "0"}:
        return f"pure Python, as {PURE} asks"
    return "pure Python (no compiled core was built: slower, the same output)"
