"""HTML to blocks, on lexbor (the HTML standard's own parsing algorithm, by selectolax).

lexbor parses the page. Elements that no browser shows are removed from its tree. Then the tree is written out again,
with every element closed and every attribute quoted. A linear walker over this markup makes the blocks, twice as fast
as a walk over the tree through Python objects. Every visible letter becomes part of exactly one block: the joined
blocks equal the visible text, apart from white space. Nothing is judged here.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from html import escape
from typing import NamedTuple

from selectolax.lexbor import LexborDocumentOptions, LexborHTMLParser, LexborNode, SelectolaxError, create_tag

from cleaner.model import Document, Head, SiteField, SiteRules, SiteValue
from cleaner.read.bodies import STATED
from cleaner.read.bounds import note_bounds
from cleaner.read.compiled import new_walk
from cleaner.read.decode import cap_attributes, cap_tags, scrub_characters
from cleaner.read.expand import END, END_TAG, SHOWN_ELSEWHERE, expand, why_cut
from cleaner.read.head import META_NAMES, Stated, declared_language, read_metas, unescaped
from cleaner.read.images import show_whole
from cleaner.read.markup import join_formulas, may_hold_formulas, open_shadows, repair_markup
from cleaner.read.mojibake import repair_field
from cleaner.read.selectors import ALL, Look, Selector, look, matches, may_match, select
from cleaner.read.structure import mark_roles, mark_structure
from cleaner.read.structure.boxes import CLOSED, find_boxes, is_opened
from cleaner.read.structure.cuts import find_uncut
from cleaner.read.structure.framesets import note_frames, unframed
from cleaner.read.structure.layout import mark_tables
from cleaner.read.structure.pictures import keep_images
from cleaner.read.structure.programs import empty_drawings, empty_programs
from cleaner.read.structure.signs import name_signs
from cleaner.read.structure.tables import fit_cells
from cleaner.read.structure.tabs import find_panes, is_pane
from cleaner.read.structure.unseen import find_unseen, find_unspoken
from cleaner.read.tags import HIDE, OWN_ATTRIBUTES, SITE
from cleaner.read.walk import Walk

# Elements that no browser shows as text. Fallbacks in players and frames are shown only if the element is unknown.
INVISIBLE = frozenset({
    "script", "style", "svg", "template", "iframe", "object", "video", "audio", "canvas", "select", "datalist",
    "textarea", "head", "title", "link", "meta", "noframes", "annotation", "annotation-xml",
})  # fmt: skip
HIDDEN = (
    '[hidden],[aria-hidden="true"],h3.landmark.heading,[style*="display:none" i],[style*="display: none" i],'
    '[style*="visibility:hidden" i],[style*="visibility: hidden" i],amp-sidebar,amp-lightbox'
    f",{CLOSED}"
)
UNSHOWN = Selector(f"{','.join(sorted(INVISIBLE - {'head'}))},{HIDDEN}")  # the head is removed as a whole
# Elements whose content the serializer would write raw. As pre they are read like any other.
RAW_TAGS, EXAMPLES = "plaintext,listing,noembed", "xmp"
OWN_MARKS = ",".join(f"[{name}]" for name in OWN_ATTRIBUTES)
SHADOW_ROOTS = "template[shadowrootmode],template[shadowroot]"
ODD = Selector(f"{RAW_TAGS},{EXAMPLES},{OWN_MARKS},{SHADOW_ROOTS},{SHOWN_ELSEWHERE}")  # features of very few pages
END_MARK = Selector(END_TAG)
NOSCRIPTS, TABLES = Selector("noscript"), Selector("table")
SIGNATURE = Selector(",".join(f"[{name}*=signature]" for name in ("class", "id", "role", "itemprop")))
AUTHOR_PROPERTY = Selector('[itemprop^="author"]')
STATING = "script,meta,link[rel][href]"
HEAD_TAGS = Selector(f"title,base[href],noscript,{STATING}")
OTHER_HEAD_TAGS, UNTITLED_HEAD_TAGS = Selector("title,base[href],noscript"), Selector("base[href],noscript")
RAW_TEXT = re.compile(r"<(/?)(?:plaintext|listing|noembed)\b", re.I)
MIN_NOSCRIPT_CHARS = 400  # a shorter noscript is a notice to turn scripts on, or an image
MAX_VALUES = 40  # elements that one metadata selector may find
MAX_VALUE_CHARS = 2_000
# Without events, nothing is copied to the label of a choice, which no reader sees, and changes of the tree are faster.
OPTIONS = int(LexborDocumentOptions.WO_EVENTS)

FindRules = Callable[[Head], SiteRules | None]
MakeWalk = Callable[[frozenset[str]], Walk]


class Parsed(NamedTuple):
    """The tree of a page, the words of selectors in it, and whether it has rare features (ODD).

    The tree of a page with rare features may contain any word. ``stated`` is what its tags state, if that is known.
    """

    tree: LexborHTMLParser
    words: int
    odd: bool
    stated: Stated | None


def no_rules(head: Head) -> None:
    """A page without rules of its site."""


def read_html(
    html: str,
    *,
    find_rules: FindRules = no_rules,
    make_walk: MakeWalk = new_walk,
    stated: str = "",
    seen: Look | None = None,
) -> Document:
    """Segment a decoded page. ``html`` must have passed ``decode.scrub``. Never raises on any markup.

    Elements that a style sheet or an attribute hides are read as hidden blocks: they may be folded answers or menus.
    ``find_rules`` returns the rules of the page's site; its exceptions are passed on. ``make_walk`` makes the walker.
    ``stated`` is a body that the page states elsewhere. It is read as an element STATED at the end. ``seen`` is what
    ``look_at`` saw in a page that it repaired.
    """
    if seen is None:
        html, seen = look_at(html)
    html, seen = _capped(html, seen)
    parsed = _parse(html, seen, END)
    cut = why_cut(parsed.tree, html, alone=not END_MARK.words & seen.words)
    if cut is not None:  # without the mark, which has become part of the incomplete element
        parsed = _parse(html, seen)
    tree = parsed.tree
    notes = expand(tree, _parse_alone) if parsed.odd else ()
    head, base, noscripts = _read_head(parsed)
    site = find_rules(head)
    if site is not None and site.fields:
        head = replace(head, chosen=tuple(_choose(tree, html, site)))
    if tree.body is None and tree.css_first("frameset") is not None:  # it takes the place of a body
        inner = unframed(tree)
        if inner is not None:
            return read_html(inner, find_rules=find_rules, make_walk=make_walk)
        return Document((), replace(head, framed=True), site=site, notes=(*notes, note_frames(tree)))
    body = tree.body if tree.body is not None and tree.body.parent is not None else tree.root
    if body is None:
        return Document((), head, site=site)
    _prepare(parsed, noscripts, html)
    authored = matches(tree, AUTHOR_PROPERTY, parsed.words)
    rules = _mark(tree, site) if site is not None else frozenset[str]()
    mark_roles(tree, parsed.words)
    walk = make_walk(rules)
    walk.run((body.html or "") + (_stated_markup(stated) if stated else ""))
    return Document(
        blocks=tuple(walk.blocks),
        head=walk.complete(head),
        language=head.language,
        partial=cut,
        images=tuple([show_whole(image) if image.href else image for image in walk.pictures.images]),
        site=site,
        rules=tuple(walk.rules),
        base=base,
        notes=(*notes, *(note_bounds(walk.blocks, walk.pictures.images) if walk.bounded else ())),
        signed=bool(stated) or may_match(SIGNATURE, parsed.words),
        authored=authored,
    )


def look_at(html: str, content_type: str | None = None, raw: bytes | None = None) -> tuple[str, Look]:
    """A page whose markup was repaired, and what is seen in it; ``raw`` as in ``look``."""
    seen = look(html, raw)
    if seen.survey.may_be_long and (capped := cap_attributes(html)) is not html:
        html, seen = capped, look(capped)
    mended = repair_markup(html, content_type, seen.survey)
    if may_hold_formulas(seen.raw):  # without scripts
        mended = join_formulas(mended)
    return mended, seen if mended is html else look(mended)


def _prepare(parsed: Parsed, noscripts: Sequence[LexborNode], html: str = "") -> None:
    """Remove what no browser shows. Mark hidden elements and the purpose of tables. ``html``: with its style sheets."""
    tree, words, odd, _ = parsed
    for node in noscripts:
        if len(node.text(deep=True, strip=True)) < MIN_NOSCRIPT_CHARS and not keep_images(node):
            node.decompose()
    for node in tree.css(OWN_MARKS) if odd else ():  # the page's own attributes would look like the reader's
        for name in OWN_ATTRIBUTES:
            if name in node.attrs:
                del node.attrs[name]
    boxes = find_boxes(tree, words)
    if tree.head is not None:  # no reader sees it, and the searches are faster without it
        tree.head.decompose()
    built = mark_structure(tree, words)
    hidden = []
    for node in select(tree, UNSHOWN, words):  # one search, in page order
        if node.tag not in INVISIBLE:
            hidden.append(node)
        elif node.parent is not None:
            node.decompose()
    hidden += [*find_unseen(tree, words), *find_unspoken(tree, words, html)]
    panes = find_panes(tree, words) if hidden else frozenset()
    whole = find_uncut(hidden)
    for node in hidden:
        seen = is_pane(node, panes) or (boxes and is_opened(node, boxes))
        if node.tag not in ("body", "html") and not seen and node.mem_id not in whole:
            node.attrs[HIDE] = ""
    for key, short in whole.items():
        if short.mem_id != key:
            short.attrs[HIDE] = ""
    words = ALL if built else words
    mark_tables(select(tree, TABLES, words))
    fit_cells(tree, words)
    name_signs(tree, words)


def _stated_markup(stated: str) -> str:
    """A stated body as the serializer writes it, in an element that separates it from the page's own."""
    parsed = _parse(*_capped(stated, look(stated)))
    _prepare(parsed, select(parsed.tree, NOSCRIPTS, parsed.words))
    mark_roles(parsed.tree, parsed.words)
    body = parsed.tree.body
    inner = (body.inner_html if body is not None else "") or ""
    return f'<body><{STATED}><article class="article-body">{scrub_characters(inner)}</article></{STATED}></body>'


