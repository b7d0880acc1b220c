"""The result of fetching one page, for callers that want a page or an error."""

from __future__ import annotations

from cleaner.errors import FetchError
from cleaner.model import Failure, Page, Unchanged


def page_of(outcome: Page | Unchanged | Failure) -> Page:
    """The page that was fetched. Raises FetchError if there is none."""
    if isinstance(outcome, Page):
        return outcome
    if isinstance(outcome, Failure):
        url = outcome.url or outcome.origin
        raise FetchError(
            f"{url}: {outcome.message}", outcome.reason, url=url, http_status=outcome.http_status,
            retryable=outcome.retryable,
        )  # fmt: skip
    raise FetchError(f"{outcome.url}: not modified", "http-status", url=outcome.url, http_status=outcome.http_status)
