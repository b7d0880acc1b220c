"""Code in boxes that are no ``pre``: named as code, its lines end in breaks and are indented by hard spaces."""

from __future__ import annotations

import re
from html import escape
from textwrap import dedent

from selectolax.lexbor import LexborHTMLParser, LexborNode, create_tag

from cleaner.read.selectors import Selector, select
from cleaner.read.structure.elements import is_in_tag
from cleaner.read.structure.languages import CODE_TAGS, find_language
from cleaner.read.tags import VALUE

BOXES = Selector("[class*=code],[class*=Code],[style*=monospace],[style*=ourier],tt,font[face*=ourier]")
BLOCKS = frozenset({"div", "p", "blockquote"})
INLINE = frozenset({"tt", "font", "span"})  # which hold all the text of their line
NAMES = frozenset({
    "code", "codeblock", "code-block", "code_block", "codebox", "code-box", "codesnippet", "code-snippet", "sourcecode",
    "source-code", "bbcode_code", "programlisting", "codecolorer",
})  # fmt: skip
OTHERS = "pre,code,table,ul,ol,dl,p,h1,h2,h3,h4,h5,h6,img,blockquote,form,iframe,textarea,button"
SPACES = re.compile(r"[ \t\r\n\f]+")
ENDS = ("{", "}", ";", "):", "->", "*/", "\\", ",", "</", "/>", "()")
MIN_SIGNED = 0.5  # share of lines with a sign of code, if none is indented
MAX_BOXES = 300
MAX_NODES = 20_000  # in one box


def mark_lined(tree: LexborHTMLParser, words: int) -> bool:
    """Replace such boxes by a ``pre``. Return whether there were any."""
    built = False
    for box in select(tree, BOXES, words)[:MAX_BOXES]:
        classes = {name.lower() for name in (box.attrs.get("class") or "").split()}
        style = (box.attrs.get("style") or "").lower()
        typed = box.tag in ("tt", "font") or "monospace" in style or "courier" in style
        if box.tag in INLINE:
            in_line = box.parent is not None and box.parent.tag in ("p", "div")
            named = typed and in_line and _is_alone(box) and box.css_first("br") is not None
        else:
            named = box.tag in BLOCKS and (typed or not NAMES.isdisjoint(classes))
        if not named:
            continue
        others = any(one.mem_id != box.mem_id for one in box.css(OTHERS)[:2])  # a search finds the element itself too
        if box.parent is None or others or is_in_tag(box, CODE_TAGS):
            continue
        lines = _lines_of(box)
        if not _is_code(lines):
            continue
        pre = create_tag("pre")
        pre.inner_html = escape("\n" + dedent("\n".join(lines)).strip("\n"))
        if language := find_language(box):
            pre.attrs[VALUE] = language
        box.replace_with(pre)
        built = True
    return built


def _is_alone(box: LexborNode) -> bool:
    """Whether nothing but white space is beside an element."""
    for at in (box.prev, box.next):
        if at is not None and (at.is_element_node or (at.text_content or "").strip()):
            return False
    return True


def _lines_of(box: LexborNode) -> list[str]:
    """The lines that a browser shows, with hard spaces as spaces. Too many nodes give none."""
    out: list[str] = []
    for nth, node in enumerate(box.traverse(include_text=True)):
        if nth > MAX_NODES:
            return []
        if node.is_text_node:
            out.append(SPACES.sub(" ", node.text_content or ""))
        elif nth and node.tag in ("br", "div"):
            out.append("\n")
    lines = [line.strip(" ").replace("\xa0", " ").rstrip() for line in "".join(out).split("\n")]
    if box.css_first("div") is not None:  # whose ends are no lines of their own
        return [line for line in lines if line]
    return lines


def _is_code(lines: list[str]) -> bool:
    """Whether there are several lines, some indented, or most with a sign of code."""
    told = [line for line in lines if line.strip()]
    if len(told) < 2:
        return False
    if any(line.startswith(("  ", "\u2003", "\t")) for line in told[1:]):
        return True
    return sum(line.endswith(ENDS) or " = " in line or "()" in line for line in told) >= MIN_SIGNED * len(told)
