"""Running text in the markup of scripts and word processors: buttons between words; bold, italics, lines as styles."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from selectolax.lexbor import LexborHTMLParser, LexborNode, create_tag

from cleaner.patterns import later
from cleaner.read.selectors import Selector, select
from cleaner.read.structure.data import names
from cleaner.read.structure.elements import beside, is_in_tag, next_to, text_of
from cleaner.read.structure.unseen import INLINE
from cleaner.read.tags import SPAN

INLINES = (
    "p button,code+button,span[style*=font-],span[style*=line-through],b[style*=weight],strong[style*=weight],"
    'span[style*="display:block" i],span[style*="display: block" i]'
)
SHARE = later(r"intent/tweet|/sharer")  # in the address of a link that shares a quote
MAX_CITES = 50
MAX_SHARE_CHARS = 20  # of the label of a link that shares a quote
# Addresses that Cloudflare hides from robots, also those in code: the first byte is the key of the others.
ADDRESSES = Selector("[data-cfemail]")
CIPHER = re.compile(r"(?:[0-9a-f]{2}){4,120}", re.I)
MAX_ADDRESSES = 500
HINTS = frozenset({"?", "i", "ⓘ", "ℹ", "ℹ️"})  # on buttons that explain the word before them
STYLES = (
    (later(r"font-weight:\s{0,3}(?:bold|[6-9]00)"), "strong"),
    (re.compile(r"font-style:\s{0,3}(?:italic|oblique)"), "emphasis"),
    (re.compile(r"line-through"), "strike"),
)
BLOCK = re.compile(r"display:\s?block")
NORMAL = re.compile(r"font-weight:\s{0,3}(?:normal|[34]00)")
PRE, CODE = ("pre",), ("pre", "code")
LINES = frozenset({"p", "li", "td", "dd", "blockquote"})
MAX_INLINES = 5_000
MAX_UP = 6  # elements between a word and its line


def show_addresses(tree: LexborHTMLParser, words: int) -> None:
    """Write out what looks like an address of mail in code, which is wrong without it. In prose they stay hidden."""
    for node in select(tree, ADDRESSES, words)[:MAX_ADDRESSES]:
        code = node.attrs.get("data-cfemail") or ""
        if CIPHER.fullmatch(code) is None or not is_in_tag(node, CODE, MAX_UP):
            continue
        key, *letters = bytes.fromhex(code)
        address = bytes(letter ^ key for letter in letters).decode("utf-8", "replace")
        if "@" not in address[1:-1] or not address.isprintable():
            continue
        node.replace_with(address)


def find_shares(cites: Sequence[LexborNode]) -> Iterator[LexborNode]:
    """The links that share a quote, beside or behind the names of those who said it."""
    for cite in cites[:MAX_CITES]:
        if cite.parent is not None and cite.parent.tag == "blockquote":
            near = (*cite.parent.iter(), *cite.iter())
            yield from (node for node in near if node.tag == "a" and SHARE.search(node.attrs.get("href") or ""))


def mark_inlines(found: Sequence[LexborNode]) -> None:
    """Convert the elements between words into text."""
    lines: dict[int, int] = {}  # the letters of each line seen so far
    for node in found[:MAX_INLINES]:
        if node.parent is None:
            continue
        style = (node.attrs.get("style") or "").lower()
        if node.tag == "a":  # beside the name under the quote
            if len(text_of(node)) <= MAX_SHARE_CHARS:
                _break_around(node)
        elif node.tag == "button":
            if _is_tool(node):
                node.decompose()
            elif _is_beside_text(node, lines):
                node.unwrap()
        elif node.tag in ("b", "strong"):
            if NORMAL.search(style):  # the wrapper of everything pasted from Google Docs
                node.unwrap()
        else:
            kind = next((kind for pattern, kind in STYLES if pattern.search(style)), "")
            if kind and SPAN not in node.attrs and _is_beside_text(node, lines):
                node.attrs[SPAN] = kind
            if BLOCK.search(style) and not is_in_tag(node, PRE):  # the lines of code are read later
                _break_around(node)


def _is_tool(button: LexborNode) -> bool:
    """Whether a button right after a piece of code copies or runs it, or one after a word explains that."""
    before, text = beside(button, forward=False), text_of(button).lower()
    if text in HINTS and not {"aria-label", "title", "aria-describedby"}.isdisjoint(button.attrs.keys()):
        return True
    return before is not None and before.tag == "code" and text in names("code_labels")


def _break_around(node: LexborNode) -> None:
    """Put an element that is a line of its own between breaks, unless it has no text or nothing is beside it."""
    if not (node.text(deep=True) or "").strip():
        return
    for at, insert in (
        (next_to(node, forward=False), node.insert_before),
        (next_to(node, forward=True), node.insert_after),
    ):
        if at is not None and (at.is_text_node or at.tag in INLINE):
            insert(create_tag("br"))


def _is_beside_text(node: LexborNode, lines: dict[int, int]) -> bool:
    """Whether an element is only a part of its line."""
    at = node.parent
    for _ in range(MAX_UP):
        if at is None or not at.is_element_node:
            return False
        if at.tag in LINES:
            if at.mem_id not in lines:
                lines[at.mem_id] = _letters(at)
            return 0 < _letters(node) < lines[at.mem_id]
        at = at.parent
    return False


def _letters(node: LexborNode) -> int:
    return sum(map(str.isalnum, node.text(deep=True) or ""))
