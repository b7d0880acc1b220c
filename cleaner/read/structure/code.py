"""Blocks of code: every line and indentation as shown, without line numbers and buttons, and their language."""

from __future__ import annotations

import re
from html import escape, unescape
from textwrap import dedent

from selectolax.lexbor import LexborHTMLParser, LexborNode, create_tag

from cleaner.patterns import later
from cleaner.read.selectors import Selector, select
from cleaner.read.structure.codeboxes import (
    MAX_BOXES,
    NOT_BOXES,
    clear_boxes,
    count_numbers,
    drop_gutters,
    is_labels,
    language_of_label,
)
from cleaner.read.structure.data import code_languages
from cleaner.read.structure.elements import beside, is_in_tag, is_within
from cleaner.read.structure.languages import CODE_TAGS, find_language
from cleaner.read.tags import PLACE, VALUE

GUTTERS = (
    ".lineno,.linenos,.linenumber,.line-number,.line-numbers,.line-numbers-rows,.lnt,.ln,.gutter,.hljs-ln-numbers,"
    ".rouge-gutter,.react-syntax-highlighter-line-number,.blob-num,.linenodiv,.code-line-number,.cm-gutters,"
    ".CodeMirror-gutter-wrapper,[data-line-number],[data-linenos],[style*='user-select:none'],"
    "[style*='user-select: none']"
)
# Elements that are shown over code but do not belong to it, and lines that mdBook shows on demand.
TOOLS = (
    "button,svg,style,script,.hover-info,.copy-button,[role=button],[hidden],[class*='header'],[class*='toolbar'],"
    "span.boring"
)
TABLES = Selector(
    "table.highlighttable,table.rouge-table,table.hljs-ln,table.lntable,.highlight table,.syntaxhighlighter table"
)
PIECES = Selector("code.hl.block")  # commands of Lean's Verso, with elements for their output between them
STYLED = Selector("code[style*=white-space],code[class*=whitespace-pre]")  # shown as a block, with its line breaks
FIELDS = Selector("textarea[readonly]")  # of which some show code
SHOWN_TWICE = "pre,code,table"  # with the code that a field beside it holds for a button that copies
DIAGRAMS = Selector("div.mermaid")  # which a script draws from their code
MAX_SHOWN = 8
MAX_FIELDS = 200
NAMES_OF_FIELDS = re.compile(r"\b(?:code|source|snippet|syntax|highlight|brush)", re.I)
EDITORS = ".cm-content,.CodeMirror-code"
# Markup in a pre for which its text alone is not enough: lines in elements, numbers, tools.
SPECIAL = later(
    r"<(?:div|li|p|tr|button|table|ol|ul|section|h\d)\b|line-?no|line-?num|gutter|user-select|hover-info|data-line"
    r"|display:\s*(?:flex|block|grid)|\bhidden\b|class=\"[^\"]*\b(?:ln|line|boring)\b|&nbsp;|[^<]<pre\b"
)
# Every match of SPECIAL begins with one of these tags, or holds one of the words. Each is found faster than SPECIAL.
SPECIAL_TAG = later(r"<(?:div|li|p|tr|button|table|ol|ul|section|h\d|pre)\b")
SPECIAL_WORDS = ("line", "ln", "boring", "gutter", "user-select", "hover-info", "display:", "hidden", "&nbsp;")
BESIDE = frozenset(["p", "div", "ul", "ol", "table", "blockquote", "pre", "h1", "h2", "h3", "h4", "h5", "h6"])
PRE = ("pre",)
LINES = frozenset(["div", "li", "p", "tr", "section", "h1", "h2", "h3", "h4", "h5", "h6"])
NUMBERS = re.compile(r"[\s\d.:|]*")
TOKEN = later(r"<(/?)([a-zA-Z][\w-]*)([^>]*)>")
SHOWN_AS_LINE = re.compile(r"display:\s*(?:flex|block|grid)")
LINE = re.compile(r'class="(?:[\w-]{1,40} ){0,5}(?:[\w-]{4,30}[_-])?line[ "]')
NUMBERED = later(r"(?:</span>)?(?:<span[^>]*>)+\s{0,8}(\d{1,5})</span>[ ]?", re.M)  # a line and its number
TOKEN_OF_SPAN = re.compile(r"</?span[^>]*>")
MAX_PARTS = 2_000  # blocks of code that are processed; others are read as they are


