"""Whole files of an article, by format."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Literal, get_args

from cleaner.article import Article
from cleaner.render import html
from cleaner.sinks import markdown

if TYPE_CHECKING:
    from cleaner.config import CleanSettings

Form = Literal["md", "html"]
FORMS: tuple[Form, ...] = get_args(Form)


def render_file(article: Article, form: Form, settings: CleanSettings) -> str:
    """An article as a file: Markdown with front matter, or a page of HTML."""
    if form == "html":
        body = html.render(article, links=settings.links, images=settings.images)
        return html.render_page(body, title=article.title, language=article.language)
    return markdown.render(article, links=settings.links, images=settings.images, front_matter=True)


def render_files(article: Article, forms: Collection[str], settings: CleanSettings) -> dict[str, str]:
    """The files of an article in the given forms; other names are ignored."""
    return {form: render_file(article, form, settings) for form in FORMS if form in forms}
