"""Turns the article or failure of a page into everything that is written for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cleaner.article import Article
from cleaner.batch.work import Cleaned
from cleaner.judge.template import page_keys
from cleaner.model import Failure, Page
from cleaner.record import to_record
from cleaner.sinks import Output, as_line, only_lines
from cleaner.sinks.files import render_files

if TYPE_CHECKING:
    from cleaner.config import Config


def finish(
    outcome: Article | Failure, page: Page, config: Config, *, forms: tuple[str, ...], recurs: bool = True
) -> Cleaned:
    """Build the record and the files of a page, and what finds duplicates and recurring blocks.

    ``forms`` are the formats of the outputs. ``recurs`` says whether the block keys are needed.
    """
    record = to_record(outcome, page, config)
    lines = only_lines(forms)
    if isinstance(outcome, Failure):
        return Cleaned(as_line(record) if lines else Output(record))
    output = as_line(record) if lines else Output(record, render_files(outcome, forms, config.clean))
    signature = None
    if config.duplicates.enabled:
        from cleaner.judge.likeness import sign

        signature = sign(record["text"])
    keys = kept = b""
    if config.template.enabled and recurs:
        blocks = {block.index: (block.text, True) for block in outcome.blocks}
        for gone in outcome.removed:
            blocks.setdefault(gone.block, (gone.text, False))
        keys, kept = (found.tobytes() for found in page_keys(blocks[index] for index in sorted(blocks)))
    return Cleaned(output, keys, kept, signature, outcome.url, len(record["text"]))
