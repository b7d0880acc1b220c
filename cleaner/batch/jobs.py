"""What a worker process does with a page. Every function here is called by name in another process."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cleaner.article import Article
from cleaner.batch.child import Doubt
from cleaner.batch.work import Cleaned, Task
from cleaner.errors import BadInput
from cleaner.judge.template import NOTHING, Recurring, block_keys, keys_of
from cleaner.model import Failure, Page
from cleaner.pipeline import run_one
from cleaner.record import to_record
from cleaner.sinks import Output
from cleaner.sinks.files import render_files
from cleaner.sources.mhtml import MEDIA_TYPE, open_mhtml

if TYPE_CHECKING:
    from cleaner.config import Config

# Failures that may be due to what earlier pages left behind in the process; a fresh one decides.
DOUBTFUL = frozenset({"memory", "internal"})


def clean_one(page: Page, config: Config) -> Article | Failure:
    """Clean a page into an article or a failure."""
    outcome = _clean(page, config, NOTHING)
    if isinstance(outcome, Failure) and outcome.reason in DOUBTFUL:
        raise Doubt(outcome)
    return outcome


def produce(task: Task, config: Config, *, forms: tuple[str, ...]) -> Cleaned:
    """Clean a page and make everything that is written of it."""
    outcome = _clean(task.page, config, task.recurring)
    record = to_record(outcome, task.page, config)
    if isinstance(outcome, Failure):
        if outcome.reason in DOUBTFUL:
            raise Doubt(Cleaned(Output(record)))
        return Cleaned(Output(record))
    files = render_files(outcome, forms, config.clean)
    signature = None
    if config.duplicates.enabled:
        from cleaner.judge.likeness import sign

        signature = sign(outcome.text)
    keys = kept = b""
    if config.template.enabled:
        texts = {block.index: block.text for block in outcome.blocks}
        kept = block_keys(texts.values()).tobytes()
        for gone in outcome.removed:
            texts.setdefault(gone.block, gone.text)
        keys = keys_of(texts[index] for index in sorted(texts)).tobytes()
    return Cleaned(Output(record, files), keys, kept, signature, outcome.url)


def _clean(page: Page, config: Config, recurring: Recurring) -> Article | Failure:
    """Clean a page of any kind."""
    if page.content_type == MEDIA_TYPE:
        try:
            page = open_mhtml(page)
        except BadInput as error:
            return Failure(page.origin, "read", "unreadable", str(error), url=page.url)
    return run_one(page, config, recurring)
