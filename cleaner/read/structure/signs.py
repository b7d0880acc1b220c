"""Cells of data tables that say something only by a sign, such as a tick: its name is the text of the cell."""

from __future__ import annotations

from selectolax.lexbor import LexborHTMLParser, LexborNode, create_tag

from cleaner.read.selectors import ALL, Selector, may_match, select
from cleaner.read.structure.elements import ancestors, text_of
from cleaner.read.tags import DATA, TABLE

DRAWN = Selector("td svg[aria-label],td svg title")  # which are removed before the purpose of a table is known
SIGNS = Selector("td img[alt],td i[title],td i[aria-label],td span[aria-label],td span[title]")
NAMES = ("aria-label", "title", "alt")
MAX_SIGNS = 5_000
MAX_NAME_CHARS = 24
MAX_ICON = 40  # pixels; a larger image is a picture
MAX_UP = 12  # elements between a sign, its cell and its table


def keep_drawn(tree: LexborHTMLParser, words: int) -> None:
    """Put an element with the name of a drawing in a cell beside it."""
    for node in select(tree, DRAWN, words)[:MAX_SIGNS]:
        name = node.attrs.get("aria-label") if node.tag == "svg" else text_of(node)
        drawing = node if node.tag == "svg" else node.parent
        if name and drawing is not None and drawing.tag == "svg" and drawing.parent is not None:
            sign = create_tag("i")
            sign.attrs["aria-label"] = name
            drawing.insert_before(sign)


def name_signs(tree: LexborHTMLParser, words: int) -> None:
    """Write the name of the only sign of a cell that has no other text, in a table with headers."""
    drawn = may_match(DRAWN, words)  # then elements may be there that the page itself has not
    for node in select(tree, SIGNS, ALL if drawn else words)[:MAX_SIGNS]:
        name = next((value.strip() for each in NAMES if (value := node.attributes.get(each))), "")
        if not 0 < len(name) <= MAX_NAME_CHARS or "." in name or (node.tag == "img" and not _is_icon(node)):
            continue
        around = [*ancestors(node, MAX_UP)]
        cell = next((at for at in around if at.tag == "td"), None)
        table = next((at for at in around if at.tag == "table"), None)
        if cell is None or table is None or table.attrs.get(TABLE) != DATA or text_of(cell):
            continue
        if table.css_first("th") is not None:  # without headers, it is rather an ornament
            node.insert_after(name)


def _is_icon(image: LexborNode) -> bool:
    """Whether an image is too small for a picture, by its stated size or its class."""
    attrs = image.attributes
    sizes = [int(size) for name in ("width", "height") if (size := attrs.get(name)) and size.isdecimal()]
    if sizes:
        return max(sizes) <= MAX_ICON
    return "icon" in (attrs.get("class") or "").lower()
