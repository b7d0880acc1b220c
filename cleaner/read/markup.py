"""Rewrites markup that an HTML parser would read wrongly. Text in, text out, one pass.

XHTML may close any element in its start tag, but HTML takes ``<title/>`` for the start of a title that never ends. The
template of a declarative shadow root is what the page shows, but HTML parsers without scripts ignore its content.
"""

from __future__ import annotations

import re
from html import escape
from typing import NamedTuple

from cleaner import core
from cleaner.patterns import later

SHADOW = "data-cleaner-shadow"  # attribute of elements that stand for a shadow root
XHTML_TYPE = "application/xhtml+xml"
XHTML = "http://www.w3.org/1999/xhtml"
HEAD_CHARS = 4_096
# In HTML, everything after the start tag of one of these is its text.
RAW = frozenset({"script", "style", "title", "textarea", "iframe", "noscript", "noframes", "noembed", "xmp"})
VOID = frozenset(
    {"area", "base", "br", "col", "embed", "frame", "hr", "img", "input", "link", "meta", "param", "source", "track",
     "wbr"}
)  # fmt: skip
PREFIX = later(r"""xmlns:([a-zA-Z][\w-]{0,20})\s?=\s?["']http://www\.w3\.org/1999/xhtml["']""")
TOKEN = later(r"<!--|<!\[CDATA\[|<([a-zA-Z][^\s/<>]*+)([^<>]*+)>")
CLOSED_RAW = later(r"<(script|style|title|textarea|iframe|noscript|noframes|noembed|xmp)\b[^<>]*+(?<=/)>", re.I)
TEMPLATE = later(r"<!--|<(/?)(template|script|style|textarea|title|xmp|iframe)(?=[\s/>])([^<>]*+)>", re.I)
SHADOWED = re.compile(r"\sshadowroot(?:mode)?\s?=", re.I)
# Formulas with line breaks in them, which MathJax reads as white space; editors of blogs write one for each line.
BROKEN = tuple(
    (start, later(rf"{re.escape(start)}(?:{rest})*+(?:<br\s?/?>(?:{rest})*+)++{end}"))
    for start, rest, end in (
        ("$$", r"[^$<]", r"\$\$"),
        ("\\[", r"[^<\\]|\\[^\[\]<]", r"\\\]"),
        ("\\begin{", r"[^<\\]|\\(?!begin|end)[^<]", r"\\end\{\w{1,12}\*?\}"),
    )
)
MAX_TO_BREAK = 400  # characters from the start of a formula to its first line break
IN_FORMULA = later(r"\\[a-zA-Z]|[\^_=]")
BREAK = re.compile(r"<br\s?/?>")
CLOSERS = {name: later(f"</{name}(?=[\\s/>])", re.I) for name in (*RAW,)}


class Survey(NamedTuple):
    """What markup holds: how many tags, end tags and ``option`` tags, and whether a raw element may be closed at once.

    ``may_be_long`` is true if ``cap_attributes`` may cut a tag. Without the core, the options are counted by their
    first letter, and the rest is true.
    """

    tags: int
    ends: int
    options: int
    may_close_raw: bool
    may_be_long: bool = True


def survey(html: str) -> Survey:
    """Count the tags of a page, and see whether an element with text alone may be closed in its start tag."""
    if core.compiled is None:
        options = html.count("<o") + html.count("<O")
        return Survey(html.count("<"), html.count("</"), options, may_close_raw=True)
    return Survey(*core.compiled.survey(html))


def repair_markup(html: str, content_type: str | None = None, seen: Survey | None = None) -> str:
    """The page with XHTML written as HTML. Most pages are returned unchanged. ``seen``: the page's survey, if known."""
    head = html[:HEAD_CHARS]
    seen = seen or survey(html)
    if XHTML in head:
        strict = content_type == XHTML_TYPE or head.lstrip().startswith("<?xml")
        return _as_html(html, strict=strict, may_close_raw=seen.may_close_raw)
    return _close_endless(html) if seen.may_close_raw else html


