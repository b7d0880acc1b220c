"""Formulas, each once and as LaTeX: from what the page keeps beside the drawn signs, or else from its MathML.

A formula becomes a span whose text is LaTeX between dollars, or double dollars if it is on a line by itself.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from html import escape
from itertools import accumulate
from urllib.parse import unquote, unquote_plus

from selectolax.lexbor import LexborHTMLParser, LexborNode, create_tag

from cleaner.model import Span
from cleaner.patterns import later
from cleaner.read.selectors import Selector, matches, select
from cleaner.read.structure.chtml import to_mathml
from cleaner.read.structure.elements import text_of
from cleaner.read.structure.mathml import from_mathml
from cleaner.read.tags import BLOCK_TAGS, SPAN, VALUE

SCRIPTS = 'script[type^="math/tex"],script[type^="math/asciimath"]'
# Elements that hold one formula, outer ones first: elements found in an earlier row are gone in the next.
HOLDERS = (
    "[data-math],[data-tex],[data-latex],.hurmet-tex[data-entry]",
    ".katex-display,.MathJax_Display,.mwe-math-element",
    "mjx-container,.katex,.MathJax,.MathJax_SVG,.MathJax_CHTML",
    "math",
    "img.latex,img.tex,img.math,img.mwe-math-fallback-image-inline,img.mwe-math-fallback-image-display,"
    'img[alt^="$"],img[alt*="\\\\"],img[src*="latex"],img[src*="/equation?tex="],img[src*="/render/math?math="]',
)
# Services that draw the LaTeX in the address of an image. A plus is a space except at CodeCogs.
DRAWN = later(
    r"//latex\.codecogs\.com/[\w.]+\?(?:latex=)?(?P<query>.+)"
    r"|(?:/latex\.php\?(?:[^#]*&)?latex|/equation\?tex|/render/math\?math)=(?P<value>[^&#]+)",
    re.S,
)
DRAWN_STYLE = later(r"\\(?:dpi\s*\{\d+\}|(?:bg|fn)_\w+|inline(?![a-z]))\s*")
# Elements whose plain text is LaTeX: of GitLab, and of remark-math before a script has drawn it.
PLAIN = Selector(".js-render-math,.math-inline,.math-display")
GROUPS = Selector("tr.ltx_eqn_row")  # rows of equations in the output of LaTeXML, with one formula for each column
NUMBERS = Selector("div.math span.eqno")  # of equations in the output of Sphinx
ANY = Selector(",".join((SCRIPTS, *HOLDERS)))
PREVIEWS = ".MathJax_Preview,.katex-html,.MathJax_Error"
ATTRIBUTES = ("data-math", "data-tex", "data-latex", "data-entry")
WRAPPED = re.compile(r"\{\s*\\displaystyle\s(.*)\}", re.S)
STYLE = re.compile(r"^\\displaystyle(?![a-zA-Z])\s*")
DELIMITERS = (("\\(", "\\)"), ("\\[", "\\]"), ("$$", "$$"), ("$", "$"))
# Raw LaTeX in running text. Text between single dollars must not begin or end with a space, or be an amount.
BLOCKS_OF_TEX = r"(?:equation|align|gather|multline|eqnarray|alignat|flalign|displaymath)\*?"
RAW = later(
    r"\$\$(?P<double>[^$]{1,2000})\$\$|\\\[(?P<square>.{1,2000}?)\\\]|\\\((?P<round>.{1,1000}?)\\\)"
    rf"|(?P<block>\\begin\{{(?P<name>{BLOCKS_OF_TEX})\}}(?:[^\\]|\\(?!begin\{{{BLOCKS_OF_TEX}\}}))*?\\end\{{(?P=name)\}})"
    r"|(?<![\\$\w])\$(?P<single>[^$\s][^$]{0,500})(?<![\s\\])\$(?![\w$])"
)
LATEX = later(
    r"\\[a-zA-Z]|[\^_]\s*[\w{\\]|[=<>]"
    r"|^[a-zA-Z](?:\([a-zA-Z](?:, ?[a-zA-Z])*\)|(?: ?[-+*/] ?[a-zA-Z\d])+)?$"  # "x", "f(x, y)", "n - 1"
)
WORDY = later(r"[^\W\d_]{4}|\\[^{},;!]")  # not in a formula without any sign of LaTeX
DISPLAYED = re.compile(r"\\begin\{(equation|displaymath)(\*?)\}(.*)\\end\{\1\2\}", re.S)
LIKE_LATEX = re.compile(r"\\[a-zA-Z]{2,}|[\^_]\{")
CONTAINERS = frozenset({"div", "article", "section", "main", "body"})
MAX_TEX_CHARS = 20_000
MAX_FORMULAS = 5_000
MAX_EMPTY = 300  # elements without a formula, after which the others of their kind are left unchanged
MAX_UP = 40  # elements around one that are checked


def mark_formulas(tree: LexborHTMLParser, words: int) -> None:
    """Replace every formula of a page by LaTeX, and remove the drawn or hidden copies."""
    for node in select(tree, PLAIN, words)[:MAX_FORMULAS]:
        _put_plain(node)
    for node in select(tree, NUMBERS, words)[:MAX_FORMULAS]:
        _move_number(node)
    if not matches(tree, ANY, words):
        return
    for node in tree.css(SCRIPTS)[:MAX_FORMULAS]:
        tex = (node.text(deep=True) or "")[:MAX_TEX_CHARS]
        for neighbour in _drawn_before(node):
            neighbour.decompose()
        _put(node, tex, "display" in (node.attrs.get("type") or ""))
    for row in select(tree, GROUPS, words)[:MAX_FORMULAS]:
        _join_row(row)
    for selector in HOLDERS:
        empty = 0
        for node in tree.css(selector)[:MAX_FORMULAS]:
            if empty >= MAX_EMPTY:
                break
            if _is_gone(node):
                continue
            found = find_tex(node)
            if found:
                _put(node, found, _is_display(node))
            else:
                empty += node.tag != "img"
    for node in tree.css(PREVIEWS):
        if node.parent is None:
            continue
        if "katex-html" not in (node.attrs.get("class") or "").split() or node.prev is not None:
            node.decompose()
        elif "aria-hidden" in node.attrs:  # KaTeX has drawn the formula without its MathML
            del node.attrs["aria-hidden"]


def _put_plain(node: LexborNode) -> None:
    """Replace an element whose text is LaTeX, with the ``pre`` around it."""
    if node.parent is None or any(inner.tag != "code" for inner in node.iter()):  # a script has drawn it
        return
    tex = node.text(deep=True) or ""
    display = node.attrs.get("data-math-style") == "display" or _is_display(node)
    if node.tag == "code" and node.parent.tag == "pre":
        node = node.parent
    if node.tag == "pre":
        line = create_tag("p")
        node.insert_before(line)
        line, old = node.prev or node, node  # the tree has a copy of the new one
        old.decompose()
        node = line
    _put(node, tex, display)


def _move_number(number: LexborNode) -> None:
    """Put the number of an equation after it, as one in a table is."""
    around = number.parent
    if around is None or around.tag != "div":
        return
    for link in number.css("a"):
        link.decompose()
    line = create_tag("p")
    line.inner_html = number.inner_html or ""
    number.decompose()
    around.insert_after(line)


def _join_row(row: LexborNode) -> None:
    """Make one formula on a line by itself of those in the columns of an aligned equation."""
    formulas = row.css("math")
    found = [clean_tex(find_tex(math)) for math in formulas]
    if len(formulas) < 2 or not all(found):
        return
    for math in formulas[1:]:
        math.decompose()
    _put(formulas[0], " ".join(found), display=True)


def find_tex(node: LexborNode) -> str:
    """The LaTeX of an element that holds one formula, or an empty string."""
    for name in ATTRIBUTES:
        value = node.attrs.get(name)
        if value:
            return value[:MAX_TEX_CHARS]
    if node.tag == "img":
        alt = node.attrs.get("alt") or ""
        is_tex = LIKE_LATEX.search(alt) or alt.startswith("$") or _is_math_image(node)
        return alt[:MAX_TEX_CHARS] if alt and is_tex else _drawn_tex(node.attrs.get("src") or "")
    for note in node.css("annotation"):
        if "tex" in (note.attrs.get("encoding") or "").lower():
            return (note.text(deep=True) or "")[:MAX_TEX_CHARS]
    inner = node.css_first("[data-math],[data-tex],[data-latex],img[alt]")
    if inner is not None and inner.mem_id != node.mem_id and (found := find_tex(inner)):
        return found
    math = node if node.tag == "math" else node.css_first("math")
    if math is None and (kept := node.attrs.get("data-mathml") or ""):
        return from_mathml(kept, "")
    if math is None:
        drawn = node.css_first("mjx-math")
        return from_mathml(to_mathml(drawn), "") if drawn is not None else ""
    stated = math.attrs.get("alttext") or ""
    if LIKE_LATEX.search(stated):
        return stated[:MAX_TEX_CHARS]
    return from_mathml((math.html or "").replace("&nbsp;", " "), text_of(math))


def _drawn_tex(address: str) -> str:
    r"""The LaTeX in the address of an image that a service draws from it.

    >>> _drawn_tex("https://latex.codecogs.com/svg.image?\\inline%20a+b_2")
    'a+b_2'
    >>> _drawn_tex("https://s0.wp.com/latex.php?latex=a+%3D+2&bg=ffffff")
    'a = 2'
    """
    found = DRAWN.search(address)
    if found is None:
        return ""
    if found["value"]:
        return unquote_plus(found["value"])[:MAX_TEX_CHARS]
    tex = unquote(found["query"]).replace("&space;", " ").replace("&plus;", "+")
    return DRAWN_STYLE.sub("", tex)[:MAX_TEX_CHARS]


def _is_math_image(node: LexborNode) -> bool:
    names = (node.attrs.get("class") or "").lower().split()
    return bool({"latex", "tex", "math"} & {*names}) or "mwe-math" in " ".join(names)


def _drawn_before(script: LexborNode) -> list[LexborNode]:
    """The elements before a script of MathJax 2 in which it has drawn the same formula."""
    found: list[LexborNode] = []
    node = script.prev
    for _ in range(6):
        if node is None:
            break
        if node.is_element_node:
            if "mathjax" not in f"{node.attrs.get('class') or ''} {node.attrs.get('id') or ''}".lower():
                break
            found.append(node)
        elif (node.text() or "").strip():
            break
        node = node.prev
    return found


def _is_gone(node: LexborNode) -> bool:
    """Whether a formula around this element was already replaced, or the element is in code."""
    at: LexborNode | None = node
    for _ in range(MAX_UP):
        if at is None or at.tag in ("body", "html"):
            break
        if SPAN in at.attrs or at.tag in ("pre", "code", "textarea"):
            return True
        at = at.parent
    return at is None


def _is_display(node: LexborNode) -> bool:
    names = (node.attrs.get("class") or "").lower()
    if node.attrs.get("display") in ("true", "block") or "display" in names or "math-block" in names:
        return True
    math = node.css_first("math")
    if math is not None and math.attrs.get("display") == "block":
        return True
    return node.tag in ("p", "div") or (node.tag == "img" and _stands_alone(node))


def _stands_alone(node: LexborNode) -> bool:
    parent = node.parent
    return parent is not None and parent.tag in ("p", "div", "center") and not (parent.text(deep=True) or "").strip()


def clean_tex(tex: str) -> str:
    r"""LaTeX on one line, without delimiters and without a wrapper that only sets its style.

    >>> clean_tex(r"{\displaystyle a^{2}+b^{2}=c^{2}}")
    'a^{2}+b^{2}=c^{2}'
    """
    tex = " ".join(tex.split())
    for start, end in DELIMITERS:
        if tex.startswith(start) and tex.endswith(end) and len(tex) > len(start) + len(end):
            tex = tex[len(start) : -len(end)].strip()
    wrapped = WRAPPED.fullmatch(tex)
    if wrapped:
        tex = wrapped[1].strip()
    return STYLE.sub("", tex)


def _put(node: LexborNode, tex: str, display: bool) -> None:
    """Replace a formula's element by its LaTeX. An element that is a block stays around it."""
    tex = clean_tex(tex)
    if not tex or node.parent is None:
        return
    mark = "$$" if display else "$"
    text = f"{mark}{tex}{mark}"
    span = create_tag("span")
    span.inner_html = escape(text)
    span.attrs[SPAN], span.attrs[VALUE] = "formula", tex
    if node.tag in BLOCK_TAGS:
        node.inner_html = span.html or ""
        return
    if display and _is_between_blocks(node):
        line = create_tag("p")
        line.inner_html = span.html or ""
        span = line
    node.replace_with(span)


