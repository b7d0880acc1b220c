"""Loads scripts outside the package, such as ``docs/build.py``, as modules."""

from __future__ import annotations

import importlib.util
import sys
from types import ModuleType

from tests import REPO


def load_script(path: str) -> ModuleType:
    """Import a script by its path in the repository. ``docs/build.py`` becomes the module ``docs_build``."""
    name = path.removesuffix(".py").replace("/", "_")
    spec = importlib.util.spec_from_file_location(name, REPO / path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module
