"""One page through all stages: read, judge, decide, assemble."""

from __future__ import annotations

from cleaner.config import Config, default_config
from cleaner.errors import BadInput, CleanError
from cleaner.model import Article, Failure, FailureReason, Page


def clean_page(page: Page, config: Config | None = None) -> Article:
    """Clean one page. Pure: the result depends on the page and the configuration alone.

    Raises BadInput when the page holds no text to read (binary data, too many bytes).
    """
    raise NotImplementedError


def run_one(page: Page, config: Config | None = None) -> Article | Failure:
    """Clean one page; whatever goes wrong becomes a Failure that names the page. Never raises an Exception."""
    try:
        return clean_page(page, config or default_config())
    except BadInput as error:
        reason: FailureReason = "too-large" if error.reason == "too-large" else "not-text"
        return Failure(page.origin, "read", reason, str(error), url=page.url)
    except (CleanError, RecursionError) as error:
        return Failure(page.origin, "judge", "internal", str(error) or type(error).__name__, url=page.url)
    except MemoryError:
        return Failure(page.origin, "judge", "memory", "the page took more memory than allowed", url=page.url)
    except Exception as error:  # the one place where any fault becomes a record
        return Failure(page.origin, "judge", "internal", f"{type(error).__name__}: {error}", url=page.url)
