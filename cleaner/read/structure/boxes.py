"""Popovers and dialogs that are closed when a page is opened: those that a control in the text opens are its text."""

from __future__ import annotations

from selectolax.lexbor import LexborHTMLParser, LexborNode

from cleaner.read.selectors import Selector, matches, select
from cleaner.read.structure.tabs import OUTSIDE

CLOSED = "dialog:not([open]),[popover]"
BOXES = Selector(CLOSED)
OPENERS = Selector("[popovertarget],[commandfor],[aria-controls],[data-target],[data-bs-target]")
TARGETS = ("popovertarget", "commandfor", "aria-controls", "data-target", "data-bs-target")
CLOSING = frozenset({"hide", "close", "hide-popover", "request-close"})
MENUS = frozenset({"nav", "menu", "form"})
ROLES = frozenset({"menu", "navigation", "listbox", "search"})
SIGNS = ("display:none", "visibility:hidden")
# Class names of the hidden rest of a text, which a link after it shows. It is in a line, so it isn't a box.
RESTS = frozenset(
    {"more", "morecontent", "more-content", "more-text", "moretext", "rest", "read-more-text", "readmore-text"}
)
MIN_REST_CHARS = 80  # a shorter one is a label
MAX_OPENERS = 2_000
MAX_LEVELS = 200  # elements around an opener


def find_boxes(tree: LexborHTMLParser, words: int) -> frozenset[str]:
    """The ids that visible controls in the text open. Buttons in a line become text later, so this comes first."""
    found: set[str] = set()
    if not matches(tree, BOXES, words):
        return frozenset()
    for opener in select(tree, OPENERS, words)[:MAX_OPENERS]:
        if CLOSING.isdisjoint((opener.attrs.get(name) or "").lower() for name in ("popovertargetaction", "command")):
            names = {one.removeprefix("#") for name in TARGETS for one in (opener.attrs.get(name) or "").split()}
            if names and _is_in_text(opener):
                found |= names
    return frozenset(found)


def is_opened(node: LexborNode, boxes: frozenset[str]) -> bool:
    """Whether a box is closed at first, hidden in no other way, no menu, and opened by a control in the text."""
    if (node.attrs.get("id") or "") not in boxes or node.tag in MENUS or node.attrs.get("role") in ROLES:
        return False
    return (node.tag == "dialog" or "popover" in node.attrs) and not _is_hidden(node)


def is_rest(node: LexborNode) -> bool:
    """Whether a hidden part of a line is the rest of its text, which a link such as "Show more" shows."""
    if node.tag != "span" or len(node.text(deep=True)) < MIN_REST_CHARS:
        return False
    around = (node, node.parent)
    return any(
        not RESTS.isdisjoint((one.attrs.get("class") or "").lower().split()) for one in around if one is not None
    )


def _is_in_text(node: LexborNode) -> bool:
    """Whether an element is visible, and neither in a menu or the like nor in a box itself."""
    at: LexborNode | None = node
    for _ in range(MAX_LEVELS):
        if at is None or not at.is_element_node:
            return True
        if at.tag in OUTSIDE or "popover" in at.attrs or at.attrs.get("role") in ROLES or _is_hidden(at):
            return False
        at = at.parent
    return False


def _is_hidden(node: LexborNode) -> bool:
    if "hidden" in node.attrs or node.attrs.get("aria-hidden") == "true":
        return True
    style = (node.attrs.get("style") or "").lower().replace(" ", "")
    return any(sign in style for sign in SIGNS)