def _capped(html: str, seen: Look) -> tuple[str, Look]:
    """A page without what the parser takes too long for, and what is seen in it."""
    capped = cap_tags(html, seen.survey)
    return (html, seen) if capped is html else (capped, look(capped))


def _parse(html: str, seen: Look, end: str = "") -> Parsed:
    """Parse a page of which ``look`` has seen ``seen``."""
    words, coded = seen.words, seen.coded
    tree = LexborHTMLParser(seen.raw + end.encode(), options=OPTIONS)
    odd = matches(tree, ODD, words)
    shadowed = odd and tree.css_first(SHADOW_ROOTS) is not None
    verbatim = odd and tree.css_first(RAW_TAGS) is not None
    if shadowed or verbatim:
        html = open_shadows(html) if shadowed else html
        html = RAW_TEXT.sub(r"<\1pre", html) if verbatim else html
        tree, coded = LexborHTMLParser(html.encode("utf-8", "replace") + end.encode(), options=OPTIONS), True
    for node in tree.css(EXAMPLES) if odd else ():  # whose markup a browser shows as it is written
        shown = create_tag("pre")
        shown.inner_html = escape(node.text(deep=True) or "", quote=False)
        node.replace_with(shown)
    if coded:
        empty_programs(tree)
        empty_drawings(tree)
    return Parsed(tree, ALL if odd else words, odd, None if odd else seen.stated)


