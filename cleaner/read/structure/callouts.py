"""Callouts: boxes that site software calls a note, a tip or a warning, and their titles."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice

from selectolax.lexbor import LexborHTMLParser, LexborNode, create_tag

from cleaner.patterns import later
from cleaner.read.selectors import Selector, select
from cleaner.read.structure.data import names
from cleaner.read.structure.elements import ancestors, is_in_tag
from cleaner.read.tags import HEADINGS, PLACE, VALUE, tokenize

CALLOUT = later(
    r"admonition|information-macro|aside--|callout|alert|hint|notice|infobox|\bnote\b|message-box|custom-block|awsdocs-|"
    r"blockquote-tag-",
    re.I,
)
CALLOUTS = (
    "[class*=admonition],[class*=callout],[class*=alert],[data-callout],[class*=hint],aside[class*=note],div.note,"
    "div.tip,div.warning,div.caution,div.important,div.info,details[class],[class*=information-macro],aside[class*=aside--],"
    "div.NOTE,div.TIP,div.WARNING,div.CAUTION,div.IMPORTANT,div[class*=custom-block],[data-panel-type],"
    "[data-callout-type],div.awsdocs-note,div.awsdocs-tip,div.awsdocs-important,div.awsdocs-warning,"
    "aside.tip,aside.caution,aside.warning,aside.important,aside.success,blockquote[class*=blockquote-tag-]"
)
GROUPS = Selector("fieldset")
FIELDS = "input,select,textarea,button"
MAX_GROUPS = 200
STATED = ("data-callout", "data-callout-type", "data-panel-type")  # attributes with the kind
CALLOUT_TAGS = frozenset({"div", "aside", "blockquote", "section", "details", "figure", "p"})
WORD = re.compile(r"[a-z]+")
TITLE_TAGS = frozenset({*HEADINGS, "summary"})
TITLES = frozenset({"title", "heading", "header", "label"})
# Classes that name only callouts.
OWN_CALLOUTS = frozenset(
    {
        "admonition", "callout", "theme-admonition", "kg-callout-card", "confluence-information-macro",
        "nextra-callout", "notion-callout",
    }
)  # fmt: skip
NO_BOXES = frozenset({"title", "heading", "icon", "content", "body", "itemgroup"})  # parts of one; of a step in DITA
SHORT = {"warn": "warning"}
VAGUE = ("note", "hint")  # also names of other boxes, and of all kinds of notes
ICONS = "[class*=icon],[class*=emoji],[role=img]"
NOTES = f'[{PLACE}="note"]'
SIGN_TAGS = frozenset({"div", "span"})
MAX_ICONS = 4
MAX_ICON_CHARS = 8  # an emoji may be several characters
MAX_CALLOUTS = 500
MAX_NOTED = 20  # boxes of footnotes, which may be nested
MAX_EMPTY = 60  # nodes without text at the start of an element
MAX_UP = 12  # elements around a callout that may also be callouts
MAX_TITLE_STEPS = 8  # elements and stretches of white space to search for a callout's title


def mark_callouts(nodes: Sequence[LexborNode]) -> None:
    """Mark the boxes of a page that are callouts, and those of WordPress around an image and its caption."""
    left = MAX_NOTED
    for node in nodes[:MAX_CALLOUTS]:
        if node.tag in CALLOUT_TAGS and PLACE not in node.attrs:
            kind = _callout_kind(node)
            if "wp-caption" in (node.attrs.get("class") or "").split():
                node.attrs[PLACE] = "figure"
            elif kind:
                # a callout in another has been searched already
                if all(at.attrs.get(PLACE) != "callout" for at in ancestors(node, MAX_UP)):
                    if left and kind in VAGUE and node.css_first(NOTES) is not None:  # a box of footnotes
                        left -= 1
                        continue
                    _drop_icon(node)
                    _open_table(node)
                node.attrs[PLACE], node.attrs[VALUE] = "callout", kind
                _mark_title(node, kind)


def _holds_text(node: LexborNode) -> bool:
    """Whether an element shows text near its start."""
    first = islice(node.traverse(include_text=True), MAX_EMPTY)
    return any(one.is_text_node and (one.text_content or "").strip() for one in first)


def _drop_icon(callout: LexborNode) -> None:
    """Remove the sign that a callout shows at its start, such as a light bulb."""
    first = callout.first_child
    while first is not None and first.is_text_node and not (first.text_content or "").strip():
        first = first.next
    own = [first] if first is not None and first.tag in SIGN_TAGS else []
    for node in [*callout.css(ICONS)[:MAX_ICONS], *own]:
        text = (node.text(deep=True) or "").strip()
        if text and len(text) <= MAX_ICON_CHARS and not any(map(str.isalnum, text)) and node.parent is not None:
            node.decompose()


def _open_table(callout: LexborNode) -> None:
    """Replace AsciiDoc's table of one row, with the kind of a callout beside its text, by lines."""
    table = callout.css_first("td.icon") and callout.css_first("table")
    rows = table.css("tr") if table is not None else []
    if table is None or len(rows) != 1 or table.mem_id == callout.mem_id:
        return
    for cell in (part for part in rows[0].iter() if part.tag == "td"):
        line = create_tag("div")
        line.attrs["class"] = "title" if "icon" in (cell.attrs.get("class") or "").split() else ""
        line.inner_html = cell.inner_html or ""
        table.insert_before(line)
    table.decompose()


