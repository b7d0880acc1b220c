"""A Markdown file: front matter and the article."""

from __future__ import annotations

from cleaner.article import Article
from cleaner.render import markdown
from cleaner.sinks.front_matter import front_matter as metadata_of


def render(article: Article, *, links: bool = True, images: bool = False, front_matter: bool = False) -> str:
    """An article as Markdown, with its metadata as YAML front matter on request."""
    body = markdown.render(article, links=links, images=images)
    head = metadata_of(article) if front_matter else ""
    return f"{head}\n{body}" if head and body else head or body