def _parse_alone(html: str) -> LexborHTMLParser:
    """The tree of a document in a frame of the page."""
    return _parse(*_capped(html, look(html))).tree


def is_selector(select: str) -> bool:
    """Whether a text is a CSS selector that the parser understands."""
    try:
        LexborHTMLParser("<p>").css(select)
    except SelectolaxError:
        return False
    return True


def _mark(tree: LexborHTMLParser, site: SiteRules) -> frozenset[str]:
    """Mark what the site's selectors match. Keep comes last, so that it overrides. Return the ids of those rules."""
    rules = sorted((rule for rule in site.rules if rule.select is not None), key=lambda rule: rule.keep)
    for node in tree.css(f"[{SITE}]") if rules else ():
        del node.attrs[SITE]
    for rule in rules:
        for node in tree.css(rule.select or ""):
            node.attrs[SITE] = rule.id
    return frozenset(rule.id for rule in rules)


def _choose(tree: LexborHTMLParser, html: str, site: SiteRules) -> Iterator[SiteValue]:
    """What the site's metadata selectors find; of several for one field, the first that finds anything.

    What finds nothing in the tree may be in a script, whose code is not there. So it is searched in the whole page.
    """
    done: set[str] = set()
    whole: LexborHTMLParser | None = None
    for field in site.fields:
        if field.field in done:
            continue
        texts = _texts_of(tree, field)
        if not texts:
            whole = whole or LexborHTMLParser(html.encode("utf-8", "replace"))
            texts = _texts_of(whole, field)
        if texts:
            done.add(field.field)
            yield SiteValue(field.field, texts, f"site:{site.file}#{field.id}")


