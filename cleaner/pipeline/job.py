"""The input that all stages of one page share."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from cleaner.classes import dataclass
from cleaner.judge.template import Recurring
from cleaner.model import Head, Page, SiteRules
from cleaner.read.saved import saved_from
from cleaner.read.sites import find_site, list_sites, stated_url

if TYPE_CHECKING:
    from cleaner.config import CleanSettings

Trace = Callable[[str], None]
FindSite = Callable[[str | None], SiteRules | None]  # from a page's URL to the rules of its site


@dataclass(frozen=True, slots=True)
class Job:
    """A page, its settings, and what is known about its site."""

    page: Page
    settings: CleanSettings
    recurring: Recurring
    trace: Trace
    find_site: FindSite | None = None  # None: no site has rules

    @property
    def url(self) -> str | None:
        """The address of the page."""
        return self.page.final_url or self.page.url

    def rules_of(self, head: Head, html: str = "") -> SiteRules | None:
        """The rules of the page's site."""
        if self.find_site is None:
            return None
        saved = None if self.url else saved_from(html)
        return self.find_site(self.url or (saved[0] if saved else stated_url(head)))


def look_up(settings: CleanSettings) -> FindSite | None:
    """A function that looks up site rules, or None if there are none."""
    if not list_sites(settings.sites_dir):
        return None
    return partial(find_site, folder=settings.sites_dir)


def no_trace(stage: str) -> None:
    """Ignore the stage: nothing is measured."""
