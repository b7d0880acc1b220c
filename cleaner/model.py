"""The records that flow through the cleaner: frozen, slotted dataclasses.

A stage takes one record and returns a new one; no stage edits.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import field
from itertools import chain, islice
from typing import Literal, NamedTuple

from cleaner.classes import dataclass
from cleaner.vocabulary import BlockKind, FailureReason, PlaceKind, RemovalKind, SpanKind, Stage, Use

MAX_PATH = 128  # elements; every block of a page may be inside thousands


@dataclass(frozen=True, slots=True)
class UsageStatement:
    """What a site states about uses by machines in one place: where, in which words, and what it refuses and allows.

    ``license`` is the address of a licence, if it names one.
    """

    source: str
    text: str
    refused: tuple[Use, ...] = ()
    allowed: tuple[Use, ...] = ()
    license: str | None = None


@dataclass(frozen=True, slots=True)
class Announcement:
    """What a list says about a page: ``source`` is "feed" or "sitemap", ``published`` is as written there."""

    source: str
    title: str | None = None
    authors: tuple[str, ...] = ()
    published: str | None = None
    summary: str | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Page:
    """A raw page as it arrived.

    ``body`` is the decompressed content in bytes. ``content_type`` is the media type without parameters, and
    ``charset_hint`` the charset of the HTTP header. ``fetched_at`` is an ISO 8601 time in UTC. ``origin`` is where the
    page came from (file path, URL or WARC record), and the name by which every outcome refers to it. ``truncated`` says
    why the end of the body is missing, if its source knows. ``usage`` holds the usage statements in its headers and in
    the files of its site. ``announced`` is what the feed or sitemap that names the page says about it. ``rendered``
    names the browser and its version if the body is the result of the page's scripts.
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

    ``tokens`` are the lower-cased words of its class, id, role and itemprop attributes. ``order`` is its position in
    reading order (unique in a document), ``depth`` its distance from the root. It is a named tuple, because a page has
    hundreds and a dataclass takes three times as long to make. It is compared by identity, because trees may be deep.
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
    """The meaning of an element around blocks: a list, an item, a quote, a table. A node of a tree.

    Two blocks of one item share its record. ``parent`` is the nearest place around this one. ``order`` is its position
    in reading order (unique in a document). So two places of one document are equal only if they are the same; a place
    of a copied document equals the original. The other fields depend on ``kind``:

    - ``list``: ``ordered``. ``item``: ``number`` in an ordered list, ``value`` is ``x`` or a space for a task box.
    - ``callout``: ``value`` is its kind, such as ``note`` or ``warning``.
    - ``note``: the definition of a footnote; ``value`` is its id, ``label`` the text of its mark.
    - ``code``: ``value`` is the language in lower case, or empty. ``row``: ``ordered`` if the row is a table header.
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
        while mine is not other:  # a loop, because places may be nested deeply
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
    while place is not None and place.kind != kind:  # called for every block, so without a generator
        place = place.parent
    return place


class Span(NamedTuple):
    """A part of a block's text, ``text[start:end]`` (code points), with a meaning of its own.

    ``value`` is the address of a link as the page wrote it, the LaTeX of a formula, or the id of the definition that a
    note's mark points to; otherwise it is empty. Spans are nested or separate, never crossing, outer ones first.
    """

    start: int
    end: int
    kind: SpanKind
    value: str = ""


class Cell(NamedTuple):
    """A cell of a table row: its part of the row's text (code points), and the columns and rows that it spans.

    ``columns`` is 0 if another cell reaches over this column. ``head`` is true if it is a header of its row or column.
    """

    start: int
    end: int
    columns: int = 1
    rows: int = 1
    head: bool = False


@dataclass(frozen=True, slots=True)
class Image:
    """An image before block ``before`` (an index): its address as written, alt text, and the address of a link around.

    ``place`` is its place, such as a figure or an item. An embedded player or frame is an image with ``embed``.
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

    ``level`` is the rank of a heading (1 to 6) or the nesting depth of an item (1 and up), otherwise 0. ``link_chars``
    counts the code points of ``text`` inside links. ``container`` is the innermost element around it (None for plain
    text). ``tight`` is true if only a line break, not a paragraph break, is between it and the block before. ``hidden``
    is true if an attribute hides it when the page is opened. ``site`` is the id of the site rule whose selector matched
    the innermost element around it. Tabs separate the cells of a table row. Only code holds line breaks. ``spans``,
    ``place`` and ``cells`` (of a table row) describe structure and never decide what stays. Blocks are compared without
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
        around = islice(self.container.lineage(), MAX_PATH) if self.container is not None else ()
        return tuple(chain.from_iterable((node.tag, *node.tokens) for node in around))


