"""Footnotes whose text is at their mark: hidden inside it, or right after it as a note in the margin.

They become blocks after the paragraph.
"""

from __future__ import annotations

from html import escape

from selectolax.lexbor import LexborHTMLParser, LexborNode, create_tag

from cleaner.read.selectors import Selector, select
from cleaner.read.structure.elements import text_of
from cleaner.read.structure.notes import BLOCKS, LABELS, MAX_NOTES, define
from cleaner.read.tags import SPAN, VALUE

INLINE_NOTES = Selector("span[class*=footnote]")
BARE_NOTES = Selector("d-footnote")  # of Distill, whose script numbers them
CONTENT = "[class*=ontent],[class*=ext]:not(sup),[class*=tooltip]:not(sup),[hidden]"
TABLE = "[class*=footnotes_reference_container]"  # has the text of such notes once more, and whole
BESIDE_NOTES = Selector("span.sidenote,span.modern-footnotes-footnote__note")
MARGIN_NOTES = Selector("label.margin-toggle~span.marginnote")  # of Tufte's style sheet, without a number
MAX_AGAIN = 3  # elements at the start of a note that may repeat its label
MAX_BESIDE = 3  # elements between the mark of a note and a note right after it


def mark_sidenotes(tree: LexborHTMLParser, words: int) -> None:
    """Move all such notes of a page. Called after the notes that are links have been marked."""
    moved: dict[int, LexborNode] = {}  # by the paragraph, the last note that was put after it
    _move_inline(tree, words, moved)
    _move_beside(tree, words, moved)
    _move_bare(tree, words, moved)
    for node in select(tree, MARGIN_NOTES, words)[:MAX_NOTES]:
        block = _block_around(node)
        mark, toggles = _mark_before(node)
        if block is None or mark is None:
            continue
        note = create_tag("div")
        note.inner_html = node.inner_html or ""
        _put_after(block, note, moved)
        for part in (node, *toggles):
            part.decompose()


def _move_inline(tree: LexborHTMLParser, words: int, moved: dict[int, LexborNode]) -> None:
    """Turn notes whose text is hidden inside their mark into blocks after the paragraph."""
    for nth, mark in enumerate(select(tree, INLINE_NOTES, words)[:MAX_NOTES]):
        content = mark.css_first(CONTENT)
        block = _block_around(mark)
        if content is None or block is None or SPAN in mark.attrs:
            continue
        if "footnote_tooltip" in (content.attrs.get("class") or "") and tree.css_first(TABLE) is not None:
            content.decompose()
            continue
        label = text_of(mark)
        for again in content.css("sup,span")[:MAX_AGAIN]:
            if (text := (again.text(deep=True) or "").strip()) and label.startswith(text) and LABELS.fullmatch(text):
                again.decompose()
        inner = content.inner_html or ""
        content.decompose()
        found = LABELS.fullmatch((mark.text(deep=True) or "").strip())
        if found is None:
            mark.insert_child(content)
            continue
        note = create_tag("div")
        note.inner_html = inner
        define(note, f"inline-note-{nth}", found[1])
        _put_after(block, note, moved)
        mark.inner_html = escape(f"[{found[1]}]")
        mark.attrs[SPAN], mark.attrs[VALUE] = "note", f"inline-note-{nth}"


def _move_beside(tree: LexborHTMLParser, words: int, moved: dict[int, LexborNode]) -> None:
    """Turn notes whose text is right after their mark, such as those in the margin, into blocks after the paragraph."""
    count = 0
    for content in select(tree, BESIDE_NOTES, words)[:MAX_NOTES]:
        block = _block_around(content)
        mark, toggles = _mark_before(content)
        if block is None or mark is None or SPAN in mark.attrs:
            continue
        count += 1
        found = LABELS.fullmatch((mark.text(deep=True) or "").strip())
        label, target = found[1] if found is not None else str(count), f"beside-note-{count}"
        again = content.first_child
        if again is not None and again.tag in ("sup", "span") and text_of(again).strip("[].:") == label:
            again.decompose()
        note = create_tag("div")
        note.inner_html = content.inner_html or ""
        define(note, target, label)
        _put_after(block, note, moved)
        sign = create_tag("span")
        sign.inner_html = escape(f"[{label}]")
        sign.attrs[SPAN], sign.attrs[VALUE] = "note", target
        content.replace_with(sign)
        for toggle in toggles:
            toggle.decompose()


def _move_bare(tree: LexborHTMLParser, words: int, moved: dict[int, LexborNode]) -> None:
    """Turn notes in the line without any mark into blocks after the paragraph."""
    for nth, node in enumerate(select(tree, BARE_NOTES, words)[:MAX_NOTES], 1):
        block = _block_around(node)
        if block is None or node.parent is None:
            continue
        note, sign = create_tag("div"), create_tag("span")
        note.inner_html = node.inner_html or ""
        define(note, f"bare-note-{nth}", str(nth))
        _put_after(block, note, moved)
        sign.inner_html = f"[{nth}]"
        sign.attrs[SPAN], sign.attrs[VALUE] = "note", f"bare-note-{nth}"
        node.replace_with(sign)


def _block_around(node: LexborNode) -> LexborNode | None:
    """The paragraph, or another block, that holds an element of a line."""
    block = node.parent
    while block is not None and block.tag not in BLOCKS:
        block = block.parent
    return block


def _put_after(block: LexborNode, note: LexborNode, moved: dict[int, LexborNode]) -> None:
    """Put a note after its paragraph and the notes that are there already."""
    last = moved.get(block.mem_id, block)
    last.insert_after(note)
    if last.next is not None:  # the tree has a copy of the note
        moved[block.mem_id] = last.next


def _mark_before(content: LexborNode) -> tuple[LexborNode | None, list[LexborNode]]:
    """The mark right before a note in the margin, and all elements between the text and the note."""
    seen: list[LexborNode] = []
    at = content.prev
    while at is not None and len(seen) < MAX_BESIDE:
        if at.is_element_node:
            seen.append(at)
            if at.tag in ("label", "sup"):
                return at, seen
            if at.tag != "input":
                break
        elif (at.text_content or "").strip():
            break
        at = at.prev
    return None, []
