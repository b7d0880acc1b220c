r"""The cleaner: raw pages in, clean article text with metadata out.

>>> from cleaner import clean
>>> article = clean("My headline\n\nAdvertisement\n\nA first paragraph that says something.")
>>> article
<Article 'My headline' ok, en, 2 blocks, 1 removed>
>>> [removal.kind for removal in article.removed]
['advertisement']
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from cleaner.article import Article
from cleaner.batch import Result, clean_many
from cleaner.errors import BadInput, CleanError, ConfigError, FetchError, InputMissing
from cleaner.fetch.single import afetch, fetch
from cleaner.model import Block, Failure, Page, Removal
from cleaner.version import package_version

if TYPE_CHECKING:
    from cleaner.config import Config, load_config

__all__ = [
    "Article", "BadInput", "Block", "CleanError", "Config", "ConfigError", "Failure", "FetchError", "InputMissing",
    "Page", "Removal", "Result", "__version__", "afetch", "clean", "clean_many", "fetch", "load_config",
]  # fmt: skip

__version__: str


def __getattr__(name: str) -> Any:  # noqa: ANN401 - whatever has that name
    if name == "__version__":
        return package_version()
    if name in ("Config", "load_config"):  # importing pydantic takes longer than everything else here
        from cleaner import config

        return getattr(config, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def clean(
    body: bytes | str | os.PathLike[str] | Page,
    url: str | None = None,
    content_type: str | None = None,
    config: Config | Mapping[str, object] | None = None,
) -> Article:
    """Clean one page, HTML or plain text (recognised by ``content_type``, then by its content).

    ``body`` is the page as bytes or text, the path of a saved page, or what ``fetch`` returns. ``url`` is the address
    of the page, ``content_type`` its media type, with or without a charset parameter. ``config`` is a Config or a dict
    of settings, such as ``{"clean.links": False}``.

    Raises BadInput if the page holds no text to read (binary data, more bytes than the configuration allows),
    InputMissing if the file cannot be read, ConfigError for invalid settings. Raises TypeError for any other argument,
    and for an address instead of a page, unless ``content_type`` says that it is text.
    """
    from cleaner.pipeline import clean_page, default_settings
    from cleaner.record import source_of
    from cleaner.sources.given import to_page

    settings = default_settings() if config is None else _validated(config)
    page = to_page(body, settings.clean.max_bytes, url=url, content_type=content_type)
    return replace(clean_page(page, settings), source=source_of(page, settings))


def _validated(config: Config | Mapping[str, object]) -> Config:
    from cleaner.config import as_config

    return as_config(config)
