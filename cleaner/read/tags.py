"""Tags as the serializer wrote them, and their meaning for blocks, independent of position.

Markup repeats the same tags, so each is parsed once and cached by its raw text.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import cast, get_args

from cleaner.patterns import later
from cleaner.vocabulary import BlockKind, PlaceKind, SpanKind

OWN = "data-cleaner-"  # prefix of the reader's own attributes
TABLE = f"{OWN}table"  # set by the reader on every table: whether it is for layout or holds data
LAYOUT, DATA = "layout", "data"
HIDE = f"{OWN}hide"  # set on elements that are hidden
SITE = f"{OWN}site"  # set on elements that a site rule selects: the rule's id
# Set if the reader has found the meaning of an element: the kind of its span or place, the value, the label.
SPAN, PLACE, VALUE, LABEL = f"{OWN}span", f"{OWN}place", f"{OWN}value", f"{OWN}label"
OWN_ATTRIBUTES = (TABLE, HIDE, SITE, SPAN, PLACE, VALUE, LABEL)
CLASS, REL, ITEMPROP, HREF, ID = ' class="', ' rel="', ' itemprop="', ' href="', ' id="'
PROPERTY = ' property="'  # of RDFa
ITEMTYPE, COMMENT_TYPE = ' itemtype="', "Comment"  # a part of schema.org/Comment and of UserComments
# Words for the way in which an element is hidden, and for an element that something on the page opens. No class or id
# can contain them. A folded answer is text, a menu or a dialog is not, and these words help to tell them apart.
HIDDEN_BY = ((' hidden="', "hidden="), (' aria-hidden="true"', "aria-hidden="))
HIDDEN_BY_STYLE = "style="
OPENED = "aria-controls="
OPENERS = tuple(later(rf' {name}="([^"]*)"') for name in ("aria-controls", "data-target", "data-bs-target"))
WORD = later(r"[A-Z]?[a-z]+|[A-Z]{2,}")
LOWER_WORD = re.compile(r"[a-z]+")  # finds the same as WORD if no letter is a capital
MAX_TOKENS = 24
MAX_NAMES_CHARS = 512
_BLOCK = (
    "address article aside blockquote body button caption center dd details dialog dir div dl dt fieldset figcaption "
    "figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav noscript ol optgroup option "
    "p pre search section summary table tbody td tfoot th thead tr ul"
)
BLOCK_TAGS = frozenset(_BLOCK.split())
_VOID = "area base basefont bgsound br col embed frame hr img input keygen link meta param source track wbr"
VOID_TAGS = frozenset(_VOID.split())
HEADINGS = {f"h{level}": level for level in range(1, 7)}
LISTS = frozenset({"ul", "ol", "dl", "menu", "dir"})
KIND_OF_TAG: dict[str, BlockKind] = {
    **dict.fromkeys(HEADINGS, "heading"), **dict.fromkeys(("li", "dd", "dt"), "item"),
    "pre": "code", "blockquote": "quote", "figcaption": "caption", "caption": "caption",
    **dict.fromkeys(("section", "article", "aside", "nav", "header", "footer", "main", "td", "th", "form"), "other"),
}  # fmt: skip
SPAN_OF_TAG: dict[str, SpanKind] = {
    **dict.fromkeys(("strong", "b"), "strong"), **dict.fromkeys(("em", "i"), "emphasis"),
    **dict.fromkeys(("code", "samp", "tt"), "code"), **dict.fromkeys(("s", "strike", "del"), "strike"),
    "sup": "superscript", "sub": "subscript", "mark": "mark",
}  # fmt: skip
SPAN_KINDS, PLACE_KINDS = frozenset(get_args(SpanKind)), frozenset(get_args(PlaceKind))
PLACE_OF_TAG: dict[str, PlaceKind] = {
    **dict.fromkeys(("ul", "ol", "menu", "dir", "dl"), "list"), "li": "item", "dt": "term", "dd": "description",
    "blockquote": "quote", "table": "table", "tr": "row", "figure": "figure", "details": "details", "summary": "title",
    "pre": "code",
}  # fmt: skip
CELLS = ("td", "th")
CELL_ROLE = re.compile(' role="(?:cell|gridcell|columnheader|rowheader)"')
CHANGING = frozenset((*KIND_OF_TAG, *LISTS, "p", "tr", "table"))  # tags that change the state of their content
# A paragraph inside one of these is a part of it, not a separate paragraph.
KINDS_OVER_PARAGRAPH = frozenset({"item", "quote", "caption", "code", "heading"})
# Elements that may state metadata, by the names of their attributes. Each group has its own limit, so that a menu full
# of titles does not crowd out the byline. Titles count only on a page without an h1.
PEOPLE = later(r"author|byline|autor|writer|\btag\b", re.I)
TIMES = re.compile(r"date|time|publi|datum|fecha|posted", re.I)
TITLES = re.compile(r"headline|title", re.I)
# A letter that is in each of these groups, in lower case: checking for it saves the three searches for most names.
ANY_GROUP = later(r"author|byline|autor|writer|tag|date|time|publi|datum|fecha|posted|headline|title")
TIME_TAGS = frozenset(
    {"time", "relative-time", "time-ago", "local-time", "amp-timeago", "faceplate-timeago"}
)  # and of GitHub, AMP, Reddit
MARK_TAGS = frozenset({"h1", *TIME_TAGS})
# Ids that announce people. Those of headings, sections and fields are the word, not an author's name.
AUTHOR_IDS = frozenset({"author", "authors", "autor", "byline", "post-author", "article-author", "author-name"})
AUTHOR_TAGS = frozenset({"a", "address", "b", "cite", "div", "em", "p", "span", "strong"})
MAX_KEPT_TAGS = 8_192
MAX_KEPT_CHARS = 500  # of a cached tag; a longer tag occurs only once
# The effect of a tag. A block element ends the current block where it begins and where it ends. Text continues through
# other elements.
CLOSE_BLOCK, CLOSE_INLINE, OPEN_BLOCK, OPEN_INLINE, OPEN_LINK, VOID, NOTHING = range(7)


@lru_cache(maxsize=65536)
def tokenize(names: str) -> tuple[str, ...]:
    """The lower-cased words of class names and ids, split at camel case and punctuation.

    >>> tokenize("article-body__main storyText")
    ('article', 'body', 'main', 'story', 'text')
    """
    names = names[:MAX_NAMES_CHARS]
    if names.islower():
        return tuple(LOWER_WORD.findall(names)[:MAX_TOKENS])
    return tuple([word.lower() for word in WORD.findall(names)[:MAX_TOKENS]])


def value_of(attrs: str, name: str) -> str:
    """The value of an attribute in raw attributes as the serializer wrote them. ``name`` is like `` class="``."""
    start = attrs.find(name)
    if start < 0:
        return ""
    start += len(name)
    end = attrs.find('"', start)  # none if the value of another attribute ends in this name
    return attrs[start:end] if end >= 0 else ""


