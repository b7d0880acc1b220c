"""Shared by the tests of metadata: prose, JSON-LD, and reading a page in a few words."""

from __future__ import annotations

import json

from cleaner.read.html import read_html
from cleaner.read.metadata import Metadata, read_metadata

PROSE = (
    "<p>The council met on Tuesday evening and talked for three hours about the old mill by the river, "
    "which has stood empty for years.</p>"
)


PLAIN_ITEM = '{"@type":"NewsArticle","headline":"Storm hits the coast","datePublished":"2024-04-30"}'


def read(body: str, head: str = "", url: str | None = None, lang: str = "en", **options: object) -> Metadata:
    html = f'<!DOCTYPE html><html lang="{lang}"><head>{head}</head><body>{body}{PROSE * 3}</body></html>'
    return read_metadata(read_html(html), html, url, **options)  # type: ignore[arg-type]


def ld(*items: object) -> str:
    return "".join(f'<script type="application/ld+json">{json.dumps(item)}</script>' for item in items)
