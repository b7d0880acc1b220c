"""Tries the rules of a site on a page, for authors of such rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cleaner.judge import phrases, runs, sites
from cleaner.judge.decide import SITES
from cleaner.judge.spoken import find_spoken
from cleaner.judge.template import NOTHING
from cleaner.model import Document, Page, Verdict
from cleaner.pipeline.job import FindSite, Job, no_trace
from cleaner.pipeline.reading import read

if TYPE_CHECKING:
    from cleaner.config import Config


def match_site(page: Page, config: Config, find_site: FindSite) -> tuple[Document, list[Verdict]]:
    """Read a page and return the verdicts of its site's rules only. Raises like ``clean_page``."""
    job = Job(page, config.clean, NOTHING, no_trace, find_site)
    document, _ = read(job)
    rules = sites.with_site(phrases.load_rules(None), document.site)
    matches = phrases.find_matches(document.blocks, rules)
    heads = phrases.sections(matches, document.blocks)
    spoken = find_spoken(document.blocks, matches)
    verdicts = [*phrases.judge(document, rules, matches, spoken), *runs.judge(document, heads)]
    claimed = [verdict for verdict in sites.claim(verdicts, document.site) if verdict.judge == SITES]
    return document, [*sites.judge(document), *claimed]