def find_names(attrs: str) -> tuple[str, ...]:
    """The words of an element's class, id, role and itemprop, from its raw attributes. How it is hidden comes first.

    An element with the type of a comment gets that word as well.
    """
    words = tokenize(value_of(attrs, CLASS)) if attrs else ()
    for name in (ID, ' role="', ITEMPROP):
        if name in attrs:
            words += tokenize(value_of(attrs, name))
    if ITEMTYPE in attrs and COMMENT_TYPE in value_of(attrs, ITEMTYPE):
        words += ("comment",)
    if HIDE in attrs:
        words = (next((word for sign, word in HIDDEN_BY if sign in attrs), HIDDEN_BY_STYLE), *words)
    return words[:MAX_TOKENS]


def find_opened(markup: str) -> frozenset[str]:
    """The ids of elements that a button or a tab of the page opens (``aria-controls``, Bootstrap's targets)."""
    return frozenset(
        name.removeprefix("#")
        for opener in OPENERS
        for names in opener.findall(markup)
        for name in names.split()
    )  # fmt: skip


@lru_cache(maxsize=65536)
def group_of_names(names: str) -> str | None:
    """The group of metadata that a class or another name of an element may announce."""
    if names.isascii() and ANY_GROUP.search(names.lower()) is None:
        return None
    if PEOPLE.search(names):
        return "people"
    if TIMES.search(names):
        return "times"
    return "titles" if TITLES.search(names) else None


def find_group(name: str, attrs: str) -> str | None:
    """The group of metadata that the raw attributes of an element may announce. Of ids, some announce people."""
    if ITEMPROP in attrs or PROPERTY in attrs:
        return "people"
    names = value_of(attrs, CLASS)
    group = group_of_names(names) if names else None
    if group is None and REL in attrs:
        group = group_of_names(value_of(attrs, REL))
    if group is None and ID in attrs and name in AUTHOR_TAGS and value_of(attrs, ID) in AUTHOR_IDS:
        return "people"
    return group


class Tag:
    """A start or end tag. ``act`` is one of the acts above, ``attrs`` its attributes as written, with the space before.

    ``change`` is what it changes for its content (a key of ``enter``, empty for nothing). ``group`` is the metadata
    that it may state. ``hides`` is true if it hides its text. ``span`` is the meaning of its text, with ``value`` (the
    address of a link, as written). ``place`` is its meaning for the blocks inside. ``apart`` is true if its text is
    separate from the text before it, like that of custom elements.
    """

    __slots__ = ("act", "apart", "attrs", "change", "group", "hides", "name", "place", "span", "value", "words")

    span: SpanKind | None
    place: PlaceKind | None
    words: tuple[str, ...] | None

    def __init__(self, act: int, name: str, attrs: str, change: str = "", group: str | None = None) -> None:
        self.act, self.name, self.attrs, self.change, self.group = act, name, attrs, change, group
        self.span, self.value, self.place = SPAN_OF_TAG.get(name), "", PLACE_OF_TAG.get(name)
        if OWN in attrs:
            self.read_own(attrs)
        self.apart, self.hides = "-" in name or CELL_ROLE.search(attrs) is not None, change.startswith("hidden")
        self.words = None  # of its class, id, role and itemprop; found on demand

    def read_own(self, attrs: str) -> None:
        """Use what the reader found out about this element and noted in its own attributes."""
        span, place = value_of(attrs, f' {SPAN}="'), value_of(attrs, f' {PLACE}="')
        if span in SPAN_KINDS:
            self.span, self.value = cast(SpanKind, span), value_of(attrs, f' {VALUE}="')
        if place in PLACE_KINDS:
            self.place = cast(PlaceKind, place)


