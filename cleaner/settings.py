"""The shipped settings without pydantic, whose import takes longer than cleaning a page.

``config.py`` defines and validates the settings. If nobody set anything, there is nothing to validate: the values are
those of the shipped ``config.yaml``, which states every key.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from functools import cache
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, NoReturn, cast

from cleaner.shipped import load_settings

if TYPE_CHECKING:
    from cleaner.config import Config

ENV_PREFIX = "CLEANER_"
ENV_FILE = "CLEANER_CONFIG"
HASHED = ("clean", "template")  # sections that can change a cleaned record
WORKERS = (*HASHED, "duplicates", "fetch")  # sections that a process which cleans pages looks at


class _Frozen(SimpleNamespace):
    """Values by name that do not change."""

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"{name}: settings are frozen")


class PlainSettings(_Frozen):
    """The sections, and what ``Config`` computes from them."""

    def digest(self) -> str:
        """As ``Config.digest``."""
        return digest_of({name: vars(getattr(self, name)) for name in HASHED})


def digest_of(sections: Mapping[str, Mapping[str, Any]]) -> str:
    """Twelve hex digits for the sections in HASHED, as values of JSON."""
    written = json.dumps({name: dict(sections[name]) for name in HASHED}, sort_keys=True, default=str)  # of paths
    return hashlib.blake2b(written.encode(), digest_size=6).hexdigest()


@cache
def shipped_settings() -> Config | None:
    """What stands for ``Config()`` where its attributes and its digest are enough, or None.

    The shipped file is trusted only as it was published. None if it was edited or not compiled: then it is to be
    validated like any other.
    """
    sections = load_settings()
    if sections is None:
        return None
    return cast("Config", PlainSettings(**{name: _Frozen(**_frozen(section)) for name, section in sections.items()}))


def unchanged_settings(environment: Iterable[str]) -> Config | None:
    """The shipped settings, or None if a variable of the environment sets any, or they are to be validated."""
    return None if any(map(names_setting, environment)) else shipped_settings()


def _frozen(section: Mapping[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in section.items()}


def plain_settings(config: Config) -> Config:
    """The sections that clean a page and write its record, with equal values and an equal digest.

    For other processes, which then need no pydantic.
    """
    return cast("Config", PlainSettings(**{name: _Frozen(**vars(getattr(config, name))) for name in WORKERS}))


def names_setting(variable: str) -> bool:
    """Whether a variable of the environment sets a key, or names the file that sets some."""
    return variable == ENV_FILE or (variable.startswith(ENV_PREFIX) and "__" in variable)
