"""Formulas, each once and as LaTeX: from what the page keeps beside the drawn signs, or else from its MathML.

A formula becomes a span whose text is LaTeX between dollars, or double dollars if it is on a line by itself.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import lru_cache
from html import escape
from itertools import accumulate
from urllib.parse import unquote, unquote_plus

from selectolax.lexbor import LexborHTMLParser, LexborNode, create_tag

from cleaner.model import Span
from cleaner.patterns import later
from cleaner.read.selectors import Selector, matches
from cleaner.read.structure.chtml import to_mathml
from cleaner.read.structure.elements import text_of
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
ANY = Selector(",".join((SCRIPTS, *HOLDERS)))
PREVIEWS = ".MathJax_Preview,.katex-html,.MathJax_Error"
ATTRIBUTES = ("data-math", "data-tex", "data-latex", "data-entry")
WRAPPED = re.compile(r"\{\s*\\displaystyle\s(.*)\}", re.S)
DELIMITERS = (("\\(", "\\)"), ("\\[", "\\]"), ("$$", "$$"), ("$", "$"))
# Raw LaTeX in running text. Text between single dollars must not begin or end with a space, or be an amount.
RAW = later(
    r"\$\$(?P<double>[^$]{1,2000})\$\$|\\\[(?P<square>.{1,2000}?)\\\]|\\\((?P<round>.{1,1000}?)\\\)"
    r"|(?<![\\$\w])\$(?P<single>[^$\s][^$]{0,500})(?<![\s\\])\$(?![\w$])"
)
LATEX = later(r"\\[a-zA-Z]|[\^_]\s*[\w{\\]|[=<>]|^[a-zA-Z]$")
LIKE_LATEX = re.compile(r"\\[a-zA-Z]{2,}|[\^_]\{")
# The library writes a single bracket as a pair with an empty partner. Neighbours in the same row are one pair.
EMPTY_RIGHT = re.compile(r"\\left(\(|\[|\\?\{)\s*\\right\.")
EMPTY_LEFT = re.compile(r"\\left\.\s*\\right(\)|\]|\\?\})|\\left(\])\s*\\right\.")
EMPTY_BAR = re.compile(r"\\left\|\s*\\right\.")
SIZED = re.compile(r"\\(left|right)(\.|(?![a-zA-Z]))")
# Functions that LaTeX has a command for (The LaTeX Companion, "Log-like" symbols). MathML marks them as one identifier
# or operator, and the library writes their letters alone, which would be a product of variables.
FUNCTION = re.compile(
    r"(<m[io]\b[^>]*>)\s*(arccos|arcsin|arctan|arg|cosh?|coth?|csc|deg|det|dim|exp|gcd|hom|inf|ker|lg|lim(?:inf|sup)?"
    r"|ln|log|max|min|Pr|sec|sinh?|sup|tanh?)\s*(?=</m[io]>)"
)
INVISIBLE = re.compile(r"<mo\b[^>]*>\s*(?:[\u2061-\u2064]|&#x206[1-4];)\s*</mo>")  # "apply to", "times" and so on
MAX_TEX_CHARS = 20_000
MAX_MATHML_CHARS = 20_000
MAX_FORMULAS = 5_000
MAX_EMPTY = 300  # elements without a formula, after which the others of their kind are left unchanged
MAX_UP = 40  # elements around one that are checked
MAX_DEPTH = 60  # of MathML that is converted to LaTeX


def mark_formulas(tree: LexborHTMLParser, words: int) -> None:
    """Replace every formula of a page by LaTeX, and remove the drawn or hidden copies."""
    if not matches(tree, ANY, words):
        return
    for node in tree.css(SCRIPTS)[:MAX_FORMULAS]:
        tex = (node.text(deep=True) or "")[:MAX_TEX_CHARS]
        for neighbour in _drawn_before(node):
            neighbour.decompose()
        _put(node, tex, "display" in (node.attrs.get("type") or ""))
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
        return _from_mathml(kept, "")
    if math is None:
        drawn = node.css_first("mjx-math")
        return _from_mathml(to_mathml(drawn), "") if drawn is not None else ""
    stated = math.attrs.get("alttext") or ""
    if LIKE_LATEX.search(stated):
        return stated[:MAX_TEX_CHARS]
    return _from_mathml((math.html or "").replace("&nbsp;", " "), text_of(math))


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


@lru_cache(maxsize=256)
def _from_mathml(markup: str, signs: str) -> str:
    """LaTeX made from presentation MathML by the library mathml-to-latex, or the plain signs if that fails."""
    if not markup or len(markup) > MAX_MATHML_CHARS or _depth_of(markup) > MAX_DEPTH:
        return signs[:MAX_TEX_CHARS]
    from mathml_to_latex.converter import MathMLToLaTeX

    markup = FUNCTION.sub(r"\1\\\2", INVISIBLE.sub("", markup))
    try:
        tex = MathMLToLaTeX.convert(re.sub(r">\s+|\s+<", lambda found: found[0].strip(), markup))
    except Exception:  # the library may raise any exception of its parser or its tables
        return signs
    tex = _pair_brackets(EMPTY_BAR.sub("|", tex))
    if "<mtable" in markup and "\\begin" not in tex and "&" in tex:
        tex = f"\\begin{{aligned}}{tex}\\end{{aligned}}"
    return tex or signs


def _pair_brackets(tex: str) -> str:
    """LaTeX with each pair of single brackets as one. If they form no pairs, as in "]0, 1[", none of them is sized."""
    tex = EMPTY_LEFT.sub(lambda found: f"\\right{_escaped(found[1] or found[2])}", tex)
    tex = EMPTY_RIGHT.sub(lambda found: f"\\left{_escaped(found[1])}", tex)
    depth = lowest = 0
    for found in SIZED.finditer(tex):
        depth += 1 if found[1] == "left" else -1
        lowest = min(lowest, depth)
    return tex if depth == lowest == 0 else SIZED.sub("", tex)


def _escaped(bracket: str) -> str:
    return f"\\{bracket}" if bracket in "{}" else bracket


def _depth_of(markup: str) -> int:
    depth = most = 0
    for found in re.finditer(r"<(/?)[a-zA-Z]", markup):
        depth += -1 if found[1] else 1
        most = max(most, depth)
    return most


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
    return tex.removeprefix("\\displaystyle ").strip()


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
    else:
        node.replace_with(span)


def find_raw(text: str) -> Iterator[Span]:
    """The formulas in running text, as LaTeX between delimiters.

    >>> [text[span.start:span.end] for text in ["so $x_1$ is $5, or $6"] for span in find_raw(text)]
    ['$x_1$']
    """
    for found in RAW.finditer(text):
        tex = (found["double"] or found["square"] or found["round"] or found["single"]).strip()
        if tex and LATEX.search(tex):
            yield Span(found.start(), found.end(), "formula", tex)


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
