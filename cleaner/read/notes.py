"""Footnotes: marks in the text, the definitions that they point to, and the links back, which go.

A mark becomes a span whose text is its label in brackets; the element of its definition becomes a place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape

from selectolax.lexbor import LexborHTMLParser, LexborNode

from cleaner.read.structure_data import names
from cleaner.read.tags import LABEL, PLACE, SPAN, VALUE

LABELS = re.compile(r"[\[(]?\s*(\d{1,4}|[a-z]|[ivx]{1,5}|[*†‡§¶]{1,3}|(?:note|nb|fn)\s?\d{1,3})\s*[\])]?:?", re.I)
NUMBER = re.compile(r"[\[(]?\s*(\d{1,3})\s*[\])]?[.:]?")
# Words in names of marks and of definitions, as software writes them.
MARKED = re.compile(
    r"foot-?note|fn-?ref|fnref|note-?ref|ref-?note|footref|\bfn\d|endnote|\bcite|citation|reference|sdfootnote|\bbib|"
    r"easy-footnote|doc-noteref|sidenote|footnum|\bfnr?\b|\bftn|\bnote",
    re.I,
)
TARGETED = re.compile(r"^#?(?:.*(?:fn|note|cite|ref|bib|ftn|sdf|foot|end)|\d{1,4}$|_edn|f\d|n\d|r\d|s\d|cr\d|a?c\d)", re.I)
BLOCKS = frozenset("li p div dd dt tr td section aside article blockquote".split())
MAX_NOTES = 3_000
MAX_NOTE_CHARS = 6_000
MAX_LEVELS = 5  # from an anchor up to the block that is the definition


def mark_notes(tree: LexborHTMLParser, html: str) -> None:
    """Tie the footnotes of a page to their marks."""
    done = _mark_linked(tree) if "#" in html and "<a " in html else 0
    if not done and "<sup" in html:
        _mark_numbered(tree)


def _mark_linked(tree: LexborHTMLParser) -> int:
    """Marks that are links to an element of the page. The number of definitions found."""
    marks = [*_find_marks(tree)]
    if not marks:
        return 0
    targets = {name: node for node in tree.css("[id],a[name]") for name in _names_of(node)}
    defined: dict[str, LexborNode] = {}
    labels: dict[int, str] = {}
    back: set[str] = set()
    for link, target, label in marks:
        node = targets.get(target)
        if target not in defined and node is not None:
            found = _definition_of(node, link)
            if found is None or found.mem_id in labels:
                continue
            defined[target], labels[found.mem_id] = found, label
        if target in defined:
            back.update(_names_around(link))
    for target, node in defined.items():
        _strip_definition(node, labels[node.mem_id], back)
        node.attrs[PLACE], node.attrs[VALUE], node.attrs[LABEL] = "note", target, labels[node.mem_id]
    for link, target, label in marks:
        if target in defined and link.parent is not None:
            _put_mark(link, target, label)
    return len(defined)


def _find_marks(tree: LexborHTMLParser) -> Iterator[tuple[LexborNode, str, str]]:
    """Links that look like the mark of a note: the link, the id that it points to, its label."""
    for link in tree.css('a[href*="#"]')[: 4 * MAX_NOTES]:
        address = link.attrs.get("href") or ""
        target = address.rpartition("#")[2]
        text = " ".join((link.text(deep=True) or "").split())
        found = LABELS.fullmatch(text)
        if not target or found is None or len(text) > 12:
            continue
        parent = link.parent
        sup = link.css_first("sup") is not None or (parent is not None and parent.tag == "sup")
        own = " ".join(
            str(link.attrs.get(name) or "") for name in ("class", "id", "role", "rel", "epub:type", "data-footnote-ref")
        )
        around = f"{parent.attrs.get('class') or ''} {parent.attrs.get('id') or ''}" if parent is not None else ""
        if sup or MARKED.search(own) or MARKED.search(around) or (text[0] in "[(" and TARGETED.match(target)):
            if "backref" not in own and "backlink" not in own:
                yield link, target, found[1]


def _names_of(node: LexborNode) -> list[str]:
    return [name for name in (node.attrs.get("id"), node.attrs.get("name")) if name]


def _names_around(link: LexborNode) -> set[str]:
    """The ids to which a definition may link back."""
    found: set[str] = set()
    at: LexborNode | None = link
    for _ in range(3):
        if at is None:
            break
        found.update(_names_of(at))
        at = at.parent
    for inner in link.css("[id]"):
        found.update(_names_of(inner))
    return found


def _definition_of(target: LexborNode, link: LexborNode) -> LexborNode | None:
    """The block that an anchor stands for, if it may be the definition of a note."""
    at: LexborNode | None = target
    above = _ancestors(link)
    for _ in range(MAX_LEVELS):
        if at is None or at.tag in ("body", "html", "article", "main", "h1", "h2", "h3", "h4", "h5", "h6"):
            return None
        if at.mem_id in above:  # the mark stands in it
            return None
        if at.tag in BLOCKS:
            size = len((at.text(deep=True) or "").strip())
            if size > MAX_NOTE_CHARS:
                return None
            if size > 8 and not (at.tag == "p" and at.parent is not None and at.parent.tag == "li"):
                return at
        at = at.parent
    return None


def _ancestors(node: LexborNode) -> set[int]:
    found: set[int] = set()
    at: LexborNode | None = node
    while at is not None:
        found.add(at.mem_id)
        at = at.parent
    return found


def _strip_definition(node: LexborNode, label: str, back: set[str]) -> None:
    """Take the links back and the number out of a definition."""
    for link in node.css("a"):
        text = " ".join((link.text(deep=True) or "").split()).lower()
        target = (link.attrs.get("href") or "").rpartition("#")[2]
        own = f"{link.attrs.get('class') or ''} {link.attrs.get('role') or ''} {link.attrs.get('rel') or ''}".lower()
        leads_back = target in back or "backref" in own or "backlink" in own or "reversefootnote" in own
        plain = text.strip("[]() .:")
        if link.parent is not None and (
            text in names("back_links") or (leads_back and (len(plain) <= 3 or plain == label.lower()))
        ):
            link.decompose()
    _strip_number(node, label)


def _strip_number(node: LexborNode, label: str) -> None:
    """Take the label off the start of a definition."""
    pattern = re.compile(rf"\s*[\[(]?\s*{re.escape(label)}\s*[\])]?\s*[.:]?\s+|\s*[\[(]?\s*{re.escape(label)}\s*[\])]?[.:]?\Z")
    for each in node.traverse(include_text=True):
        if each.is_text_node and (text := each.text_content or "").strip():
            found = pattern.match(text)
            if found:
                each.replace_with(text[found.end() :] or " ")
            elif text.strip() in ("^", "[", "]"):
                each.replace_with(" ")
            return


def _put_mark(link: LexborNode, target: str, label: str) -> None:
    """Make a link the mark of a note: its label in brackets, without the address."""
    holder = link
    parent = link.parent
    if parent is not None and parent.tag == "sup" and LABELS.fullmatch(" ".join((parent.text(deep=True) or "").split())):
        holder = parent
    holder.inner_html = escape(f"[{label}]")
    for name in ("href", "hidden", "aria-hidden"):
        if name in holder.attrs:
            del holder.attrs[name]
    holder.attrs[SPAN], holder.attrs[VALUE] = "note", target


def _mark_numbered(tree: LexborHTMLParser) -> None:
    """Marks that are raised numbers without a link, counted from 1, with numbered blocks after them as definitions."""
    marks: dict[int, list[LexborNode]] = {}
    heads: dict[int, LexborNode] = {}
    for node in tree.css("sup,strong,b")[: 4 * MAX_NOTES]:
        found = NUMBER.fullmatch(" ".join((node.text(deep=True) or "").split()))
        if found is None or node.parent is None:
            continue
        number = int(found[1])
        if _begins_block(node):
            if number in marks:
                heads.setdefault(number, node)
        elif node.tag == "sup":
            marks.setdefault(number, []).append(node)
    count = 0
    while count + 1 in marks and count + 1 in heads:
        count += 1
    if not count or len(heads) > count or not _are_announced(heads[1]):
        return
    for number in range(1, count + 1):
        head = heads[number]
        block = head.parent
        if block is None:
            return
        head.decompose()
        block.attrs[PLACE], block.attrs[VALUE], block.attrs[LABEL] = "note", f"note-{number}", str(number)
        for mark in marks[number]:
            mark.inner_html = f"[{number}]"
            mark.attrs[SPAN], mark.attrs[VALUE] = "note", f"note-{number}"


def _begins_block(node: LexborNode) -> bool:
    """Whether an element stands at the start of a paragraph or item that goes on after it."""
    parent = node.parent
    if parent is None or parent.tag not in ("p", "li", "div", "dd"):
        return False
    before = node.prev
    while before is not None:
        if before.is_element_node or (before.text_content or "").strip():
            return False
        before = before.prev
    return len((parent.text(deep=True) or "").strip()) > len((node.text(deep=True) or "").strip()) + 4


def _are_announced(head: LexborNode) -> bool:
    """Whether a rule or a heading such as "Notes" stands before the first definition."""
    at = head.parent
    before = at.prev if at is not None else None
    for _ in range(4):
        if before is None:
            at = at.parent if at is not None else None
            before = at.prev if at is not None else None
            if at is None or at.tag in ("body", "article", "main"):
                return False
        elif before.is_element_node:
            if before.tag == "hr":
                return True
            return (before.text(deep=True) or "").strip(" :\n\t").lower() in names("note_headings")
        else:
            before = before.prev
    return False
