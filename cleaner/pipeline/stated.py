"""Article bodies that are in scripts or page data, beside the markup or instead of it."""

from __future__ import annotations

from dataclasses import replace

from cleaner.article import Article
from cleaner.model import Document
from cleaner.pipeline.document import clean_document
from cleaner.pipeline.job import Job
from cleaner.pipeline.reading import rules_of
from cleaner.read.bodies import KEPT, Finding, share_kept, vouch
from cleaner.read.html import read_html

WALLS = frozenset({"paywall", "login", "consent", "shell", "index"})


def with_stated(finding: Finding, article: Article, document: Document, html: str, job: Job) -> Article:
    """Clean the page again with the body found in its data, or note that the article holds only part of that body."""
    stated = finding.stated
    if finding.insert:
        again = read_html(html, find_rules=rules_of(job, html), stated=stated.html)
        document = replace(again, partial=document.partial, notes=document.notes)
    if finding.insert or finding.witnessed:
        article = clean_document(document, html, job, vouch(document, finding))
    if finding.insert:
        status = "ok" if article.status in WALLS else article.status  # the body was behind the wall
        return replace(article, status=status, provenance={**article.provenance, "text": stated.source})
    share = share_kept(stated, article.blocks)
    if share >= KEPT:
        return article
    note = f"stated: {share:.0%} of the body in {stated.source} were kept"
    return replace(article, confidence=min(article.confidence, max(share, 0.1)), notes=(*article.notes, note))
