"""Accordions of scripts: a button that opens the text below it is the title of that text, like a ``summary``."""

from __future__ import annotations

from selectolax.lexbor import LexborHTMLParser

from cleaner.read.selectors import Selector, select
from cleaner.read.structure.elements import beside, is_in_tag, text_of
from cleaner.read.structure.tabs import OUTSIDE
from cleaner.read.tags import PLACE

TOGGLES = Selector("button[aria-expanded],[role=button][aria-expanded]")
HEADINGS = "h1,h2,h3,h4,h5,h6"  # which are titles already
BOXES = frozenset({"div", "section", "article"})
ALONE = frozenset({"div", "li", "section", "p"})  # around a button and nothing else
MAX_TOGGLES = 500
MAX_TITLE_CHARS = 200
MIN_TEXT_CHARS = 40  # of the text that a button opens
MAX_CHARS = 2_000_000  # in the texts that are opened on a page, which may be nested
MAX_LINKED = 0.5  # of its characters
MAX_UP = 40  # elements around a button


def mark_toggles(tree: LexborHTMLParser, words: int) -> None:
    """Mark a box of a button and the text that it opens, and nothing else, as details with a title."""
    left = MAX_CHARS
    for button in select(tree, TOGGLES, words)[:MAX_TOGGLES]:
        if left < 0:
            break
        title, head = text_of(button), button
        if PLACE in button.attrs or not 0 < len(title) <= MAX_TITLE_CHARS or button.css_first(HEADINGS) is not None:
            continue
        parent = button.parent
        if beside(button, forward=True) is None and parent is not None and parent.tag in ALONE:
            head = parent
        box, panel = head.parent, beside(head, forward=True)
        if box is None or panel is None or box.tag not in BOXES or PLACE in box.attrs or text_of(head) != title:
            continue
        stated, told = button.attrs.get("aria-controls"), text_of(panel)
        left -= 1 + len(told)
        if stated and panel.attrs.get("id") not in (None, stated):
            continue
        linked = sum(len(link.text(deep=True) or "") for link in panel.css("a"))
        if len(told) < MIN_TEXT_CHARS or linked > MAX_LINKED * len(told) or is_in_tag(button, OUTSIDE, MAX_UP):
            continue
        if len(text_of(box)) <= len(title) + len(told) + 1:
            box.attrs[PLACE], button.attrs[PLACE] = "details", "title"
