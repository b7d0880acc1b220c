"""The names and labels of ``data/structure.yaml``, read once."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

PATH = Path(__file__).parent.parent.parent / "data" / "structure.yaml"


@cache
def _load() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.load(PATH.read_text("utf-8"), getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - safe
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
