"""The names and labels of ``data/structure.yaml``, read once."""

from __future__ import annotations

from functools import cache
from typing import Any

from cleaner.shipped import load


@cache
def _load() -> dict[str, Any]:
    loaded: dict[str, Any] = load("structure.yaml")
    return loaded


@cache
def names(group: str) -> frozenset[str]:
    """The names or labels of a group, such as ``callouts``."""
    return frozenset(_load()[group])


@cache
def code_languages() -> dict[str, str]:
    """Maps names of programming languages on pages to the names used here."""
    found = _load()["code_languages"]
    return {**{name: name for name in found["plain"]}, **found["aliases"]}
