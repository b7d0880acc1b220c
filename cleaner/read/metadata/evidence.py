"""The input and output of extractors: the evidence of a page, the place of its article, and candidates."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, NamedTuple

from cleaner.model import MAX_PATH, Block, Head, Mark
from cleaner.prefilters import find_foldable, is_around
from cleaner.read.metadata.folding import fold
from cleaner.read.metadata.jsonld import Statement
from cleaner.read.metadata.words import words
from cleaner.vocabulary import RemovalKind

MIN_PROSE_CHARS = 140
MAX_FOLDED_CHARS = 9  # into which folding and composition may turn one
MAX_TITLE_BLOCK_CHARS = 400
MIN_PARAGRAPHS = 4
MAX_PEERS = 3  # headings of at least the same rank after the headline
MAX_GLUED_CHARS = 100  # after the headline in its heading: a date, names, a section
MAX_LINK_SHARE = 0.3
CLOSE = 4  # blocks from the headline within which a footer or a profile belongs to the article
HEADER_REACH = 16  # blocks after the headline within which its text begins, if all between belong to it
PROSE_REACH = 60  # blocks after the headline within which its text begins
LINE_MARKS = (".", ":", ",", ";")  # at the end of a sentence or an announcement
BEFORE_PROSE = 6  # blocks before the first prose at which a page without a visible headline begins

# Names that an article's own header and footer may have as well.
OWN_WHEN_CLOSE = frozenset(
    {
        "footer", "profile", "archive", "archives", "feed", "recent", "latest", "listing", "events", "aside",
        "widget", "calendar", "banner", "menu", "carousel", "slider", "rail", "promo", "nav",
    }
)  # fmt: skip


# Such an element beside one of the words for a story in its path is that of the article.
FOOTERS = frozenset({"footer", "copyright"})
STORIES = frozenset({"article", "post", "entry", "story"})
FOOTER_REACH = 2  # tokens between: "article-template__footer"


class Place(NamedTuple):
    """The index of the block at which the article begins, and the attribute tokens that mark other pages' articles.

    A token around the headline and the text themselves (``sidebar`` on the whole body, ``widget`` around every element
    of a page builder) marks nothing and is left out: ``own`` are such tokens. ``prose`` is the block of the first
    paragraph after the headline. ``text`` is the block at which the text is under way: the second paragraph, because
    the first may be a standfirst.
    """

    block: int
    elsewhere: frozenset[str]
    headline: int | None
    own: frozenset[str] = frozenset()
    text: int | None = None
    prose: int | None = None

    def near(self, block: int, before: int, after: int) -> bool:
        """Whether a block is near the headline."""
        return self.block - before <= block <= self.block + after

    def is_close(self, block: int) -> bool:
        """Whether a block is right beside the headline, or between it and the text."""
        if self.near(block, CLOSE, CLOSE):
            return True
        return (
            self.headline is not None
            and self.prose is not None
            and (self.headline < block <= min(self.prose, self.headline + HEADER_REACH))
        )

    def is_elsewhere(self, path: tuple[str, ...], *, close: bool = False) -> bool:
        """Whether an element belongs to other pages' articles. ``close`` to the headline, fewer tokens count."""
        found = self.elsewhere.intersection(path)
        if close or not found:
            return bool(found - OWN_WHEN_CLOSE)
        return len(found) > 1 or not found <= FOOTERS or not _is_footer_of_story(path, *found)

    def puts_elsewhere(self, block: Block, *, close: bool = False) -> bool:
        """The same for a block, faster: the tokens around most have none of those that mark other pages' articles."""
        return _is_in(block, self.elsewhere) and self.is_elsewhere(block.path, close=close)

    def holds(self, block: Block, holders: frozenset[str]) -> bool:
        """Whether a block is inside an element of ``is_held``."""
        return _is_in(block, holders - self.own)

    def is_held(self, path: tuple[str, ...], holders: frozenset[str]) -> bool:
        """Whether an element is inside one that holds none of the article's own words, while the headline is not."""
        return not (holders - self.own).isdisjoint(path)


