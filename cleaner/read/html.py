"""HTML to blocks, on lexbor (the HTML standard's own parsing algorithm, by selectolax).

lexbor parses, what no browser shows is taken out of its tree, and the tree is written out again: well formed, every
element closed, every attribute quoted. One linear pass over that markup then makes the blocks, twice as fast as
walking the tree through Python objects. Every visible letter lands in exactly one block: the joined blocks equal the
visible text, white space aside. Nothing is judged here.
"""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

from cleaner.model import Document, Head
from cleaner.read.decode import cap_depth
from cleaner.read.head import declared_language, read_metas
from cleaner.read.walk import DATA, HIDE, LAYOUT, OWN, TABLE, Walk

# What no browser shows as text. Fallbacks inside players and frames are shown only where the element is unknown.
INVISIBLE = (
    "script,style,svg,template,iframe,object,embed,video,audio,canvas,select,datalist,textarea,"
    "head,title,link,meta,noframes,math annotation"
)
HIDDEN = (
    '[hidden],[aria-hidden="true"],[style*="display:none" i],[style*="display: none" i],'
    '[style*="visibility:hidden" i],[style*="visibility: hidden" i]'
)
# Elements whose content the serializer would write raw; as pre they are read like any other.
RAW_TAGS = "xmp,plaintext,listing,noembed"
RAW_TEXT = re.compile(r"<(/?)(?:xmp|plaintext|listing|noembed)\b", re.I)
TABLE_OF_LAYOUT = "h1,h2,h3,h4,h5,h6,form,section,article,ul,ol,blockquote,pre,p + p"
MAX_CELL_CHARS = 400
MIN_NOSCRIPT_CHARS = 400  # a shorter noscript is a notice to switch scripts on, or an image
TAIL_CHARS = 4096


def read_html(html: str, *, with_links: bool = False) -> Document:
    """Segment a decoded page. ``html`` must have passed ``decode.scrub``. Never raises on any markup.

    What a style sheet or an attribute hides is read too, as hidden blocks: it may be a folded answer or a menu.
    """
    html = cap_depth(html)
    tree = LexborHTMLParser(html)
    if tree.css_first(RAW_TAGS) is not None:
        html = RAW_TEXT.sub(r"<\1pre", html)
        tree = LexborHTMLParser(html)
    head = _read_head(tree)
    body = tree.body or tree.root
    if body is None:
        return Document((), head)
    for node in tree.css("noscript"):
        if len(node.text(deep=True, strip=True)) < MIN_NOSCRIPT_CHARS:
            node.decompose()
    for node in tree.css(INVISIBLE):
        if node.tag not in ("body", "html") and node.parent is not None:
            node.decompose()
    if OWN in html:
        for node in tree.css(f"[{TABLE}],[{HIDE}]"):  # the page's own would pass for the reader's
            for name in (TABLE, HIDE):
                if name in node.attrs:
                    del node.attrs[name]
    for node in tree.css(HIDDEN):
        if node.tag not in ("body", "html"):
            node.attrs[HIDE] = ""
    for table in reversed(tree.css("table")):  # inner tables first
        table.attrs[TABLE] = LAYOUT if _lays_out(table) else DATA
    walk = Walk(with_links)
    walk.run(body.html or "")
    return Document(
        blocks=tuple(walk.blocks),
        head=walk.complete(head),
        language=head.language,
        partial=_cut_off(html),
        images=tuple(walk.images),
    )


def _read_head(tree: LexborHTMLParser) -> Head:
    title = tree.css_first("head > title") or tree.css_first("title")
    return Head(
        title=(" ".join(title.text(deep=True).split()) or None) if title is not None else None,
        language=declared_language(tree.root.attrs if tree.root is not None else {}),
        metas=read_metas(node.attrs for node in tree.css("meta[content]")),
        links=tuple(
            ((node.attrs.get("rel") or "").lower(), node.attrs.get("href") or "", node.attrs.get("type") or "")
            for node in tree.css("link[rel][href]")
        ),
        json_ld=tuple(
            text
            for node in tree.css('script[type*="ld+json" i]')
            if (text := (node.text(deep=True) or "").strip())
        ),
        scripts=len(tree.css("script")),
        inputs=tuple((node.attrs.get("type") or "text").lower() for node in tree.css("input")[:200]),
    )  # fmt: skip


def _lays_out(table: LexborNode) -> bool:
    """Whether a table lays out the page: it holds a table, blocks, long cells or a single column.

    Tables inside it were looked at before and are marked. (A search by ``table`` would find the table itself.)
    """
    if table.css_first(f"[{TABLE}]") is not None or table.css_first(TABLE_OF_LAYOUT) is not None:
        return True
    if table.css_first("td + td,th + td,th + th") is None:
        return True
    return any(len(cell.text(deep=True)) > MAX_CELL_CHARS for cell in table.css("td"))


def _cut_off(html: str) -> str | None:
    """Why text may be missing at the end: the page stops inside a tag or a comment."""
    tail = html[-TAIL_CHARS:]
    if tail.rfind("<") > tail.rfind(">") and re.search(r"<[/a-zA-Z][^<>]*\Z", tail):
        return "the page ends inside a tag"
    if html.rfind("<!--") > html.rfind("-->"):
        return "the page ends inside a comment"
    return None