def _texts_of(tree: LexborHTMLParser, field: SiteField) -> tuple[str, ...]:
    found = (
        node.text(deep=True, separator=" ") if field.attribute is None else node.attrs.get(field.attribute) or ""
        for node in tree.css(field.select)[:MAX_VALUES]
    )
    return tuple(text[:MAX_VALUE_CHARS] for each in found if (text := " ".join(each.split())))


def _read_head(parsed: Parsed) -> tuple[Head, str | None, Sequence[LexborNode]]:
    """What the page states about itself, the address of its ``base`` element as written, its ``noscript`` elements."""
    tree, words, stated = parsed.tree, parsed.words, parsed.stated
    found: defaultdict[str | None, list[LexborNode]] = defaultdict(list)
    titles = (node for node in tree.head.iter() if node.tag == "title") if tree.head is not None else iter(())
    title = next((node for node in titles if node.child is not None), None)
    sought = HEAD_TAGS if stated is None else OTHER_HEAD_TAGS if title is None else UNTITLED_HEAD_TAGS
    for node in select(tree, sought, words):
        found[node.tag].append(node)
    metas, links, json_ld, scripts = _stated_in(found) if stated is None else stated
    title = title or next(iter(found["title"]), None)
    base = next(((node.attrs.get("href") or "").strip() for node in found["base"]), None) or None
    head = Head(
        title=(" ".join(repair_field(title.text(deep=True)).split()) or None) if title is not None else None,
        language=declared_language(tree.root.attrs if tree.root is not None else {}),
        metas=read_metas(metas),
        links=tuple([
            ((rel or "").lower(), href or "", kind or "")
            for rel, href, kind, _ in [unescaped(row) if row[-1] else row for row in links]
        ]),
        json_ld=tuple(text for each in json_ld if (text := each.strip())),
        scripts=scripts,
    )  # fmt: skip
    return head, base, found["noscript"]


def _stated_in(found: dict[str | None, list[LexborNode]]) -> Stated:
    """What the elements of a tree state, by their tags."""
    return Stated(
        [(*map(node.attributes.get, META_NAMES), False) for node in found["meta"]],
        [(*map(node.attributes.get, ("rel", "href", "type")), False) for node in found["link"]],
        [
            node.text(deep=True) or ""
            for node in found["script"]
            if "ld+json" in (node.attrs.get("type") or "").lower()
        ],
        len(found["script"]),
    )  # fmt: skip
