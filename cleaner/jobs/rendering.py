"""Which pages a browser renders, from the configuration to what ``fetch`` needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cleaner.fetch import Rendering
from cleaner.fetch.browser.empty import may_be_empty
from cleaner.model import Failure, Page
from cleaner.pipeline import run_one

if TYPE_CHECKING:
    from cleaner.config import Config


def rendering_of(config: Config, notes: list[str]) -> Rendering | None:
    """Which pages a browser renders, or None if it renders none. ``notes`` collects messages for the user."""
    if config.fetch.render == "never":
        return None

    def is_empty(page: Page) -> bool:
        if not may_be_empty(page.body):
            return False
        outcome = run_one(page, config)
        return not isinstance(outcome, Failure) and outcome.status == "shell"

    return Rendering(config.browser, config.fetch.render == "always", is_empty, notes)
