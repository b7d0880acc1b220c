"""What a worker process does with a page. Every function here is called by name in another process."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cleaner.article import Article
from cleaner.batch.child import Doubt
from cleaner.batch.finish import finish
from cleaner.batch.work import Cleaned, Task
from cleaner.errors import BadInput
from cleaner.judge.template import NOTHING, Recurring
from cleaner.model import Failure, Page
from cleaner.pipeline import run_one
from cleaner.sources.saved import open_saved
from cleaner.vocabulary import FailureReason

if TYPE_CHECKING:
    from cleaner.config import Config

# Failures that traces of earlier pages in the process may have caused. A fresh process decides.
DOUBTFUL = frozenset({"memory", "internal"})


def clean_one(page: Page, config: Config) -> Article | Failure:
    """Clean a page into an article or a failure."""
    outcome = _clean(page, config, NOTHING)
    if isinstance(outcome, Failure) and outcome.reason in DOUBTFUL:
        raise Doubt(outcome)
    return outcome


def produce(task: Task, config: Config, *, forms: tuple[str, ...], recurs: bool = True) -> Cleaned:
    """Clean a page and build all its outputs."""
    outcome = _clean(task.page, config, task.recurring)
    cleaned = finish(outcome, task.page, config, forms=forms, recurs=recurs)
    if isinstance(outcome, Failure) and outcome.reason in DOUBTFUL:
        raise Doubt(cleaned)
    return cleaned


def _clean(page: Page, config: Config, recurring: Recurring) -> Article | Failure:
    """Clean a page of any kind."""
    try:
        page = open_saved(page, config.clean.max_bytes)
    except BadInput as error:
        reason: FailureReason = "too-large" if error.reason == "too-large" else "unreadable"
        return Failure(page.origin, "read", reason, str(error), url=page.url)
    return run_one(page, config, recurring)
