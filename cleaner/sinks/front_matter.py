"""Metadata of an article as the front matter of a Markdown file."""

from __future__ import annotations

import re

import yaml

from cleaner.article import Article

BREAK = re.compile("[\n\r\x85\u2028\u2029]")


class _Writer(yaml.SafeDumper):
    """YAML in which every string reads back equal: a string with any kind of line break is quoted and escaped."""


def _represent(writer: _Writer, text: str) -> yaml.ScalarNode:
    return writer.represent_scalar("tag:yaml.org,2002:str", text, '"' if BREAK.search(text) else None)


_Writer.add_representer(str, _represent)


def front_matter(article: Article) -> str:
    """Metadata as YAML. The YAML writer quotes values that would otherwise not be read as text."""
    fields = {
        "title": article.title, "authors": list(article.authors), "published": article.published,
        "modified": article.modified, "site": article.site, "language": article.language, "tags": list(article.tags),
        "description": article.description, "image": article.image, "url": article.url, "status": article.status,
    }  # fmt: skip
    stated = {key: value for key, value in fields.items() if value}
    written = yaml.dump(stated, Dumper=_Writer, allow_unicode=True, sort_keys=False, width=float("inf"))
    return f"---\n{written}---\n"
