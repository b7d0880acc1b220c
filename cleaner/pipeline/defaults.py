"""The settings if nobody set any: the shipped ones as they are, or validated where they may have changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cleaner.settings import shipped_settings

if TYPE_CHECKING:
    from cleaner.config import Config


def default_settings() -> Config:
    """What stands for ``Config()``, or ``Config()`` itself if the shipped file was edited or not compiled."""
    shipped = shipped_settings()
    if shipped is not None:
        return shipped
    from cleaner.config import default_config

    return default_config()
