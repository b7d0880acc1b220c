"""Line numbers and labels in the boxes around blocks of code."""

from __future__ import annotations

import re
from functools import cache

from selectolax.lexbor import LexborHTMLParser, LexborNode

from cleaner.patterns import later
from cleaner.read.selectors import Selector, select
from cleaner.read.structure.data import code_languages, names
from cleaner.read.tags import PLACE, VALUE

BOX = later(r"(?<![a-z])(?:highlight|highlighter|(?:bb)?code|lang|language|snippet|shiki|prism|source)", re.I)
CODE_IN_CELL = Selector("td pre")
LABEL_TAGS = frozenset({"div", "p", "span", "button", "ul"})
NUMBERS = re.compile(r"[\s\d.:|]{0,20000}")
NOT_BOXES = frozenset({"body", "main", "article", "section", "td", "li"})
MAX_CODE_BLOCKS = 2_000  # the boxes of further blocks are left as they are
MAX_BOXES = 3  # nested boxes around one block of code
MAX_SIBLINGS = 12
MAX_NUMBERS = 50_000
MAX_LABEL_WORDS = 8


def drop_gutters(tree: LexborHTMLParser, words: int) -> None:
    """Remove table cells that hold only the line numbers of the code in another cell of the row."""
    for pre in select(tree, CODE_IN_CELL, words)[:MAX_CODE_BLOCKS]:
        cell = pre.parent
        while cell is not None and cell.tag != "td":
            cell = cell.parent
        row = cell.parent if cell is not None else None
        if cell is None or row is None or count_numbers(cell):
            continue
        lines = len((pre.text(deep=True) or "").strip("\n").split("\n"))
        for sibling in list(row.iter())[:MAX_SIBLINGS]:
            if sibling.mem_id != cell.mem_id and abs(count_numbers(sibling) - lines) <= 1 < lines:
                sibling.decompose()


def count_numbers(node: LexborNode) -> int:
    """How many numbers an element holds. 0 if it holds anything else, or the numbers do not go up by one."""
    found = (node.text(deep=True, separator=" ") or "").split()
    if not found or len(found) > MAX_NUMBERS or not all(word.isascii() and word.isdigit() for word in found):
        return 0
    first = int(found[0][:9])
    return len(found) if all(int(word[:9]) == first + nth for nth, word in enumerate(found)) else 0


def clear_boxes(tree: LexborHTMLParser) -> None:
    """Remove line numbers and labels beside a ``pre`` from its box. A label may name its language."""
    single: dict[int, bool] = {}  # whether a box holds only one ``pre``; no box is removed
    for pre in tree.css("pre")[:MAX_CODE_BLOCKS]:
        box = pre.parent
        for _ in range(MAX_BOXES):
            if box is None or box.tag in NOT_BOXES:
                break
            if box.mem_id not in single:
                single[box.mem_id] = len(box.css("pre")) <= 1
            if not single[box.mem_id]:
                break
            if BOX.search(box.attrs.get("class") or ""):
                for node in list(box.iter())[:MAX_SIBLINGS]:
                    if node.tag in LABEL_TAGS and node.css_first("pre") is None:
                        _drop_label(node, pre)
            box = box.parent


def is_labels(text: str) -> bool:
    """Whether a text is empty or has only words of labels over code: names of languages and of buttons."""
    words = text.lower().split()
    if " ".join(words) in code_languages():
        return True
    return len(words) <= MAX_LABEL_WORDS and all(word in _label_words() for word in words)


@cache
def _label_words() -> frozenset[str]:
    """The words of labels over code."""
    labels = names("code_labels")
    return frozenset(word for label in labels for word in label.split()) | code_languages().keys()


def language_of_label(text: str) -> str:
    """The language that a label over code names, or an empty string."""
    text = " ".join(text.lower().split())
    languages = code_languages()
    return next((languages[word] for word in (text, *text.split()) if word in languages and word != "text"), "")


def _drop_label(node: LexborNode, pre: LexborNode) -> None:
    """Remove an element beside code that holds only line numbers, buttons and names of languages."""
    for button in node.css("button")[:MAX_SIBLINGS]:
        if button.mem_id != node.mem_id:
            button.decompose()
    text = node.text(deep=True, separator=" ") or ""
    if not text.strip():
        if "toolbar" in (node.attrs.get("class") or ""):  # its buttons are images
            node.decompose()
        return
    if not NUMBERS.fullmatch(text) and not is_labels(text):
        return
    named = language_of_label(text)
    if named and VALUE not in pre.attrs and pre.attrs.get(PLACE) == "code":
        pre.attrs[VALUE] = named
    node.decompose()
