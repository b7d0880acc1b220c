"""Why a fetch failed. This is internal to the room; the engine turns it into a Failure that names the page."""

from __future__ import annotations

from cleaner.model import UsageStatement
from cleaner.vocabulary import FailureReason


class FetchFault(Exception):
    """A fetch that failed, with the reason for its record.

    ``retry_after`` is the pause in seconds that the host asked for. ``counts`` is true if the fault concerns the whole
    host (it cannot be reached, or is in trouble), not one page. ``host`` is that host. ``final`` is true if this run
    must not try again, though a later one may. ``usage`` holds the usage statements of the site, if they are the
    reason.
    """

    def __init__(
        self,
        reason: FailureReason,
        message: str,
        *,
        retryable: bool = False,
        http_status: int | None = None,
        retry_after: float | None = None,
        counts: bool | None = None,
        host: str | None = None,
        final: bool = False,
        usage: tuple[UsageStatement, ...] = (),
    ) -> None:
        super().__init__(message)
        self.reason = reason
        self.message = message
        self.retryable = retryable
        self.http_status = http_status
        self.retry_after = retry_after
        self.counts = retryable if counts is None else counts
        self.host = host
        self.final = final
        self.usage = usage
