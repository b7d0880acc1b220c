"""Quotes in the markup of sites: by class names alone, with the name of the quoted person, and inside a line."""

from __future__ import annotations

import re
from collections.abc import Sequence

from selectolax.lexbor import LexborNode, create_tag

from cleaner.patterns import later
from cleaner.read.structure.data import names
from cleaner.read.structure.elements import ancestors, beside, is_in_tag
from cleaner.read.tags import PLACE

QUOTES = (
    "q,blockquote cite,blockquote footer,div[class*=quote],aside[class*=quote],section[class*=quote],p[class*=quote],"
    "figure[class*=quote],[role=blockquote],blockquote~div[class*=attribution],aside.quote>div.title,"
    "blockquote+p[class*=attribution],blockquote+cite"
)
QUOTE_TAGS = frozenset({"div", "aside", "section", "p", "figure"})
PULLED = ("pullquote", "pull-quote", "pull_quote")  # ends of class names, after those of a site or component
SPEAKER = later(r"quote[\w-]{0,20}(?:author|cite|cit|name|source|attribution)|attribution", re.I)
MAX_NAME_CHARS = 160
MARKS = "\"'“”‘’„‚«»‹›「」『』"
MAX_QUOTES = 1_000
MAX_UP = 8  # elements around a quote that may also be one


def mark_quotes(found: Sequence[LexborNode]) -> None:
    """Give quotes the marks and places that a browser or a style sheet gives them."""
    for node in found[:MAX_QUOTES]:
        if node.tag == "q":
            _write_marks(node)
        elif _names_speaker(node):
            _move_name(node)
        elif node.tag == "cite":
            _part_name(node)
        elif node.tag == "footer":
            _place_footer(node)
        elif "attribution" in (node.attrs.get("class") or "") or "title" in (node.attrs.get("class") or "").split():
            _move_name(node)
        elif node.tag in QUOTE_TAGS and PLACE not in node.attrs and _is_quote(node):
            for footer in node.css("footer"):
                _place_footer(footer)
            node.attrs[PLACE] = "quote"


def _names_speaker(node: LexborNode) -> bool:
    """Whether an element right below a quote names the quoted person, by its tag or its class."""
    before = beside(node, forward=False)
    if before is None or before.tag != "blockquote" or len(node.text(deep=True) or "") > MAX_NAME_CHARS:
        return False
    return node.tag == "cite" or SPEAKER.search(node.attrs.get("class") or "") is not None


def _place_footer(node: LexborNode) -> None:
    """Make a footer of the quote, not of the page."""
    line = create_tag("div")
    line.inner_html = node.inner_html or ""
    node.replace_with(line)


def _write_marks(node: LexborNode) -> None:
    """Write the quotation marks that browsers show around a ``q``."""
    text = (node.text(deep=True) or "").strip()
    first, last = node.first_child, node.last_child
    if not text or first is None or last is None or text[0] in MARKS:
        return
    inner = is_in_tag(node, ("q",), MAX_UP)
    first.insert_before("‘" if inner else "“")
    last.insert_after("’" if inner else "”")


def _part_name(cite: LexborNode) -> None:
    """Put a space between the name of the quoted person and the quote, if the quote begins with the name."""
    after = cite.next
    if after is not None and after.is_text_node and (after.text_content or " ")[0].isalnum():
        cite.insert_after(" ")


def _move_name(name: LexborNode) -> None:
    """Move a line with the name of the quoted person into the quote that is right before or after it."""
    if name.css_first("a") is not None:  # the title of another thread
        return
    before, after = beside(name, forward=False), beside(name, forward=True)
    if before is not None and before.tag == "blockquote":
        if name.tag == "cite":  # on a line by itself
            line = create_tag("div")
            line.inner_html = name.html or ""
            before.insert_child(line)
        else:
            before.insert_child(name)
    elif after is not None and after.tag == "blockquote" and after.first_child is not None:
        after.first_child.insert_before(name)
    else:
        return
    name.decompose()


def _is_quote(node: LexborNode) -> bool:
    """Whether an element is a quote by its role or a class name, and no other quote is in it or around it."""
    attrs = node.attributes
    classes = (attrs.get("class") or "").lower().split()
    if attrs.get("role") != "blockquote" and not any(map(_is_name, classes)):
        return False
    inside = any(at.tag == "blockquote" or at.attrs.get(PLACE) == "quote" for at in ancestors(node, MAX_UP))
    return node.css_first("blockquote") is None and not inside


def _is_name(name: str) -> bool:
    return name in names("quotes") or name.endswith(PULLED)
