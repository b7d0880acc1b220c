"""Turns the article or failure of a page into everything that is written for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cleaner.article import Article
from cleaner.batch.work import Cleaned
from cleaner.judge.template import block_keys, keys_of
from cleaner.model import Failure, Page
from cleaner.record import to_record
from cleaner.sinks import Output
from cleaner.sinks.files import render_files

if TYPE_CHECKING:
    from cleaner.config import Config


def finish(
    outcome: Article | Failure, page: Page, config: Config, *, forms: tuple[str, ...], recurs: bool = True
) -> Cleaned:
    """Build the record and the files of a page, and what finds duplicates and recurring blocks.

    ``forms`` are the formats with one file per page. ``recurs`` says whether the block keys are needed.
    """
    record = to_record(outcome, page, config)
    if isinstance(outcome, Failure):
        return Cleaned(Output(record))
    files = render_files(outcome, forms, config.clean)
    signature = None
    if config.duplicates.enabled:
        from cleaner.judge.likeness import sign

        signature = sign(record["text"])
    keys = kept = b""
    if config.template.enabled and recurs:
        texts = {block.index: block.text for block in outcome.blocks}
        kept = block_keys(texts.values()).tobytes()
        for gone in outcome.removed:
            texts.setdefault(gone.block, gone.text)
        keys = keys_of(texts[index] for index in sorted(texts)).tobytes()
    return Cleaned(Output(record, files), keys, kept, signature, outcome.url)
