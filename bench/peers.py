"""The peers, each called as its documentation recommends."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from bench.systems import WHOLE_PAGE, Metadata, Output, RawPage, System

BLOCK_TAGS = frozenset({
    "address", "article", "aside", "blockquote", "br", "caption", "center", "dd", "details", "div", "dl", "dt",
    "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li",
    "main", "nav", "ol", "option", "p", "pre", "section", "summary", "table", "td", "th", "tr", "ul",
})  # fmt: skip
PAGE_LANGUAGE = re.compile(r"<html\b[^>]*\blang=[\"']?([a-zA-Z]{2,3})", re.IGNORECASE)
HEAD_CHARS = 4096  # in which the html tag is searched
DEFAULT_STOPLIST = "English"


def system(name: str) -> System:
    """Return a peer by name, its library imported. Raises KeyError, ImportError."""
    return MAKERS[name]()


def trafilatura() -> System:
    """``extract`` without comments; for metadata ``bare_extraction``, which returns text and metadata in one pass."""
    from trafilatura import bare_extraction, extract
    from trafilatura.settings import Document

    def text(page: RawPage) -> Output:
        return Output(extract(page.markup, url=page.url, include_comments=False) or "")

    def everything(page: RawPage) -> Output:
        document = bare_extraction(page.markup, url=page.url, include_comments=False, with_metadata=True)
        if not isinstance(document, Document):
            return Output(metadata=Metadata())
        authors = tuple(name.strip() for name in (document.author or "").split(";") if name.strip())
        return Output(document.text or "", Metadata(document.title, authors, document.date))

    return System("trafilatura", text, everything)


def readability() -> System:
    """``Document.summary`` returns HTML; its text gets a line break around every block."""
    from readability import Document

    return System("readability", lambda page: Output(text_of(Document(page.markup).summary())))


def text_of(html: str) -> str:
    r"""Return the text of an HTML fragment, with a line break before and after every block element.

    >>> text_of("<div><p>One <b>two</b></p>three<br>four</div>").split("\n")
    ['', '', 'One two', 'three', 'four', '']
    """
    from lxml import etree
    from lxml.html import document_fromstring

    if not html.strip():
        return ""
    pieces: list[str] = []
    for event, element in etree.iterwalk(document_fromstring(html), events=("start", "end", "comment", "pi")):
        if event in {"comment", "pi"}:
            pieces.append(element.tail or "")
            continue
        if element.tag in BLOCK_TAGS and not (element.tag == "br" and event == "end"):
            pieces.append("\n")
        pieces.append((element.text if event == "start" else element.tail) or "")
    return "".join(pieces)


def resiliparse() -> System:
    """Main content, without the alternative texts of images, which are in no gold text."""
    from resiliparse.extract.html2text import extract_plain_text

    return System(
        "resiliparse", lambda page: Output(extract_plain_text(page.markup, main_content=True, alt_texts=False))
    )


def newspaper4k() -> System:
    """``Article`` with the given page, images not fetched."""
    from newspaper import Article
    from newspaper.configuration import Configuration

    def extract(page: RawPage) -> Output:
        config = Configuration()
        config.fetch_images = False
        article = Article(page.url or "", config=config)
        article.download(input_html=page.markup)
        article.parse()
        published = article.publish_date
        date = published.isoformat() if hasattr(published, "isoformat") else published or None
        return Output(article.text or "", Metadata(article.title or None, tuple(article.authors or ()), date))

    return System("newspaper4k", extract)


def justext() -> System:
    """Paragraphs that are not boilerplate, by the stop words of the declared language, or of English."""
    from justext import get_stoplist
    from justext import justext as classify

    stoplist = lru_cache(maxsize=None)(get_stoplist)

    def extract(page: RawPage) -> Output:
        paragraphs = classify(page.markup, stoplist(stoplist_name(page.markup)))
        return Output("\n".join(paragraph.text for paragraph in paragraphs if not paragraph.is_boilerplate))

    return System("justext", extract)


def stoplist_name(markup: str) -> str:
    """Return the name of justext's stop list for the language that a page declares, or the English one."""
    from justext import get_stoplists

    declared = PAGE_LANGUAGE.search(markup[:HEAD_CHARS])
    return _stoplists(get_stoplists()).get(declared[1].lower(), DEFAULT_STOPLIST) if declared else DEFAULT_STOPLIST


@lru_cache(maxsize=1)
def _stoplists(known: frozenset[str]) -> dict[str, str]:
    from babel import Locale, localedata

    english = Locale("en")
    found: dict[str, str] = {}
    for code in localedata.locale_identifiers():
        name = (english.languages.get(code) or "").replace(" ", "_").replace("å", "a")
        if name in known:
            found[code] = name
    return found | {"no": "Norwegian_Bokmal"}


def boilerpy3() -> System:
    """``ArticleExtractor`` with its defaults."""
    from boilerpy3.extractors import ArticleExtractor

    extractor = ArticleExtractor()
    return System("boilerpy3", lambda page: Output(extractor.get_content(page.markup)))


def htmldate() -> System:
    """``find_date`` for the original date, with its default extensive search; it returns no text."""
    from htmldate import find_date

    return System(
        "htmldate",
        lambda page: Output(metadata=Metadata(date=find_date(page.markup, url=page.url, original_date=True))),
    )


def html_text() -> System:
    """All visible text of the page without any judgement: a dump to clean, not a competitor."""
    from html_text import extract_text

    return System(WHOLE_PAGE, lambda page: Output(extract_text(page.markup)))


MAKERS: dict[str, Callable[[], System]] = {
    "trafilatura": trafilatura,
    "readability": readability,
    "resiliparse": resiliparse,
    "newspaper4k": newspaper4k,
    "justext": justext,
    "boilerpy3": boilerpy3,
    "htmldate": htmldate,
    WHOLE_PAGE: html_text,
}