def may_hold_formulas(raw: bytes) -> bool:
    """Whether what begins a formula for ``join_formulas`` is in a page."""
    if core.compiled is not None:
        return bool(core.compiled.may_hold_formulas(raw))
    return any(start.encode() in raw for start, _ in BROKEN)


def join_formulas(html: str) -> str:
    """The page without the line breaks inside formulas that are LaTeX between double dollars and the like."""
    for start, broken in BROKEN:
        at = html.find(start)
        out: list[str] = []
        done = 0
        while at >= 0:
            found = broken.match(html, at) if html.find("<br", at, at + MAX_TO_BREAK) >= 0 else None
            if found is not None:
                out += (html[done:at], _joined(found))
                done = found.end()
            at = html.find(start, found.end() if found is not None else at + len(start))
        html = "".join([*out, html[done:]]) if out else html
    return html


def _joined(found: re.Match[str]) -> str:
    return BREAK.sub(" ", found[0]) if IN_FORMULA.search(found[0].strip("$[]\\")) else found[0]


def _close_endless(html: str) -> str:
    """Close elements that would swallow the rest of a page: a start tag as in XHTML without a following end tag."""
    ends: dict[str, int] = {}  # the position of the last end tag of each name
    out: list[str] = []
    done = 0
    for found in CLOSED_RAW.finditer(html):
        name = found[1].lower()
        if name not in ends:
            ends[name] = max((end.start() for end in CLOSERS[name].finditer(html)), default=-1)
        if ends[name] < found.end():
            out += (html[done : found.end() - 2], f"></{name}>")
            done = found.end()
    return "".join([*out, html[done:]]) if out else html


def _as_html(html: str, *, strict: bool, may_close_raw: bool) -> str:
    """Close what XHTML closes in the start tag: everything if the page is ``strict`` XHTML, or else only raw text."""
    prefix = PREFIX.search(html[:HEAD_CHARS])
    if prefix is not None:
        html = re.sub(rf"<(/?){re.escape(prefix[1])}:", r"<\1", html)
        may_close_raw = True
    if not strict and (not may_close_raw or CLOSED_RAW.search(html) is None):
        return html
    out: list[str] = []
    done = at = 0
    while (token := TOKEN.search(html, at)) is not None:
        at = token.end()
        if token[1] is None:
            end = html.find("-->" if token[0] == "<!--" else "]]>", at)
            if end < 0:
                break
            if strict and token[0] != "<!--":
                out += (html[done : token.start()], escape(html[at:end], quote=False))
                done = end + 3
            at = end + 3
            continue
        name = token[1].lower()
        if token[2].endswith("/"):
            if name not in VOID and (strict or name in RAW):
                out += (html[done : token.start()], "<", token[1], token[2][:-1], "></", token[1], ">")
                done = at
        elif name in RAW and name != "noscript":
            closed = CLOSERS[name].search(html, at)
            if closed is None:
                break
            at = closed.start()
    return "".join([*out, html[done:]]) if out else html


def open_shadows(html: str) -> str:
    """Write the templates of declarative shadow roots as plain elements. Other templates stay."""
    out: list[str] = []
    done = at = 0
    opened: list[bool] = []  # for each open template, whether it is a shadow root
    while (token := TEMPLATE.search(html, at)) is not None:
        at = token.end()
        if token[2] is None:
            end = html.find("-->", at)
            if end < 0:
                break
            at = end + 3
            continue
        name = token[2].lower()
        if name == "template":
            if not token[1]:
                opened.append(SHADOWED.search(token[3]) is not None)
                shadow = opened[-1]
            else:
                shadow = bool(opened) and opened.pop()
            if shadow:
                out += (html[done : token.start()], "</div>" if token[1] else f'<div {SHADOW}="">')
                done = at
        elif not token[1]:
            closed = CLOSERS[name].search(html, at)
            if closed is None:
                break
            at = closed.start()
    return "".join([*out, html[done:]]) if out else html
