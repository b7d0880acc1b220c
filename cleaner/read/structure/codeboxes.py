"""The boxes around blocks of code: line numbers and labels beside them."""

from __future__ import annotations

import re
from functools import cache

from selectolax.lexbor import LexborHTMLParser, LexborNode

from cleaner.read.structure.data import code_languages, names
from cleaner.read.tags import PLACE, VALUE

BOX = re.compile(r"(?<![a-z])(?:highlight|highlighter|code|lang|language|snippet|shiki|prism|source)", re.I)
LABEL_TAGS = frozenset({"div", "span", "button", "ul"})
NUMBERS = re.compile(r"[\s\d.:|]{0,20000}")
NOT_BOXES = frozenset({"body", "main", "article", "section", "td", "li"})
MAX_PARTS = 2_000  # blocks of code whose box is processed
MAX_BOXES = 3  # nested elements that hold only one block of code and what belongs to it
MAX_SIBLINGS = 12
MAX_NUMBERS = 50_000
MAX_LABEL_WORDS = 8


def drop_gutters(tree: LexborHTMLParser) -> None:
    """Remove the cells that number the lines of the code beside them."""
    for pre in tree.css("td pre")[:MAX_PARTS]:
        cell = pre.parent
        while cell is not None and cell.tag != "td":
            cell = cell.parent
        row = cell.parent if cell is not None else None
        if cell is None or row is None or count_numbers(cell):
            continue
        lines = len((pre.text(deep=True) or "").strip("\n").split("\n"))
        for beside in list(row.iter())[:MAX_SIBLINGS]:
            if beside.mem_id != cell.mem_id and abs(count_numbers(beside) - lines) <= 1 < lines:
                beside.decompose()


def count_numbers(node: LexborNode) -> int:
    """The count of numbers in an element, if it holds nothing else and each is one more than the previous."""
    found = (node.text(deep=True, separator=" ") or "").split()
    if not found or len(found) > MAX_NUMBERS or not all(word.isascii() and word.isdigit() for word in found):
        return 0
    first = int(found[0][:9])
    return len(found) if all(int(word[:9]) == first + nth for nth, word in enumerate(found)) else 0


def clear_boxes(tree: LexborHTMLParser) -> None:
    """Remove line numbers and labels beside a ``pre`` from its box. A label may name its language."""
    for pre in tree.css("pre")[:MAX_PARTS]:
        box = pre.parent
        for _ in range(MAX_BOXES):
            if box is None or box.tag in NOT_BOXES or len(box.css("pre")) > 1:
                break
            if BOX.search(box.attrs.get("class") or ""):
                for node in list(box.iter())[:MAX_SIBLINGS]:
                    if node.tag in LABEL_TAGS and node.css_first("pre") is None:
                        _drop_label(node, pre)
            box = box.parent


def is_labels(text: str) -> bool:
    """Whether a text consists of names of languages and labels of buttons over code, or is empty."""
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
        if "toolbar" in (node.attrs.get("class") or ""):  # of images
            node.decompose()
        return
    if not NUMBERS.fullmatch(text) and not is_labels(text):
        return
    named = language_of_label(text)
    if named and VALUE not in pre.attrs and pre.attrs.get(PLACE) == "code":
        pre.attrs[VALUE] = named
    node.decompose()
