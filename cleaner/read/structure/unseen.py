"""Words only for screen readers, inside a line that all readers see: "opens in a new tab", "about the author"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from selectolax.lexbor import LexborHTMLParser, LexborNode

from cleaner.patterns import later
from cleaner.read.selectors import Selector, may_match, select
from cleaner.read.structure.elements import beside, is_in_tag, text_of

UNSEEN_NAMES = frozenset({
    "sr-only", "visually-hidden", "visuallyhidden", "screen-reader-text", "screen-reader-only", "screenreader-only",
    "screen-reader", "sr-text", "a11y-hidden", "u-visually-hidden", "usa-sr-only", "show-for-sr", "invisible",
})  # fmt: skip
# Common parts of the names, and the end of names for some screens only; there are fewer parts than names.
UNSEEN = Selector(
    "span[class*=isually],span[class*=screen-reader],span[class*=screenreader],span[class*=sr-only],"
    'span[class*=sr-text],span[class*=for-sr],span[class*=a11y-hidden],span[class*=":hidden"],span.invisible,'
    "span[role=tooltip],span.tooltiptext,span.tooltip-text,"
    "span[style*=clip],[style*='-999']"
)
CLIPPED = re.compile(r"clip:\s{0,3}rect\(\s{0,3}[01](?:px)?\b|clip-path:\s{0,3}inset\(\s{0,3}(?:50|100)%")
# Sites of novels put a paragraph against copies into each chapter, in a class that a style sheet in the page hides.
CHAPTERS = Selector(".chapter-content")
UNSPOKEN = later(r"\.([\w-]{4,80})\s{0,9}\{[^{}]{0,99}\bspeak\s{0,9}:\s{0,9}(?:never|none)\b[^{}]{0,99}\}")
MAX_UNSPOKEN = 20  # such classes
# What a style puts far beyond the left edge of the page; more letters are a text for readers of the screen.
MAX_FAR_CHARS = 1_000
FAR = later(r"(?<![\w-])(?:left|text-indent):\s{0,3}-9{3,6}(?:px|r?em|%)?\s{0,3}(?:;|$|!)", re.I)
PROSE_TAGS = frozenset({"p", "li", "td", "th", "dt", "dd", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "summary"})
TOOLTIPS = frozenset({"tooltiptext", "tooltip-text"})
# Fonts that draw an icon instead of its name, which is the text of the element: "open_in_new".
DRAWN = Selector(
    "i[class*=material-icons],span[class*=material-icons],i[class*=material-symbols],span[class*=material-symbols]"
)
DRAWN_NAME = re.compile(r"[a-z0-9_]{2,40}", re.A)
SHOWN = (":inline", ":block", ":flex", ":inline-block", ":contents")  # hidden on some screens, shown on others
INLINE = frozenset(
    {"a", "abbr", "b", "bdi", "cite", "code", "em", "i", "small", "span", "strong", "sub", "sup", "time"}
)
CONTROLS = frozenset({"a", "button", "label", "summary", "link", "tab", "menuitem"})  # tags and roles
ICONS = re.compile(r"icon|symbol|\bfa\b|glyph", re.I)  # classes of letters that are drawn as a picture
MAX_LARGE = 3  # letters that are drawn large at the beginning of a word
MAX_SAID_CHARS = 60  # of words in place of others
MAX_UNSEEN = 2_000
MAX_LEVELS = 4  # nested elements through which a line continues
MAX_SIBLINGS = 12


def find_unseen(tree: LexborHTMLParser, words: int) -> Iterator[LexborNode]:
    """The elements that a style sheet hides within a visible line, by the class names that frameworks use or by a clip.

    If there is nothing else in the line, the words stay, because they say what an icon shows, unless code is below. So
    do words that screen readers hear in place of hidden ones beside them: a word whose first letter is drawn large, a
    price, a unit.
    """
    for node in select(tree, DRAWN, words)[:MAX_UNSEEN]:
        # one that is alone in its line says something, as in a cell
        if DRAWN_NAME.fullmatch(text_of(node)) and is_in_tag(node, PROSE_TAGS, MAX_LEVELS) and _is_in_line(node):
            yield node
    for node in select(tree, UNSEEN, words)[:MAX_UNSEEN]:
        if (_is_unseen(node) and not _replaces(node) and (_is_in_line(node) or _is_caption(node))) or _is_far(node):
            yield node


def _is_far(node: LexborNode) -> bool:
    """Whether a style puts a short text far beyond the page."""
    style = node.attrs.get("style") or ""
    far = FAR.search(style) if "-999" in style else None
    placed = far is not None and (far[0][0] in "tT" or "absolute" in style or "fixed" in style)
    return placed and len(text_of(node)) <= MAX_FAR_CHARS


def find_unspoken(tree: LexborHTMLParser, words: int, html: str) -> Iterator[LexborNode]:
    """The elements of a chapter that a style sheet in the page neither shows nor lets a screen reader speak."""
    if not may_match(CHAPTERS, words) or "speak:" not in html:
        return
    for sheet in islice(UNSPOKEN.finditer(html), MAX_UNSPOKEN):
        if "display:none" in sheet[0].replace(" ", ""):
            yield from tree.css(f".{sheet[1]}")[:MAX_UNSEEN]


def _is_caption(node: LexborNode) -> bool:
    """Whether an element is in a caption over code: it says that this is a terminal."""
    caption = node.parent
    below = caption.next if caption is not None and caption.tag == "figcaption" else None
    return below is not None and below.tag == "pre"


def _replaces(node: LexborNode) -> bool:
    """Whether these words stand for the ones beside them that screen readers do not hear. In a control, none do."""
    said = text_of(node)
    for forward in (False, True):
        other = beside(node, forward=forward)
        shown = text_of(other) if other is not None and other.attrs.get("aria-hidden") == "true" else ""
        if other is None or not any(map(str.isalnum, shown)) or ICONS.search(other.attrs.get("class") or ""):
            continue
        around = _tags_around(node)
        if not CONTROLS.isdisjoint(around):
            return False
        if said == shown or "".join(said.split()) == "".join(shown.split()):  # drawn letter by letter
            return True
        if _begins(shown, said):
            return not _goes_on(other if forward else node, said.removeprefix(shown))
        return len(said) <= MAX_SAID_CHARS and "h1" not in around and not said.endswith(shown)  # with a label before it
    return False


def _begins(shown: str, said: str) -> bool:
    """Whether a word begins with letters that are drawn large."""
    return len(shown) <= MAX_LARGE and shown.isalpha() and said.startswith(shown) and " " not in said


def _goes_on(node: LexborNode, rest: str) -> bool:
    """Whether the text after an element is the rest of a word, so that the whole word would be there twice."""
    after = node.next
    return bool(rest) and after is not None and after.is_text_node and (after.text_content or "").startswith(rest)


def _tags_around(node: LexborNode) -> set[str]:
    """The elements around the line of an element, and the role of a button as one."""
    found: set[str] = set()
    at = node.parent
    for _ in range(MAX_LEVELS):
        if at is None or not at.is_element_node:
            break
        found |= {at.tag or "", at.attrs.get("role") or ""}
        at = at.parent
    return found


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
    if not UNSEEN_NAMES.isdisjoint(classes) or not TOOLTIPS.isdisjoint(classes):
        return True
    if node.attrs.get("role") == "tooltip":  # of a word, which a reader sees when pointing at it
        return is_in_tag(node, PROSE_TAGS, MAX_LEVELS)
    if any(name.endswith(":hidden") for name in classes) and not any(name.endswith(SHOWN) for name in classes):
        return True
    style = node.attrs.get("style") or ""
    return "clip" in style and "absolute" in style and CLIPPED.search(style) is not None
