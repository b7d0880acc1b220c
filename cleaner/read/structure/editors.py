"""Code that an editor, a highlighter or a table shows line by line in elements. It is replaced by one ``pre``."""

from __future__ import annotations

import re
from html import escape

from selectolax.lexbor import LexborHTMLParser, LexborNode, create_tag

from cleaner.read.selectors import Selector, select
from cleaner.read.structure.codeboxes import is_labels, language_of_label
from cleaner.read.structure.elements import is_in_tag
from cleaner.read.structure.languages import find_language
from cleaner.read.tags import VALUE

# Lines of code, and the class of the element around all of them (none for a table).
ROOT_OF_LINE = {
    "CodeMirror-line": "CodeMirror", "cm-line": "cm-editor", "view-line": "monaco-editor", "ace_line": "ace_editor",
    "crayon-line": "crayon-syntax", "urvanov-syntax-highlighter-line": "urvanov-syntax-highlighter-syntax",
    "ltx_listingline": "ltx_listing", "token-line": "prism-code",
}  # fmt: skip
LINES = Selector(
    "td.blob-code,td.lines-code,.syntaxhighlighter td.code .line,.CodeMirror .CodeMirror-line,.cm-editor .cm-line,"
    ".monaco-editor .view-line,.ace_editor .ace_line,.crayon-syntax .crayon-line,.urvanov-syntax-highlighter-line,"
    ".ltx_listing .ltx_listingline,.prism-code .token-line,.geshifilter ol>li,.dp-highlighter ol>li"
)
COPIES = Selector(".enlighter-default+.enlighter-origin")  # the original code, after the displayed form
TOP = re.compile(r"top:\s{0,3}(\d{1,7})")
LABELS = (".crayon-language", ".urvanov-syntax-highlighter-language")
# Parts of editors that show no code: line numbers, labels, and the source once more.
NO_CODE = (
    ".CodeMirror-gutters,.CodeMirror-gutter-wrapper,.cm-gutters,.margin,.ace_gutter,.crayon-nums,.crayon-plain-wrap,"
    ".crayon-tools,.urvanov-syntax-highlighter-nums,.urvanov-syntax-highlighter-tools,textarea,td.gutter,.blob-num,.lines-num,"
    ".ltx_listing_data"
)
NUMBERS = ".ltx_tag_listingline"  # inside a line
MAX_LINES = 50_000
MAX_LEVELS = 12  # between a line and the element around all of them


def join_lines(tree: LexborHTMLParser, words: int) -> bool:
    """Replace a table or an editor that shows code with a cell or an element per line by one ``pre``.

    Return whether there were any.
    """
    roots: dict[int, tuple[LexborNode, list[LexborNode]]] = {}
    for line in select(tree, LINES, words)[:MAX_LINES]:
        root = _root_of(line)
        if root is not None:
            roots.setdefault(root.mem_id, (root, []))[1].append(line)
    for root, lines in roots.values():
        if root.parent is not None and not is_in_tag(lines[0], ("pre",)):
            _replace(root, lines)
    for copy in select(tree, COPIES, words):
        shown = copy.prev
        while shown is not None and not shown.is_element_node:
            shown = shown.prev
        if shown is not None:
            shown.decompose()
    return bool(roots)


def _replace(root: LexborNode, lines: list[LexborNode]) -> None:
    """Move the lines of an element into a ``pre`` before it. The element stays only if it has other text."""
    tops = [TOP.search(line.attrs.get("style") or "") for line in lines]
    if all(tops):  # an editor that reuses the elements of lines keeps them in any order
        order = sorted(range(len(lines)), key=lambda nth: int(found[1]) if (found := tops[nth]) else 0)
        lines = [lines[nth] for nth in order]
    numbers = [number for line in lines for number in line.css(NUMBERS)]
    for number in numbers:
        number.decompose()
    pre = create_tag("pre")
    texts = [(line.text(deep=True) or "").replace("\xa0", " ").strip("\r\n\u200b") for line in lines]
    pre.inner_html = escape("\n" + "\n".join(text.rstrip() for text in texts))
    language = _label_of(root) or find_language(lines[0]) or find_language(root)
    if language:
        pre.attrs[VALUE] = language
    root.insert_before(pre)
    for line in lines:
        if line.parent is not None:
            line.decompose()
    for part in root.css(NO_CODE):
        if part.parent is not None:
            part.decompose()
    if is_labels(left := root.text(deep=True, separator=" ") or "") or not any(map(str.isalpha, left)):
        root.decompose()


def _label_of(root: LexborNode) -> str:
    for name in LABELS:
        label = root.css_first(name)
        if label is not None:
            return language_of_label(label.text(deep=True) or "")
    return ""


def _root_of(line: LexborNode) -> LexborNode | None:
    """The element that holds a line and all others of its code."""
    classes = (line.attrs.get("class") or "").split()
    wanted = next((root for name in classes if (root := ROOT_OF_LINE.get(name))), "")
    if line.tag == "li":
        return line.parent
    at = line.parent
    for _ in range(MAX_LEVELS):
        if at is None or not at.is_element_node:
            return None
        if at.tag == "table" and not wanted:
            return at
        if wanted and wanted in (at.attrs.get("class") or "").split():
            return at
        at = at.parent
    return None