NO_CHROME: Mapping[int, RemovalKind] = MappingProxyType({})


class Evidence(NamedTuple):
    """Everything that the extractors of the table read. Fields that are known first come first; steps fill in the rest.

    ``metas`` holds the first content of each meta element. ``url`` is the address at which the page was found,
    ``saved`` the one in the note of the program that saved it. ``language`` is the tag for reading dates, ``last`` the
    last day that a page may claim, ``dated`` the indices of the blocks that may hold a date. ``statement`` is the
    schema item that the page is about, ``sites`` the folded names of the site. ``whole`` is true if the page is not a
    text but a thing or a whole site: nobody signs it, and it has no day of publication. ``signed`` is true if a person
    is its author. ``chrome`` are the kinds of the
    blocks of a plain text that are chrome by their words. ``html`` is the decoded page, empty for plain text.
    """

    head: Head
    blocks: tuple[Block, ...]
    metas: Mapping[str, str] = MappingProxyType({})
    url: str | None = None
    saved: tuple[str, str] | None = None
    language: str | None = None
    fetched_at: str | None = None
    last: str = ""
    url_dates: bool = False
    dated: tuple[int, ...] = ()
    marks: tuple[Mark, ...] = ()
    statements: tuple[Statement, ...] = ()
    canonical: str | None = None
    statement: Statement | None = None
    sites: frozenset[str] = frozenset()
    title: str | None = None
    place: Place = Place(0, frozenset(), None)
    whole: bool = False
    signed: bool = False
    chrome: Mapping[int, RemovalKind] = NO_CHROME
    html: str = ""

    @property
    def address(self) -> str | None:
        """The address of the page, if it is known."""
        return self.url or self.canonical


Label = Literal["", "published", "modified", "other"]


class TextCandidate(NamedTuple):
    """A text that may be the value of a field. ``block`` and ``path`` are its place, if the page shows it."""

    text: str
    source: str
    block: int | None = None
    path: tuple[str, ...] = ()


class ListCandidate(NamedTuple):
    """Texts that may together be the value of a field."""

    texts: tuple[str, ...]
    source: str


class NameCandidate(NamedTuple):
    """Names found in one place: those of people, and those of people or organisations."""

    people: tuple[str, ...]
    others: tuple[str, ...]
    source: str


class DateCandidate(NamedTuple):
    """A date that a page states: ISO 8601, its source, and whether it is the date of a change.

    ``block`` is where it is shown. ``marked`` is true if an attribute marks it as the page's own. ``label`` is the
    meaning of a word beside it. ``alone`` is true if it is in a line of dates and names, not in a sentence, heading or
    caption.
    """

    iso: str
    source: str
    modified: bool = False
    block: int = 0
    marked: bool = False
    label: Label = ""
    alone: bool = False


def _is_footer_of_story(path: tuple[str, ...], name: str) -> bool:
    """Whether the innermost element of a path with a name belongs to an article, by the words beside it."""
    at = path.index(name)
    return not STORIES.isdisjoint(path[max(0, at - FOOTER_REACH) : at + FOOTER_REACH])


def first_tokens(block: Block, count: int) -> tuple[str, ...]:
    """The first tokens of the path of a block, which is long."""
    found: list[str] = []
    node = block.container
    while node is not None and len(found) < count:
        found.append(node.tag)
        found.extend(node.tokens)
        node = node.parent
    return tuple(found[:count])


def _is_in(block: Block, tokens: frozenset[str]) -> bool:
    """Whether an element around a block has one of the tokens."""
    return is_around(block.container, tokens, MAX_PATH)


