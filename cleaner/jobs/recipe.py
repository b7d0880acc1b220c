"""Everything that a record depends on: if anything named here changes, pages are read again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cleaner.record import rules_digest
from cleaner.version import package_version

if TYPE_CHECKING:
    from cleaner.config import Config


def recipe_of(config: Config) -> str:
    """The version of the tool, the settings, rules and weights, and which pages a browser renders, as one string."""
    made = f"{package_version()}/{config.digest()}/{rules_digest(config.clean.sites_dir)}"
    return made if config.fetch.render == "never" else f"{made}/render {config.fetch.render}"