def mark_code(tree: LexborHTMLParser, words: int) -> None:
    """Convert the blocks of code of a page to one form: a ``pre`` of plain lines that names its language."""
    drop_gutters(tree, words)
    for table in select(tree, TABLES, words)[:MAX_PARTS]:
        _drop_gutter_cells(table)
    for node in select(tree, PIECES, words)[:MAX_PARTS]:
        _join_pieces(node)
    for node in select(tree, FIELDS, words)[:MAX_FIELDS]:
        if _shows_code(node):
            _make_pre(node)
    for node in select(tree, STYLED, words)[:MAX_PARTS]:
        if _keeps_lines(node):
            _make_pre(node)
    for node in select(tree, DIAGRAMS, words)[:MAX_PARTS]:
        if node.css_first("svg,div div,p,pre") is None and node.parent is not None:
            _make_pre(node)
    for node in tree.css("code")[:MAX_PARTS]:
        if _is_block(node):
            _make_pre(node)
    for node in _outermost(tree):  # found before the first is rewritten, because rewriting frees its content
        language = find_language(node)
        if _is_special(node.html or ""):
            language = _rewrite(node) or language
        elif NUMBERED.match(inner := node.inner_html or ""):
            _drop_numbers(node, inner)
        _name(node, language)
    clear_boxes(tree)


def _make_pre(node: LexborNode) -> None:
    """Replace an element that shows a block of code by a ``pre``."""
    pre = create_tag("pre")
    _name(pre, find_language(node))
    _drop_tools(node, None)
    pre.inner_html = escape(dedent(_lines_of(node)).strip("\n"))
    node.replace_with(pre)


def _shows_code(field: LexborNode) -> bool:
    """Whether a field is named as code, and does not hold the code beside it for a button that copies it."""
    box, text = field.parent, (field.text(deep=True) or "").strip()
    if not NAMES_OF_FIELDS.search(" ".join(field.attrs.get(name) or "" for name in ("class", "id", "name"))):
        return False
    if "display:" in (field.attrs.get("style") or "") or "hidden" in field.attrs:
        return False
    for _ in range(MAX_BOXES):
        if box is None or not box.is_element_node or box.tag in NOT_BOXES:
            return True
        if box.tag in ("button", "form", "pre") or box.attrs.get("role") == "button":
            return False
        first = text.partition("\n")[0].strip()
        if any(first in (other.text(deep=True) or "") for other in box.css(SHOWN_TWICE)[:MAX_SHOWN]):
            return False
        box = box.parent
    return True


def _keeps_lines(code: LexborNode) -> bool:
    """Whether a style keeps the lines of a ``code``, of which there are several, and nothing else is in its line."""
    style = (code.attrs.get("style") or "").replace(" ", "")
    classes = (code.attrs.get("class") or "").split()
    parent = code.parent
    if "white-space:pre" not in style and "whitespace-pre" not in classes and "whitespace-pre-wrap" not in classes:
        return False
    return (
        parent is not None and "\n" in (code.text(deep=True) or "").strip()
        and not is_in_tag(code, PRE) and _is_alone(code, parent)
    )  # fmt: skip


def _outermost(tree: LexborHTMLParser) -> list[LexborNode]:
    """The ``pre`` elements of a page that are not inside another."""
    found = tree.css("pre")[:MAX_PARTS]
    if len(found) < 2 or tree.css_first("pre pre") is None:
        return found
    return [pre for pre in found if not is_in_tag(pre, PRE)]


def _is_special(markup: str) -> bool:
    """Whether SPECIAL occurs in the markup of a ``pre``, which begins with its own tag."""
    may_be = SPECIAL_TAG.search(markup, 1) is not None or any(word in markup for word in SPECIAL_WORDS)
    return may_be and SPECIAL.search(markup) is not None


