"""The records that flow through the cleaner: frozen, slotted dataclasses.

A stage takes one record and returns a new one; no stage edits.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from cleaner.vocabulary import BlockKind, FailureReason, PlaceKind, RemovalKind, SpanKind, Stage, Use

MAX_PATH = 128  # every block of a page may stand in thousands of elements


@dataclass(frozen=True, slots=True)
class UsageStatement:
    """What a site says of uses by machines in one place: where, in which words, and what that refuses and allows.

    ``license`` is the address of a licence, where it names one.
    """

    source: str
    text: str
    refused: tuple[Use, ...] = ()
    allowed: tuple[Use, ...] = ()
    license: str | None = None


@dataclass(frozen=True, slots=True)
class Announcement:
    """What a list says of a page that it names: ``source`` is "feed" or "sitemap", ``published`` as it was written."""

    source: str
    title: str | None = None
    authors: tuple[str, ...] = ()
    published: str | None = None
    summary: str | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Page:
    """A raw page as it came in.

    ``body`` is the decompressed content in bytes, ``content_type`` the media type without parameters,
    ``charset_hint`` the charset of the HTTP header, ``fetched_at`` an ISO 8601 time in UTC, ``origin`` where the page
    came from (file path, URL or WARC record) and the name by which every outcome refers to it. ``truncated`` says why
    the end of the body is missing, where its source knows that it is. ``usage`` is what its headers and the files of
    its site say of uses by machines, ``announced`` what the feed or sitemap that led to it says of it.
    ``rendered`` names the browser and its version, where the body is not as it was sent but what the scripts of the
    page have made of it.
    """

    body: bytes
    url: str | None = None
    final_url: str | None = None
    content_type: str | None = None
    charset_hint: str | None = None
    fetched_at: str | None = None
    origin: str = ""
    http_status: int | None = None
    etag: str | None = None
    last_modified: str | None = None
    truncated: str | None = None
    usage: tuple[UsageStatement, ...] = ()
    announced: Announcement | None = None
    rendered: str | None = None

    def __repr__(self) -> str:
        place = self.final_url or self.url or self.origin or "without an address"
        return f"<Page {place} {self.content_type or 'of unknown type'}, {len(self.body):,} bytes>"


class Container(NamedTuple):
    """An element around blocks: a node of the tree that the blocks hang in, shared by all blocks inside it.

    ``tokens`` are the lower-cased words of its class, id, role and itemprop attributes, ``order`` its place in
    reading order (unique in a document), ``depth`` its distance from the root. A named tuple, since a page has
    hundreds and they take a third of the time to make; compared by identity, since trees may be deep.
    """

    tag: str
    tokens: tuple[str, ...]
    parent: Container | None
    order: int
    depth: int

    def __eq__(self, other: object) -> bool:
        return self is other

    def __ne__(self, other: object) -> bool:
        return self is not other

    def __hash__(self) -> int:
        return id(self)

    def lineage(self) -> Iterator[Container]:
        """Yield this container and its ancestors, innermost first."""
        node: Container | None = self
        while node is not None:
            yield node
            node = node.parent


class Place(NamedTuple):
    """What an element around blocks means: a list, an item of it, a quote, a table. A node of a tree of meaning.

    Two blocks of one item share its record. ``parent`` is the nearest place around this one, ``order`` its place in
    reading order (unique in a document, so two places of one document are equal only where they are the same; a place
    of a copied document equals that of the first). What the other fields hold depends on ``kind``:

    - ``list``: ``ordered``. ``item``: ``number`` in an ordered list, ``value`` is ``x`` or a space for a task box.
    - ``callout``: ``value`` is its kind, such as ``note`` or ``warning``.
    - ``note``: the definition of a footnote; ``value`` is its id, ``label`` the text of its mark.
    - ``code``: ``value`` is the language, lower-cased, or empty. ``row``: ``ordered`` where the row heads the table.
    - ``term`` and ``description`` (of a description list), ``title`` (of a callout or of details), ``quote``,
      ``table``, ``figure``, ``details``: none.
    """

    kind: PlaceKind
    parent: Place | None
    order: int
    ordered: bool = False
    number: int = 0
    value: str = ""
    label: str = ""

    def __eq__(self, other: object) -> bool:
        mine: Place | None = self
        while mine is not other:  # with a loop, since places may lie deep inside one another
            if mine is None or not isinstance(other, Place) or (mine.kind, *mine[2:]) != (other.kind, *other[2:]):
                return False
            mine, other = mine.parent, other.parent
        return True

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return self.order

    def lineage(self) -> Iterator[Place]:
        """Yield this place and those around it, innermost first."""
        node: Place | None = self
        while node is not None:
            yield node
            node = node.parent


def around(place: Place | None, kind: PlaceKind) -> Place | None:
    """The innermost place of a kind at or around a place."""
    while place is not None and place.kind != kind:  # asked for every block, so without a generator
        place = place.parent
    return place


class Span(NamedTuple):
    """A stretch of a block's text, ``text[start:end]`` (code points), that means something of its own.

    ``value`` is the address of a link as the page wrote it, the LaTeX of a formula, the id of the definition that a
    note's mark points to; else empty. Spans are nested or apart, never crossing, outer ones first.
    """

    start: int
    end: int
    kind: SpanKind
    value: str = ""


class Cell(NamedTuple):
    """A cell of a table row: its stretch of the row's text (code points), and the columns and rows that it spans.

    ``columns`` is 0 where another cell reaches over this column. ``head`` says that it heads its row or column.
    """

    start: int
    end: int
    columns: int = 1
    rows: int = 1
    head: bool = False


@dataclass(frozen=True, slots=True)
class Image:
    """An image that stands before block ``before`` (an index): address as written, alt text, address of a link around.

    ``place`` is where it stands, such as a figure or an item. An embedded player or frame is an image with ``embed``.
    """

    before: int
    src: str
    alt: str
    href: str = ""
    place: Place | None = None
    embed: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of visible text in reading order.

    ``level`` is the rank of a heading (1 to 6) or the nesting depth of an item (1 and up), else 0. ``link_chars``
    counts the code points of ``text`` inside links. ``container`` is the innermost element around it (None for plain
    text). ``tight`` says that only a line break, not a paragraph break, parts it from the block before. ``hidden`` says
    that an attribute hides it when the page is opened. ``site`` is the id of the site rule whose selector matched the
    innermost element around it. Cells of a table row are parted by tabs; only code holds line breaks. ``spans``,
    ``place`` and ``cells`` (of a table row) carry structure: they never decide what stays. Blocks are compared without
    their containers.
    """

    index: int
    kind: BlockKind
    text: str
    level: int = 0
    link_chars: int = 0
    container: Container | None = field(default=None, compare=False)
    tight: bool = False
    spans: tuple[Span, ...] = ()
    hidden: bool = False
    site: str | None = None
    place: Place | None = None
    cells: tuple[Cell, ...] = ()

    @property
    def path(self) -> tuple[str, ...]:
        """The tags and attribute tokens of MAX_PATH elements around it, innermost first; empty for plain text."""
        words: list[str] = []
        node, left = self.container, MAX_PATH
        while node is not None and left:  # a plain loop: it takes a third of the time of generators
            words.append(node.tag)
            words += node.tokens
            node, left = node.parent, left - 1
        return tuple(words)


