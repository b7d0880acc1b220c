"""A page as Python code passes it: bytes, text, a path, or a Page."""

from __future__ import annotations

import codecs
import os
import re
from dataclasses import replace
from pathlib import Path

from cleaner.model import Page
from cleaner.read.decode import scrub
from cleaner.sources.saved import open_saved

ADDRESSES = ("http://", "https://")
FILE_NAME = re.compile(
    r"[^\s<>&\"'`|]{1,1000}\.(?:x?html?|shtml?|xht|mhtml?|mht|webarchive|maff|txt|text|md|gz|br)", re.IGNORECASE
)


def to_page(given: object, max_bytes: int, *, url: str | None = None, content_type: str | None = None) -> Page:
    """The page for an argument of ``clean``. ``url`` and ``content_type`` override what the page itself says.

    Raises TypeError for any other type, InputMissing and BadInput for a file that cannot be read.
    """
    for name, value in (("url", url), ("content_type", content_type)):
        if value is not None and not isinstance(value, str):
            raise TypeError(f"{name} must be a str, not {type(value).__name__}")
    media_type, charset = split_type(content_type)
    if isinstance(given, str):
        if content_type is None and (other := likely_mistake(given)) is not None:
            raise TypeError(other)
        # already text, so nothing needs to be detected
        body, charset = codecs.BOM_UTF8 + scrub(given).encode("utf-8"), None
        return Page(body, url=url, content_type=media_type, origin=url or "")
    if isinstance(given, bytes | bytearray | memoryview):
        page = Page(bytes(given), url=url, content_type=media_type, charset_hint=charset, origin=url or "")
        return open_saved(page, max_bytes)
    if isinstance(given, os.PathLike):
        from cleaner.sources.file import (
            read_file,
        )  # loads the reader of archives, which pages in memory do not need

        given = read_file(Path(given), max_bytes, url)
    if not isinstance(given, Page):
        raise TypeError(f"a page is bytes, str, a path or what fetch returns, not {type(given).__name__}")
    if content_type is not None:
        given = replace(given, content_type=media_type, charset_hint=charset or given.charset_hint)
    return given if url is None else replace(given, url=url)


def split_type(content_type: str | None) -> tuple[str | None, str | None]:
    """A media type without its parameters, and its charset parameter.

    >>> split_type("Text/HTML; charset='utf-8'")
    ('text/html', 'utf-8')
    """
    media_type, _, parameters = (content_type or "").partition(";")
    charset = parameters.partition("charset=")[2].split(";")[0].strip(" \"'") or None
    return media_type.strip().lower() or None, charset


def likely_mistake(text: str) -> str | None:
    """Why a text is probably a mistake rather than a page, and what was meant. None for a page."""
    if is_address(text):
        return f"an address, not a page; clean(fetch({text.strip()!r})) fetches it first"
    if is_file_name(text):
        return f"the name of a file, not a page; clean(Path({text!r})) reads it"
    return None


def is_address(text: str) -> bool:
    """Whether a text is just an address.

    >>> is_address("https://example.org/a"), is_address("https://example.org/a and more")
    (True, False)
    """
    start = text[:16].lstrip().lower()
    return start.startswith(ADDRESSES) and len(text) < 8_192 and len(text.split()) == 1


def is_file_name(text: str) -> bool:
    """Whether a text is just the name of a saved page.

    >>> is_file_name("saved/ferries.html"), is_file_name("See ferries.html")
    (True, False)
    """
    return len(text) <= 1_020 and FILE_NAME.fullmatch(text) is not None
