r"""The cleaner: raw pages in, clean article text with metadata out.

>>> from cleaner import clean
>>> article = clean("My headline\n\nAdvertisement\n\nA first paragraph that says something.")
>>> [removal.kind for removal in article.removed]
['advertisement']
"""

from __future__ import annotations

import codecs
from functools import cache
from typing import TYPE_CHECKING

from cleaner.article import Article
from cleaner.batch import Result, clean_many
from cleaner.errors import BadInput, CleanError, ConfigError
from cleaner.model import Block, Failure, Page, Removal

if TYPE_CHECKING:
    from cleaner.config import Config

__all__ = [
    "Article", "BadInput", "Block", "CleanError", "ConfigError", "Failure", "Page", "Removal", "Result", "__version__",
    "clean", "clean_many",
]  # fmt: skip

__version__: str


@cache
def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version  # takes longer than all else that is imported here

    try:
        return version("pagecleaner")
    except PackageNotFoundError:  # a source tree that was not installed
        return "0.0.0"


def __getattr__(name: str) -> str:
    if name == "__version__":
        return _version()
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def clean(
    body: bytes | str, url: str | None = None, content_type: str | None = None, config: Config | None = None
) -> Article:
    """Clean one page, HTML or plain text (told apart by ``content_type``, then by looking).

    ``content_type`` is a media type, with or without a charset parameter. Raises BadInput when the page holds no text
    to read: binary data, or more bytes than the configuration allows.
    """
    from cleaner.pipeline import clean_page

    media_type, _, parameters = (content_type or "").partition(";")
    charset = parameters.partition("charset=")[2].split(";")[0].strip(" \"'") or None
    if isinstance(body, str):
        from cleaner.read.decode import scrub

        body, charset = codecs.BOM_UTF8 + scrub(body).encode("utf-8"), None  # text already, so nothing is to be guessed
    page = Page(body, url=url, content_type=media_type.strip().lower() or None, charset_hint=charset)
    return clean_page(page, config)