@dataclass(frozen=True, slots=True)
class Mark:
    """A visible element that may state metadata: what it is (``time``, ``author``, ``date``, ...), text, value, place.

    ``value`` is its machine-readable attribute (``datetime``, ``content``, ``href``), ``block`` the index of the next
    block in reading order, ``path`` its own and its ancestors' tags and tokens, innermost first (at most 12 elements).
    """

    name: str
    text: str
    value: str | None
    block: int
    path: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SiteRule:
    """What a site's file says of blocks: keep or drop those inside ``select`` (CSS) or those that say a phrase.

    ``id`` is full (``courier.example/promo``). ``scope`` and ``max_words`` are those of phrase rules.
    """

    id: str
    keep: bool
    kind: RemovalKind = "other"
    select: str | None = None
    phrases: tuple[str, ...] = ()
    scope: Literal["block", "section"] = "block"
    max_words: int | None = None


@dataclass(frozen=True, slots=True)
class SiteField:
    """Where a site's pages state a field of metadata: in the text or an attribute of what ``select`` (CSS) finds."""

    id: str
    field: str
    select: str
    attribute: str | None = None


@dataclass(frozen=True, slots=True)
class SiteRules:
    """The rules of one site, as the file ``file`` (a name, no path) states them."""

    domain: str
    file: str
    rules: tuple[SiteRule, ...] = ()
    fields: tuple[SiteField, ...] = ()