def _is_between_blocks(node: LexborNode) -> bool:
    """Whether a formula stands between blocks or other such formulas, so that it needs a paragraph of its own."""
    if node.parent is None or node.parent.tag not in CONTAINERS:
        return False
    beside = (node.prev, node.next)
    for forward, side in enumerate(beside):
        at = side
        while at is not None and not at.is_element_node and not (at.text_content or "").strip():
            at = at.next if forward else at.prev
        if at is None or at.tag in BLOCK_TAGS or at.tag in ("math", "mjx-container", "script"):
            continue
        if not at.is_element_node or not (SPAN in at.attrs or "display" in (at.attrs.get("class") or "").lower()):
            return False
    return True


def find_raw(text: str) -> Iterator[Span]:
    r"""The formulas in running text, as LaTeX between delimiters.

    >>> [text[span.start:span.end] for text in ["so $x_1$ is $5, or $6"] for span in find_raw(text)]
    ['$x_1$']

    Without any sign of LaTeX, what ``\(`` and ``\)`` enclose is a formula, and so is what dollars do beside another.
    """
    found = []
    for each in RAW.finditer(text):
        tex = (each["double"] or each["square"] or each["round"] or each["block"] or each["single"]).strip()
        if each["block"]:
            alone = DISPLAYED.fullmatch(tex)
            found.append((True, each, alone[3].strip() if alone is not None else tex))
        elif tex and ((plain := LATEX.search(tex) is not None) or WORDY.search(tex) is None):
            found.append((plain or (each["round"] or each["square"]) is not None, each, tex))
    sure = any(is_sure for is_sure, _, _ in found)
    for is_sure, each, tex in found:
        if is_sure or (sure and each["single"]):
            yield Span(each.start(), each.end(), "formula", tex)


def add_raw_formulas(text: str, spans: tuple[Span, ...]) -> tuple[Span, ...]:
    """The spans of a text and those of its raw formulas. Spans that cross a formula or are inside one are removed."""
    taken = sorted((span.start, span.end) for span in spans if span.kind in ("formula", "code"))
    starts = [start for start, _ in taken]
    ends = [*accumulate((end for _, end in taken), max)]  # the end of everything up to each one
    found = [
        raw for raw in find_raw(text[:MAX_TEX_CHARS])
        if (at := bisect_left(starts, raw.end)) == 0 or ends[at - 1] <= raw.start
    ]  # fmt: skip
    if not found:
        return spans
    starts, ends = [raw.start for raw in found], [raw.end for raw in found]
    kept = []
    for span in spans:
        first, after = bisect_right(ends, span.start), bisect_left(starts, span.end)  # the formulas that it overlaps
        if first >= after or (span.start <= starts[first] and ends[after - 1] <= span.end):
            kept.append(span)
    return tuple(sorted([*kept, *found], key=lambda span: (span.start, -span.end)))
