"""Creates a system by its name."""

from __future__ import annotations

from bench import ours, peers
from bench.systems import MODULES, System


def make_system(name: str) -> System:
    """Import a system. Raises KeyError for an unknown name, ImportError for a library that is not installed."""
    if MODULES[name] == "cleaner":
        return ours.system(name)
    return peers.system(name)
