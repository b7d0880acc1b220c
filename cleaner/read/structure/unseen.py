"""Words only for screen readers, inside a line that all readers see: "opens in a new tab", "about the author"."""

from __future__ import annotations

from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from cleaner.read.selectors import Selector, select

UNSEEN_NAMES = frozenset({
    "sr-only", "visually-hidden", "visuallyhidden", "screen-reader-text", "screen-reader-only", "screenreader-only",
    "screen-reader", "sr-text", "a11y-hidden", "u-visually-hidden", "usa-sr-only", "show-for-sr", "invisible",
})  # fmt: skip
# Common parts of the names, and the end of names for some screens only; there are fewer parts than names.
UNSEEN = Selector(
    "span[class*=isually],span[class*=screen-reader],span[class*=screenreader],span[class*=sr-only],"
    'span[class*=sr-text],span[class*=for-sr],span[class*=a11y-hidden],span[class*=":hidden"],span.invisible'
)
SHOWN = (":inline", ":block", ":flex", ":inline-block", ":contents")  # hidden on some screens, shown on others
INLINE = frozenset(
    {"a", "abbr", "b", "bdi", "cite", "code", "em", "i", "small", "span", "strong", "sub", "sup", "time"}
)
MAX_UNSEEN = 2_000
MAX_LEVELS = 4  # nested elements through which a line continues
MAX_SIBLINGS = 12


def find_unseen(tree: LexborHTMLParser, words: int) -> Iterator[LexborNode]:
    """The elements that a style sheet hides within a visible line, by the class names that frameworks use.

    If there is nothing else in the line, the words stay, because they say what an icon shows. So do words that screen
    readers hear in place of hidden ones, such as a word whose first letter is drawn large.
    """
    for node in select(tree, UNSEEN, words)[:MAX_UNSEEN]:
        if _is_unseen(node) and not _replaces(node) and _is_in_line(node):
            yield node


def _replaces(node: LexborNode) -> bool:
    """Whether the element before or after this one, hidden from screen readers, holds the beginning of its words."""
    said = "".join((node.text(deep=True) or "").split())
    for other in (node.prev, node.next):
        if other is not None and other.is_element_node and other.attrs.get("aria-hidden") == "true":
            shown = "".join((other.text(deep=True) or "").split())
            if shown and any(map(str.isalnum, shown)) and said.startswith(shown):
                return True
    return False


def _is_in_line(node: LexborNode) -> bool:
    """Whether an element has visible text beside it in its line."""
    at = node
    for _ in range(MAX_LEVELS):
        if _has_text(at, forward=False) or _has_text(at, forward=True):
            return True
        if at.parent is None or at.parent.tag not in INLINE:
            return False
        at = at.parent
    return False


def _has_text(node: LexborNode, *, forward: bool) -> bool:
    at = node.next if forward else node.prev
    for _ in range(MAX_SIBLINGS):
        if at is None or (at.is_element_node and at.tag not in INLINE):
            return False
        if any(map(str.isalnum, at.text(deep=True) or "")) and not _is_unseen(at):
            return True
        at = at.next if forward else at.prev
    return False


def _is_unseen(node: LexborNode) -> bool:
    if not node.is_element_node:
        return False
    classes = (node.attrs.get("class") or "").split()
    if not UNSEEN_NAMES.isdisjoint(classes):
        return True
    return any(name.endswith(":hidden") for name in classes) and not any(name.endswith(SHOWN) for name in classes)
