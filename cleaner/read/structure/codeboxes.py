"""The boxes around blocks of code: tables of their lines, line numbers and labels that stand beside them."""

from __future__ import annotations

import re
from html import escape

from selectolax.lexbor import LexborHTMLParser, LexborNode, create_tag

from cleaner.read.structure.data import code_languages, names
from cleaner.read.tags import PLACE, VALUE

# The cells of tables that show a file line by line (GitHub), and the lines in the table of SyntaxHighlighter.
LINES = "td.blob-code,.syntaxhighlighter td.code .line"
BOX = re.compile(r"\b(?:highlight|highlighter|code|lang|language|snippet|shiki|prism|source)", re.I)
LABEL_TAGS = frozenset({"div", "span", "button", "ul"})
NUMBERS = re.compile(r"[\s\d.:|]{0,20000}")
NOT_BOXES = frozenset({"body", "main", "article", "section", "td", "li"})
MAX_LINES = 50_000
MAX_PARTS = 2_000  # blocks of code whose box is looked at
MAX_SIBLINGS = 12
MAX_LEVELS = 12  # between a line and the table around it


def join_lines(tree: LexborHTMLParser) -> None:
    """Put one ``pre`` in place of a table that shows code with a cell or an element for each line."""
    tables: dict[int, tuple[LexborNode, list[str]]] = {}
    for line in tree.css(LINES)[:MAX_LINES]:
        table = _table_around(line)
        if table is not None:
            text = (line.text(deep=True) or "").replace("\xa0", " ").rstrip("\r\n")
            tables.setdefault(table.mem_id, (table, []))[1].append(text)
    for table, lines in tables.values():
        if table.parent is not None:
            pre = create_tag("pre")
            pre.inner_html = escape("\n" + "\n".join(lines))
            table.replace_with(pre)


def _table_around(line: LexborNode) -> LexborNode | None:
    at = line.parent
    for _ in range(MAX_LEVELS):
        if at is None or at.tag == "table":
            return at
        at = at.parent
    return None


def clear_boxes(tree: LexborHTMLParser) -> None:
    """Take line numbers and labels that stand beside a ``pre`` out of its box; a label may name its language."""
    for pre in tree.css("pre")[:MAX_PARTS]:
        box = pre.parent
        if box is None or box.tag in NOT_BOXES or not BOX.search(box.attrs.get("class") or ""):
            continue
        if len(box.css("pre")) > 1:
            continue
        for node in list(box.iter())[:MAX_SIBLINGS]:
            if node.tag in LABEL_TAGS and node.css_first("pre") is None:
                _drop_label(node, pre)


def _drop_label(node: LexborNode, pre: LexborNode) -> None:
    """Take out an element beside code that holds nothing but line numbers, buttons and names of languages."""
    text = " ".join((node.text(deep=True, separator=" ") or "").lower().split())
    languages = code_languages()
    labels = names("code_labels") | languages.keys()
    if not text or not (NUMBERS.fullmatch(text) or text in labels or all(word in labels for word in text.split())):
        return
    named = next((languages[word] for word in (text, *text.split()) if word in languages and word != "text"), "")
    if named and VALUE not in pre.attrs and pre.attrs.get(PLACE) == "code":
        pre.attrs[VALUE] = named
    node.decompose()
