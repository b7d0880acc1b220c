"""One page through all stages: read, judge, decide, assemble."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cleaner.article import Article
from cleaner.collector import paused_collector
from cleaner.errors import BadInput, CleanError
from cleaner.judge.template import NOTHING, Recurring
from cleaner.model import Failure, Page
from cleaner.pipeline.assemble import scrub_article
from cleaner.pipeline.defaults import default_settings
from cleaner.pipeline.document import clean_document
from cleaner.pipeline.job import FindSite, Job, Trace, look_up, no_trace
from cleaner.pipeline.reading import read
from cleaner.read.bodies import find_stated
from cleaner.usage.vocabulary import refusal
from cleaner.vocabulary import FailureReason

if TYPE_CHECKING:
    from cleaner.config import Config


def clean_page(
    page: Page,
    config: Config | None = None,
    recurring: Recurring = NOTHING,
    trace: Trace | None = None,
    find_site: FindSite | None = None,
) -> Article:
    """Clean one page. Pure: the result depends only on the page, the configuration and what recurs on its host.

    ``trace``, if given, is called with the name of each stage when it ends. ``find_site`` replaces the look-up in the
    files of site rules. Raises BadInput if the page holds no text to read (binary data, too many bytes), ConfigError
    if a file of site rules is invalid.
    """
    settings = (config or default_settings()).clean
    find = find_site or look_up(settings)
    job = Job(page, settings, recurring, trace or no_trace, find)
    with paused_collector():
        return _clean(job)


def _clean(job: Job) -> Article:
    document, html = read(job)
    if document.source == "text":
        from cleaner.pipeline.plain import clean_text

        return scrub_article(clean_text(document, job))
    article = clean_document(document, html, job)
    finding, notes = find_stated(html, document, article.title, article.blocks)
    if finding is not None:
        from cleaner.pipeline.stated import with_stated

        article = with_stated(finding, article, document, html, job)
    return scrub_article(replace(article, notes=(*article.notes, *notes)) if notes else article)


def run_one(page: Page, config: Config | None = None, recurring: Recurring = NOTHING) -> Article | Failure:
    """Clean one page. Any error becomes a Failure that names the page. Never raises an Exception.

    A page is also a Failure, with the reason ``usage``, if its site refuses a use that ``fetch.honour_usage`` names.
    """
    config = config or default_settings()
    try:
        article = clean_page(page, config, recurring)
        why = refusal(article.usage, config.fetch.honour_usage)
        return article if why is None else Failure(page.origin, "read", "usage", why, url=page.url, usage=article.usage)
    except BadInput as error:
        reasons: dict[str, FailureReason] = {"too-large": "too-large", "content-type": "content-type"}
        reason = reasons.get(error.reason, "not-text")
        return Failure(page.origin, "read", reason, str(error), url=page.url)
    except (CleanError, RecursionError) as error:
        return Failure(page.origin, "judge", "internal", str(error) or type(error).__name__, url=page.url)
    except MemoryError:
        return Failure(page.origin, "judge", "memory", "the page took more memory than allowed", url=page.url)
    except Exception as error:  # the one place where any error becomes a record
        return Failure(page.origin, "judge", "internal", f"{type(error).__name__}: {error}", url=page.url)
