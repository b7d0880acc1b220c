"""The first stage: from the bytes of a page to a document."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from cleaner.errors import BadInput
from cleaner.model import Document
from cleaner.pipeline.job import Job
from cleaner.read.decode import decode, note_decoding
from cleaner.read.foreign import foreign_kind
from cleaner.read.html import FindRules, look_at, no_rules, read_html
from cleaner.read.sniff import is_html, skip_header


def read(job: Job) -> tuple[Document, str]:
    """The document of a page, and the decoded page."""
    page = job.page
    decoded = decode(page.body, page.charset_hint, job.settings.max_bytes)
    text = decoded.text
    job.trace("decode")
    foreign = foreign_kind(text, page.content_type)
    if foreign is not None:
        raise BadInput(f"this is {foreign}, not a page", "content-type")
    if not is_html(text, page.content_type):
        return note_decoding(read_plain(text, job), decoded), text
    whole = skip_header(text)
    html, seen = look_at(whole, page.content_type, decoded.raw if whole is text else None)
    document = read_html(html, find_rules=rules_of(job, html), seen=seen)
    job.trace("read")
    return note_decoding(document, decoded), html


def rules_of(job: Job, html: str) -> FindRules:
    """A function with which the reader finds the rules of the page's site."""
    return partial(job.rules_of, html=html) if job.find_site else no_rules


def read_plain(text: str, job: Job) -> Document:
    """The document of a plain text, read with the rules of its site."""
    from cleaner.read.text import read_text

    document = read_text(text)
    site = job.rules_of(document.head)
    return document if site is None else replace(document, site=site)