@dataclass(frozen=True, slots=True)
class Mark:
    """A visible element that may state metadata: its kind (``time``, ``author``, ``date``, ...), text, value and place.

    ``value`` is its machine-readable attribute (``datetime``, ``content``, ``href``). ``block`` is the index of the
    next block in reading order. ``path`` holds the tags and tokens of the element and its ancestors, innermost first
    (at most 12 elements).
    """

    name: str
    text: str
    value: str | None
    block: int
    path: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SiteRule:
    """A rule for blocks of a site: keep or drop those inside ``select`` (CSS), or those that match a phrase.

    ``id`` is the full id (``courier.example/promo``). ``scope`` and ``max_words`` are those of phrase rules.
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
    """The place of a metadata field on a site's pages: the text or an attribute of the elements of ``select`` (CSS)."""

    id: str
    field: str
    select: str
    attribute: str | None = None


@dataclass(frozen=True, slots=True)
class SiteRules:
    """The rules of one site, from the file ``file`` (a name without a path)."""

    domain: str
    file: str
    rules: tuple[SiteRule, ...] = ()
    fields: tuple[SiteField, ...] = ()


@dataclass(frozen=True, slots=True)
class SiteValue:
    """A metadata field found by a site's selector: its name, the texts in page order, and the source."""

    field: str
    texts: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True)
class Head:
    """What the page states about itself, not yet judged. Metadata are made from it.

    ``metas`` are (name or property or itemprop, content) pairs in page order, with names in lower case. ``links`` are
    (rel, href, type or hreflang) triples. ``json_ld`` holds the bodies of its ld+json scripts, ``chosen`` what the
    rules of its site found. ``framed`` says that it is a frameset, whose text is in other files.
    """

    title: str | None = None
    language: str | None = None
    metas: tuple[tuple[str, str], ...] = ()
    links: tuple[tuple[str, str, str], ...] = ()
    json_ld: tuple[str, ...] = ()
    marks: tuple[Mark, ...] = ()
    scripts: int = 0
    chosen: tuple[SiteValue, ...] = ()
    framed: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """A page as a list of blocks in reading order, made from HTML or plain text.

    ``partial`` says why text may be missing. ``site`` holds the rules of its site, if there are any, ``rules`` the
    indices of blocks after a thematic break, ``base`` the address of its ``base`` element as written. ``notes`` say how
    it was read. ``signed`` is false if no element is named a signature, ``authored`` if none has an author by itemprop.
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
    signed: bool = field(default=True, compare=False)
    authored: bool = field(default=True, compare=False)


class Verdict(NamedTuple):
    """One judge's evidence on one block: keep or drop, by which rule, as which kind, with which score (0 to 1).

    It is a named tuple, because every block gets one and a frozen dataclass takes three times as long to make.
    """

    block: int
    keep: bool
    judge: str
    rule: str
    kind: RemovalKind = "other"
    score: float = 1.0


@dataclass(frozen=True, slots=True)
class Removal:
    """A dropped block, and why. ``block`` is its index in the document, ``text`` its whole text.

    ``edited`` marks a part that was cut from the start or end of a block that otherwise stays.
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
    """A reader's comment. ``depth`` is 0 if it answers no other. ``date`` is ISO 8601, or None for "an hour ago"."""

    text: str
    author: str | None = None
    date: str | None = None
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Failure:
    """A page without an article: where it came from, at which stage and why it failed, and whether a retry may help."""

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
    """A page that is the same as before, by the server (304) or by its bytes; validators are for the next request."""

    origin: str
    url: str
    fetched_at: str
    http_status: int = 304
    etag: str | None = None
    last_modified: str | None = None