def _join_pieces(first: LexborNode) -> None:
    """Replace a row of elements that show one piece of code, and the output of its commands, by one ``pre``."""
    if first.parent is None:  # it was already joined to an earlier one
        return
    language = find_language(first)
    pieces, after = [first], first.next
    while after is not None and len(pieces) < MAX_PARTS:
        if after.is_element_node:
            classes = (after.attrs.get("class") or "").split()
            if after.tag not in ("code", "pre") or "hl" not in classes or find_language(after) != language:
                break
            pieces.append(after)
        elif (after.text_content or "").strip():
            break
        after = after.next
    if len(pieces) < 2:
        return
    texts = []
    for piece in pieces:
        _drop_tools(piece, None)
        texts.append(_lines_of(piece).removesuffix("\n"))
    pre = create_tag("pre")
    _name(pre, language)
    pre.inner_html = escape("\n" + "\n".join(texts))
    first.insert_before(pre)
    for piece in pieces:
        piece.decompose()


def flatten_cells(table: LexborNode) -> None:
    """Keep the lines of code in the cells of a data table, whose rows are one line each, by a break after each line."""
    for pre in table.css("pre")[:MAX_PARTS]:
        lines = [line.strip() for line in _lines_of(pre).split("\n")]
        box = create_tag("div")
        box.inner_html = "<br>".join(f"<code>{escape(line)}</code>" for line in lines if line)
        pre.replace_with(box)


def _name(node: LexborNode, language: str) -> None:
    node.attrs[PLACE] = "code"
    if language:
        node.attrs[VALUE] = language


def _is_block(code: LexborNode) -> bool:
    """Whether a ``code`` element outside any ``pre`` has lines of its own."""
    first, parent = code.first_child, code.parent
    if first is None or (first.is_text_node and first.next is None):  # as most, in running text
        return False
    if parent is None or parent.tag == "pre":
        return False
    named = "block" in (code.attrs.get("class") or "").split() and code.css_first("span") is not None
    if not named and (parent.tag == "li" or code.css_first("br,div") is None or not _is_alone(code, parent)):
        return False
    return code.css_first("pre") is None and not is_in_tag(code, CODE_TAGS)


def _is_alone(node: LexborNode, parent: LexborNode) -> bool:
    """Whether an element holds all the text of its parent, or stands between blocks of it."""
    sides = [other for forward in (False, True) if (other := beside(node, forward=forward)) is not None]
    if sides and all(other.tag in BESIDE for other in sides) and not _is_beside_words(node):
        return True
    return (parent.text(deep=True) or "").split() == (node.text(deep=True) or "").split()


def _is_beside_words(node: LexborNode) -> bool:
    """Whether text of the same element is right before or after an element."""
    around = (node.prev, node.next)
    return any(other is not None and other.is_text_node and (other.text_content or "").strip() for other in around)


def _drop_gutter_cells(table: LexborNode) -> None:
    """Remove the line numbers from a table of code."""
    for cell in table.css("td,th"):
        text = cell.text(deep=True) or ""
        if NUMBERS.fullmatch(text) and cell.parent is not None and (text.strip() or cell.css_first("pre")):
            cell.decompose()


def _rewrite(pre: LexborNode) -> str:
    """Replace the elements of a ``pre`` by plain lines. Return the language that a toolbar in it names."""
    language = _language_of_toolbar(pre)
    editor = pre.css_first(EDITORS)
    if editor is None:
        editor, named = _code_between_labels(pre)
        language = language or named
    _drop_tools(pre, editor)
    pre.inner_html = escape("\n" + _lines_of(editor or pre))
    return language