def _mark_title(callout: LexborNode, kind: str) -> None:
    """Mark the title of a callout: its first element, if it is a heading, is called a title or names the kind."""
    first = callout.first_child
    for _ in range(MAX_TITLE_STEPS):
        if first is None:
            return
        if first.is_element_node and _holds_text(first):
            words = {*tokenize(first.attrs.get("class") or "")}
            if first.tag in TITLE_TAGS or not words.isdisjoint((*TITLES, f"{kind}title")):
                if first.tag == "span" and _has_text_after(first):  # as DITA writes it, in the line of the text
                    line = create_tag("div")
                    line.attrs[PLACE], line.inner_html = "title", first.inner_html or ""
                    first.replace_with(line)
                else:
                    first.attrs[PLACE] = "title"
                return
            text = (first.text(deep=True) or "").strip().rstrip(":：").lower() if first.tag == "p" else ""
            if text and (text == kind or text in names("callouts")):
                first.attrs[PLACE] = "title"
                return
            if first.tag in ("p", "ul", "ol", "pre", "table") or first.first_child is None:
                return
            first = first.first_child
        else:
            first = first.next


def _has_text_after(node: LexborNode) -> bool:
    return node.next is not None and node.next.is_text_node and bool((node.next.text_content or "").strip())


def _callout_kind(node: LexborNode) -> str:
    """The kind of a callout, from its names: ``note``, ``warning``, ...; empty for other boxes."""
    attrs = node.attributes
    stated = next((value.lower() for name in STATED if (value := attrs.get(name))), "")
    if stated:
        return stated if WORD.fullmatch(stated) else "note"
    classes = (attrs.get("class") or "").lower().split()
    words = [SHORT.get(word, word) for name in classes for word in WORD.findall(name)]
    if not NO_BOXES.isdisjoint(words):
        return ""
    kinds = names("callouts")
    found = next((word for word in words if word in kinds and word not in VAGUE), "")
    found = found or next((word for word in VAGUE if word in words), "")
    if not found:
        return "note" if OWN_CALLOUTS & {*classes} else ""
    return found if CALLOUT.search(" ".join(classes)) or found in classes else ""


def open_fieldsets(tree: LexborHTMLParser, words: int) -> None:
    """Replace groups of fields that hold no field, and so are boxes around text, by boxes. A legend becomes a line."""
    for group in select(tree, GROUPS, words)[:MAX_GROUPS]:
        if group.parent is None or is_in_tag(group, ("form", "fieldset")) or group.css_first(FIELDS) is not None:
            continue
        for legend in group.css("legend"):
            line = create_tag("p")
            line.inner_html = f"<strong>{legend.inner_html or ''}</strong>"
            legend.replace_with(line)
        box = create_tag("div")
        box.inner_html = group.inner_html or ""
        group.replace_with(box)