@dataclass(frozen=True, slots=True)
class SiteValue:
    """A field of metadata that a site's selector found: its name, the texts found in page order, and the source."""

    field: str
    texts: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True)
class Head:
    """What the page says of itself, unjudged: the raw material of metadata.

    ``metas`` are (name or property or itemprop, content) pairs in page order, names lower-cased; ``links`` are
    (rel, href, type or hreflang) triples; ``json_ld`` the bodies of its ld+json scripts, ``chosen`` what
    the rules of its site find in it.
    """

    title: str | None = None
    language: str | None = None
    metas: tuple[tuple[str, str], ...] = ()
    links: tuple[tuple[str, str, str], ...] = ()
    json_ld: tuple[str, ...] = ()
    marks: tuple[Mark, ...] = ()
    scripts: int = 0
    inputs: tuple[str, ...] = ()
    chosen: tuple[SiteValue, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A page as a list of blocks in reading order, whatever it was made from.

    ``partial`` says why text may be missing, or None. ``source`` is ``html`` or ``text``. ``site`` holds the rules of
    its site, if there are any. ``rules`` are the indices of blocks before which a thematic break stands, ``base`` the
    address of its ``base`` element as written, ``notes`` what a reader should know of how it was read.
    """

    blocks: tuple[Block, ...]
    head: Head = Head()
    language: str | None = None
    partial: str | None = None
    source: Literal["html", "text"] = "html"
    images: tuple[Image, ...] = ()
    site: SiteRules | None = None
    rules: tuple[int, ...] = ()
    base: str | None = None
    notes: tuple[str, ...] = ()


class Verdict(NamedTuple):
    """One judge's evidence on one block: keep it or drop it, by which rule, as what, how sure (0 to 1).

    A named tuple, since every block gets one and a frozen dataclass takes three times as long to make.
    """

    block: int
    keep: bool
    judge: str
    rule: str
    kind: RemovalKind = "other"
    score: float = 1.0


@dataclass(frozen=True, slots=True)
class Removal:
    """A block that went, and why. ``block`` is its index in the document, ``text`` all of its text.

    ``edited`` marks a piece cut off the start or end of a block that was otherwise kept.
    """

    block: int
    kind: RemovalKind
    judge: str
    rule: str
    text: str
    score: float = 1.0
    edited: bool = False


@dataclass(frozen=True, slots=True)
class Comment:
    """A reader's comment; ``depth`` is 0 for one that answers no other, ``date`` ISO 8601, None for "an hour ago"."""

    text: str
    author: str | None = None
    date: str | None = None
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Failure:
    """A page that yielded no article: where it came from, at which stage and why it failed, and if a retry may help."""

    origin: str
    stage: Stage
    reason: FailureReason
    message: str
    retryable: bool = False
    url: str | None = None
    http_status: int | None = None
    usage: tuple[UsageStatement, ...] = ()


@dataclass(frozen=True, slots=True)
class Unchanged:
    """A page that is as it was when last fetched: the server said so (304), or the same bytes came again.

    The validators are those to ask with next time.
    """

    origin: str
    url: str
    fetched_at: str
    http_status: int = 304
    etag: str | None = None
    last_modified: str | None = None
