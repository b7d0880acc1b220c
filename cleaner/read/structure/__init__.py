"""The many ways in which sites write structure, reduced to the few forms that the walker reads.

It changes the parsed tree before the walker reads it: tables, formulas, code, lists, notes, quotes, callouts, headings,
readings and images. Nothing here decides what stays.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from itertools import islice
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode, create_tag

from cleaner import core
from cleaner.read.selectors import ALL, Selector, look, matches, select
from cleaner.read.structure.callouts import CALLOUTS, mark_callouts, open_fieldsets
from cleaner.read.structure.code import DIAGRAMS, mark_code
from cleaner.read.structure.data import names
from cleaner.read.structure.editors import join_lines
from cleaner.read.structure.elements import text_of
from cleaner.read.structure.formulas import mark_formulas
from cleaner.read.structure.inlines import INLINES, find_shares, mark_inlines, show_addresses
from cleaner.read.structure.lined import mark_lined
from cleaner.read.structure.lists import ASTRAY, mark_lists
from cleaner.read.structure.notes import find_marks, mark_notes
from cleaner.read.structure.pictures import EMOJI, PICTURES, mark_captioned, show_pictures
from cleaner.read.structure.quotes import QUOTES, mark_quotes
from cleaner.read.structure.roles import name_headings
from cleaner.read.structure.sidenotes import mark_sidenotes
from cleaner.read.structure.signs import keep_drawn
from cleaner.read.structure.styled import mark_lines
from cleaner.read.structure.tables import build_tables
from cleaner.read.structure.tabs import name_panes
from cleaner.read.structure.threads import mark_threads
from cleaner.read.structure.toggles import mark_toggles
from cleaner.read.structure.unseen import UNSEEN_NAMES
from cleaner.read.tags import HIDE

BESIDE = "a,span[class*=editsection],button"  # what may be beside the text of a heading
SELF_LINKS = Selector("a.headerlink,a.anchor-link,a.header-anchor,a.hash-link,span.mw-editsection")
DRAWN = re.compile(r"[\ue000-\uf8ff]{1,4}")  # icons of a font, in the private area of Unicode
# Elements that show a video by its id, and the address of the video.
FILMS = {
    **dict.fromkeys(("lite-youtube", "amp-youtube", "youtube-video"), "https://www.youtube.com/watch?v={}"),
    **dict.fromkeys(("lite-vimeo", "amp-vimeo"), "https://vimeo.com/{}"),
}  # fmt: skip
# Posts that a script of their site fills in, and the attributes with their addresses.
POSTS = Selector(
    ".fb-post[data-href],.fb-video[data-href],.instagram-media[data-instgrm-permalink],.mastodon-embed[data-embed-url],"
    ".text-post-media[data-text-post-permalink]"
)
ADDRESSES = (
    "src", "data-src", "data-lazy-src", "data-litespeed-src", "data-href", "data-instgrm-permalink", "data-embed-url",
    "data-text-post-permalink",
)  # fmt: skip
TAB_NAMES = "label[for]~label[for]"  # the names of tabs, with nothing between them
MAX_TABS = 500
FILM = re.compile(r"[\w-]{1,40}", re.A)
SHOWN = "iframe,video,audio"
FRAMES = frozenset({"iframe", "amp-iframe"})
FILM_IDS = ("videoid", "video-id", "data-videoid")
GROUP_OF_TAG = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), "heading"), "pre": "code", "code": "code", "sup": "raised",
    "rt": "reading", **dict.fromkeys(("iframe", "video", "audio", "amp-video", "amp-iframe", *FILMS), "player"),
}  # fmt: skip
TAGS = ",".join(tag for tag in GROUP_OF_TAG if tag != "rt")
PARTS = Selector(
    f'{TAGS},ruby rt,textarea[readonly],td.blob-code,td.lines-code,div.wp-caption,a[href*="#"],{ASTRAY},{PICTURES},'
    f"{QUOTES},{INLINES},{CALLOUTS},{TAB_NAMES}"
)
GROUP_OF_TAG |= {
    "td": "code", "textarea": "code", "a": "link", "label": "tab", "ul": "astray", "ol": "astray", "q": "quote",
    "cite": "quote",
    **dict.fromkeys(("button", "span", "b", "strong"), "inline"),
    **dict.fromkeys(("amp-img", "source", "img"), "picture"),
}  # fmt: skip
FEW = 6  # elements of a heading, itself included
MAX_HEADINGS = 2_000
MAX_SELF_LINKS = 5_000
WRAPPERS = frozenset({"div", "span"})
MAX_WRAPPERS = 3
MIN_HEADING_LETTERS = 3  # of a link around the words of a heading; a shorter one is a mark
MAX_RUBIES = 5_000
MAX_PLAYERS = 500
MAX_POST_CHARS = 60  # of a post that says only where it is; more is its text
MAX_LINKED_CHARS = 140  # of such a post, if all of it is links


def mark_structure(tree: LexborHTMLParser, words: int) -> bool:
    """Convert all structure into one form. ``words``: the words of the markup, for ``select``.

    Return whether tables were built, which the words of the page's own markup may not tell of.
    """
    if words == ALL and core.compiled is not None:  # to read the tree again is faster than all the searches
        words = look(tree.html or "").words
    open_fieldsets(tree, words)
    tabled = build_tables(tree, words)
    mark_formulas(tree, words)
    found: defaultdict[str, list[LexborNode]] = defaultdict(list)
    for node in select(tree, PARTS, words):  # one search for all takes as long as one for a single kind
        found[GROUP_OF_TAG.get(node.tag or "", "box")].append(node)
    # looked for before any element is changed; no change makes a mark, except that of an image into an emoji
    linked = bool(EMOJI.words & words) or next(find_marks(found["link"]), None) is not None
    mark_quotes([*found["quote"], *found["box"]])
    show_addresses(tree, words)
    mark_inlines([*found["inline"], *find_shares(found["quote"])])
    for label in found["tab"][:MAX_TABS]:
        if label.prev is not None and label.prev.tag in ("label", "input"):
            label.insert_before(" ")
    show_pictures(found["picture"])
    mark_lines(tree, words)
    joined, lined = join_lines(tree, words), mark_lined(tree, words)
    built = tabled or joined or lined
    if built or found["code"] or matches(tree, DIAGRAMS, words):
        mark_code(tree, ALL if built else words)  # what was built may match selectors that the page's own tags do not
    _drop_self_links(tree, words)
    _clear_headings(found["heading"])
    mark_notes(tree, words, linked=linked, raised=bool(found["raised"]))
    mark_sidenotes(tree, words)
    mark_callouts(found["box"])
    mark_captioned(tree, words)
    mark_lists(tree, found["astray"], words)
    mark_toggles(tree, words)
    name_panes(tree, words)
    keep_drawn(tree, words)
    _bracket_readings(found["reading"])
    _link_players([*found["player"], *filter(_is_only_link, select(tree, POSTS, words))])
    mark_threads(tree, words)  # last, since it moves elements
    return tabled


def mark_roles(tree: LexborHTMLParser, words: int) -> None:
    """Make headings by role those of HTML. Comes last, since rules of sites match what the page has."""
    _clear_headings([node for node in name_headings(tree, words) if HIDE not in node.attrs])


def _drop_self_links(tree: LexborHTMLParser, words: int) -> None:
    """Remove links to the editor of a section, and those from a heading, a term or a caption to itself."""
    for node in reversed(select(tree, SELF_LINKS, words)[:MAX_SELF_LINKS]):  # inner ones first
        text = (node.text(deep=True) or "").strip().lower()
        leads_here = (node.attrs.get("href") or "").startswith("#") and (
            text in names("heading_links") or DRAWN.fullmatch(text) is not None
        )
        if node.tag == "span" or leads_here:
            node.decompose()


def _clear_headings(headings: Sequence[LexborNode]) -> None:
    """Remove links from a heading that lead to the heading itself, to its editor or to the top of the page."""
    for heading in headings[:MAX_HEADINGS]:
        attrs = heading.attributes
        classes = attrs.get("class")
        if classes and _is_label(heading, classes):
            label = create_tag("p")
            label.inner_html = f"<strong>{heading.inner_html}</strong>"
            heading.replace_with(label)
            continue
        around = heading.parent
        for _ in range(MAX_WRAPPERS if "id" in attrs else 0):  # between a heading and a link to it around it
            if around is None or around.tag not in WRAPPERS:
                break
            around = around.parent
        if around is not None and around.tag == "a" and _is_self_link(around, heading):
            around.unwrap()
        for node in () if _is_bare(heading) else _find_beside(heading):
            if node.parent is None:
                continue
            address, edits = node.attributes.get("href") or "#", "editsection" in _class_of(node)
            beside = edits or address.startswith("#") or "edit" in address
            if not beside and "#" not in address:  # as most: the title of another page
                continue
            text = " ".join((node.text(deep=True) or "").lower().split())
            labels = text in names("heading_links") or text.strip("[]") == "edit" or DRAWN.fullmatch(text)
            if edits or (beside and labels and not _is_all(node, heading)):
                _drop_with_brackets(node)
            elif node.tag == "a" and _leads_to(node, heading, text):
                node.unwrap()


def _is_bare(node: LexborNode) -> bool:
    """Whether an element holds only one piece of text; faster than a search."""
    child = node.first_child
    return child is None or (child.is_text_node and child.next is None)


def _is_all(node: LexborNode, heading: LexborNode) -> bool:
    """Whether a heading says nothing but the words of a link in it."""
    text = (node.text(deep=True) or "").strip()
    return any(map(str.isalpha, text)) and (heading.text(deep=True) or "").strip() == text


def _find_beside(heading: LexborNode) -> list[LexborNode]:
    """The elements that BESIDE selects in a heading. In a small one, a walk takes half of the time of a search."""
    nodes = [*islice(heading.traverse(), FEW + 1)]
    if len(nodes) > FEW:
        return heading.css(BESIDE)
    return [
        node for node in nodes[1:]
        if node.tag in ("a", "button") or (node.tag == "span" and "editsection" in (node.attributes.get("class") or ""))
    ]  # fmt: skip


def _class_of(node: LexborNode) -> str:
    return (node.attributes.get("class") or "").lower()


def _is_label(heading: LexborNode, classes: str) -> bool:
    """Whether a heading only for screen readers says who speaks next, as in the record of a chat."""
    return not UNSEEN_NAMES.isdisjoint(classes.split()) and (heading.text(deep=True) or "").rstrip().endswith(
        (":", "：")
    )


def _leads_to(link: LexborNode, heading: LexborNode, text: str) -> bool:
    """Whether a link around the words of a heading leads to this heading, also by the whole address of the page."""
    page, here, place = (link.attrs.get("href") or "").partition("#")
    if not here or sum(map(str.isalpha, text)) < MIN_HEADING_LETTERS:  # the number of a note
        return False
    own = [heading, heading.parent, *heading.css("[id]")]
    if place and any(node is not None and node.attrs.get("id") == place for node in own):
        return True
    return not page and text == " ".join((heading.text(deep=True) or "").lower().split())


def _is_self_link(link: LexborNode, heading: LexborNode) -> bool:
    """Whether a link around a heading and nothing else leads to this heading."""
    address = link.attrs.get("href") or ""
    if not address.startswith("#") or link.attrs.get("role") == "button" or text_of(link) != text_of(heading):
        return False
    return address[1:] in (heading.attrs.get("id"), link.attrs.get("id"), link.attrs.get("name"))


def _drop_with_brackets(node: LexborNode) -> None:
    """Remove an element, and the square brackets in the text around it."""
    before, after = node.prev, node.next
    if before is not None and before.is_text_node and (before.text_content or "").rstrip().endswith("["):
        before.replace_with((before.text_content or "").rstrip()[:-1])
    if after is not None and after.is_text_node and (after.text_content or "").lstrip().startswith("]"):
        after.replace_with((after.text_content or "").lstrip()[1:])
    node.decompose()


def _bracket_readings(readings: Sequence[LexborNode]) -> None:
    """Put the readings of ruby characters in brackets if the page has no brackets itself.

    Readings of several bases, as of a word whose characters are read one by one, share a pair of brackets.
    """
    runs: list[list[LexborNode]] = []
    for reading in readings[:MAX_RUBIES]:
        if runs and reading.prev is not None and reading.prev.mem_id == runs[-1][-1].mem_id:
            runs[-1].append(reading)
        else:
            runs.append([reading])
    for run in runs:
        if "rp" in (at.tag for at in (run[0].prev, run[-1].next) if at is not None):
            continue
        said = [reading for reading in run if (reading.text(deep=True) or "").strip()]
        joined = len(run) > 1 and _has_bases(run[0], len(run))
        for first, last in [(said[0], said[-1])] if joined and said else zip(said, said, strict=True):
            first.insert_before("(")
            last.insert_after(")")


def _has_bases(reading: LexborNode, number: int) -> bool:
    """Whether at least so many marked bases stand right before a reading."""
    parent = reading.parent
    at = parent.prev if reading.prev is None and parent is not None and parent.tag == "rtc" else reading.prev
    while number and at is not None and at.tag == "rb":
        number, at = number - 1, at.prev
    return not number


def _link_players(players: Sequence[LexborNode]) -> None:
    """Replace players and posts of known hosts, and the page's own video and sound, by an ``embed``."""
    for node in players[:MAX_PLAYERS]:
        attrs = node.attributes
        stated = [value for name in ADDRESSES if (value := attrs.get(name))]
        address = next(filter(_is_player, stated), stated[0] if stated else _film_of(node))
        if not address and node.tag in ("video", "audio", "amp-video"):
            source = node.css_first("source[src]")
            address = (source.attrs.get("src") or "") if source is not None else ""
        shown = node.css_first(SHOWN) is not None and node.tag not in SHOWN.split(",")  # its script has run
        if address and not shown and node.parent is not None and (node.tag not in FRAMES or _is_player(address)):
            embed = create_tag("embed")
            embed.attrs["src"] = address
            titles = (attrs.get(name) for name in ("title", "aria-label", "playlabel", "videotitle"))
            embed.attrs["title"] = next((title for title in titles if title), "")
            node.insert_before(embed)


def _is_only_link(post: LexborNode) -> bool:
    """Whether a post says little but where it is."""
    size = len(post.text(deep=True, strip=True) or "")
    linked = sum(len(link.text(deep=True, strip=True) or "") for link in post.css("a")) if size > MAX_POST_CHARS else 0
    return size <= MAX_POST_CHARS or linked == size <= MAX_LINKED_CHARS


def _film_of(node: LexborNode) -> str:
    """The address of a video that an element shows by its id."""
    attrs = node.attributes
    film = next((value for name in FILM_IDS if (value := attrs.get(name))), "")
    return FILMS[node.tag].format(film) if node.tag in FILMS and FILM.fullmatch(film) else ""


def _is_player(address: str) -> bool:
    try:
        host = (urlsplit(address.strip()).hostname or "").lower()
    except ValueError:
        return False
    return any(host == known or host.endswith(f".{known}") for known in names("players"))
