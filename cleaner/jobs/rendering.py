"""Which pages a browser renders, from the configuration to what ``fetch`` needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cleaner.model import Failure, Page

if TYPE_CHECKING:
    from cleaner.config import Config
    from cleaner.fetch import Rendering


def rendering_of(config: Config, notes: list[str]) -> Rendering | None:
    """Which pages a browser renders, or None if it renders none. ``notes`` collects messages for the user."""
    if config.fetch.render == "never":
        return None
    from cleaner.fetch import Rendering  # a job without a browser needs none of these, and they take long
    from cleaner.fetch.browser.empty import may_be_empty
    from cleaner.pipeline import run_one

    def is_empty(page: Page) -> bool:
        if not may_be_empty(page.body):
            return False
        outcome = run_one(page, config)
        return not isinstance(outcome, Failure) and outcome.status == "shell"

    return Rendering(config.browser, config.fetch.render == "always", is_empty, notes)
