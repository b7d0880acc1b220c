"""Footnotes: marks in the text, their definitions, and the links back, which are removed.

A mark becomes a span whose text is its label in brackets. The element of its definition becomes a place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import escape
from itertools import islice

from selectolax.lexbor import LexborHTMLParser, LexborNode, create_tag

from cleaner.patterns import later
from cleaner.read.selectors import Selector, select
from cleaner.read.structure.data import names
from cleaner.read.structure.elements import text_of
from cleaner.read.structure.packed import part_notes
from cleaner.read.tags import LABEL, PLACE, SPAN, VALUE

LABELS = re.compile(r"[\[(]?\s*(\d{1,4}|[a-z]|[ivx]{1,5}|[*†‡§¶]{1,3}|(?:note|nb|fn)\s?\d{1,3})\s*[\])]?:?", re.I)
RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
NUMBER = later(r"[\[(]?\s*(\d{1,3})\s*[\])]?[.:]?")
# Words in the names of marks and of definitions in common software.
MARKED = later(
    r"foot-?note|fn-?ref|fnref|note-?ref|ref-?note|footref|\bfn\d|endnote|\bcite|citation|reference|sdfootnote|\bbib|"
    r"easy-footnote|doc-noteref|sidenote|footnum|\bfnr?\b|\bftn|\bnote",
    re.I,
)
TARGETED = later(r"^#?(?:.*(?:fn|note|cite|ref|bib|ftn|sdf|foot|end)|\d{1,4}$|_edn|f\d|n\d|r\d|s\d|cr\d|a?c\d)", re.I)
BLOCKS = frozenset(["li", "p", "div", "dd", "dt", "tr", "td", "section", "aside", "article", "blockquote"])
INLINE = frozenset(["sup", "span", "small", "b", "i", "em", "strong", "label", "cite"])
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
BACK = later(r"back-?(?:ref|link)|footnote-number|reversefootnote|ref-back", re.I)
TABLES = Selector("table.footnote")
MAX_NOTES = 3_000
MAX_LABEL_CHARS = 12
MAX_NOTE_CHARS = 6_000
MIN_ITEM_CHARS = 3  # of a definition that is the item to which its mark points, such as "Ibid."
MIN_BLOCK_CHARS = 9  # of any other definition
MAX_PARTS = 300  # elements of a note that is a table
MAX_BRACKETS = 3  # pieces of text that the brackets around a label may take
MAX_LEVELS = 5  # from an anchor up to the block that is the definition


def mark_notes(tree: LexborHTMLParser, words: int, *, linked: bool, raised: bool) -> None:
    """Connect the footnotes of a page with their marks.

    ``linked`` means that a link may be a mark, ``raised`` that the page has ``sup`` elements.
    """
    linked = part_notes(tree, words, marked=linked or raised) or linked
    for table in select(tree, TABLES, words)[:MAX_NOTES]:
        _open_table(table)
    done = _mark_linked(tree) if linked else 0
    if not done and raised:
        _mark_numbered(tree)


def _open_table(table: LexborNode) -> None:
    """Replace a note that is a table of one row, as in old versions of Docutils, by its text."""
    parts = [*islice(table.traverse(), MAX_PARTS)]
    cells = [part for part in parts if part.tag in ("td", "th")]
    if len(parts) == MAX_PARTS or len(cells) != 2 or LABELS.fullmatch((cells[0].text(deep=True) or "").strip()) is None:
        return
    note = create_tag("div")
    note.inner_html = cells[1].inner_html or ""
    note.attrs["id"] = table.attrs.get("id") or ""
    table.replace_with(note)


def _mark_linked(tree: LexborHTMLParser) -> int:
    """Find marks that are links to an element further down the page. Return the number of definitions."""
    marks = [*find_marks(tree.css('a[href*="#"]'))]
    if not marks:
        return 0
    places: dict[int, int] = {}
    targets: dict[str, LexborNode] = {}
    for nth, node in enumerate(tree.css('[id],a[name],a[href*="#"]')):
        places[node.mem_id] = nth
        for name in _names_of(node):
            targets.setdefault(name, node)
    marks = [
        (link, target, label)
        for link, target, label in marks
        if target in targets and places[targets[target].mem_id] > places.get(link.mem_id, 0)
    ]
    defined: dict[str, LexborNode] = {}
    labels: dict[int, str] = {}
    back: set[str] = set()
    for link, target, label in marks:
        if target not in defined:
            found = _definition_of(targets[target], link)
            if found is None or found.mem_id in labels:
                continue
            defined[target], labels[found.mem_id] = found, label
        back.update(_names_around(link))
    for target, node in defined.items():
        label = labels[node.mem_id]
        _strip_definition(node, label, back)
        define(node, target, label)
    bracketed: set[int] = set()  # elements in whose text the page itself has opened a bracket
    for link, target, label in marks:
        if target in defined and link.parent is not None:
            _put_mark(link, target, label, bracketed)
    return len(defined)


def define(node: LexborNode, target: str, label: str) -> None:
    """Make an element the definition of a note."""
    node.attrs[PLACE], node.attrs[VALUE], node.attrs[LABEL] = "note", target, label


def find_marks(links: Sequence[LexborNode]) -> Iterator[tuple[LexborNode, str, str]]:
    """Links that look like the mark of a note: the link, its target id, its label."""
    for link in links[: 4 * MAX_NOTES]:
        _, here, target = (link.attrs.get("href") or "").rpartition("#")
        if not here or not target:
            continue
        shown = text_of(link)
        text = shown.translate(RAISED) if len(shown) <= MAX_LABEL_CHARS else ""
        found = LABELS.fullmatch(text)
        if found is None:
            continue
        parent = link.parent
        sup = text != shown or link.css_first("sup") is not None or (parent is not None and parent.tag == "sup")
        own = _words_of(link)
        around = _words_of(parent) if parent is not None and parent.tag in INLINE else ""
        inner = link.first_child
        inside = _words_of(inner) if inner is not None and inner.is_element_node else ""
        named = MARKED.search(f"{own} {around} {inside}") is not None
        if (sup or named or (text[0] in "[(" and TARGETED.match(target))) and not BACK.search(own):
            yield link, target, found[1]


def _words_of(node: LexborNode) -> str:
    """The words in the attributes of an element."""
    names_of = ("class", "id", "name", "role", "rel", "epub:type")
    attrs = node.attributes
    return " ".join(attrs.get(name) or "" for name in names_of)


def _names_of(node: LexborNode) -> list[str]:
    attrs = node.attributes  # in the parser's form, an attribute that is missing costs an exception
    return [name for name in (attrs.get("id"), attrs.get("name")) if name]


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
        if at is None or at.tag in ("body", "html", "article", "main"):
            return None
        if at.tag in HEADINGS or (at.tag == "dt" and LABELS.fullmatch((at.text(deep=True) or "").strip())):
            return _after_heading(at)
        if at.mem_id in above:  # the mark is inside it
            return None
        if at.tag in BLOCKS:
            size = len((at.text(deep=True) or "").strip())
            if size > MAX_NOTE_CHARS:
                return None
            least = MIN_ITEM_CHARS if at.tag == "li" and at.mem_id == target.mem_id else MIN_BLOCK_CHARS
            if size >= least and not (at.tag == "p" and at.parent is not None and at.parent.tag == "li"):
                return at
        at = at.parent
    return None


def _after_heading(heading: LexborNode) -> LexborNode | None:
    """The block under a heading or a term that consists of the number of a note. The heading is removed."""
    if LABELS.fullmatch((heading.text(deep=True) or "").strip()) is None:
        return None
    after = heading.next
    while after is not None and not after.is_element_node:
        after = after.next
    if after is None or after.tag not in BLOCKS:
        return None
    heading.decompose()
    return after


def _ancestors(node: LexborNode) -> set[int]:
    found: set[int] = set()
    at: LexborNode | None = node
    while at is not None:
        found.add(at.mem_id)
        at = at.parent
    return found


def _strip_definition(node: LexborNode, label: str, back: set[str]) -> None:
    """Remove the links back and the number from a definition."""
    for part in node.css(".mw-cite-backlink"):  # of MediaWiki, with words for screen readers
        part.decompose()
    labels = names("back_links")
    for link in node.css("a"):
        text = text_of(link).lower()
        target = (link.attrs.get("href") or "").rpartition("#")[2]
        own = f"{link.attrs.get('class') or ''} {link.attrs.get('role') or ''} {link.attrs.get('rel') or ''}".lower()
        leads_back = target in back or "backref" in own or "backlink" in own or "reversefootnote" in own
        plain = text.strip("[]() .:")
        if link.parent is not None and (
            not labels.isdisjoint((text, plain)) or (leads_back and (len(plain) <= 3 or plain == label.lower()))
        ):
            link.decompose()
    _strip_number(node, label)


def _strip_number(node: LexborNode, label: str) -> None:
    """Remove the label from the start of a definition."""
    pattern = re.compile(  # of the label, or of the point that is left of it
        rf"\s*[\[(]?\s*{re.escape(label)}\s*[\])]?\s*[.:]?\s+|\s*[.:]\s+|\s*[\[(]?\s*{re.escape(label)}\s*[\])]?[.:]?\Z"
    )
    first = (
        each for each in node.traverse(include_text=True) if each.is_text_node and (each.text_content or "").strip()
    )
    for each in [*islice(first, MAX_BRACKETS)]:
        text = each.text_content or ""
        found = pattern.match(text.translate(RAISED))
        if found:
            each.replace_with(text[found.end() :] or " ")
        elif text.strip() in ("^", "[", "]"):
            each.replace_with(" ")
            continue
        return


def _put_mark(link: LexborNode, target: str, label: str, bracketed: set[int]) -> None:
    """Turn a link into the mark of a note: its label without the address, in brackets unless the page has them."""
    holder = link
    parent = link.parent
    if parent is not None and parent.tag == "sup" and LABELS.fullmatch(text_of(parent)):
        holder = parent
    around = holder.parent.mem_id if holder.parent is not None else 0
    left = (holder.prev.text_content or "") if holder.prev is not None and holder.prev.is_text_node else ""
    if "[" in left or "]" in left:
        (bracketed.add if left.rfind("[") > left.rfind("]") else bracketed.discard)(around)
    holder.inner_html = escape(label if around in bracketed else f"[{label}]")
    for name in ("href", "hidden", "aria-hidden"):
        if name in holder.attrs:
            del holder.attrs[name]
    holder.attrs[SPAN], holder.attrs[VALUE] = "note", target


def _mark_numbered(tree: LexborHTMLParser) -> None:
    """Find marks that are raised numbers without a link, counted from 1, with numbered blocks as definitions."""
    marks: dict[int, list[LexborNode]] = {}
    heads: dict[int, LexborNode] = {}
    for node in tree.css("sup,strong,b")[: 4 * MAX_NOTES]:
        found = NUMBER.fullmatch(text_of(node))
        if found is None or node.parent is None:
            continue
        number = int(found[1])
        if _begins_block(node):
            if number in marks:
                heads.setdefault(number, node)
        elif node.tag == "sup":
            marks.setdefault(number, []).append(node)
    for start, item in _items_beside(tree):
        heads.setdefault(start, item)
    count = 0
    while count + 1 in marks and count + 1 in heads:
        count += 1
    if not count or len(heads) > count or not (heads[1].tag == "li" or _are_announced(heads[1])):
        return
    for number in range(1, count + 1):
        head = heads[number]
        block = head if head.tag == "li" else head.parent
        if block is None:
            return
        if block is not head:
            head.decompose()
        define(block, f"note-{number}", str(number))
        for mark in marks[number]:
            mark.inner_html = f"[{number}]"
            mark.attrs[SPAN], mark.attrs[VALUE] = "note", f"note-{number}"


def _items_beside(tree: LexborHTMLParser) -> Iterator[tuple[int, LexborNode]]:
    """Numbered items beside the text, or in a list of notes."""
    for numbered in tree.css("aside ol,ol[class*=note],ol[class*=reference],[class*=footnotes] ol")[:MAX_NOTES]:
        start = (numbered.attrs.get("start") or "1").strip()
        first = int(start) if start.isdigit() and len(start) < 5 else 1
        for nth, item in enumerate(node for node in numbered.iter() if node.tag == "li"):
            yield first + nth, item


def _begins_block(node: LexborNode) -> bool:
    """Whether an element is at the start of a paragraph or item that continues after it."""
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
    """Whether a rule or a heading such as "Notes" comes before the first definition."""
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
