"""Why a fetch failed, inside the fetching room; the engine turns it into a Failure that names the page."""

from __future__ import annotations

from cleaner.model import UsageStatement
from cleaner.vocabulary import FailureReason


class FetchFault(Exception):
    """A fetch that failed, with the word for its record.

    ``retry_after`` is the pause in seconds that the host asked for. ``counts`` says that the fault speaks against the
    host as a whole (it cannot be reached, or it is in trouble), not against one page; ``host`` is which one.
    ``final`` says that this run does not try again, though a later one may. ``usage`` is what the site says of uses by
    machines, where that is the reason.
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
