"""One page to stdout, for ``cleaner page``: without typer, so that a plain call needs no more than the page does."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from cleaner.cli.given import is_address, missing
from cleaner.cli.terminal import printable
from cleaner.collector import paused_collector
from cleaner.errors import BadInput, UsageError, check_input
from cleaner.model import Page
from cleaner.settings import unchanged_settings

if TYPE_CHECKING:
    from cleaner.article import Article
    from cleaner.config import Config

COMMAND = "page"
COMPLETION = "_CLEANER_COMPLETE"  # with it, a shell asks for completions
FORMAT_OPTIONS = ("-f", "--format")
PRINTS = ("txt", "md", "html", "jsonl")


def run_plain(words: Sequence[str], environment: Mapping[str, str] = os.environ) -> bool:
    """Run ``cleaner page FILE``, perhaps with ``-f FORMAT``, if nobody set anything.

    False if that is not what the words of the command line say: then nothing was done, and typer reads them.
    """
    if len(words) not in (2, 4) or words[0] != COMMAND or COMPLETION in environment:
        return False
    source, *options = words[1:]
    form = PRINTS[0]
    if options:
        option, form = options
        if option not in FORMAT_OPTIONS or form not in PRINTS:
            return False
    if not source or (source.startswith("-") and source != "-") or "://" in source:
        return False
    settings = unchanged_settings(environment)
    if settings is None:
        return False
    print_page(source, form, settings)
    return True


def print_page(
    source: str, form: str, config: Config, *, url: str | None = None, explain: bool = False, diff: bool = False
) -> None:
    """Clean one page and print it in a format of PRINTS, or what was removed (``explain``, ``diff``).

    Raises BadInput and InputMissing with messages for the user.
    """
    with paused_collector():
        from cleaner.pipeline import clean_page
    from cleaner.usage.vocabulary import refusal

    page = read_source(source, url, config)
    try:
        article = clean_page(page, config)
    except BadInput as error:
        raise BadInput(f"{page.origin}: {error}", error.reason) from None
    if (why := refusal(article.usage, config.fetch.honour_usage)) is not None:
        raise BadInput(f"{page.origin}: {why}", "usage")
    if explain:
        from cleaner.report.explain import explain_article

        explain_article(article, sys.stdout)
    elif diff:
        from cleaner.report.diff import write_diff

        write_diff(article, page, config.clean.max_bytes, sys.stdout)
    else:
        sys.stdout.write(_written(article, form, page, config))
        sys.stdout.flush()
    if article.status not in ("ok", "partial"):
        sys.stderr.write(f"cleaner: {printable(page.origin)}: status {article.status}\n")


def _written(article: Article, form: str, page: Page, config: Config) -> str:
    """The article in a format of PRINTS."""
    if form == "jsonl":
        from cleaner.record import dump, to_record

        return f"{dump(to_record(article, page, config))}\n"
    if form in ("md", "html"):
        from cleaner.sinks.files import render_file

        return render_file(article, "md" if form == "md" else "html", config.clean)
    return f"{article.text}\n" if article.text else ""


def read_source(source: str, url: str | None, config: Config) -> Page:
    """The page that an argument names. Raises InputMissing and BadInput with messages for the user."""
    if not source:
        raise UsageError("page: the name of the file is empty")
    if source == "-":
        from cleaner.sources.saved import open_saved

        page = Page(sys.stdin.buffer.read(config.clean.max_bytes + 1), url=url, origin="stdin")
        return open_saved(page, config.clean.max_bytes)
    if is_address(source):
        from cleaner.fetch import fetch_one
        from cleaner.jobs.rendering import rendering_of

        notes: list[str] = []
        page = fetch_one(source, config.fetch, rendering_of(config, notes))
        for note in notes:
            sys.stderr.write(f"cleaner: {printable(note)}\n")
        return page
    check_input(source)
    if not Path(source).exists():
        raise missing(source)
    from cleaner.sources.file import read_file

    return read_file(Path(source), config.clean.max_bytes, url)