def _drop_numbers(pre: LexborNode, inner: str) -> None:
    """Remove the numbers from code whose every line begins with its number in an element, counted from the first."""
    lines = inner.split("\n")
    found = [NUMBERED.match(line) for line in lines]
    numbers = [int(one[1]) for one in found if one is not None]
    if len(lines) > 1 and numbers == list(range(numbers[0], numbers[0] + len(lines))):
        tags = ("".join(TOKEN_OF_SPAN.findall(one[0])) for one in found if one is not None)
        rest = (line[one.end() :] for one, line in zip(found, lines, strict=True) if one is not None)
        pre.inner_html = "\n" + "\n".join(map(str.__add__, tags, rest))


def _code_between_labels(pre: LexborNode) -> tuple[LexborNode | None, str]:
    """The only ``code`` of a ``pre`` with nothing but labels beside it, and the language that they name."""
    codes = pre.css("code")
    if len(codes) != 1:
        return None, ""
    whole, inner = (node.text(deep=True, separator=" ") or "" for node in (pre, codes[0]))
    if not inner.strip():
        return None, ""
    before, _, after = whole.partition(inner)
    if not (before + after).strip() or not (is_labels(before) and is_labels(after)):
        return None, ""
    return codes[0], language_of_label(before) or language_of_label(after)


def _drop_tools(code: LexborNode, editor: LexborNode | None) -> None:
    """Remove line numbers, and elements that are shown over code."""
    for node in code.css(TOOLS):
        holds = editor is not None and (editor.mem_id == node.mem_id or is_within(editor, (node.mem_id,)))
        if node.parent is not None and not holds and _is_tool(node):
            node.decompose()
    for node in code.css(GUTTERS):
        if node.parent is not None and NUMBERS.fullmatch(node.text(deep=True) or ""):
            node.decompose()
    for node in code.css("ul,ol"):
        if node.parent is not None and count_numbers(node) > 1:
            node.decompose()


def _is_tool(node: LexborNode) -> bool:
    """Whether an element beside code does not belong to it: a button, or a short line of labels."""
    if node.tag in ("button", "svg", "style", "script") or "hidden" in node.attrs:
        return True
    if not {"hover-info", "boring"}.isdisjoint((node.attrs.get("class") or "").split()):
        return True
    return is_labels(node.text(deep=True, separator=" ") or "")


def _language_of_toolbar(pre: LexborNode) -> str:
    """The language in a label of a toolbar inside a ``pre``."""
    if pre.css_first("button") is None:
        return ""
    for node in pre.traverse(include_text=True):
        if node.is_text_node and (label := (node.text_content or "").strip().lower()):
            return code_languages().get(label, "") if label != "text" else ""
    return ""


def _lines_of(node: LexborNode) -> str:
    """The text of a code element, with a line break where a browser shows one."""
    markup = node.inner_html or ""
    has_breaks = "\n" in markup.strip() or "<br" in markup  # otherwise a style sheet shows spans as lines
    lines = _Lines()
    ends: list[tuple[bool, int]] = []  # for each open span or block: whether a line ends at its end, the text before
    at = 0
    for found in TOKEN.finditer(markup):
        lines.add(unescape(markup[at : found.start()]))
        at = found.end()
        close, name, attrs = found[1], found[2].lower(), found[3]
        if name == "br":
            lines.add("\n")
        elif name == "span" or name in LINES:
            if close:
                is_line, before = ends.pop() if ends else (False, 0)
                if is_line and before == len(lines.out) and (name == "li" or (name == "span" and not has_breaks)):
                    lines.add("\n")  # an empty line
            else:
                is_line = name in LINES or SHOWN_AS_LINE.search(attrs) is not None
                is_line = is_line or (not has_breaks and LINE.search(attrs) is not None)
            if is_line:
                lines.end()
            if not close:
                ends.append((is_line, len(lines.out)))
    lines.add(unescape(markup[at:]))
    return "".join(lines.out).replace("\xa0", " ")  # no-break spaces only indent, and are not code


class _Lines:
    """Text that grows, and whether it is at the start of a line."""

    def __init__(self) -> None:
        self.out: list[str] = []
        self.last = "\n"

    def add(self, text: str) -> None:
        if text:
            self.out.append(text)
            self.last = text[-1]

    def end(self) -> None:
        if self.last != "\n":
            self.add("\n")