COMMENT = Tag(NOTHING, "", "")


def read_tag(raw: str) -> Tag:
    """Parse what is between ``<`` and ``>``."""
    name = raw.partition(" ")[0]
    attrs = raw[len(name) :]
    if name == "a":
        return _read_link(attrs)
    first = raw[:1]
    if first == "/":
        name = raw[1:]
        return Tag(CLOSE_BLOCK if name in BLOCK_TAGS else CLOSE_INLINE, name, "")
    if first in "!?":  # or empty, at the end
        return COMMENT
    if name in VOID_TAGS:
        return Tag(VOID, name, attrs)
    change = name if name in CHANGING else ""
    if name == "table" and f'{TABLE}="{LAYOUT}"' in attrs:
        change += " layout"
    if HIDE in attrs:
        change = f"hidden {change}"
    group = "people" if name in MARK_TAGS else find_group(name, attrs) if attrs else None
    return Tag(OPEN_BLOCK if name in BLOCK_TAGS else OPEN_INLINE, name, attrs, change, group)


def _read_link(attrs: str) -> Tag:
    return Tag(OPEN_LINK, "a", attrs, "hidden " if HIDE in attrs else "", find_group("a", attrs))


class Tags(dict[str, Tag]):
    """Tags by their raw text. Links are cached without their address, because almost every address is new."""

    def __missing__(self, raw: str) -> Tag:
        if raw.startswith("a "):
            start = raw.find(HREF)
            end = raw.find('"', start + len(HREF)) if start >= 0 else -1
            if end >= 0:
                return self.read_link(raw, start, end)
        return self.keep(raw, read_tag(raw))

    def keep(self, raw: str, tag: Tag) -> Tag:
        """Cache a tag."""
        if len(raw) <= MAX_KEPT_CHARS:
            if len(self) >= MAX_KEPT_TAGS:
                self.clear()
            self[raw] = tag
        return tag

    def read_link(self, raw: str, start: int, end: int) -> Tag:
        """Read a link whose ``href`` extends from ``start`` to the quote at ``end``."""
        rest = raw[:start] + raw[end + 1 :]
        key = f"<{rest}"  # what is left may hold an address, too: in the value of another attribute
        kept = self.get(key) or self.keep(key, read_tag(rest))
        if kept.group is not None:  # its address may be the metadata that it states
            tag = _read_link(raw[1:])
        else:
            if kept.words is None:
                kept.words = find_names(kept.attrs)
            tag = Tag(OPEN_LINK, "a", kept.attrs, kept.change)
            tag.words = kept.words
        if tag.span is None:
            tag.span, tag.value = "link", raw[start + len(HREF) : end]
        return tag


TAGS = Tags()


class State:
    """What an element passes on to its content.

    ``lists`` counts the lists around it. ``row`` is true inside a row of data. ``data`` is true if the innermost table
    around it holds data rather than layout. States are made only by ``enter``.
    """

    __slots__ = ("data", "hidden", "kind", "level", "lists", "row")

    def __init__(self, kind: BlockKind, level: int, lists: int, *, hidden: bool, row: bool, data: bool) -> None:
        self.kind, self.level, self.lists, self.hidden, self.row, self.data = kind, level, lists, hidden, row, data


ROOT = State("other", 0, 0, hidden=False, row=False, data=False)


@lru_cache(maxsize=4096)
def enter(state: State, change: str) -> State:
    """The state inside an element, from the state around it and the ``change`` of its tag."""
    kind, level, lists, row, data = state.kind, state.level, state.lists, state.row, state.data
    name = change.removeprefix("hidden ")
    if name in KIND_OF_TAG:
        kind = KIND_OF_TAG[name]
        level = lists if kind == "item" else HEADINGS.get(name, 0)
    elif name == "p":
        if kind not in KINDS_OVER_PARAGRAPH:
            kind, level = "paragraph", 0
    elif name in LISTS:
        lists += 1
    elif name == "tr":
        if data and not row:
            row, kind, level = True, "table", 0
    elif name:
        data = name == "table"
    return State(kind, level, lists, hidden=state.hidden or name != change, row=row, data=data)
