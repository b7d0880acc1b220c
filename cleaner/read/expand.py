"""Moves content to the place where a browser shows it, if its markup is elsewhere in the page.

This concerns documents in ``iframe srcdoc``, the children of a shadow host at its slots, and segments that a page
streams after its end for a script to move (React). It also finds out whether the page was read to its end, by a mark
behind it.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable
from html import escape

from selectolax.lexbor import LexborHTMLParser, LexborNode

from cleaner.patterns import later
from cleaner.read.decode import scrub
from cleaner.read.markup import SHADOW

END_TAG = "cleaner-end"
END = f"<{END_TAG}></{END_TAG}>"
MAX_FRAME_DEPTH = 3  # documents in documents
MAX_FRAMES = 50
MAX_FRAME_CHARS = 2_000_000  # of all frames together
MAX_SLOTTED = 200  # shadow hosts whose children are moved to their slots; others keep them after the shadow root
MAX_SEGMENTS = 500
FRAME_ATTRS = ("id", "class", "style", "hidden", "aria-hidden", "title")  # they say what the frame holds
SEGMENTS = 'div[hidden][id^="S:"]'
FRAMES = "iframe[srcdoc]"
SHOWN_ELSEWHERE = f"{FRAMES},{SEGMENTS}"
STREAMED = re.compile(r"S:[0-9a-f]{1,6}\Z")
TAIL = later(r"<(script|style|textarea|title|template|iframe|select|noembed|noframes|xmp)(?=[\s/>])", re.I)

START_TAG = re.compile(r"<[a-z]")
MIN_LOST_TAGS = 3  # tags after an element that is never closed, on a page with a proper end

Parse = Callable[[str], LexborHTMLParser]


def expand(tree: LexborHTMLParser, parse: Parse) -> tuple[str, ...]:
    """Move content to where it is shown. Return notes. Call it for a tree that SHOWN_ELSEWHERE or SHADOW matches."""
    if tree.css_first(f"[{SHADOW}]") is not None and tree.css_first("slot") is not None:
        _fill_slots(tree)
    _place_segments(tree)
    return _Frames(parse).expand(tree)


class _Frames:
    """The documents in the frames of one page, within limits."""

    def __init__(self, parse: Parse) -> None:
        self.parse = parse
        self.count = self.size = 0
        self.left_out = 0

    def expand(self, tree: LexborHTMLParser, depth: int = 1) -> tuple[str, ...]:
        for frame in tree.css(FRAMES):
            source = frame.attrs.get("srcdoc") or ""
            if not source.strip() or frame.parent is None:
                continue
            self.count += 1
            self.size += len(source)
            if depth > MAX_FRAME_DEPTH or self.count > MAX_FRAMES or self.size > MAX_FRAME_CHARS:
                self.left_out += 1
                continue
            inner = self.parse(scrub(source))
            self.expand(inner, depth + 1)
            attrs = "".join(
                f' {name}="{escape(frame.attrs[name] or "")}"' for name in FRAME_ATTRS if name in frame.attrs
            )
            body = inner.body.inner_html if inner.body is not None else ""
            shown = self.parse(f"<div{attrs}>{body}</div>").css_first("div")
            if shown is not None:
                frame.insert_before(shown)
            frame.decompose()
        return (f"read: {self.left_out} documents in frames were not read",) if self.left_out and depth == 1 else ()


def _fill_slots(tree: LexborHTMLParser) -> None:
    """Move the children of each shadow host to the slots of its shadow root. Children without a slot stay after it."""
    for _ in range(MAX_SLOTTED):
        shadow = tree.css_first(f"[{SHADOW}]")
        if shadow is None:
            return
        del shadow.attrs[SHADOW]
        host = shadow.parent
        slots = shadow.css("slot") if host is not None else []
        if host is None or not slots:
            continue
        light: dict[str, list[LexborNode]] = {}
        for child in host.iter(include_text=True):
            if child.mem_id != shadow.mem_id:
                name = (child.attrs.get("slot") or "") if child.is_element_node else ""
                light.setdefault(name, []).append(child)
        for slot in slots:
            children = light.pop(slot.attrs.get("name") or "", ())
            if not any(child.is_element_node or (child.text_content or "").strip() for child in children):
                continue
            for child in children:
                slot.insert_before(child)
                child.decompose()
            slot.decompose()


def _place_segments(tree: LexborHTMLParser) -> None:
    """Put hidden segments that were streamed after the page at the templates that wait for them."""
    for segment in tree.css(SEGMENTS)[:MAX_SEGMENTS]:
        name = segment.attrs.get("id") or ""
        if not STREAMED.match(name):
            continue
        del segment.attrs["hidden"]
        place = tree.css_first(f'template[id="B:{name[2:]}"]')
        if place is not None:
            place.insert_before(segment)
            place.decompose()
            segment.decompose()


def why_cut(tree: LexborHTMLParser, html: str, *, alone: bool) -> str | None:
    """Why text may be missing at the end: the page ends inside a tag, a comment or an element that holds raw text.

    ``html`` was parsed with END behind it. Whatever swallowed END would also swallow any following text. ``alone``: no
    other element has the name of this one.
    """
    mark = tree.body.last_child if alone and tree.body is not None else None  # where it is in most pages
    if mark is None or mark.tag != END_TAG:
        mark = tree.css_first(END_TAG)
    if mark is not None:
        mark.decompose()
        return None
    if tree.css_first("frameset") is not None:  # END has no place in it
        return None
    if html.rfind("<!--") > html.rfind("-->"):
        return "the page ends inside a comment"
    opened = deque(TAIL.finditer(html), maxlen=1)
    name = opened[0][1].lower() if opened else ""
    rest = html[opened[0].end() :].lower() if name else ""
    if name and f"</{name}" not in rest:
        ended = rest.rstrip().endswith("</html>") and len(START_TAG.findall(rest)) < MIN_LOST_TAGS
        return None if ended else f"the page ends inside a {name} element"
    return "the page ends inside a tag"
