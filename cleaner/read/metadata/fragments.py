"""HTML fragments inside strings that should be plain: headlines, names and descriptions of the schema, feeds."""

from __future__ import annotations

MAX_FRAGMENT_CHARS = 100_000


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
    return " ".join(soup.get_text(" ").split())