def locate(blocks: tuple[Block, ...], title: str | None, title_block: int | None) -> Place:
    """Find the block of the headline by its mark, or else by its text, or else the first prose."""
    if title_block is None and title:
        title_block = _find_title(blocks, title)
    if title_block is not None and title_block >= len(blocks):
        title_block = None
    if title and title_block is not None and fold(title) in fold(blocks[title_block].text):
        # the title may be together with the site's name, often hidden, above the heading that readers see
        exact = not _is_heading(blocks[title_block], title)
        title_block = next((block.index for block in blocks if exact and _is_heading(block, title)), title_block)
    start = title_block or 0
    prose = next((block for block in blocks[start : start + PROSE_REACH] if _is_prose(block)), None)
    if prose is None and (title_block is None or blocks[title_block].kind != "heading"):
        prose = next((block for block in blocks if _is_prose(block)), None)
        if prose is not None and title_block is not None and prose.index < title_block:
            title_block = None  # the site's name under the text, on a page whose title is only that
    neutral: set[str] = set()
    for block in (prose, blocks[title_block] if title_block is not None else None):
        node = block.container if block is not None else None
        for _ in range(MAX_PATH):
            if node is None:
                break
            neutral.add(node.tag)
            neutral.update(node.tokens)
            node = node.parent
    place = title_block if title_block is not None else max(0, prose.index - BEFORE_PROSE) if prose is not None else 0
    return Place(
        place,
        words().elsewhere - neutral,
        title_block,
        frozenset(neutral),
        _second_prose(blocks, prose),
        prose.index if prose is not None else None,
    )


def _find_title(blocks: tuple[Block, ...], title: str) -> int | None:
    """The block that shows the title: a heading before a menu's or a breadcrumb's link to the same page."""
    said = fold(title)
    least = len(said) // MAX_FOLDED_CHARS
    shown = [
        block for at in find_foldable(blocks, said, least, MAX_TITLE_BLOCK_CHARS - 1)
        if len((block := blocks[at]).text) >= len(said) or not block.text.isascii()
        if fold(block.text) == said
    ]  # fmt: skip
    best = min(shown, key=lambda block: (block.kind != "heading", bool(block.link_chars), block.index), default=None)
    if best is None:  # a heading may contain the date as well
        best = next((block for block in blocks if block.kind == "heading" and _begins(block.text, title)), None)
    return best.index if best is not None else None


def _begins(text: str, title: str) -> bool:
    return text.startswith(title) and len(text) - len(title) <= MAX_GLUED_CHARS


def reads_on(blocks: tuple[Block, ...], place: Place) -> bool:
    """Whether most of what can be read on the page is one text under its headline."""
    if place.headline is None or place.text is None:
        return False
    level = blocks[place.headline].level
    peers = [block for block in blocks[place.headline + 1 :] if block.kind == "heading" and block.level <= level]
    own = [len(block.text) for block in blocks if block.index > place.block and _is_prose(block)]
    if len(peers) >= MAX_PEERS and level:
        return False  # the first of several stories
    return len(own) >= MIN_PARAGRAPHS and sum(own) * 2 > sum(len(block.text) for block in blocks)


def _is_heading(block: Block, title: str) -> bool:
    return block.kind == "heading" and fold(block.text) == fold(title)


def _second_prose(blocks: tuple[Block, ...], prose: Block | None) -> int | None:
    if prose is None:
        return None
    start = prose.index + 1
    return next((block.index for block in blocks[start : start + PROSE_REACH] if _is_prose(block)), None)


def _is_prose(block: Block) -> bool:
    return len(block.text) >= MIN_PROSE_CHARS and block.link_chars < MAX_LINK_SHARE * len(block.text)


def is_bold_line(block: Block, least: int) -> bool:
    """Whether a paragraph of at least ``least`` words is in bold type as a whole and does not end like a sentence."""
    if block.kind not in ("paragraph", "other") or block.text.endswith(LINE_MARKS) or len(block.text.split()) < least:
        return False
    return any(span.kind == "strong" and span.end - span.start >= len(block.text) for span in block.spans)
