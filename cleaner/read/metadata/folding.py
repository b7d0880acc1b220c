"""Strings of the head as readers would see them, and comparisons of titles, addresses and sites."""

from __future__ import annotations

import re
from functools import lru_cache
from html import unescape
from urllib.parse import unquote, urlsplit

from cleaner.patterns import later
from cleaner.words import find_words, fold_words

MIN_SIMILAR = 0.6  # of the words of the shorter of two headlines
MIN_PREFIX_CHARS = 12
MAX_FIELD_CHARS = 500  # of a headline, a name or an address; the rest is ignored
MAX_TEXT_CHARS = 2_000  # of a description, which is cut later, or of a field with its entities and markup
MAX_FRAGMENT_CHARS = 100_000
INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff]")  # hyphens and breaks that show only at the end of a line
# Second-level labels under which registries sell names. A few are enough to compare two hosts.
PUBLIC_LABELS = frozenset(
    {"co", "com", "org", "net", "gov", "gob", "ac", "edu", "or", "ne", "go", "gv", "in", "nic", "blogspot", "wordpress",
     "github"}
)  # fmt: skip


# All that a field holds, if a program did not fill it in: a variable of a template, or the name of no value.
UNFILLED = later(r"\{\{[^{}]*\}\}|\$?\{[\w. ]+\}|<%[^<>]*%>|%\w+%|\[\[[^\[\]]*\]\]")
NO_VALUES = frozenset({"null", "undefined", "None", "NaN"})
# Elements that part no words.
PHRASING = [
    "abbr", "b", "cite", "code", "em", "font", "i", "mark", "q", "s", "small", "strong", "sub", "sup", "u", "wbr",
]  # fmt: skip


def is_unfilled(text: str) -> bool:
    """Whether a field holds what a program writes without a value.

    >>> is_unfilled("{{ page.description }}"), is_unfilled("undefined"), is_unfilled("How {{ x }} is filled in")
    (True, True, False)
    """
    return text in NO_VALUES or (text[:1] in "{$<%[" and UNFILLED.fullmatch(text) is not None)


def fold(text: str | None) -> str:
    """Only letters and digits, case folded. Results are cached, because the same titles and names are often compared.

    >>> fold("“Hello, World!” ")
    'helloworld'
    """
    if not text:
        return ""
    return _fold(text) if len(text) <= MAX_FIELD_CHARS else fold_words(text)


_fold = lru_cache(maxsize=1024)(fold_words)


def similar(one: str, other: str) -> bool:
    """Whether two headlines may belong to one article: one begins with the other, or they share most of their words."""
    first, second = fold(one), fold(other)
    if not first or not second:
        return False
    if first == second:
        return True
    shorter, longer = sorted((first, second), key=len)
    if len(shorter) >= MIN_PREFIX_CHARS and shorter in longer:
        return True
    words, others = _distinct_words(one), _distinct_words(other)
    both = words & others
    if len(both) < 2:
        return False
    shared = sum(map(len, both))
    return shared >= MIN_SIMILAR * max(1, min(sum(map(len, words)), sum(map(len, others))))


@lru_cache(maxsize=64)
def _distinct_words(text: str) -> frozenset[str]:
    """The words of a headline. Results are cached, because one is compared with many."""
    return frozenset(find_words(text.casefold()))


@lru_cache(maxsize=1024)
def _address(url: str) -> tuple[str, str]:
    try:
        parts = urlsplit(url)
    except ValueError:
        return "", url
    host = (parts.hostname or "").removeprefix("www.").removeprefix("m.").removeprefix("amp.")
    return host, unquote(parts.path).rstrip("/").casefold() + (f"?{parts.query}" if parts.query else "")


def same_address(one: str, other: str) -> bool:
    """Whether two addresses name the same page, ignoring www, mobile hosts, scheme, trailing slash and query.

    A path alone counts as being on the same host. The front page of a site equals no other page.
    """
    first_host, first = _address(one)
    second_host, second = _address(other)
    if first_host and second_host and first_host != second_host:
        return False
    if first == second:
        return bool(first)
    plain, other_plain = first.partition("?")[0], second.partition("?")[0]
    return bool(plain) and plain == other_plain and ("?" in first) != ("?" in second)


def is_front_page(url: str | None) -> bool:
    """Whether an address is that of a whole site.

    >>> is_front_page("https://example.org/"), is_front_page("https://example.org/?p=7"), is_front_page(None)
    (True, False, False)
    """
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return False
    return bool(parts.hostname) and parts.path in ("", "/") and not parts.query


@lru_cache(maxsize=64)
def host_of(url: str | None) -> str:
    """The host of an address, or an empty text."""
    try:
        return urlsplit(url or "").hostname or ""
    except ValueError:
        return ""


@lru_cache(maxsize=1024)
def registrable(host: str) -> str:
    """The registered part of a host name, approximately; enough to compare two hosts.

    >>> registrable("www.news.bbc.co.uk"), registrable("m.spiegel.de")
    ('bbc.co.uk', 'spiegel.de')
    """
    labels = host.lower().rstrip(".").split(".")
    count = 3 if len(labels) > 2 and labels[-2] in PUBLIC_LABELS else 2
    return ".".join(labels[-count:])


def clean(text: str, limit: int = MAX_FIELD_CHARS) -> str:
    """A string of the schema as a reader would see it: entities and HTML fragments resolved, space collapsed.

    A string longer than ``limit`` is cut, so that no page can make the patterns slow.
    """
    text = text[: limit + MAX_TEXT_CHARS]
    if "&" in text:
        text = unescape(text)
        if "&" in text and ";" in text:
            text = unescape(text)
    if "<" in text and ">" in text:
        text = visible_text(text)
    if not text.isascii():
        text = INVISIBLE.sub("", text)
    return " ".join(text.split())[:limit].rstrip()


def visible_text(fragment: str) -> str:
    """The text that a browser would show for a fragment of HTML.

    >>> visible_text("<p>By <a href='/x'>Ann Lee</a><script>x()</script></p>")
    'By Ann Lee'
    """
    import warnings

    from bs4 import BeautifulSoup, MarkupResemblesLocatorWarning, XMLParsedAsHTMLWarning

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", MarkupResemblesLocatorWarning)
        warnings.simplefilter("ignore", XMLParsedAsHTMLWarning)
        soup = BeautifulSoup(fragment[:MAX_FRAGMENT_CHARS], "lxml")
    for hidden in soup(["script", "style", "template"]):
        hidden.decompose()
    for phrase in soup(PHRASING):
        phrase.unwrap()
    soup.smooth()
    return " ".join(soup.get_text(" ").split())
