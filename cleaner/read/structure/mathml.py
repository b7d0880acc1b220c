"""LaTeX made from presentation MathML by the library mathml-to-latex."""

from __future__ import annotations

import re
from functools import lru_cache

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
BLANKS = re.compile(r"(<mtext\b[^>]*>[^<]*)|>\s+|\s+(?=<)")  # between elements; those in words count
WORDS = re.compile(r"<(mtext|ms)>([^<]*)</\1>")
SPECIAL = re.compile(r"(?<![\\&])[%#_$]")  # in words of LaTeX; an ampersand is an entity
UNTOLD = re.compile(r"""(<mfenced\b[^>]*\b(?:open|close)=)(?:""|\'\')""")  # a bracket that is not shown
BRACE = re.compile(r"\\(left|right)([{}])")
PILE = re.compile(r"""<mfrac\b[^>]*\blinethickness=["\']0[^>]*>""")  # a fraction without a line, as in binomials
NUMBERED = re.compile(r"<mlabeledtr\b[^>]*>\s*<mtd\b[^>]*>((?:(?!</?mtd\b).)*)</mtd>", re.S)
TAG = re.compile(r"<[^>]*>")
LINED = re.compile(r"\\(?:overset|underset)\{(\\overline|\\underline)\}(?=\{)")  # a line is no sign by itself
BEGIN, END = "\\begin{matrix}", "\\end{matrix}"
MATRIX = re.compile(
    r"(?:\\left)?(?P<open>\(|\[|\\\{|\||\\parallel)\s*\\begin\{matrix\}(?P<rows>(?:(?!\\(?:begin|end)\{matrix\}).)*)"
    r"\\end\{matrix\}(?:\s*(?:\\right)?(?P<close>\)|\]|\\\}|\||\\parallel|\.(?=\s*$)|(?<=\\right)\.))?",
    re.S,
)
MATRICES = {"()": "pmatrix", "[]": "bmatrix", "\\{\\}": "Bmatrix", "||": "vmatrix", "\\parallel\\parallel": "Vmatrix"}
ROUND = re.compile(r"\\left\(|\\right\)")
MAX_CHARS = 20_000  # of MathML, and of LaTeX
MAX_DEPTH = 60  # of MathML that is converted


@lru_cache(maxsize=256)
def from_mathml(markup: str, signs: str) -> str:
    """LaTeX made from presentation MathML by the library mathml-to-latex, or the plain signs if that fails."""
    if not markup or len(markup) > MAX_CHARS or _depth_of(markup) > MAX_DEPTH:
        return signs[:MAX_CHARS]
    from mathml_to_latex.converter import MathMLToLaTeX

    markup, label = _prepare(markup)
    try:
        tex = MathMLToLaTeX.convert(markup)
    except Exception:  # the library may raise any exception of its parser or its tables
        return signs
    tex = _pair_brackets(EMPTY_BAR.sub("|", BRACE.sub(r"\\\1\\\2", tex)))
    tex = LINED.sub(lambda found: found[1], tex)
    tex = _drop_doubled(tex.replace("\\binom \\frac", "\\genfrac{}{}{0pt}{}").replace("\\_{", "{}_{"))
    if "<mtable" in markup:
        tex = _name_matrices(tex)
    return f"{tex} {label}" if tex and label else tex or signs


def _prepare(markup: str) -> tuple[str, str]:
    """MathML in a form that the library converts correctly, and the command for the number of the formula."""
    markup = FUNCTION.sub(r"\1\\\2", INVISIBLE.sub("", markup))
    markup = BLANKS.sub(lambda found: found[1] or found[0].strip(), markup)
    if "<mtext>" in markup or "<ms>" in markup:
        markup = WORDS.sub(_as_text, markup)
    if "<mfrac" in markup:
        markup = _mark_piles(markup)
    label = ""
    if "<mfenced" in markup:
        markup = UNTOLD.sub(r'\1"."', markup)
    elif "<mtable" in markup:  # otherwise the library leaves out where an outer table begins and ends
        markup = markup.replace("<mtable", '<mtable innerTable="1"')
    if markup.count("<mlabeledtr") == 1 and (found := NUMBERED.search(markup)) is not None:
        number = TAG.sub("", found[1]).replace("\\text{", "").strip("(){} ")
        markup = NUMBERED.sub("<mtr>", markup).replace("</mlabeledtr>", "</mtr>")
        label = f"\\tag{{{number}}}" if number else ""
    return markup, label


def _as_text(found: re.Match[str]) -> str:
    words = SPECIAL.sub(r"\\\g<0>", found[2])
    return f"<mi>\\text{{{words}}}</mi>" if any(map(str.isalpha, words)) else found[0]


def _mark_piles(markup: str) -> str:
    r"""MathML with a ``\binom`` before each fraction without a line, in a row with it."""
    while (found := PILE.search(markup)) is not None:
        depth, at = 1, found.end()
        for tag in re.compile(r"<(/?)mfrac\b").finditer(markup, at):
            depth += -1 if tag[1] else 1
            if not depth:
                at = markup.find(">", tag.end()) + 1
                break
        inner = f"<mfrac>{markup[found.end() : at]}"
        markup = f"{markup[: found.start()]}<mrow><mi>\\binom</mi>{inner}</mrow>{markup[at:]}"
    return markup


def _name_matrices(tex: str) -> str:
    """LaTeX in which a table with brackets is a matrix or cases of their kind, and one that is all of it is aligned."""
    tex = MATRIX.sub(_named, tex)
    inner = tex[len(BEGIN) : -len(END)]
    if tex.startswith(BEGIN) and tex.endswith(END) and END not in inner.partition(BEGIN)[0]:
        alone = inner.count(BEGIN) == inner.count(END) and inner.rfind(BEGIN) <= inner.rfind(END)
        if alone:
            return f"\\begin{{aligned}}{inner}\\end{{aligned}}" if "&" in inner or "\\\\" in inner else inner
    return tex


def _named(found: re.Match[str]) -> str:
    opening, closing = found["open"], found["close"] or ""
    name = MATRICES.get(opening + closing, "")
    if opening == "\\{" and closing in ("", "."):
        name = "cases"
    return f"\\begin{{{name}}}{found['rows']}\\end{{{name}}}" if name else found[0]


def _drop_doubled(tex: str) -> str:
    """LaTeX without the brackets that the library puts around a base which has brackets itself."""
    opened: list[re.Match[str]] = []
    last: tuple[int, int] | None = None  # where the pair that ended last begins and ends
    dropped: list[tuple[int, int]] = []
    for found in ROUND.finditer(tex):
        if found[0] == "\\left(":
            opened.append(found)
        elif opened:
            begin = opened.pop()
            if last is not None and last[0] == begin.end() and last[1] == found.start():
                dropped += (begin.span(), found.span())
            last = begin.start(), found.end()
    for start, end in sorted(dropped, reverse=True):
        tex = tex[:start] + tex[end:]
    return tex


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
